"""What has missed events read again: bounded in number, one channel at a time, in the background."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
import trio
from attrs import define, evolve, field
from trio.testing import MockClock

from tests.eventsub.support import BOT, a_buffer, at, misfit, notification
from twitchtrio.errors import NetworkError
from twitchtrio.eventsub import Event, Gap, Overflow, StreamOnline, Subscription
from twitchtrio.eventsub._catching_up import Catcher, Part
from twitchtrio.eventsub._read_again import CatchingUp, Identity, Missed
from twitchtrio.eventsub.envelope import Pending
from twitchtrio.tokens import Account

RECORD = evolve(
    notification("stream").subscription(), id="sub-2", created_at=at(5), condition={"broadcaster_user_id": "2"}
)
EVENT = notification("stream").event()
assert isinstance(EVENT, StreamOnline)


@define
class FakeReader:
    """Reads what it is told to, and notes how."""

    answers: list[Sequence[Missed]] = field(factory=list)
    takes: float = 1.0
    fails: bool = False
    asked: list[tuple[str, datetime, datetime]] = field(factory=list)
    now: Counter[str] = field(factory=Counter[str])
    most: int = 0
    shared: bool = False

    def reads(self, event: type[Event]) -> bool:
        return event is StreamOnline

    def identity(self, event: Event) -> Identity:
        assert isinstance(event, StreamOnline)
        return (event.TYPE, event.id), event.started_at

    async def read(
        self, subscription: Subscription[Any], account: Account, since: datetime, until: datetime
    ) -> Sequence[Missed]:
        assert BOT == account
        channel = subscription.condition["broadcaster_user_id"]
        self.asked.append((channel, since, until))
        self.now[channel] += 1
        self.most = max(self.most, self.now.total())
        self.shared = self.shared or self.now[channel] > 1
        await trio.sleep(self.takes)
        self.now[channel] -= 1
        if self.fails:
            raise NetworkError("it is away", address="helix")
        return self.answers.pop(0) if self.answers else ()


def missed(id: str, seconds: float) -> Missed:
    """A stream that began at some second."""
    assert isinstance(EVENT, StreamOnline)
    return Missed(at=at(seconds), event=evolve(EVENT, id=id, started_at=at(seconds)))


def gap(*channels: str, start: float = 100, end: float = 200) -> Gap:
    """A gap in some channels."""
    wanted = tuple(StreamOnline.where(broadcaster_user_id=each) for each in channels)
    return Gap(start=at(start), end=at(end), subscriptions=wanted)


def everywhere(_: object) -> dict[Subscription[Any], Part]:
    """Streams listen to all channels."""
    return {StreamOnline.where(broadcaster_user_id=str(each)): (BOT, RECORD) for each in range(1000)}


def told(buffer: CatchingUp) -> list[str]:
    """Ids of the streams in a buffer."""
    return [item.event().identity or "" for item in buffer.items if isinstance(item, Pending)]


async def test_bounds(caplog: pytest.LogCaptureFixture, autojump_clock: MockClock) -> None:
    """Four lists are read at once, of each channel one; 64 gaps wait at most, and what is left out is told."""
    reader = FakeReader()
    async with trio.open_nursery() as nursery:
        catcher = Catcher(reader, parts=everywhere, start=nursery.start_soon)
        buffer = catcher.buffer(1000, Overflow.RAISE)
        for number in range(70):
            buffer.post_gap(gap(str(number // 2)))

    assert (64, 4, False) == (len(reader.asked), reader.most, reader.shared)
    assert 6 == sum("is not read again" in each for each in caplog.messages)
    async with trio.open_nursery() as nursery:
        Catcher(reader, parts=everywhere, start=nursery.start_soon).buffer(10, Overflow.RAISE).post_gap(gap("1"))
        nursery.cancel_scope.cancel(reason="the test has ended")


async def test_more_than_fits(autojump_clock: MockClock) -> None:
    """What is read again comes as fast as it is taken; who takes nothing holds up no other for long."""
    many, others = ([missed(f"{each}{part}", 100 + each) for each in range(50)] for part in ("", " of another"))
    reader = FakeReader([many, others])
    async with trio.open_nursery() as nursery:
        catcher = Catcher(reader, parts=everywhere, start=nursery.start_soon)
        buffer, lazy = (catcher.buffer(size, Overflow.RAISE) for size in (10, 1))
        buffer.post_gap(gap("1"))
        await trio.sleep(0.5)
        lazy.post_gap(gap("2"))
        taken = [await buffer.next() for _ in range(51)]

    assert [f"{each}" for each in range(50)] == [each.event().identity for each in taken if isinstance(each, Pending)]
    assert (0, ["0 of another"], 49) == (buffer.dropped, told(lazy), lazy.dropped)
    assert 10 < trio.current_time() < 15


async def test_window(autojump_clock: MockClock) -> None:
    """The list is asked for a little more than the gap; a gap that began before all time is no trouble."""
    reader = FakeReader()
    async with trio.open_nursery() as nursery:
        catcher = Catcher(reader, parts=everywhere, start=nursery.start_soon)
        buffer = catcher.buffer(1000, Overflow.RAISE)
        buffer.post_gap(gap("1"))
        buffer.post_gap(evolve(gap("2"), start=datetime.min.replace(tzinfo=at(0).tzinfo)))

    assert [("1", at(95), at(200)), ("2", datetime.min.replace(tzinfo=at(0).tzinfo), at(200))] == sorted(reader.asked)


async def test_gives_up(caplog: pytest.LogCaptureFixture, autojump_clock: MockClock) -> None:
    """What fails is tried three times, with pauses, and told once."""
    reader = FakeReader(fails=True, takes=0.0)
    async with trio.open_nursery() as nursery:
        catcher = Catcher(reader, parts=everywhere, start=nursery.start_soon)
        catcher.buffer(1000, Overflow.RAISE).post_gap(gap("1"))

    assert 3 == len(reader.asked)
    assert 2 <= trio.current_time() <= 10
    [text] = [each for each in caplog.messages if "could not be read again" in each]
    assert "stream.online (broadcaster_user_id=1) from 2026-01-01 00:01:40 to 00:03:20" in text


async def test_left(autojump_clock: MockClock) -> None:
    """Of a stream that was left, no more is read; of what it does not listen to, nothing."""
    reader = FakeReader(answers=[[missed("a", 150)]])
    async with trio.open_nursery() as nursery:
        catcher = Catcher(reader, parts=everywhere, start=nursery.start_soon)
        buffer, other = catcher.buffer(1000, Overflow.RAISE), catcher.buffer(1000, Overflow.RAISE)
        buffer.post_gap(gap("1", "2", "3"))
        other.post_gap(gap("5000"))
        await trio.sleep(0.5)
        buffer.close()
        buffer.post_gap(gap("4"))

    assert ["1"] == [channel for channel, *_ in reader.asked]
    assert [] == told(buffer) + told(other)


async def test_known() -> None:
    """The same that happens again later is no duplicate; a misfit has no identity; not all is remembered for ever."""
    await trio.lowlevel.checkpoint()
    buffer = CatchingUp(10_000, Overflow.RAISE, FakeReader(), on_missed=lambda *_: None)
    buffer.post(notification("live"))
    buffer.post(misfit())
    buffer.post(notification("chat", type="channel.chat.message"))
    size = len(buffer.items)
    buffer.post_missed(missed("live", 1.9), RECORD)
    assert size == len(buffer.items)

    buffer.post_missed(missed("live", 60), RECORD)
    buffer.post_missed(missed("live", 61), RECORD)
    assert size + 1 == len(buffer.items)

    for number in range(5000):
        buffer.post_missed(missed(str(number), 100), RECORD)
    buffer.post_missed(missed("4999", 100), RECORD)
    assert size + 1 + 5000 == len(buffer.items)
    buffer.post_missed(missed("0", 100), RECORD)
    assert size + 1 + 5001 == len(buffer.items)


async def test_synthetic() -> None:
    """What was read again is as what came, with a subscription, an id, and its JSON."""
    await trio.lowlevel.checkpoint()
    buffer = CatchingUp(10, Overflow.RAISE, FakeReader(), on_missed=lambda *_: None)
    buffer.post_missed(missed("a", 10), RECORD)
    item = await buffer.next()
    assert isinstance(item, Pending)
    read = item.notification()

    assert (True, at(10), RECORD) == (read.synthetic, read.timestamp, read.subscription)
    assert "stream.online:a:2026-01-01T00:00:10+00:00" == read.message_id
    assert b'"id":"a"' in read.raw
    assert (len(read.raw), RECORD.id) == (len(item.frame), item.subscription_id)
    assert not notification("b").notification().synthetic
    assert type(a_buffer()) is not CatchingUp
