"""From notifications to streams."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import trio
from attrs import frozen

from .._broadcast import Broadcast
from ..errors import DecodeError
from .transports._seen import SeenIds

if TYPE_CHECKING:
    from .envelope import Pending
    from .stream import EventStream

__all__ = ["Hub", "Misfit"]

_logger: Final = logging.getLogger("twitchtrio.eventsub")


@frozen(kw_only=True)
class Misfit:
    """A payload that does not fit the class of its type."""

    type: str
    version: str
    message_id: str
    raw: bytes
    """The event as JSON text."""
    error: DecodeError


class Hub:
    """Routes each notification to the streams of its subscription; `streams` are all that there are."""

    def __init__(self, streams: Collection[EventStream[Any]] = ()) -> None:
        self._streams = streams
        self._routes: dict[str, Sequence[EventStream[Any]]] = {}
        self._last: dict[str, Pending] = {}
        self._misfits = Broadcast[Misfit]()
        self._warned: set[tuple[str, str, str]] = set()
        self._told = SeenIds()
        self.misfits: int = 0

    def bind(self, subscription_id: str, streams: Sequence[EventStream[Any]]) -> None:
        """Send what comes for a subscription to these streams; the sequence is read anew each time."""
        self._routes[subscription_id] = streams

    def unbind(self, subscription_id: str) -> None:
        """Expect nothing more for a subscription."""
        self._routes.pop(subscription_id, None)
        self._last.pop(subscription_id, None)

    def last_event(self, subscription_id: str) -> datetime | None:
        """When Twitch sent the last event of a subscription that came; until then it stood."""
        pending = self._last.get(subscription_id)
        return None if pending is None else pending.timestamp

    def post(self, pending: Pending) -> bool:
        """Hand a notification to its streams; false if its subscription is not known."""
        streams = self._routes.get(pending.subscription_id)
        if streams is None:
            return False
        self._last[pending.subscription_id] = pending
        for stream in streams:
            stream.post(pending)
        return True

    def crowded(self) -> bool:
        """Whether a stream is half full."""
        return any(stream.crowded for stream in self._streams)

    def misfit(self, pending: Pending, error: DecodeError) -> None:
        """Set aside a payload that does not fit; one that several streams hold is counted once."""
        if not self._told.add(pending.message_id):
            return
        self.misfits += 1
        shape = (pending.type, pending.version, error.path)
        if shape not in self._warned:
            self._warned.add(shape)
            _logger.warning("%s version %s: %s It is on eventsub.misfits().", pending.type, pending.version, error)
        self._misfits.send(
            Misfit(
                type=pending.type,
                version=pending.version,
                message_id=pending.message_id,
                raw=pending.raw,
                error=error,
            )
        )

    @asynccontextmanager
    async def watch_misfits(self) -> AsyncGenerator[trio.abc.ReceiveChannel[Misfit], None]:
        """A channel of payloads that fit no class, from now on."""
        with self._misfits.watch() as channel:
            yield channel

    def end(self) -> None:
        """The bot has ended."""
        self._misfits.end()
