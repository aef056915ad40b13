"""What strikes at a chosen step of Trio's scheduler."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Self

import trio


class Turns:
    """Counts the turns that other tasks have meanwhile."""

    def __init__(self) -> None:
        self.had = 0

    async def count(self) -> None:
        """Count them until cancelled."""
        while True:
            await trio.lowlevel.checkpoint()
            self.had += 1


class Countdown(trio.abc.Instrument):
    """Strikes once when a task, whichever it is, is about to go on for the nth time; 0 only counts.

    It counts in its block, in the steps of all tasks or of one.
    """

    def __init__(self, at: int, strike: Callable[[], Any], *, task: trio.lowlevel.Task | None = None) -> None:
        self.at = at
        self.strike = strike
        self.task = task
        self.steps = 0
        self.struck_at = math.inf

    def __enter__(self) -> Self:
        trio.lowlevel.add_instrument(self)
        return self

    def __exit__(self, *_: object) -> None:
        trio.lowlevel.remove_instrument(self)

    @property
    def struck(self) -> bool:
        """Whether it has struck."""
        return self.struck_at < math.inf

    def before_task_step(self, task: trio.lowlevel.Task) -> None:
        """Count a step."""
        if self.task is None or self.task is task:
            self.count()

    def count(self) -> None:
        """Count one more of whatever is counted."""
        self.steps += 1
        if self.steps == self.at and not self.struck:
            self.struck_at = trio.current_time()
            self.strike()
