"""The user's end of a subscription: a bounded stream of typed events."""

# ruff: noqa: SLF001 - a stream and its readers are one

from __future__ import annotations

import enum
from abc import abstractmethod
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Generic, NoReturn, Protocol, TypeVar, final

import trio
from attrs import evolve, frozen

from ..errors import ConfigurationError, DecodeError, SlowConsumerError, SubscriptionRevokedError

if TYPE_CHECKING:
    from ..protocols import ChannelRef
    from ..tokens import Account
    from .envelope import Notification, Pending
    from .events.event import Event, Subscription

__all__ = ["EventStream", "Gap", "Overflow"]

_BATCH: Final = 2**21

T = TypeVar("T")
E_co = TypeVar("E_co", bound="Event", covariant=True)
T_co = TypeVar("T_co", covariant=True)


class Overflow(enum.Enum):
    """What happens when a stream's buffer is full and one more event comes."""

    RAISE = "raise"
    """What is buffered can be read, then `SlowConsumerError` is raised."""
    DROP_OLDEST = "drop_oldest"
    """The oldest buffered event makes room."""
    DROP_NEWEST = "drop_newest"
    """The new event is left out."""

    @classmethod
    def _missing_(cls, value: object) -> NoReturn:
        raise ConfigurationError(f"overflow={value!r} is none of {', '.join(repr(each.value) for each in cls)}.")


@frozen(kw_only=True)
class Gap:
    """A time in which events may have been missed: a session with Twitch was lost and Twitch does not repeat.

    Both times are by Twitch's clock.
    """

    start: datetime
    """The last sign of life of the lost session."""
    end: datetime
    """When the subscriptions stood again."""
    subscriptions: tuple[Subscription[Any], ...]


class _Owner(Protocol):
    """What a stream asks of the room that feeds it."""

    async def add(self, stream: EventStream[Any], channels: Sequence[ChannelRef]) -> None: ...

    async def discard(self, stream: EventStream[Any], channels: Sequence[ChannelRef]) -> None: ...

    def leave(self, stream: EventStream[Any]) -> None: ...

    def misfit(self, pending: Pending, error: DecodeError) -> None: ...

    def items_aside(self, pending: Pending) -> None: ...


@final
class EventStream(trio.abc.ReceiveChannel[E_co]):
    """Events of one or more subscriptions, in the order in which Twitch sent them.

    Iterating ends when the bot does, and raises `SubscriptionRevokedError` when Twitch has revoked the last of its
    subscriptions. Several tasks may read one stream; each event goes to one of them.
    """

    def __init__(
        self,
        owner: _Owner,
        *,
        event: type[Event] | None,
        acting_as: Account | None,
        buffer: int,
        overflow: Overflow,
    ) -> None:
        self._owner = owner
        self.event = event
        self.acting_as = acting_as
        self._buffer = buffer
        self._overflow = overflow
        self._items: deque[Pending | Gap] = deque()
        self._gaps = 0
        self._readers = trio.lowlevel.ParkingLot()
        self._full = False
        self._ending: Callable[[], BaseException] | None = None
        self._dropped = 0
        self._revoked: tuple[SubscriptionRevokedError, ...] = ()

    @property
    def dropped(self) -> int:
        """How many events were lost because the buffer was full."""
        return self._dropped

    @property
    def revoked(self) -> tuple[SubscriptionRevokedError, ...]:
        """Subscriptions of this stream that Twitch has ended for good."""
        return self._revoked

    @property
    def ended(self) -> bool:
        """Whether nothing more will come than what is buffered."""
        return self._ending is not None

    async def receive(self) -> E_co:
        """The next event.

        Raises:
            trio.EndOfChannel: The bot has ended, or no subscription is left.
            SlowConsumerError: The buffer ran full and the policy is `Overflow.RAISE`.
            SubscriptionRevokedError: Twitch has revoked the last subscription.
            trio.ClosedResourceError: The stream has been left.
        """
        while True:
            item = await self._next()
            event: Any = None if isinstance(item, Gap) else self._fitting(item, item.event)
            if event is not None:
                return event  # type: ignore[no-any-return]  # the hub routes only events of this stream's types

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
        """Listen to the same event in further channels too; all or none of them.

        Raises:
            ConfigurationError: The stream was opened with `where(...)`.
            SubscriptionError: Twitch refuses one of them.
        """
        await self._owner.add(self, channels)

    async def discard(self, *channels: ChannelRef) -> None:
        """Stop listening to these channels. Buffered events of theirs are still delivered."""
        await self._owner.discard(self, channels)

    async def aclose(self) -> None:
        """Leave the stream, as the end of its block does."""
        self._owner.leave(self)
        self.close()
        await trio.lowlevel.checkpoint()

    def close(self) -> None:
        """Leave the buffer behind; reading raises `trio.ClosedResourceError` from now on."""
        self._clear()
        self._end(trio.ClosedResourceError)

    @property
    def crowded(self) -> bool:
        """Whether the buffer is half full."""
        return 2 * len(self._items) >= self._buffer

    # Called by the hub, from the task that reads the socket: nothing here may wait.

    def post(self, pending: Pending) -> None:
        """Take one event, or apply the overflow policy."""
        if self._ending is not None:
            return
        if len(self._items) - self._gaps >= self._buffer or self._full:
            self._dropped += 1
            if self._overflow is not Overflow.DROP_OLDEST:
                self._full = self._overflow is Overflow.RAISE
                return
            self._drop_oldest()
        self._items.append(pending)
        self._readers.unpark()

    def post_gap(self, gap: Gap) -> None:
        """Take a gap. Where nobody reads, as many are kept as events, and then they grow together."""
        if self._ending is not None:
            return
        if self._gaps < self._buffer:
            self._items.append(gap)
            self._gaps += 1
        else:
            self._lengthen_last(gap)
        self._readers.unpark()

    def lose(self, error: SubscriptionRevokedError, *, last: bool) -> None:
        """Take note of a revocation; the last one ends the stream."""
        self._revoked += (error,)
        if last:
            self._end(lambda: error)

    def end(self, error: Exception | None = None) -> None:
        """No more will come than what is buffered; then the error, if there is one."""
        self._end(trio.EndOfChannel if error is None else lambda: error)

    def _end(self, ending: Callable[[], BaseException]) -> None:
        if self._ending is None or ending is trio.ClosedResourceError:
            self._ending = ending
        self._readers.unpark_all()

    def _clear(self) -> None:
        self._items.clear()
        self._gaps = 0

    def _drop_oldest(self) -> None:
        del self._items[next(index for index, item in enumerate(self._items) if not isinstance(item, Gap))]

    def _lengthen_last(self, gap: Gap) -> None:
        backwards = reversed(range(len(self._items)))
        index, last = next((at, item) for at in backwards if isinstance(item := self._items[at], Gap))
        both = tuple(dict.fromkeys(last.subscriptions + gap.subscriptions))
        self._items[index] = evolve(last, end=gap.end, subscriptions=both)

    async def _next(self) -> Pending | Gap:
        """The next item. To wait for it is a checkpoint already; to find it there is made one."""
        await trio.lowlevel.checkpoint_if_cancelled()
        if self._items:
            await trio.lowlevel.cancel_shielded_checkpoint()
        while not self._items:
            if self._full:
                raise SlowConsumerError(dropped=self._dropped, buffer=self._buffer)
            if self._ending is not None:
                raise self._ending()
            await self._readers.park()
        return self._pop()

    def _pop(self) -> Pending | Gap:
        item = self._items.popleft()
        if isinstance(item, Gap):
            self._gaps -= 1
        return item

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


class _Reader(AsyncIterator[T_co], Generic[T_co]):
    def __init__(self, stream: EventStream[Any]) -> None:
        self._stream = stream

    async def __anext__(self) -> T_co:
        try:
            while True:
                taken = self._take(await self._stream._next())
                if taken is not None:
                    return taken
        except trio.EndOfChannel:
            raise StopAsyncIteration from None

    @abstractmethod
    def _take(self, item: Pending | Gap) -> T_co | None:
        """What to give for an item; `None` to look at the next one."""


class _Notifications(_Reader["Notification[Any] | Gap"]):
    def _take(self, item: Pending | Gap) -> Notification[Any] | Gap | None:
        if isinstance(item, Gap):
            return item
        return self._stream._fitting(item, item.notification)


class _Batches(_Reader[Sequence[Any]]):
    def _take(self, item: Pending | Gap) -> Sequence[Any] | None:
        events: list[Any] = []
        size = 0
        while True:
            if not isinstance(item, Gap):
                size += item.size
                events.append(self._stream._fitting(item, item.event))
            if size >= _BATCH or not self._stream._items:
                return [event for event in events if event is not None] or None
            item = self._stream._pop()
