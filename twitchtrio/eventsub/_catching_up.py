"""Has read again what streams have missed, in the background."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import trio

from .._backoff import Backoff
from .._once import Once
from ..errors import NetworkError, RateLimitedError, RefreshFailedError, ServerError, TwitchError
from ._buffer import Buffer, Gap, Overflow
from ._read_again import CatchingUp, CatchUp, Missed

if TYPE_CHECKING:
    from ..subscription import EventSubSubscription
    from ..tokens import Account
    from .events.event import Subscription

__all__ = ["Catcher", "Part"]

Part: TypeAlias = "tuple[Account, EventSubSubscription | None]"
"""Who holds a subscription, and Twitch's record of it while it stands."""

_Found: TypeAlias = "tuple[Missed, Subscription[Any]]"

_TRIES: Final = 3
_AT_ONCE: Final = 4
_MOST_GAPS: Final = 64
_PATIENCE: Final = 10.0
_LOOK: Final = 0.05
_PASSES: Final = (NetworkError, RateLimitedError, RefreshFailedError, ServerError)
# Helix cuts times to whole seconds, and Twitch's clocks do not quite agree.
_SLACK: Final = timedelta(seconds=5)
_EARLIEST: Final = datetime.min.replace(tzinfo=UTC) + _SLACK

_logger: Final = logging.getLogger("twitchtrio.eventsub")


class Catcher:
    """Reads what streams have missed, one channel after the other, and posts it to them.

    Args:
        reader: Who can read it.
        parts: What a stream listens to now.
        start: Runs a task for as long as there are events.
    """

    def __init__(
        self,
        reader: CatchUp,
        *,
        parts: Callable[[Buffer], Mapping[Subscription[Any], Part]],
        start: Callable[..., object],
    ) -> None:
        self._reader = reader
        self._parts = parts
        self._start = start
        self._gaps = 0
        self._reading: set[str] = set()
        self._news = trio.lowlevel.ParkingLot()
        self._limit = trio.Semaphore(_AT_ONCE)
        self._told = Once()

    def buffer(self, size: int, overflow: Overflow, *, on_gap: Callable[[Gap], object] = lambda _: None) -> CatchingUp:
        """The send end of a stream that is to be told what it has missed."""
        return CatchingUp(size, overflow, self._reader, on_gap=on_gap, on_missed=self._missed)

    def _missed(self, buffer: CatchingUp, gap: Gap) -> None:
        wanted = [each for each in gap.subscriptions if self._reader.reads(each.event)]
        if not wanted:
            return
        if self._gaps >= _MOST_GAPS:
            _logger.warning("What was missed %s is not read again: too many gaps wait for that already.", gap)
            return
        self._gaps += 1
        self._start(self._catch_up, buffer, gap, wanted)

    @trio.lowlevel.enable_ki_protection
    async def _catch_up(self, buffer: CatchingUp, gap: Gap, wanted: Sequence[Subscription[Any]]) -> None:
        pauses = Backoff()
        # As they are now: a subscription may be lost again before it has been read.
        held = dict(self._parts(buffer))
        try:
            await trio.lowlevel.checkpoint()
            for tries_left in reversed(range(_TRIES)):
                async with self._limit:
                    found, wanted = await self._round(buffer, gap, wanted, held, last=not tries_left)
                await self._post(buffer, found, held)
                if not (wanted and tries_left):
                    break
                await trio.sleep(pauses.next())
        finally:
            self._gaps -= 1

    async def _round(
        self,
        buffer: CatchingUp,
        gap: Gap,
        wanted: Sequence[Subscription[Any]],
        held: Mapping[Subscription[Any], Part],
        *,
        last: bool,
    ) -> tuple[list[_Found], list[Subscription[Any]]]:
        """Read all once: what there was, and what is to be tried again."""
        found: list[_Found] = []
        again: list[Subscription[Any]] = []
        await trio.lowlevel.checkpoint()
        for subscription in wanted:
            if subscription not in held or buffer.ended:
                continue
            try:
                found += await self._read(subscription, held[subscription][0], gap)
            except _PASSES as exc:
                again.append(subscription)
                if last:
                    _logger.warning("What was missed of %s %s could not be read again: %s", subscription, gap, exc)
        return found, again

    async def _read(self, subscription: Subscription[Any], account: Account, gap: Gap) -> list[_Found]:
        try:
            async with self._alone(subscription):
                since = max(gap.start, _EARLIEST) - _SLACK
                read = await self._reader.read(subscription, account, since, gap.end)
        except _PASSES:
            raise
        except TwitchError as exc:
            if self._told.first((subscription.type, account, type(exc))):
                _logger.warning("What is missed of %s cannot be read again: %s", subscription, exc)
            await trio.lowlevel.checkpoint()
            return []
        return [(missed, subscription) for missed in read]

    async def _post(self, buffer: CatchingUp, found: list[_Found], held: Mapping[Subscription[Any], Part]) -> None:
        """Post what there was, as fast as it is read while somebody reads it."""
        await trio.lowlevel.checkpoint()
        parts, is_read = self._parts(buffer), True
        for missed, subscription in sorted(found, key=lambda each: each[0].at):
            if is_read and buffer.crowded:
                is_read = await _has_room(buffer)
                parts = self._parts(buffer)
            if subscription in parts:
                record = parts[subscription][1] or held[subscription][1]
                if record is not None:
                    buffer.post_missed(missed, record)

    @asynccontextmanager
    async def _alone(self, subscription: Subscription[Any]) -> AsyncGenerator[None, None]:
        """Be the only one that reads of a channel."""
        channel = subscription.condition.get("broadcaster_user_id", "")
        while channel in self._reading:
            await self._news.park()
        self._reading.add(channel)
        try:
            yield
        finally:
            self._reading.discard(channel)
            self._news.unpark_all()


async def _has_room(buffer: CatchingUp) -> bool:
    """Wait until a buffer is less than half full; false if that takes too long."""
    with trio.move_on_after(_PATIENCE):
        await trio.sleep(_LOOK)
        while buffer.crowded:  # noqa: ASYNC110  # who reads a buffer tells nobody
            await trio.sleep(_LOOK)
    return not buffer.crowded
