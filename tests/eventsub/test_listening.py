"""What `listen` is told wrongly, and what it says."""

from __future__ import annotations

from typing import Any

import pytest
import trio
from trio.testing import MockClock

from twitchtrio import Bot, ChannelChatMessage
from twitchtrio.errors import ConfigurationError
from twitchtrio.eventsub import ChannelRaid, Event, Gap, Overflow, StreamOffline, StreamOnline
from twitchtrio.eventsub.listening import DEFAULT_BUFFER, Listening
from twitchtrio.testing import FakeTwitch

ONLINE = StreamOnline.where(broadcaster_user_id="1")


class Nowhere(Listening):
    """Has no streams."""


@pytest.mark.parametrize(
    ("arguments", "telling"),
    [
        (("channel.chat.message", "streamer"), "UnknownEvent.where"),
        ((ChannelChatMessage,), r"Which channel\? listen\(ChannelChatMessage, 'login'\)"),
        ((ONLINE, "streamer"), "'streamer' follows a subscription"),
        ((int, "streamer"), "is no event class"),
        ((), "None is no event class"),
        (((), "streamer"), r"Which channel\? listen\(\(\), 'login'\)"),
        (((StreamOnline, ChannelRaid.into),), r"listen\(\(StreamOnline, ChannelRaid\.into\), 'login'\)"),
        (((StreamOnline, ONLINE), "streamer"), "alone and without a tuple"),
        (([StreamOnline, 1], "streamer"), "is no event class"),
        (
            ([StreamOnline, ChannelRaid.into], "streamer"),
            r"tuple: listen\(\(StreamOnline, ChannelRaid.into\), 'login'\)",
        ),
        ((StreamOnline, StreamOffline, "streamer"), r"in a tuple: listen\(\(StreamOnline, StreamOffline\), 'login'\)"),
        (((StreamOnline, Event), "streamer"), "Event is the base of many events"),
    ],
)
def test_told_at_once(arguments: tuple[Any, ...], telling: str) -> None:
    """What cannot be meant is told by the call itself."""
    listen: Any = Nowhere().listen
    with pytest.raises(ConfigurationError, match=telling):
        listen(*arguments)


def test_actor() -> None:
    """Who acts is an account, not its login."""
    listen: Any = Nowhere().listen
    with pytest.raises(ConfigurationError, match="takes an Account"):
        listen(ONLINE, acting_as="bot")


def test_somebody_has_to_open_streams() -> None:
    """It is a base: opening streams is its heirs' work."""
    with pytest.raises(NotImplementedError):
        Nowhere().listen(ONLINE)


@pytest.mark.parametrize("channel", [7, None, b"streamer"])
async def test_channel(channel: Any, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """A channel is a login or an object with a user id."""
    with pytest.raises(ConfigurationError, match="is no channel"):
        async with twitch_bot.listen(ChannelChatMessage, channel):
            pytest.fail("that is no channel")


async def test_raid(twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """A raid has two channels, so it says how it is to be spelt."""
    with pytest.raises(ConfigurationError, match=r"ChannelRaid\.into or ChannelRaid\.out_of"):
        async with twitch_bot.listen(ChannelRaid, "streamer"):
            pytest.fail("from or to?")


async def test_several_kinds(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """Several kinds of event in several channels are one stream; channels come and go with all of them."""
    kinds = (StreamOnline, StreamOffline, ChannelRaid.into)
    async with twitch_bot.listen(kinds, "streamer") as events:
        await events.add("viewer")
        fake_twitch.go_live("viewer")
        fake_twitch.raid("viewer", "streamer", viewers=7)
        online, raid = await events.receive(), await events.receive()

        assert isinstance(online, StreamOnline)
        assert isinstance(raid, ChannelRaid)
        assert ("viewer", 7) == (raid.from_broadcaster.login, raid.viewers)
        assert 6 == len(twitch_bot.eventsub.subscriptions)

        await events.discard("streamer")
        await trio.sleep(1)

        assert 3 == len(twitch_bot.eventsub.subscriptions)


async def test_wait_for_a_raid(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """One raid that leaves a channel can be waited for."""
    async with trio.open_nursery() as nursery:

        @nursery.start_soon
        async def raid_soon() -> None:
            await trio.sleep(5)
            fake_twitch.raid("viewer", "streamer", viewers=7)

        assert 7 == (await twitch_bot.wait_for(ChannelRaid.out_of, "viewer")).viewers


async def test_no_source(twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """What makes no subscription of a channel's id is told by what it made."""
    source: Any = str.upper
    with pytest.raises(ConfigurationError, match="should make a subscription of a channel's id, but made '"):
        async with twitch_bot.listen(source, "streamer"):
            pytest.fail("that is no source")


async def test_gap_names_channels(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """A gap tells which channels it concerns, by their logins where these are known."""
    viewer = fake_twitch.user("viewer")
    here = StreamOnline.where(broadcaster_user_id=viewer.id)
    async with twitch_bot.listen(StreamOnline, "Streamer", viewer) as named, twitch_bot.listen(here) as spelt:
        fake_twitch.sockets[0].drop()
        gap, other = await anext(named.notifications()), await anext(spelt.notifications())

        assert isinstance(gap, Gap)
        assert isinstance(other, Gap)
        assert ({"streamer", "viewer"}, (viewer.id,)) == ({*gap.channels}, other.channels)
        assert str(gap).endswith(f" in {', '.join(gap.channels)}")


async def test_buffer(twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """A buffer that can hold nothing is refused, a policy may be given by its name."""
    with pytest.raises(ConfigurationError, match="at least 1"):
        async with twitch_bot.listen(ONLINE, buffer=0):
            pytest.fail("nothing fits")
    assert DEFAULT_BUFFER > 1000
    assert Overflow.DROP_OLDEST is Overflow("drop_oldest")


async def test_misuse(twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """Forms that cannot work say which one does, and how events are read."""
    listening: Any = twitch_bot.listen(ChannelChatMessage, "streamer")
    with pytest.raises(TypeError, match=r"async with bot\.listen\(ChannelChatMessage, \.\.\.\) as events"):
        await listening
    with pytest.raises(AttributeError, match="before the block"):
        _ = listening.dropped
    with pytest.raises(TypeError, match="async with"):
        listening()
    assert not hasattr(listening, "_private")
    stream: Any
    async with listening as stream:
        with pytest.raises(TypeError, match="async for"):
            list(stream)
        with pytest.raises(TypeError, match="async for"):
            await stream
    with pytest.raises(ConfigurationError, match="opens once"):
        async with listening:
            pytest.fail("once is enough")
