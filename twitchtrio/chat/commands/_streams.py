"""The streams of what is served: one for each kind of event, over all channels."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Protocol

import trio

from ...errors import ConfigurationError, SubscriptionRevokedError
from ...eventsub import Overflow
from ...eventsub._sources import ANYBODY, shown, subscription_of
from ._seldom import Seldom

if TYPE_CHECKING:
    from ...eventsub import Event, EventStream
    from ...eventsub.events.event import Source
    from ...eventsub.listening import Listening
    from ..channel import Channel

__all__ = ["Owner", "Streams"]

_log: Final = logging.getLogger("twitchtrio.chat")
_BUFFER: Final = 4096


class Owner(Protocol):
    """Whom streams tell of what they read."""

    async def take(self, source: Source[Any], channel_id: str, event: Event) -> None:
        """Take an event; reading waits for it."""

    def lost(self, channel_id: str, error: SubscriptionRevokedError) -> None:
        """Twitch has ended one of a channel's subscriptions for good."""


class Streams:
    """Opens, reads and leaves streams. Those who change them take turns."""

    def __init__(
        self,
        owner: Owner,
        events: Listening,
        *,
        start: Callable[..., None],
        news: trio.lowlevel.ParkingLot,
    ) -> None:
        self._owner = owner
        self._events = events
        self._start = start
        self._news = news
        self._streams: dict[Source[Any], _Stream] = {}
        self._dropped = 0
        self._warning = Seldom()

    @property
    def resting(self) -> bool:
        """Whether all that has come is handed on."""
        return all(each.resting for each in self._streams.values())

    @property
    def dropped(self) -> int:
        """How many events were lost since their readers came too late."""
        return self._dropped + sum(each.events.dropped for each in self._streams.values())

    def is_lost(self, channel_id: str) -> bool:
        """Whether nothing is listened to in a channel any more."""
        return all(channel_id in each.lost for each in self._streams.values())

    async def enter(self, sources: Iterable[Source[Any]], channels: Sequence[Channel]) -> None:
        """Listen to all of these in further channels; to none of them, where one cannot be."""
        await trio.lowlevel.checkpoint()
        # Of one that has ended, the reader is about to notice.
        there = [each for each in self._streams.values() if not each.events.ended]
        known = {each.source for each in there}
        new = [_Stream(source) for source in sources if source not in known]
        joining = [(partial(each.join, channels), partial(self._discard, each, channels)) for each in there]
        await self._all(new, channels, joining)

    async def add(self, sources: Iterable[Source[Any]], channels: Sequence[Channel]) -> None:
        """Listen to further events in channels; to none of them, where one cannot be."""
        await trio.lowlevel.checkpoint()
        if channels:
            await self._all([_Stream(source) for source in sources if source not in self._streams], channels, [])

    async def leave(self, channels: Sequence[Channel]) -> None:
        """Listen to nothing in these channels any more; of all kinds or of none, and at once."""
        await trio.lowlevel.checkpoint_if_cancelled()
        with trio.CancelScope(shield=True):  # noqa: ASYNC912  # to leave is local
            for each in tuple(self._streams.values()):
                await self._discard(each, channels)
        await trio.lowlevel.cancel_shielded_checkpoint()

    def keep(self, sources: Collection[Source[Any]]) -> None:
        """Leave all others."""
        for source in tuple(self._streams):
            if source not in sources:
                self._drop(self._streams[source])

    def _drop(self, stream: _Stream) -> None:
        if self._streams.get(stream.source) is stream:
            del self._streams[stream.source]
            self._dropped += stream.events.dropped
        stream.scope.cancel(reason="twitchtrio: nobody handles these events any more")
        self._news.unpark_all()

    async def _all(self, new: Sequence[_Stream], channels: Sequence[Channel], joining: Iterable[_Doing]) -> None:
        opening = [(partial(each.open, self._events, channels), each.stack.aclose) for each in new]
        await _all_or_none([*opening, *joining], partial(self._begin, new))

    def _begin(self, new: Iterable[_Stream]) -> None:
        for each in new:
            self._start(self._read, each)
            self._start(self._watch, each)
            self._streams[each.source] = each

    async def _read(self, stream: _Stream) -> None:
        with stream.scope:
            async with stream.stack:
                try:
                    # Of revocations, the last one too, it is told by who watches.
                    with suppress(SubscriptionRevokedError):
                        async for events in stream.events.batches():
                            stream.busy = True
                            for event in events:
                                await self._owner.take(stream.source, stream.channel_id(event), event)
                            stream.busy = False
                            self._news.unpark_all()
                            self._warn(stream)
                finally:
                    self._drop(stream)

    async def _discard(  # noqa: ASYNC910  # it undoes what was awaited
        self, stream: _Stream, channels: Sequence[Channel]
    ) -> None:
        # What was dropped is left already, and may be so meanwhile.
        if self._streams.get(stream.source) is stream:
            with suppress(ConfigurationError):
                await stream.events.discard(*channels)

    def _warn(self, stream: _Stream) -> None:
        """Say, once in a minute, that handlers are too slow."""
        if stream.events.dropped > stream.told and self._warning.now():
            stream.told = stream.events.dropped
            _log.warning(
                "Handlers are too slow: of %s, %d were left out so far.", shown(stream.source), stream.events.dropped
            )

    async def _watch(self, stream: _Stream) -> None:
        async for error in stream.events.revocations():
            channel_id = stream.id_in(error.condition)
            stream.lost.add(channel_id)
            self._owner.lost(channel_id, error)


_Act = Callable[[], Awaitable[object]]
_Doing = tuple[_Act, _Act]


class _Stream:
    """One kind of event in all channels."""

    def __init__(self, source: Source[Any]) -> None:
        self.source = source
        self.scope = trio.CancelScope()
        self.stack = AsyncExitStack()
        self.busy = False
        self.told = 0
        """Of how many lost events it was told."""
        self.lost: set[str] = set()
        """Ids of the channels in which Twitch has ended it for good."""
        self._events: EventStream[Any] | None = None
        wanted = subscription_of(source, ANYBODY)
        self._key = next((key for key, value in wanted.pairs if value == ANYBODY), "broadcaster_user_id")
        # Of charity campaigns Twitch names it in short.
        self._field = self._key if hasattr(wanted.event, self._key) else self._key.replace("_user_", "_")

    @property
    def events(self) -> EventStream[Any]:
        """What is read, once it is open."""
        assert self._events is not None
        return self._events

    @property
    def resting(self) -> bool:
        """Whether all that has come is handed on."""
        return not self.busy and self.events.buffered == 0

    async def open(self, events: Listening, channels: Sequence[Channel]) -> None:
        """Begin in these channels; in all of them or in none."""
        manager = events.listen((self.source,), *channels, buffer=_BUFFER, overflow=Overflow.DROP_OLDEST)
        self._events = await self.stack.enter_async_context(manager)

    async def join(self, channels: Sequence[Channel]) -> None:
        """Go on in these channels too; in all of them or in none."""
        await self.events.add(*channels)
        self.lost.difference_update(each.user_id for each in channels)

    def channel_id(self, event: Event) -> str:
        """Id of the channel that an event happened in."""
        return getattr(event, self._field, None) or ""

    def id_in(self, condition: Mapping[str, str]) -> str:
        """Id of the channel that a subscription is for."""
        return condition.get(self._key, "")


async def _all_or_none(doing: Iterable[_Doing], then: Callable[[], None]) -> None:
    """Do all of these at once; where one fails, or what then is done, undo all, and raise its error as itself."""
    undo: list[_Act] = []
    errors: list[Exception] = []

    async def do(act: _Act, back: _Act) -> None:  # noqa: ASYNC910  # as what it does
        try:
            await act()
        except Exception as exc:  # noqa: BLE001  # raised below
            errors.append(exc)
            nursery.cancel_scope.cancel(reason="twitchtrio: another subscription failed")
        else:
            undo.append(back)

    try:
        async with trio.open_nursery() as nursery:
            for act, back in doing:
                nursery.start_soon(do, act, back)
        if not errors:
            then()
            undo = []
    finally:
        # To leave is local and at once.
        with trio.CancelScope(shield=True):  # noqa: ASYNC912
            for back in undo:
                await back()
    if errors:
        raise errors[0]
