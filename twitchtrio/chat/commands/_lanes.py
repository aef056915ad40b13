"""Order among what runs: the work of one lane one after the other, lanes side by side.

A lane has a task as long as it has work, and is gone then.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Awaitable, Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Final, TypeAlias

import trio

from ..._given import check_number

__all__ = ["Lanes", "Work"]

_DEPTH: Final = 16

Work: TypeAlias = Callable[[], Awaitable[None]]


class Lanes:
    """What is at work, and what waits for it."""

    def __init__(
        self,
        start: Callable[[Callable[[Hashable], Awaitable[None]], Hashable], None],
        *,
        limit: float,
        news: trio.lowlevel.ParkingLot,
    ) -> None:
        """Make none.

        Args:
            start: Starts a task.
            limit: How many lanes there may be at once.
            news: Who waits here is told of each change.
        """
        check_number("limit", limit)
        self._start = start
        self._limit = limit
        self._news = news
        self._lanes: dict[Hashable, deque[Work]] = {}
        self._tasks: set[trio.lowlevel.Task] = set()
        self._paused: Counter[trio.lowlevel.Task] = Counter()

    def __len__(self) -> int:
        return len(self._lanes)

    @property
    def resting(self) -> bool:
        """Whether nothing is at work but what waits for something to happen in chat."""
        return len(self._lanes) == len(self._paused)

    def offer(self, key: Hashable | None, work: Work) -> bool:
        """Take a piece of work, unless its lane or all of them are full; `None` is a lane of its own."""
        if not self._has_room(key):
            return False
        self._put(key, work)
        return True

    async def put(self, key: Hashable | None, work: Work) -> None:  # noqa: ASYNC910  # as it says
        """Take a piece of work once there is room; a checkpoint only if there is none."""
        while not self._has_room(key, depth=self._limit):
            await self._news.park()
        self._put(key, work)

    def _has_room(self, key: Hashable | None, *, depth: float = _DEPTH) -> bool:
        """Whether a piece of work could begin, or wait in its lane behind fewer than so many."""
        lane = None if key is None else self._lanes.get(key)
        if lane is not None:
            return len(lane) < depth
        # Work that is handed on by other work takes its place.
        return len(self._lanes) < self._limit + (trio.lowlevel.current_task() in self._tasks)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """The work of a lane, or a part of it in a task of its own, waits here for something to happen in chat."""
        task: trio.lowlevel.Task | None = trio.lowlevel.current_task()
        while task is not None and task not in self._tasks:
            task = None if task.parent_nursery is None else task.parent_nursery.parent_task
        if task is None:
            yield
            return
        self._paused[task] += 1
        self._news.unpark_all()
        try:
            yield
        finally:
            self._paused[task] -= 1
            if not self._paused[task]:
                del self._paused[task]
            self._news.unpark_all()

    def _put(self, key: Hashable | None, work: Work) -> None:
        lane = None if key is None else self._lanes.get(key)
        if lane is not None:
            lane.append(work)
            return
        # What has no key can be found by nobody.
        key = object() if key is None else key
        self._lanes[key] = deque((work,))
        self._start(self._run, key)

    async def _run(self, key: Hashable) -> None:  # noqa: ASYNC910  # as its work
        lane = self._lanes[key]
        task = trio.lowlevel.current_task()
        self._tasks.add(task)
        try:
            while lane:
                await lane.popleft()()
                self._news.unpark_all()
        finally:
            self._tasks.discard(task)
            del self._lanes[key]
            self._news.unpark_all()
