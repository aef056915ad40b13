"""What a shell is told that a word may become."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

import click

__all__ = ["Complete", "one_of_several"]

Complete: TypeAlias = Callable[[click.Context, click.Parameter, str], list[str]]


def one_of_several(names: Callable[[], Iterable[str]]) -> Complete:
    """Complete the last of some names with commas between."""

    def complete(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
        before, comma, last = incomplete.rpartition(",")
        return [f"{before}{comma}{name}" for name in sorted(names()) if name.startswith(last)]

    return complete
