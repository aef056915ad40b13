"""Telling a thing now and then."""

from __future__ import annotations

import math
from typing import Final

import trio

__all__ = ["Seldom"]

_PAUSE: Final = 60.0


class Seldom:
    """Lets a thing be told once in a minute."""

    def __init__(self) -> None:
        self._last = -math.inf

    def now(self) -> bool:
        """Whether to tell it now; then it is told."""
        now = trio.current_time()
        if now < self._last + _PAUSE:
            return False
        self._last = now
        return True
