"""Telling a thing once."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

__all__ = ["Once"]

_REMEMBERED: Final = 256


class Once:
    """Remembers what was told, up to 256 things; what comes after these is not told at all."""

    def __init__(self) -> None:
        self._told: set[Hashable] = set()

    def first(self, thing: Hashable) -> bool:
        """Whether to tell a thing now."""
        if thing in self._told or len(self._told) >= _REMEMBERED:
            return False
        self._told.add(thing)
        return True
