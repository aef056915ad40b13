"""What the fake does by the clock: polls that end, predictions that lock, raids that go."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable
from itertools import count
from typing import Final

import trio
from attrs import define, field

from .clock import Clock

__all__ = ["Timer", "Timers"]

# Sums of seconds are not exact, and less than this no clock could wait.
_ROUNDED: Final = 1e-6


@define(order=True)
class Timer:
    """Something that will be done."""

    at: float
    number: int
    deed: Callable[[], object] = field(eq=False, order=False, repr=False)
    cancelled: bool = field(default=False, eq=False, order=False)


class Timers:
    """All that will be done, the next first.

    While the fake can be reached it is done on time; otherwise it is made up for as soon as anything happens.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._numbers = count()
        self._waiting: list[Timer] = []
        self._changed = trio.lowlevel.ParkingLot()

    def after(self, seconds: float, deed: Callable[[], object], *, instead_of: Timer | None = None) -> Timer:
        """Do something after some seconds, and what was to be done in its place never."""
        self.cancel(instead_of)
        timer = Timer(at=self._clock.now() + seconds, number=next(self._numbers), deed=deed)
        heapq.heappush(self._waiting, timer)
        self._changed.unpark_all()
        return timer

    def cancel(self, timer: Timer | None) -> None:
        """Do it never, if anything was to be done."""
        if timer is not None:
            timer.cancelled = True

    def settle(self) -> None:
        """Do whatever is due."""
        while self._waiting and self._waiting[0].at <= self._clock.now() + _ROUNDED:
            timer = heapq.heappop(self._waiting)
            if not timer.cancelled:
                timer.deed()

    async def run(self) -> None:
        """Do it all on time."""
        while True:
            self.settle()
            wait = self._waiting[0].at - self._clock.now() if self._waiting else math.inf
            with trio.move_on_after(wait):
                await self._changed.park()
