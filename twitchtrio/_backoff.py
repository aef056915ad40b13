"""How long to wait before the next try."""

from __future__ import annotations

import random
from typing import Final

from attrs import define, field

__all__ = ["Backoff"]

_random: Final = random.Random()  # noqa: S311  # jitter is no secret


@define
class Backoff:
    """Endless exponential waiting with jitter, between a floor and a cap, in seconds."""

    floor: float = 1.0
    cap: float = 60.0
    random: random.Random = field(default=_random, repr=False)
    attempt: int = field(default=0, init=False)

    def next(self) -> float:
        """How long to wait now; each call makes the next wait about twice as long, up to the cap."""
        # Waits from one half of the ceiling on are long enough to help and different enough not to meet.
        ceiling = min(self.cap, self.floor * 2.0 ** min(self.attempt + 1, 30))
        self.attempt += 1
        return self.random.uniform(max(self.floor, ceiling / 2), ceiling)

    def reset(self) -> None:
        """Begin anew, after a success."""
        self.attempt = 0
