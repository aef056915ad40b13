"""Streams: order, buffers, endings."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
import trio
import trio.testing
from attrs import define, field

from tests.eventsub.support import a_buffer, at, misfit, notification, reading
from twitchtrio.errors import DecodeError, SlowConsumerError, SubscriptionRevokedError
from twitchtrio.eventsub._buffer import Buffer, Gap, Overflow
from twitchtrio.eventsub.envelope import Notification, Pending
from twitchtrio.eventsub.events.stream import StreamOnline
from twitchtrio.eventsub.stream import EventStream
from twitchtrio.protocols import ChannelRef


@define
class Owner:
    """Remembers what a stream asked."""

    left: list[Any] = field(factory=list)
    misfits: list[Pending] = field(factory=list)

    async def add(self, buffer: Buffer, channels: object) -> None: ...

    async def discard(self, buffer: Buffer, channels: object) -> None: ...

    def leave(self, buffer: Buffer) -> None:
        self.left.append(buffer)
        buffer.close()

    def misfit(self, pending: Pending, error: DecodeError) -> None:
        self.misfits.append(pending)

    def items_aside(self, pending: Pending) -> None: ...


def make(
    owner: Owner | None = None, *, buffer: int = 4, overflow: Overflow = Overflow.RAISE
) -> EventStream[StreamOnline]:
    """A stream that nothing but the test feeds."""
    return reading(a_buffer(buffer, overflow), owner or Owner())


GAP = Gap(start=at(0), end=at(5), subscriptions=(StreamOnline.where(broadcaster_user_id="1"),))


async def ids(stream: EventStream[StreamOnline]) -> list[str]:
    """The ids of all events up to the end."""
    return [event.id async for event in stream]


async def test_order() -> None:
    """Events come out in the order in which they went in, and then the end."""
    stream = make()
    for text in "abc":
        stream._buffer.post(notification(text))
    stream._buffer.end()

    assert await ids(stream) == ["a", "b", "c"]


async def test_receive_is_a_checkpoint() -> None:
    """Taking a buffered event lets others run and can be cancelled without losing it."""
    stream = make()
    stream._buffer.post(notification("a"))
    with trio.testing.assert_checkpoints():
        await stream.receive()
    stream._buffer.post(notification("b"))
    with trio.CancelScope() as scope:
        scope.cancel()
        await stream.receive()

    assert scope.cancelled_caught
    assert (await stream.receive()).id == "b"


async def test_waits(autojump_clock: trio.testing.MockClock) -> None:
    """A reader sleeps until something comes; several readers share the events."""
    stream = make()
    got: list[str] = []

    async def read() -> None:
        got.append((await stream.receive()).id)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(read)
        nursery.start_soon(read)
        await trio.sleep(1)
        assert got == []
        stream._buffer.post(notification("a"))
        stream._buffer.post(notification("b"))

    assert sorted(got) == ["a", "b"]


async def test_overflow_raise() -> None:
    """What was buffered can be read, then the error says how many were lost; it goes on saying it."""
    stream = make(buffer=2)
    for text in "abcd":
        stream._buffer.post(notification(text))
    assert [(await stream.receive()).id, (await stream.receive()).id] == ["a", "b"]
    stream._buffer.post(notification("e"))

    for _ in range(2):
        with pytest.raises(SlowConsumerError) as info:
            await stream.receive()
        assert (info.value.dropped, info.value.buffer) == (3, 2)
    assert stream.dropped == 3


async def test_overflow_drop_oldest() -> None:
    """The oldest makes room, a gap never does."""
    stream = make(buffer=2, overflow=Overflow.DROP_OLDEST)
    stream._buffer.post_gap(GAP)
    for text in "abc":
        stream._buffer.post(notification(text))
    stream._buffer.end()

    items = [item async for item in stream.notifications()]
    assert items[0] == GAP
    assert [item.event.id for item in items if isinstance(item, Notification)] == ["b", "c"]
    assert stream.dropped == 1


async def test_overflow_drop_newest() -> None:
    """The new one is left out."""
    stream = make(buffer=2, overflow=Overflow.DROP_NEWEST)
    for text in "abc":
        stream._buffer.post(notification(text))
    stream._buffer.end()

    assert await ids(stream) == ["a", "b"]
    assert stream.dropped == 1


async def test_batches() -> None:
    """A batch is all that is buffered, at least one, without gaps."""
    stream = make(buffer=10)
    for text in "abc":
        stream._buffer.post(notification(text))
    stream._buffer.post_gap(GAP)
    batches = stream.batches()
    with trio.testing.assert_checkpoints():
        first = await batches.__anext__()
    stream._buffer.post(notification("d"))
    second = await batches.__anext__()
    stream._buffer.end()

    assert [[event.id for event in batch] for batch in (first, second)] == [["a", "b", "c"], ["d"]]
    with pytest.raises(StopAsyncIteration):
        await batches.__anext__()


async def test_batches_of_large_events() -> None:
    """A batch takes no more at once than can be read while others wait."""
    stream = make(buffer=10)
    for text in "abc":
        stream._buffer.post(notification(text + "x" * 1_500_000))
    stream._buffer.end()

    assert [2, 1] == [len(batch) async for batch in stream.batches()]


async def test_notifications() -> None:
    """A notification carries what came around the event; gaps stand between them."""
    stream = make()
    stream._buffer.post(notification("a", subscription_id="sub-9"))
    stream._buffer.post_gap(GAP)
    stream._buffer.end()

    first, gap = [item async for item in stream.notifications()]
    assert isinstance(first, Notification)
    assert (first.event.id, first.subscription.id) == ("a", "sub-9")
    assert b'"id":"a"' in first.raw
    assert gap == GAP


@pytest.mark.parametrize("overflow", Overflow)
async def test_gaps_are_bounded(overflow: Overflow) -> None:
    """Gaps take no event's place, and where nobody reads, they grow together, also if events come between them."""
    stream = make(buffer=2, overflow=overflow)
    for second in range(0, 100, 10):
        subscription = StreamOnline.where(broadcaster_user_id=str(second))
        stream._buffer.post_gap(Gap(start=at(second), end=at(second + 5), subscriptions=(subscription,)))
        stream._buffer.post(notification(str(second)))
    stream._buffer.end()

    items: list[Any] = []
    with suppress(SlowConsumerError):
        async for item in stream.notifications():
            items.append(item)  # noqa: PERF401  # what came before an error counts
    gaps = [item for item in items if isinstance(item, Gap)]
    assert (2, 2) == (len(gaps), len(items) - len(gaps))
    assert (at(0), at(95)) == (gaps[0].start, gaps[-1].end)
    assert 10 == sum(len(gap.subscriptions) for gap in gaps)


async def test_misfits_are_set_aside() -> None:
    """An event that does not fit never reaches the typed stream."""
    owner = Owner()
    stream = make(owner)
    wrong = misfit()
    for pending in (wrong, notification("a")):
        stream._buffer.post(pending)
    stream._buffer.end()

    assert await ids(stream) == ["a"]
    assert owner.misfits == [wrong]


async def test_odd_around_the_event() -> None:
    """A notification whose subscription is oddly described is one all the same."""
    owner = Owner()
    stream = make(owner)
    good = notification("a")
    wrong = notification("b", condition={"broadcaster_user_id": 1})  # type: ignore[dict-item]  # that is what is wrong
    for pending in (wrong, good):
        stream._buffer.post(pending)
    stream._buffer.end()

    items = [item async for item in stream.notifications() if isinstance(item, Notification)]
    assert ["b", "a"] == [item.event.id for item in items]
    assert {"broadcaster_user_id": "1"} == items[0].subscription.condition
    assert [] == owner.misfits


async def test_revoked() -> None:
    """Revocations are noted; the last one is raised after what was buffered."""
    stream = make()
    first, last = (
        SubscriptionRevokedError(type="stream.online", condition={"broadcaster_user_id": key}, reason="user_removed")
        for key in "12"
    )
    stream._buffer.post(notification("a"))
    stream._buffer.lose(first, last=False)
    assert stream.revoked == (first,)
    stream._buffer.lose(last, last=True)

    assert (await stream.receive()).id == "a"
    with pytest.raises(SubscriptionRevokedError) as info:
        await stream.receive()
    assert info.value is last


async def test_nothing_comes_after_the_end() -> None:
    """What is posted after the end is not kept."""
    stream = make()
    stream._buffer.end()
    stream._buffer.post(notification("a"))
    stream._buffer.post_gap(GAP)

    assert [] == [item async for item in stream.notifications()]


async def test_close_wakes_readers() -> None:
    """Closing wakes who waits, leaves the subscriptions, and may be done twice."""
    owner = Owner()
    stream = make(owner)
    async with trio.open_nursery() as nursery:

        async def read() -> None:
            with pytest.raises(trio.ClosedResourceError):
                await stream.receive()

        nursery.start_soon(read)
        await trio.testing.wait_all_tasks_blocked()
        await stream.aclose()
    await stream.aclose()
    stream._buffer.post(notification("a"))

    assert owner.left == [stream._buffer, stream._buffer]
    with pytest.raises(trio.ClosedResourceError):
        await stream.receive()


async def test_asks_its_owner() -> None:
    """`add` and `discard` are the owner's work."""
    asked: list[tuple[str, object]] = []

    class Asked(Owner):
        async def add(self, buffer: Buffer, channels: object) -> None:
            asked.append(("add", channels))

        async def discard(self, buffer: Buffer, channels: object) -> None:
            asked.append(("discard", channels))

    stream = make(Asked())
    channels: tuple[ChannelRef, ...] = ("a", "b")
    await stream.add(*channels)
    await stream.discard("a")

    assert asked == [("add", channels), ("discard", ("a",))]
