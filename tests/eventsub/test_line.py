"""A line: one account's connection, from its first wish to its last."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import trio
import trio.testing
from attrs import define, field
from trio.testing import MockClock

from tests.eventsub.support import FakeApi, at, notification, session
from twitchtrio.errors import ForbiddenError, NetworkError, NotFoundError, SubscriptionError, SubscriptionRevokedError
from twitchtrio.eventsub import (
    ChannelChatMessage,
    EventStream,
    EventSub,
    Gap,
    HealthState,
    StreamOnline,
    Transport,
    open_eventsub,
)
from twitchtrio.eventsub.transports import Link, Site
from twitchtrio.subscription import TransportMethod
from twitchtrio.tokens import Account


@define
class FakeTransport(Transport):
    """Carries what a test puts on its link."""

    goodbye: float = 0.0
    links: list[Link] = field(factory=list)
    carrying: int = 0

    @property
    def method(self) -> TransportMethod:
        return TransportMethod.WEBSOCKET

    async def carry(self, link: Link, site: Site) -> None:
        self.links.append(link)
        self.carrying += 1
        link.ready(session(f"session-{len(self.links)}"))
        try:
            await trio.sleep_forever()
        finally:
            with trio.CancelScope(shield=True):
                await trio.sleep(self.goodbye)
            self.carrying -= 1

    @property
    def link(self) -> Link:
        return self.links[-1]


@define
class Setting:
    """EventSub between a fake transport and a fake Twitch."""

    eventsub: EventSub
    api: FakeApi
    transport: FakeTransport


@asynccontextmanager
async def setting(goodbye: float = 0.0) -> AsyncIterator[Setting]:
    """Open one."""
    api, transport = FakeApi(), FakeTransport(goodbye)
    async with open_eventsub(api, transport=transport) as eventsub:
        yield Setting(eventsub, api, transport)


async def settle() -> None:
    """Let everything happen that needs no time."""
    await trio.testing.wait_all_tasks_blocked()


def deliver(setting: Setting, text: str, subscription_id: str) -> None:
    """Let Twitch notify."""
    setting.transport.link.deliver(notification(text, subscription_id=subscription_id))


async def next_id(stream: EventStream[StreamOnline]) -> str:
    """The id of the next event."""
    return (await stream.receive()).id


async def test_opens_with_the_first_wish(autojump_clock: MockClock) -> None:
    """Without a wish there is no connection; several wishes share one; two seconds after the last it is closed."""
    async with setting() as here:
        await trio.sleep(3600)
        assert [] == here.transport.links
        async with here.eventsub.listen(StreamOnline, "streamer"):
            async with here.eventsub.listen(StreamOnline, "other"):
                assert 1 == here.transport.carrying
            assert "ready" == here.eventsub.health.state
        assert "idle" == here.eventsub.health.state
        await trio.sleep(1.9)
        assert 1 == here.transport.carrying
        await trio.sleep(0.2)
        assert 0 == here.transport.carrying
        assert () == here.eventsub.subscriptions
        assert {} == here.api.records


async def test_back_within_two_seconds(autojump_clock: MockClock) -> None:
    """Who listens again soon finds the connection open."""
    async with setting() as here:
        for _ in range(3):
            async with here.eventsub.listen(StreamOnline, "streamer"):
                pass
            await trio.sleep(1.5)

        assert 1 == len(here.transport.links)


async def test_back_while_closing(autojump_clock: MockClock) -> None:
    """A wish that comes during the goodbye gets a connection of its own afterwards."""
    async with setting(goodbye=1.0) as here:
        async with here.eventsub.listen(StreamOnline, "streamer"):
            pass
        await trio.sleep(2.5)
        async with here.eventsub.listen(StreamOnline, "streamer") as events:
            [record] = here.eventsub.subscriptions
            deliver(here, "1", record.id)

            assert "1" == await next_id(events)
            assert ("session-2", 1) == (record.transport.session_id, here.transport.carrying)


async def test_lost_and_ready(autojump_clock: MockClock, caplog: pytest.LogCaptureFixture) -> None:
    """A lost session ends its requests; the next one makes all wishes again and tells the gap. It is logged once."""
    async with setting() as here, here.eventsub.listen(StreamOnline, "streamer") as events:
        with caplog.at_level(logging.WARNING, "twitchtrio.eventsub"):
            here.transport.link.lost(at(5), "the connection broke")
            assert (HealthState.DEGRADED, "the connection broke") == (
                here.eventsub.health.state,
                here.eventsub.health.why,
            )
            for _ in range(3):
                here.transport.link.trouble("no route")
                assert "no route" == here.eventsub.health.why
        [record] = caplog.records
        assert "session of bot was lost: the connection broke" in record.getMessage()
        assert () == here.eventsub.subscriptions

        await trio.sleep(10)
        with caplog.at_level(logging.WARNING, "twitchtrio.eventsub"):
            here.transport.link.ready(session("session-9"))
            await settle()
        assert "ready" == here.eventsub.health.state
        assert ["EventSub of bot is back."] == caplog.messages[1:]
        gap = await anext(events.notifications())
        assert isinstance(gap, Gap)
        assert (at(5), at(trio.current_time())) == (gap.start, gap.end)


async def test_trouble_that_passes(autojump_clock: MockClock) -> None:
    """A transport may say that events cannot come, and that they can again, while its target stands."""
    async with setting() as here, here.eventsub.listen(StreamOnline, "streamer"):
        here.transport.link.trouble("no shard")
        assert "no shard" == here.eventsub.report().lines[0].trouble
        here.transport.link.trouble(None)
        assert here.eventsub.report().lines[0].trouble is None
        assert HealthState.READY is here.eventsub.health.state


async def test_first_connection_in_trouble(autojump_clock: MockClock, caplog: pytest.LogCaptureFixture) -> None:
    """Trouble before there ever was a session is logged once, until there is one, and so is its end."""
    async with setting() as here, here.eventsub.listen(StreamOnline, "streamer"):
        with caplog.at_level(logging.WARNING, "twitchtrio.eventsub"):
            for _ in range(2):
                for _ in range(3):
                    here.transport.link.trouble("no route.")
                here.transport.link.ready(session("session-7"))

    once = ["No EventSub connection for bot yet: no route. Trying on.", "EventSub of bot is back."]
    assert 2 * once == caplog.messages


async def test_why_until_all_stands_again(autojump_clock: MockClock) -> None:
    """While what was lost is being made again, health still says why it is missed."""
    async with setting() as here, here.eventsub.listen(StreamOnline, "streamer"):
        here.transport.link.lost(at(5), "the connection broke")
        here.api.delay = 5.0
        here.transport.link.ready(session("session-7"))
        await settle()
        assert (HealthState.DEGRADED, "the connection broke") == (here.eventsub.health.state, here.eventsub.health.why)
        await trio.sleep(6)
        assert (HealthState.READY, None) == (here.eventsub.health.state, here.eventsub.health.why)


async def test_why_nothing_could_be_subscribed(autojump_clock: MockClock, caplog: pytest.LogCaptureFixture) -> None:
    """That Twitch closes a session which could not be used hides neither why that was, nor is it warned of."""
    async with setting() as here, here.eventsub.listen(StreamOnline, "streamer"):
        here.api.always = NotFoundError(status=404, error="Not Found", message="gone", method="POST", path="/x")
        with caplog.at_level(logging.WARNING, "twitchtrio.eventsub"):
            here.transport.link.lost(at(5), "the connection broke")
            for number in range(10):
                here.transport.link.ready(session(f"session-{number}"))
                await trio.sleep(10)
                assert (HealthState.DEGRADED, str(here.api.always)) == (
                    here.eventsub.health.state,
                    here.eventsub.health.why,
                )
                here.transport.link.lost(at(5), "nothing was subscribed to within 10 s")
                assert str(here.api.always) == here.eventsub.health.why
        assert ["The EventSub session of bot", "Subscribing to stream.online"] == [
            " ".join(record.getMessage().split()[:each]) for record, each in zip(caplog.records, (5, 3), strict=True)
        ]
        here.transport.link.trouble("no route")
        assert "no route" == here.eventsub.health.why


async def test_moved(autojump_clock: MockClock) -> None:
    """A session that goes on under another id keeps its subscriptions; new ones are made on the new id."""
    async with setting() as here, here.eventsub.listen(StreamOnline, "streamer") as events:
        here.transport.link.moved(session("session-moved"))
        await events.add("other")
        first, second = here.eventsub.subscriptions

        assert ("session-1", "session-moved") == (first.transport.session_id, second.transport.session_id)
        assert ["1", "2"] == here.api.asked


async def test_missed(autojump_clock: MockClock) -> None:
    """A time in which the session went on, but events may be missing, is a gap."""
    async with setting() as here, here.eventsub.listen(StreamOnline, "streamer") as events:
        await trio.sleep(60)
        here.transport.link.missed(at(20), at(30))
        gap = await anext(events.notifications())

        assert isinstance(gap, Gap)
        assert (at(20), at(30)) == (gap.start, gap.end)


async def test_revoked(autojump_clock: MockClock) -> None:
    """What Twitch has ended for good is the stream's to know; the connection goes with its last wish."""
    async with setting() as here, here.eventsub.listen(StreamOnline, "streamer") as events:
        [record] = here.eventsub.subscriptions
        here.transport.link.revoked(here.api.revoke(record.id, "user_removed"), at(5))
        await trio.sleep(3)

        assert ["user_removed"] == [error.reason for error in events.revoked]
        assert 0 == here.transport.carrying


async def test_room(autojump_clock: MockClock) -> None:
    """A transport can wait until a stream that is half full has been read, and for a moment only if it is not."""
    stream: EventStream[Any]
    async with setting() as here, here.eventsub.listen(StreamOnline, "streamer", buffer=4) as stream:
        [record] = here.eventsub.subscriptions
        waited = [await seconds_for_room(here)]
        for text in ("1", "2"):
            deliver(here, text, record.id)
        waited.append(await seconds_for_room(here))
        async with trio.open_nursery() as nursery:
            nursery.start_soon(read_later, stream, 0.02)
            waited.append(await seconds_for_room(here))
        waited.append(await seconds_for_room(here))

        assert [0, 0.05, 0.02, 0] == waited


async def seconds_for_room(here: Setting) -> float:  # noqa: ASYNC910  # as a line's
    """How long a transport waits for room."""
    before = trio.current_time()
    await here.transport.link.room(2)
    return round(trio.current_time() - before, 3)


async def read_later(stream: EventStream[Any], seconds: float) -> None:
    """Read one event, after a time."""
    await trio.sleep(seconds)
    await stream.receive()


async def test_early_events_stay_on_their_line(autojump_clock: MockClock) -> None:
    """What came too early for one account is not taken for an event of another's subscription."""
    async with setting() as here:
        other = here.api.accounts["200"] = Account(user_id="200", login="other_bot", scopes=frozenset())
        async with here.eventsub.listen(StreamOnline.where(broadcaster_user_id="2")):
            deliver(here, "stray", "sub-of-the-bot")
            async with here.eventsub.listen(StreamOnline.where(broadcaster_user_id="1"), acting_as=other) as events:
                deliver(here, "own", next(reversed(here.api.records)))

                assert "own" == await next_id(events)
        assert 1 == here.eventsub.unclaimed


async def test_revoked_while_entering(autojump_clock: MockClock) -> None:
    """What is revoked before all of it stands refuses all of it."""
    async with setting() as here, trio.open_nursery() as nursery:
        here.api.delay = 5.0

        async def revoke() -> None:
            await trio.sleep(6)
            [record] = here.api.records
            revoked = here.api.revoke(record, "authorization_revoked")
            here.transport.link.revoked(revoked, at(trio.current_time()))

        here.api.failures = [NetworkError("cable", address="https://api")]
        nursery.start_soon(revoke)
        with pytest.raises(SubscriptionRevokedError):
            async with here.eventsub.listen(StreamOnline, "streamer", "other"):
                pytest.fail("one of them has been revoked")


async def test_chat_that_cannot_be_read(autojump_clock: MockClock) -> None:
    """Twitch says only that authorization is missing: what else it may mean is told, and how many chats are read."""
    async with setting() as here, here.eventsub.listen(ChannelChatMessage, "streamer", "other"):
        words = "subscription missing proper authorization"
        here.api.failures = [
            ForbiddenError(status=403, error="Forbidden", message=words, method="POST", path="/subscriptions")
        ]
        with pytest.raises(SubscriptionError) as caught:
            async with here.eventsub.listen(ChannelChatMessage, "third"):
                pytest.fail("it cannot be read")

    told = str(caught.value)
    assert f"{words}; 'bot' may be banned or timed out in 'third', or reads 100 chats already" in told
    assert "(it reads 2 chats now)" in told
