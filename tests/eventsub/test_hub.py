"""The hub: every notification to the streams of its subscription, and what fits no class aside."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
import trio

from tests.eventsub.support import EPOCH, a_buffer, misfit, notification, reading
from twitchtrio.errors import DecodeError
from twitchtrio.eventsub._buffer import Buffer
from twitchtrio.eventsub.envelope import Pending
from twitchtrio.eventsub.events.raids import ChannelRaid
from twitchtrio.eventsub.events.stream import StreamOnline
from twitchtrio.eventsub.hub import Hub
from twitchtrio.eventsub.stream import EventStream

ONLINE = StreamOnline.where(broadcaster_user_id="1")


class Owner:
    """Hands what fits no class to a hub, as EventSub does."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def items_aside(self, pending: Pending) -> None:
        self._hub.items(pending)

    async def add(self, buffer: Buffer, channels: object) -> None: ...

    async def discard(self, buffer: Buffer, channels: object) -> None: ...

    def leave(self, buffer: Buffer) -> None: ...

    def misfit(self, pending: Pending, error: DecodeError) -> None:
        self._hub.misfit(pending, error)


def make(hub: Hub, *, buffer: int = 4) -> EventStream[StreamOnline]:
    """A stream that only the hub feeds."""
    return reading(a_buffer(buffer), Owner(hub))


async def test_routes() -> None:
    """A notification goes to all streams of its subscription, also to those that came later, and to no other."""
    hub = Hub()
    one, other = make(hub), make(hub)
    streams = [one._buffer]
    hub.bind("sub-1", ONLINE, streams)
    streams.append(other._buffer)
    hub.bind("sub-2", ONLINE, [other._buffer])

    assert hub.post(notification("a", subscription_id="sub-1"))
    assert hub.post(notification("b", subscription_id="sub-2"))
    one._buffer.end()
    other._buffer.end()
    assert ["a"] == [event.id async for event in one]
    assert ["a", "b"] == [event.id async for event in other]


def test_nobody_wants_it() -> None:
    """What is not bound, or no longer, is nobody's."""
    hub = Hub()
    hub.bind("sub-1", ONLINE, [])
    hub.unbind("sub-1")
    hub.unbind("sub-1")

    assert not hub.post(notification("a", subscription_id="sub-1"))


async def test_misfits(caplog: pytest.LogCaptureFixture) -> None:
    """Each is counted and told once, however many streams hold it; a shape is warned of once."""
    hub = Hub()
    one, other = make(hub), make(hub)
    hub.bind("sub-1", ONLINE, [one._buffer, other._buffer])
    with caplog.at_level(logging.WARNING, "twitchtrio.eventsub"):
        async with hub.watch_misfits() as misfits:
            for number in (7, 8):
                hub.post(misfit(id=number))
            hub.end()
            for stream in (one, other):
                stream._buffer.end()

                assert [] == [event async for event in stream]
            seen = [each async for each in misfits]

    assert 2 == hub.misfits
    assert [b'{"id":7}', b'{"id":8}'] == [each.raw for each in seen]
    assert {("stream.online", "1", True)} == {(each.type, each.version, bool(each.error.path)) for each in seen}
    [record] = caplog.records
    assert "stream.online version 1" in record.getMessage()


async def test_misfit_without_message_id() -> None:
    """It is counted once too, however many streams hold it; so is another like it."""
    hub = Hub()
    one, other = make(hub), make(hub)
    hub.bind("sub-1", ONLINE, [one._buffer, other._buffer])
    for number in range(2):
        nameless = misfit(id=number)
        nameless.message_id = ""
        hub.post(nameless)
    for stream in (one, other):
        stream._buffer.end()

        assert [] == [event async for event in stream]
    assert 2 == hub.misfits


async def test_words_of_any_length(caplog: pytest.LogCaptureFixture) -> None:
    """Type and version are told, and remembered as told, in few words on one line."""
    await trio.lowlevel.checkpoint()
    hub = Hub()
    for whole in (typed("x" * 10_000, "1\n2", named=True), typed("x" * 20_000, "1\n2", named=True)):
        hub.nobodys(whole)
        hub.misfit(whole, DecodeError("odd", model="Event"))

    assert 2 == len(caplog.records)
    for record in caplog.records:
        assert "xxx... version 1 2" in record.getMessage()
        assert 1_000 > len(record.getMessage())


def typed(type: str, version: str, *, named: bool) -> Pending:
    """A notification whose envelope names another type, or none, than its subscription's record."""
    whole = notification("a", subscription_id="sub-1")
    whole.type, whole.version = (type, version) if named else ("", "")
    return whole


async def test_only_what_a_stream_is_typed_for() -> None:
    """An event of another type than its subscription's is a misfit; where the envelope names none, the record does."""
    hub = Hub()
    stream = make(hub)
    hub.bind("sub-1", ONLINE, [stream._buffer])
    async with hub.watch_misfits() as misfits:
        for kind in (("stream.offline", "1"), ("stream.online", "2")):
            assert hub.post(typed(*kind, named=True))
        assert hub.post(typed("", "", named=False))
        hub.end()
        stream._buffer.end()

        assert ["a"] == [event.id async for event in stream]
        assert 2 == hub.misfits == len([each async for each in misfits])


async def test_nobodys(caplog: pytest.LogCaptureFixture) -> None:
    """What belongs to nobody is counted, and told once for each type."""
    await trio.lowlevel.checkpoint()
    hub = Hub()
    with caplog.at_level(logging.WARNING, "twitchtrio.eventsub"):
        for _ in range(3):
            hub.nobodys(notification("a"))

    assert 3 == hub.unclaimed
    assert 1 == len(caplog.records)


def again(text: str, *, at: float, subscription_id: str = "sub-1") -> Pending:
    """An event at some second."""
    pending = notification(text, subscription_id=subscription_id)
    pending.timestamp = EPOCH + timedelta(seconds=at)
    return pending


def test_repeated() -> None:
    """The same event under a new id is left out for a minute, also on a subscription that was made again."""
    hub, stream = Hub(), a_buffer()
    hub.bind("sub-1", ONLINE, [stream])
    hub.bind("sub-2", ONLINE, [stream])
    for text, at, subscription_id in (
        ("a", 0, "sub-1"),
        ("a", 10, "sub-1"),
        ("a", 20, "sub-2"),
        ("b", 21, "sub-2"),
        ("a", 22, "sub-2"),
        ("a", 83, "sub-2"),
    ):
        assert hub.post(again(text, at=at, subscription_id=subscription_id))

    assert ["a", "b", "a", "a"] == [item.event().id for item in stream.items if isinstance(item, Pending)]
    assert 2 == hub.repeated


def test_said_twice() -> None:
    """What people say twice comes twice: only of some types Twitch sends the same again."""
    hub, stream = Hub(), a_buffer()
    raid = ChannelRaid.into("1")
    hub.bind("sub-1", raid, [stream])
    for _ in range(2):
        hub.post(notification("a", type="channel.raid"))

    assert 2 == len(stream.items)
    assert 0 == hub.repeated


def test_repeated_for_each_account() -> None:
    """Twitch sends the same to each account that subscribes to it: none of these is a repetition."""
    hub, stream, other = Hub(), a_buffer(), a_buffer()
    hub.bind("sub-1", ONLINE, [stream], account="1")
    hub.bind("sub-2", ONLINE, [other], account="2")
    for subscription_id in ("sub-1", "sub-2"):
        assert hub.post(again("a", at=0, subscription_id=subscription_id))

    assert [1, 1] == [len(stream.items), len(other.items)]
    assert 0 == hub.repeated


def test_nobody_has_had_it() -> None:
    """What came for a subscription that nobody wants any more is no repetition where it is wanted."""
    hub, stream = Hub(), a_buffer()
    hub.bind("sub-1", ONLINE, ())
    hub.bind("sub-2", ONLINE, [stream])
    for subscription_id in ("sub-1", "sub-2"):
        assert hub.post(again("a", at=0, subscription_id=subscription_id))

    assert 1 == len(stream.items)
