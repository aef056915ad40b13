"""How many cases the tests that draw them try: a small fixed sample, or as many as a proof wants.

`TWITCHTRIO_PROOFS` is the factor between the two, and `TWITCHTRIO_SEEDS` names seeds of one's own. Tests with a size
that follows them are marked `proof`; those of Hypothesis are so by themselves.
"""

from __future__ import annotations

import os
from typing import Final

import hypothesis

__all__ = ["PROVING", "seeds", "times", "use_profile"]

_FACTOR: Final = int(os.environ.get("TWITCHTRIO_PROOFS", "1"))

PROVING: Final = _FACTOR > 1
"""Whether more than the sample is wanted."""


def times(sample: int) -> int:
    """How many cases to try where the sample has so many."""
    return sample * _FACTOR


def seeds(sample: int, *, most: int | None = None) -> list[int]:
    """What to draw cases from where the sample has so many: seeds from 1 on, `most` at most, or those that were named.

    Args:
        most: For cases that grow by themselves as more is to be proven.
    """
    named = os.environ.get("TWITCHTRIO_SEEDS", "")
    number = times(sample) if most is None else min(most, times(sample))
    return [int(seed) for seed in named.split()] or list(range(1, number + 1))


def use_profile() -> None:
    """Let Hypothesis try as many: the same ones each time, unless it is to prove something."""
    # A shared machine is no stopwatch.
    hypothesis.settings.register_profile(
        "twitchtrio", deadline=None, max_examples=times(100), derandomize=not PROVING, print_blob=True
    )
    hypothesis.settings.load_profile("twitchtrio")
