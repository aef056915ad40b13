"""The send end of a stream: what has come for it and waits to be read."""

from __future__ import annotations

import enum
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, NoReturn

import trio
from attrs import evolve, field, frozen

from .._given import none_of
from ..errors import SlowConsumerError, SubscriptionRevokedError

if TYPE_CHECKING:
    from .envelope import Pending
    from .events.event import Subscription

__all__ = ["Buffer", "Gap", "Overflow"]

_CHANNELS: Final = ("broadcaster_user_id", "to_broadcaster_user_id", "from_broadcaster_user_id", "user_id")


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
        raise none_of("overflow", value, cls)


@frozen(kw_only=True)
class Gap:
    """A time in which events may have been missed: a session with Twitch was lost and Twitch does not repeat.

    Both times are by Twitch's clock. Gaps may overlap.
    """

    start: datetime
    """Until when all is certain to have come."""
    end: datetime
    """When the subscriptions stood again."""
    subscriptions: tuple[Subscription[Any], ...]
    channels: tuple[str, ...] = field(default=(), eq=False)
    """Logins of the channels concerned; the id of one whose login is not known."""

    def __str__(self) -> str:
        return (
            f"from {self.start:%Y-%m-%d %H:%M:%S} to {self.end:%H:%M:%S} in {', '.join(self.channels) or 'no channel'}"
        )


class Buffer:
    """What the hub posts to and a stream reads from: a bounded queue with a policy for when it is full.

    Nothing but `next` waits: all else is called from the task that reads the socket.

    Attributes:
        dropped: How many events were lost because it was full.
        revoked: Subscriptions of the stream that Twitch has ended for good.
        logins: Logins of channels, by id, as far as they are known.
        room: Who waits here is woken as soon as it is less than half full.
    """

    def __init__(self, size: int, overflow: Overflow, *, on_gap: Callable[[Gap], object] = lambda _: None) -> None:
        self.dropped: int = 0
        self.revoked: tuple[SubscriptionRevokedError, ...] = ()
        self.logins: dict[str, str] = {}
        self.room: trio.lowlevel.ParkingLot = trio.lowlevel.ParkingLot()
        self.items: deque[Pending | Gap] = deque()
        self._size = size
        self._overflow = overflow
        self._on_gap = on_gap
        self._gaps = 0
        self._readers = trio.lowlevel.ParkingLot()
        self._revocations = trio.lowlevel.ParkingLot()
        self._full = False
        self._ending: Callable[[], BaseException] | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more will come than what is buffered."""
        return self._ending is not None

    @property
    def crowded(self) -> bool:
        """Whether it is half full."""
        return 2 * len(self.items) >= self._size

    def post(self, pending: Pending) -> None:
        """Take one event, or apply the overflow policy."""
        if self._ending is not None:
            return
        if len(self.items) - self._gaps >= self._size or self._full:
            self.dropped += 1
            if self._overflow is not Overflow.DROP_OLDEST:
                self._full = self._overflow is Overflow.RAISE
                return
            self._drop_oldest()
        self.items.append(pending)
        if self._readers:
            self._readers.unpark()

    def post_gap(self, gap: Gap) -> None:
        """Take a gap. Where nobody reads, as many are kept as events, and then they grow together."""
        if self._ending is not None:
            return
        self._on_gap(gap)
        gap = evolve(gap, channels=self._channels(gap.subscriptions))
        if self._gaps < self._size:
            self.items.append(gap)
            self._gaps += 1
        else:
            self._lengthen_last(gap)
        self._readers.unpark()

    def lose(self, error: SubscriptionRevokedError, *, last: bool) -> None:
        """Take note of a revocation; the last one ends the stream."""
        self.revoked += (error,)
        self._revocations.unpark_all()
        if last:
            self._end(lambda: error)

    def end(self, error: Exception | None = None) -> None:
        """No more will come than what is buffered; then the error, if there is one."""
        self._end(trio.EndOfChannel if error is None else lambda: error)

    def close(self) -> None:
        """Leave behind what is buffered; reading raises `trio.ClosedResourceError` from now on."""
        self.items.clear()
        self._gaps = 0
        self._end(trio.ClosedResourceError)

    async def next(self) -> Pending | Gap:
        """The next item. To wait for it is a checkpoint already; to find it there is made one."""
        if self.items:
            await trio.lowlevel.checkpoint()
        else:
            await trio.lowlevel.checkpoint_if_cancelled()
        while not self.items:
            if self._full:
                raise SlowConsumerError(dropped=self.dropped, buffer=self._size)
            if self._ending is not None:
                raise self._ending()
            await self._readers.park()
        return self.pop()

    async def next_revoked(self, number: int) -> SubscriptionRevokedError | None:
        """The revocation after so many; `None` if there will be none any more."""
        await trio.lowlevel.checkpoint()
        while len(self.revoked) <= number:
            if self._ending is not None:
                return None
            await self._revocations.park()
        return self.revoked[number]

    def pop(self) -> Pending | Gap:
        """The next item, which is there."""
        item = self.items.popleft()
        if isinstance(item, Gap):
            self._gaps -= 1
        if self.room and not self.crowded:
            self.room.unpark_all()
        return item

    def _end(self, ending: Callable[[], BaseException]) -> None:
        if self._ending is None or ending is trio.ClosedResourceError:
            self._ending = ending
        self._readers.unpark_all()
        self._revocations.unpark_all()

    def _drop_oldest(self) -> None:
        del self.items[next(index for index, item in enumerate(self.items) if not isinstance(item, Gap))]

    def _lengthen_last(self, gap: Gap) -> None:
        backwards = reversed(range(len(self.items)))
        index, last = next((at, item) for at in backwards if isinstance(item := self.items[at], Gap))
        both = tuple(dict.fromkeys(last.subscriptions + gap.subscriptions))
        channels = tuple(dict.fromkeys(last.channels + gap.channels))
        self.items[index] = evolve(
            last, start=min(last.start, gap.start), end=max(last.end, gap.end), subscriptions=both, channels=channels
        )

    def _channels(self, subscriptions: tuple[Subscription[Any], ...]) -> tuple[str, ...]:
        conditions = [each.condition for each in subscriptions]
        ids = [next((each[key] for key in _CHANNELS if key in each), None) for each in conditions]
        return tuple(dict.fromkeys(self.logins.get(each, each) for each in ids if each is not None))
