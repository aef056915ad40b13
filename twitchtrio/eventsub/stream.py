"""The user's end of a subscription: a stream of typed events."""

# ruff: noqa: SLF001 - a stream and its readers are one

from __future__ import annotations

from abc import abstractmethod
from collections.abc import AsyncIterator, Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, Generic, NoReturn, Protocol, Self, TypeVar, final

import trio

from ..errors import DecodeError, SubscriptionRevokedError
from ._buffer import Buffer, Gap

if TYPE_CHECKING:
    from ..protocols import ChannelRef
    from .envelope import Notification, Pending
    from .events.event import Event

__all__ = ["EventStream"]

_BATCH: Final = 2**21

T = TypeVar("T")
E_co = TypeVar("E_co", bound="Event", covariant=True)
T_co = TypeVar("T_co", covariant=True)


class _Owner(Protocol):
    """What a stream asks of the room that feeds its buffer."""

    async def add(self, buffer: Buffer, channels: Sequence[ChannelRef]) -> None: ...

    async def discard(self, buffer: Buffer, channels: Sequence[ChannelRef]) -> None: ...

    def leave(self, buffer: Buffer) -> None: ...

    def misfit(self, pending: Pending, error: DecodeError) -> None: ...

    def items_aside(self, pending: Pending) -> None: ...


class _Reader(Generic[T_co]):
    def __init__(self, buffer: Buffer) -> None:
        self._buffer = buffer

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> T_co:
        try:
            while True:
                taken = self._take(await self._buffer.next())
                if taken is not None:
                    return taken
        except trio.EndOfChannel:
            raise StopAsyncIteration from None

    @abstractmethod
    def _take(self, item: Pending | Gap) -> T_co | None:
        """What to give for an item; `None` to look at the next one."""


@final
class EventStream(_Reader[E_co], trio.abc.ReceiveChannel[E_co]):
    """Events of one or more subscriptions, in the order in which Twitch sent them.

    Iterating ends when the bot does, and raises `SubscriptionRevokedError` when Twitch has revoked the last of its
    subscriptions. Several tasks may read one stream; each event goes to one of them.
    """

    def __init__(self, owner: _Owner, buffer: Buffer) -> None:
        super().__init__(buffer)
        self._owner = owner

    @property
    def dropped(self) -> int:
        """How many events were lost because the buffer was full."""
        return self._buffer.dropped

    @property
    def revoked(self) -> tuple[SubscriptionRevokedError, ...]:
        """Subscriptions of this stream that Twitch has ended for good."""
        return self._buffer.revoked

    @property
    def ended(self) -> bool:
        """Whether nothing more will come than what is buffered."""
        return self._buffer.ended

    @property
    def buffered(self) -> int:
        """How many events, and gaps, wait to be read."""
        return len(self._buffer.items)

    def revocations(self) -> AsyncIterator[SubscriptionRevokedError]:
        """Each subscription that Twitch has ended for good, and ends from now on; until the stream ends."""
        return _Revocations(self._buffer)

    async def receive(self) -> E_co:
        """The next event.

        Raises:
            trio.EndOfChannel: The bot has ended, or no subscription is left.
            SlowConsumerError: The buffer ran full and the policy is `Overflow.RAISE`.
            SubscriptionRevokedError: Twitch has revoked the last subscription.
            trio.ClosedResourceError: The stream has been left.
        """
        while True:
            event = self._take(await self._buffer.next())
            if event is not None:
                return event

    def _take(self, item: Pending | Gap) -> E_co | None:
        # The hub routes only events of this stream's types.
        return None if isinstance(item, Gap) else self._fitting(item, item.event)  # type: ignore[return-value]

    if not TYPE_CHECKING:  # pragma: no branch  # at run time it is always so

        def __iter__(self) -> NoReturn:
            raise TypeError("Events are read with `async for`: `async for event in events`.")

        def __await__(self) -> NoReturn:
            raise TypeError(
                "Events are read with `async for event in events`, or one by one: `await events.receive()`."
            )

    def notifications(self) -> AsyncIterator[Notification[E_co] | Gap]:
        """Events with what came around them, and gaps where some may have been missed."""
        return _Notifications(self)

    def batches(self) -> AsyncIterator[Sequence[E_co]]:
        """All events that are buffered, at least one, at once; cheaper than one by one. Of large ones 2 MiB at most."""
        return _Batches(self)

    async def add(self, *channels: ChannelRef) -> None:
        """Listen to the same events in further channels too; all or none of them.

        Raises:
            ConfigurationError: The stream was opened with `where(...)`.
            SubscriptionError: Twitch refuses one of them.
        """
        await self._owner.add(self._buffer, channels)

    async def discard(self, *channels: ChannelRef) -> None:
        """Stop listening to these channels. Buffered events of theirs are still delivered."""
        await self._owner.discard(self._buffer, channels)

    async def aclose(self) -> None:
        """Leave the stream, as the end of its block does; what is buffered is left behind."""
        self._owner.leave(self._buffer)
        await trio.lowlevel.checkpoint()

    def _fitting(self, pending: Pending, read: Callable[[], T]) -> T | None:
        """What is read from a notification; `None` if it cannot be read."""
        try:
            taken = read()
        except DecodeError as exc:
            self._owner.misfit(pending, exc)
            return None
        if pending.asides is not None:
            self._owner.items_aside(pending)
        return taken


class _Notifications(_Reader["Notification[Any] | Gap"]):
    def __init__(self, stream: EventStream[Any]) -> None:
        super().__init__(stream._buffer)
        self._stream = stream

    def _take(self, item: Pending | Gap) -> Notification[Any] | Gap | None:
        if isinstance(item, Gap):
            return item
        return self._stream._fitting(item, item.notification)


class _Batches(_Reader[Sequence[Any]]):
    def __init__(self, stream: EventStream[Any]) -> None:
        super().__init__(stream._buffer)
        self._stream = stream

    def _take(self, item: Pending | Gap) -> Sequence[Any] | None:
        events: list[Any] = []
        size = 0
        while True:
            if not isinstance(item, Gap):
                size += len(item.frame)
                events.append(self._stream._fitting(item, item.event))
            if size >= _BATCH or not self._buffer.items:
                return [event for event in events if event is not None] or None
            item = self._buffer.pop()


class _Revocations(AsyncIterator[SubscriptionRevokedError]):
    def __init__(self, buffer: Buffer) -> None:
        self._buffer = buffer
        self._given = 0

    async def __anext__(self) -> SubscriptionRevokedError:
        error = await self._buffer.next_revoked(self._given)
        if error is None:
            raise StopAsyncIteration
        self._given += 1
        return error
