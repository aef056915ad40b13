"""Twitch's rate limit, kept from outside: callers wait instead of being refused.

Twitch counts points per token and says in each answer how many are left and when there will be all of them again.
Between answers the points are counted here, so that many calls at once do not take what is left twice. While calls
are under way, an answer's count can only lower the count kept here, since it may not include all of them. When none
is, the lowest count of those that ran at the same time as the youngest includes all, and is taken as it is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Final

import trio

from .._json_values import finite, integer

__all__ = ["LimitReached", "RateLimit", "points_left"]

_UNTIL_TOLD: Final = 100
"""How many calls may be under way before Twitch has told of a limit."""

_SHORTEST: Final = 1.0
_LONGEST: Final = 60.0
_MOST: Final = 100_000
# Half of what Twitch gives for a minute.
_LOW: Final = 400


class LimitReached(Exception):  # noqa: N818 - never leaves this room
    """The caller's deadline comes before there are points again.

    Attributes:
        reset: Seconds until there are.
    """

    def __init__(self, reset: float) -> None:
        super().__init__(reset)
        self.reset = reset


class RateLimit:
    """The points of one token."""

    def __init__(self) -> None:
        self._free = _UNTIL_TOLD
        self._heard = False
        self._capacity = 1
        self._resets = -1.0
        self._exhausted = False
        self._under_way = 0
        self._lowest: int | None = None
        self._queue = trio.StrictFIFOLock()
        self._news = trio.lowlevel.ParkingLot()

    @property
    def reset(self) -> float | None:
        """Seconds until there are points again, `None` while there are some."""
        return max(0.0, self._resets - trio.current_time()) if self._exhausted else None

    @property
    def is_low(self) -> bool:
        """Whether there are so few points that what can wait should leave them to others."""
        return self._heard and self._free < _LOW

    async def take(self) -> None:  # noqa: ASYNC910  # a request follows
        """Take a point, in the order of asking, as soon as there is one; `done()` must follow.

        Raises:
            LimitReached: The caller's deadline comes before there is one.
        """
        if self._free <= 0 or self._queue.locked():
            await self._wait_in_queue()
        self._free -= 1
        self._under_way += 1
        self._lowest = None

    def done(self, headers: Mapping[str, str] | None) -> None:
        """A call that took a point has ended, with these headers or, for lack of an answer, none."""
        self._under_way -= 1
        left = None if headers is None else points_left(headers)
        if headers is not None and left is not None:
            self._learn(left, headers)
        elif not self._heard:
            self._free += 1
        if self._news:
            self._news.unpark_all()

    def _learn(self, left: int, headers: Mapping[str, str]) -> None:
        self._lowest = left if self._lowest is None else min(self._lowest, left)
        if not self._under_way:
            self._free = self._lowest
        else:
            self._free = min(self._free, left) if self._heard else left - self._under_way
        self._heard = True
        if left <= 0:
            self._exhausted = True
            self._capacity = max(1, _whole(headers, "Ratelimit-Limit") or 1)
            self._resets = trio.current_time() + _seconds_to_reset(headers)

    async def _wait_in_queue(self) -> None:
        self._refuse_if_too_late()
        async with self._queue:
            while not self._open():
                self._refuse_if_too_late()
                with trio.move_on_at(self._resets if self._exhausted else math.inf):
                    await self._news.park()

    def _open(self) -> bool:
        if self._exhausted and trio.current_time() >= self._resets:
            self._exhausted = False
            self._free = self._capacity - self._under_way
        return self._free > 0 or not (self._under_way or self._exhausted)

    def _refuse_if_too_late(self) -> None:
        now = trio.current_time()
        # A deadline that has passed is left to the next checkpoint.
        if self._exhausted and now < trio.current_effective_deadline() < self._resets:
            raise LimitReached(self._resets - now)


def points_left(headers: Mapping[str, str]) -> int | None:
    """How many points are left, if Twitch says so."""
    return _whole(headers, "Ratelimit-Remaining")


def _seconds_to_reset(headers: Mapping[str, str]) -> float:
    """By Twitch's own clock on both ends, since this machine's may be wrong."""
    try:
        reset = finite(headers.get("Ratelimit-Reset"))
        now = parsedate_to_datetime(headers.get("Date", "")).timestamp()
    except Exception:  # noqa: BLE001 - whatever a date that is none does to its parser
        return _SHORTEST
    return min(max(_SHORTEST, reset - now), _LONGEST)


def _whole(headers: Mapping[str, str], name: str) -> int | None:
    """A count, as far as it is one; below nothing there is nothing."""
    try:
        return min(max(0, integer(headers.get(name))), _MOST)
    except (ValueError, TypeError):
        return None
