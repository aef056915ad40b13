"""A stream that is told what it missed: each event once, in order, and without holding anything up."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
import trio
from trio.testing import MockClock

from tests.catch_up.missing import Item, Points, deed, listening, miss, opened, taken
from twitchtrio import ChannelChatMessage, Gap, Overflow, StreamOffline, StreamOnline
from twitchtrio.catch_up import Reader
from twitchtrio.errors import ConfigurationError, ServiceCrashedError, SlowConsumerError
from twitchtrio.eventsub import (
    ChannelBan,
    ChannelFollow,
    ChannelPollBegin,
    ChannelUnbanRequestCreate,
    Notification,
    open_eventsub,
)
from twitchtrio.helix import _rate_limit
from twitchtrio.testing import FakeTwitch

FOLLOWERS = "/helix/channels/followers"
FOLLOW = deed("follow", "viewer", "streamer")
LIVE = deed("go_live", "streamer")
FOLLOW_AGAIN = deed("follow", "bot", "streamer")


def kinds(items: Sequence[Item]) -> list[str]:
    """What came, in few words."""
    return [
        "gap"
        if isinstance(item, Gap)
        else f"{'read' if item.synthetic else 'came'} {getattr(item.event, 'user_login', item.event.TYPE)}"
        for item in items
    ]


async def test_order(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """What is read again is sorted by its time, after the gap and before what comes then; others are not concerned."""
    poll = deed("start_poll", "streamer", "Now?", ["Yes", "No"], seconds=600)
    chat = deed("say", "streamer", "viewer", "hello")
    async with listening(fake_twitch, ChannelFollow, ChannelPollBegin, StreamOnline, ChannelChatMessage) as stream:
        await miss(fake_twitch, FOLLOW, LIVE, chat, poll, FOLLOW_AGAIN)
        chat(fake_twitch)
        items = await taken(stream)

    assert [
        "gap",
        "read viewer",
        "read stream.online",
        "read channel.poll.begin",
        "read bot",
        "came channel.chat.message",
    ] == kinds(items)


async def test_events_alone(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """A plain `async for` and batches have the events among the others, and no gaps."""
    async with listening(fake_twitch, ChannelFollow) as stream:
        await miss(fake_twitch, FOLLOW)
        assert "viewer" == (await stream.receive()).user_login
        await miss(fake_twitch, FOLLOW_AGAIN)
        assert ["bot"] == [each.user_login for each in await anext(stream.batches())]


async def test_off_by_default(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """A stream that does not ask for it costs nothing, whatever another does."""
    async with opened(fake_twitch) as bot, bot.listen(ChannelFollow, "streamer") as plain:
        await trio.sleep(20)
        points = Points(fake_twitch)
        await miss(fake_twitch, FOLLOW)
        assert 0 == points.spent()
        assert ["gap"] == kinds(await taken(plain))

        async with bot.listen(ChannelFollow, "streamer", catch_up=True) as stream:
            await trio.sleep(20)
            await miss(fake_twitch, FOLLOW_AGAIN)
            assert ["gap", "read bot"] == kinds(await taken(stream))
            assert ["gap"] == kinds(await taken(plain))


# Once


async def test_came_before(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """What was delivered just before the connection was lost, in the time of the gap, is not told again."""
    async with listening(fake_twitch, ChannelFollow) as stream:
        FOLLOW(fake_twitch)
        await trio.sleep(0.5)
        await miss(fake_twitch, FOLLOW_AGAIN)

        assert ["came viewer", "gap", "read bot"] == kinds(await taken(stream))


async def test_comes_meanwhile_and_after(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """What comes live while the list is read, or when it has been read, is told once."""
    async with listening(fake_twitch, ChannelFollow) as stream:
        events: list[dict[str, Any]] = []
        for user in ("viewer", "bot"):
            told = fake_twitch.user(user)
            events.append({"user_id": told.id, "user_login": told.login, "user_name": told.display_name})
        streamer = fake_twitch.user("streamer")
        of = {"broadcaster_user_id": streamer.id, "broadcaster_user_login": "streamer", "broadcaster_user_name": "S"}

        def come(event: dict[str, Any]) -> None:
            at = fake_twitch.channel("streamer").followers[event["user_id"]]
            event = {**of, **event, "followed_at": fake_twitch.clock.stamp(at + 0.9)}
            assert 1 == fake_twitch.emit("channel.follow", "2", event, {})

        fake_twitch.faults.delay(30, path=FOLLOWERS)
        await miss(fake_twitch, FOLLOW, FOLLOW_AGAIN, then=20)
        await fake_twitch.listening("streamer", "channel.follow")
        come(events[0])
        await trio.sleep(60)
        come(events[1])

        assert ["gap", "came viewer", "read bot"] == kinds(await taken(stream))


async def test_two_gaps(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """What two gaps have in common is told once; what happens anew is told anew."""
    async with listening(fake_twitch, StreamOnline, StreamOffline) as stream:
        LIVE(fake_twitch)
        await trio.sleep(30)
        await taken(stream)
        fake_twitch.faults.linger = 60
        await miss(fake_twitch, deed("go_offline", "streamer"), LIVE, then=28)
        await miss(fake_twitch)
        [first, *rest] = kinds(await taken(stream))

    assert "gap" == first
    assert ["read stream.offline", "read stream.online"] == [each for each in rest if each != "gap"]


async def test_same_id(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """Of two streams, each is told; what has no id of Twitch's has the same one in both."""
    async with (
        opened(fake_twitch) as bot,
        bot.listen(ChannelFollow, "streamer", catch_up=True) as one,
        bot.listen(ChannelFollow, "streamer", catch_up=True) as other,
    ):
        await trio.sleep(20)
        await miss(fake_twitch, FOLLOW)
        [_, here], [_, there] = await taken(one), await taken(other)

    assert isinstance(here, Notification)
    assert isinstance(there, Notification)
    assert here == there
    user, channel = fake_twitch.user("viewer").id, fake_twitch.user("streamer").id
    assert here.message_id.startswith(f"channel.follow:{channel}:{user}:2026-01-01T")


# Trouble


async def test_missing_scope(
    fake_twitch: FakeTwitch, caplog: pytest.LogCaptureFixture, autojump_clock: MockClock
) -> None:
    """Where Helix needs more than the subscription, that is told once, with the scope; the gap stays as it is."""
    async with listening(fake_twitch, ChannelBan, scopes=("channel:moderate",)) as stream:
        points = Points(fake_twitch)
        for _ in range(2):
            await miss(fake_twitch, deed("ban", "streamer", "viewer"))
        assert ["gap", "gap"] == kinds(await taken(stream))
        assert 0 == points.spent()

    [told] = [each for each in caplog.messages if "cannot be read again" in each]
    assert "channel.ban" in told
    assert "moderation:read" in told


@pytest.mark.parametrize("status", [503, 403])
async def test_refused(
    status: int, fake_twitch: FakeTwitch, caplog: pytest.LogCaptureFixture, autojump_clock: MockClock
) -> None:
    """A call that fails for good is given up and told; the next gap is none the worse for it."""
    async with listening(fake_twitch, ChannelFollow) as stream:
        fake_twitch.faults.http(status, path=FOLLOWERS, times=1000)
        await miss(fake_twitch, FOLLOW, then=600)
        tried = fake_twitch.requests.count("GET", FOLLOWERS)
        assert ["gap"] == kinds(await taken(stream))
        assert tried < 20

        fake_twitch.faults.clear()
        await miss(fake_twitch, FOLLOW_AGAIN)
        assert ["gap", "read bot"] == kinds(await taken(stream))

    assert 1 == sum("read again" in each for each in caplog.messages)


async def test_tried_again(
    fake_twitch: FakeTwitch, caplog: pytest.LogCaptureFixture, autojump_clock: MockClock
) -> None:
    """A call that fails for a while is made again, and what else was read does not wait for it."""
    async with listening(fake_twitch, ChannelFollow, StreamOnline) as stream:
        fake_twitch.faults.http(503, path=FOLLOWERS, times=4)
        await miss(fake_twitch, FOLLOW, LIVE)

        told = kinds(await taken(stream))
        # They may stand again one by one, each with a gap of its own.
        assert ["read stream.online", "read viewer"] == [each for each in told if each != "gap"]

    assert [] == [each for each in caplog.messages if "read again" in each]


async def test_lost_again(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """A connection that is lost again while the list is read does not keep its events back."""
    async with listening(fake_twitch, ChannelFollow) as stream:
        fake_twitch.faults.delay(20, path=FOLLOWERS)
        await miss(fake_twitch, FOLLOW, then=0)
        await fake_twitch.listening("streamer", "channel.follow")
        await trio.sleep(1)
        await miss(fake_twitch, then=25)
        assert ["gap", "read viewer"] == kinds(await taken(stream))

        await trio.sleep(100)
        assert ["gap"] == kinds(await taken(stream))


async def test_few_points(fake_twitch: FakeTwitch, monkeypatch: pytest.MonkeyPatch, autojump_clock: MockClock) -> None:
    """Where points are few, each request to read again waits a second; what else the bot asks does not."""
    monkeypatch.setattr(_rate_limit, "_LOW", 10_000)
    async with opened(fake_twitch) as bot, bot.listen(ChannelUnbanRequestCreate, "streamer", catch_up=True):
        await trio.sleep(20)
        await miss(fake_twitch, then=200)
        read = [each.at for each in fake_twitch.requests.matching(path="/helix/moderation/unban_requests")]
        began = trio.current_time()
        for _ in range(5):
            await bot.helix.users.get_users(login="viewer")

    assert 5 == len(read)
    assert all(later - earlier > 0.9 for earlier, later in pairwise(read))
    assert trio.current_time() < began + 2


# Whoever leaves


async def test_left_while_reading(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """Who leaves waits for no list, and neither does the bot that ends."""
    async with opened(fake_twitch) as bot:
        async with bot.listen(ChannelFollow, "streamer", catch_up=True):
            await trio.sleep(20)
            fake_twitch.faults.delay(600, path=FOLLOWERS, times=9)
            await miss(fake_twitch, FOLLOW)
            left = trio.current_time()
        assert left == trio.current_time()

        async with bot.listen(ChannelFollow, "streamer", catch_up=True):
            await trio.sleep(20)
            await miss(fake_twitch, FOLLOW)
            left = trio.current_time()
    assert trio.current_time() < left + 5


async def test_discarded_while_reading(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """Of a channel that was discarded meanwhile, nothing is told any more."""
    async with opened(fake_twitch) as bot, bot.listen(StreamOnline, "streamer", "viewer", catch_up=True) as stream:
        await trio.sleep(20)
        fake_twitch.faults.delay(100, path="/helix/streams")
        await miss(fake_twitch, LIVE, deed("go_live", "viewer"), then=60)
        await stream.discard("streamer")
        await trio.sleep(200)
        # They may stand again one by one, each with a gap of its own.
        [read] = [each for each in await taken(stream) if isinstance(each, Notification)]

    assert "viewer" == read.event.broadcaster_user_login


async def test_cancelled_from_outside(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """A timeout around the bot's block is not held up by what is being read."""
    fake_twitch.faults.delay(600, path=FOLLOWERS, times=9)
    with trio.move_on_after(200) as scope:
        async with listening(fake_twitch, ChannelFollow):
            await miss(fake_twitch, FOLLOW)
            await trio.sleep_forever()

    assert scope.cancelled_caught
    assert trio.current_time() < 205


async def test_crash(fake_twitch: FakeTwitch, monkeypatch: pytest.MonkeyPatch, autojump_clock: MockClock) -> None:
    """A bug in what reads is a crash of ours."""

    async def broken(*_: object) -> None:
        await trio.lowlevel.checkpoint()
        raise RuntimeError("a bug")

    monkeypatch.setattr(Reader, "read", broken)
    with pytest.raises(ServiceCrashedError, match="eventsub"):
        async with listening(fake_twitch, ChannelFollow):
            await miss(fake_twitch, FOLLOW)


# Slow consumers


@pytest.mark.parametrize("overflow", Overflow)
async def test_slow_consumer(overflow: Overflow, fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """What is read again counts against the buffer as what comes does."""
    fake_twitch.add_user("other")
    deeds = (FOLLOW, FOLLOW_AGAIN, deed("follow", "other", "streamer"))
    async with listening(fake_twitch, ChannelFollow, buffer=2, overflow=overflow) as stream:
        await miss(fake_twitch, *deeds)
        assert 1 == stream.dropped
        if overflow is Overflow.RAISE:
            assert ["viewer", "bot"] == [(await stream.receive()).user_login for _ in range(2)]
            with pytest.raises(SlowConsumerError):
                await stream.receive()
        else:
            kept = ["viewer", "bot"] if overflow is Overflow.DROP_NEWEST else ["bot", "other"]
            assert ["gap", *(f"read {each}" for each in kept)] == kinds(await taken(stream))


# Doors


async def test_without_a_bot(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """EventSub alone has no Helix to read with, and says so; that of a bot has."""
    async with opened(fake_twitch) as bot:
        async with open_eventsub(bot.helix, endpoints=fake_twitch.endpoints, network=fake_twitch.network) as alone:
            with pytest.raises(ConfigurationError, match=r"catch_up=True reads through Helix .* open_bot\(\)"):
                alone.listen(ChannelFollow, "streamer", catch_up=True)
        async with bot.eventsub.listen(ChannelFollow, "streamer", catch_up=True) as stream:
            await trio.sleep(20)
            await miss(fake_twitch, FOLLOW)
            assert ["gap", "read viewer"] == kinds(await taken(stream))


async def test_nothing_to_read(
    fake_twitch: FakeTwitch, caplog: pytest.LogCaptureFixture, autojump_clock: MockClock
) -> None:
    """Where nothing of a stream can be read again, nothing is asked."""
    caplog.set_level(logging.INFO)
    async with listening(fake_twitch, ChannelChatMessage) as stream:
        points = Points(fake_twitch)
        await miss(fake_twitch, deed("say", "streamer", "viewer", "hello"))

        assert ["gap"] == kinds(await taken(stream))
        assert 0 == points.spent()
