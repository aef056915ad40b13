"""EventSub: what `listen` promises, once it is entered, until it is left."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import pytest
import trio
import trio.testing
from trio.testing import MockClock

from tests.eventsub.watching import SUBSCRIPTIONS, at_twitch, texts
from twitchtrio import Bot, ChannelChatMessage
from twitchtrio.errors import (
    ConfigurationError,
    SlowConsumerError,
    SubscriptionError,
    SubscriptionRevokedError,
)
from twitchtrio.eventsub import (
    ChannelChatClear,
    Gap,
    Notification,
    StreamOnline,
    open_eventsub,
)
from twitchtrio.testing import FakeTwitch
from twitchtrio.testing.bot import open_test_bot

# While it lasts.


async def test_add_and_discard(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """Channels come and go while the stream is read; what was buffered is still delivered, the last ends it."""
    async with twitch_bot.listen(ChannelChatMessage, "streamer") as messages:
        await messages.add("viewer", "streamer", "viewer")
        assert 2 == len(at_twitch(fake_twitch))
        fake_twitch.say("viewer", "viewer", "one")
        await trio.sleep(1)
        await messages.discard("Viewer")
        await trio.sleep(1)
        fake_twitch.say("viewer", "viewer", "two")
        fake_twitch.say("streamer", "viewer", "three")

        assert ["one", "three"] == await texts(messages, 2)
        assert 1 == len(at_twitch(fake_twitch))

        await messages.discard(fake_twitch.user("streamer"))
        assert [] == [message async for message in messages]


async def test_discard_asks_nobody(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """A channel that was added by its login is given up by it without Twitch, however long ago that was."""
    async with twitch_bot.listen(ChannelChatMessage, "streamer") as messages:
        await messages.add("viewer")
        await trio.sleep(7200)
        before = len(fake_twitch.requests)
        with trio.fail_after(0.1):
            await messages.discard("streamer", "viewer")

        assert before == len(fake_twitch.requests)
        assert [] == [message async for message in messages]


async def test_add_is_all_or_nothing(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """A channel that cannot be added takes no other with it, neither a new one nor one that was there."""
    fake_twitch.add_user("other")
    fake_twitch.ban("other", "bot")
    async with twitch_bot.listen(ChannelChatMessage, "streamer") as messages:
        with pytest.raises(SubscriptionError):
            await messages.add("viewer", "streamer", "other")
        await trio.sleep(1)

        assert [("channel.chat.message", fake_twitch.user("streamer").id)] == at_twitch(fake_twitch)


async def test_added_twice_at_once(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """Who adds what another task is adding returns when it stands, also if the other has been called off."""
    async with twitch_bot.listen(ChannelChatMessage, "streamer") as messages, trio.open_nursery() as nursery:
        fake_twitch.faults.delay(5, path=SUBSCRIPTIONS, method="POST", times=3)
        called_off = trio.CancelScope()

        async def call_off() -> None:
            with called_off:
                await messages.add("viewer")

        nursery.start_soon(call_off)
        await trio.sleep(1)
        nursery.start_soon(messages.add, "viewer")
        await trio.sleep(1)
        called_off.cancel(reason="the test has had enough")
        await trio.sleep(1)
        assert 1 == len(nursery.child_tasks)
        with trio.fail_after(15):
            await messages.add("viewer")
        await trio.testing.wait_all_tasks_blocked()
        assert not nursery.child_tasks

        fake_twitch.say("viewer", "viewer", "heard")
        assert ["heard"] == await texts(messages, 1)
        assert 2 == len(at_twitch(fake_twitch))


async def test_refused_twice_at_once(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """What is refused is refused to each who adds it."""
    refused: list[str] = []

    async def add(messages: Any) -> None:
        with pytest.raises(SubscriptionError) as info:
            await messages.add("viewer")
        refused.append(info.value.condition["broadcaster_user_id"])

    fake_twitch.ban("viewer", "bot")
    async with twitch_bot.listen(ChannelChatMessage, "streamer") as messages, trio.open_nursery() as nursery:
        for _ in range(3):
            nursery.start_soon(add, messages)

    assert [fake_twitch.user("viewer").id] * 3 == refused


async def test_stream_of_subscriptions_is_fixed(
    fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock
) -> None:
    """A stream that was opened with `where(...)` takes no channels."""
    wanted = StreamOnline.where(broadcaster_user_id=fake_twitch.user("streamer").id)
    async with twitch_bot.listen(wanted) as events:
        with pytest.raises(ConfigurationError, match="open another"):
            await events.add("viewer")


async def test_wait_for(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """The first event that matches; the subscription goes as it came, a little later, since it may be wanted again."""

    async def chat() -> None:
        await fake_twitch.listening("streamer")
        await trio.sleep(0.5)
        for text in ("no", "yes", "again"):
            fake_twitch.say("streamer", "viewer", text)

    twitch_bot.start_soon(chat)
    found = await twitch_bot.wait_for(ChannelChatMessage, "streamer", matching=lambda message: message.text == "yes")
    assert "yes" == found.text
    await trio.sleep(1)
    twitch_bot.start_soon(chat)
    assert "no" == (await twitch_bot.wait_for(ChannelChatMessage, "streamer")).text
    await trio.sleep(1)
    assert 1 == fake_twitch.requests.count("POST", SUBSCRIPTIONS)
    await trio.sleep(2)
    assert [] == at_twitch(fake_twitch)
    assert 1 == fake_twitch.requests.count("DELETE", SUBSCRIPTIONS)


async def test_wait_for_until_the_bot_ends(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """Who waits for what does not happen is told when the bot ends."""

    async def wait(bot: Bot) -> None:
        with pytest.raises(trio.EndOfChannel):
            await bot.wait_for(ChannelChatMessage, "streamer")

    async with trio.open_nursery() as nursery, open_test_bot(fake_twitch, "bot") as bot:
        nursery.start_soon(wait, bot)  # noqa: ASYNC111  # that is what is tested
        await trio.sleep(5)


async def test_revoked(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """One of several is noted with its reason and the rest go on; the last is raised, after what was buffered."""
    async with twitch_bot.listen(ChannelChatMessage, "streamer", "viewer") as messages:
        by_channel = {each.condition["broadcaster_user_id"]: each.id for each in twitch_bot.eventsub.subscriptions}
        fake_twitch.revoke_subscription(by_channel[fake_twitch.user("streamer").id], "version_removed")
        fake_twitch.say("viewer", "viewer", "Hello")

        assert ["Hello"] == await texts(messages, 1)
        [revoked] = messages.revoked
        assert ("version_removed", "channel.chat.message") == (revoked.reason, revoked.type)
        assert "ready" == twitch_bot.eventsub.health.state

        fake_twitch.say("viewer", "viewer", "Bye")
        fake_twitch.revoke_subscription(by_channel[fake_twitch.user("viewer").id], "user_removed")
        await trio.sleep(1)
        assert ["Bye"] == await texts(messages, 1)
        with pytest.raises(SubscriptionRevokedError, match="user_removed"):
            await messages.receive()
        assert 2 == len(messages.revoked)


async def test_kept_up(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """A lost session is replaced, each stream's subscriptions are made again, and the gap is told."""
    async with twitch_bot.listen(ChannelChatMessage, "streamer") as messages:
        fake_twitch.sockets[0].drop()
        fake_twitch.say("streamer", "viewer", "lost")
        await trio.sleep(60)
        fake_twitch.say("streamer", "viewer", "heard")
        reader = messages.notifications()
        gap, heard = [await anext(reader) for _ in range(2)]

        assert isinstance(gap, Gap)
        assert isinstance(heard, Notification)
        assert "heard" == heard.event.text


async def test_undrained_stream(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """A stream that nobody reads holds no more than its buffer, and Twitch's pings are answered all the same."""
    async with twitch_bot.listen(ChannelChatMessage, "streamer", buffer=8) as messages:
        for _ in range(20):
            for number in range(20):
                fake_twitch.say("streamer", "viewer", str(number))
            await trio.sleep(30)

        assert 400 - 8 == messages.dropped
        [record] = fake_twitch.read_log()
        assert record.closed_at is None
        assert [str(number) for number in range(8)] == await texts(messages, 8)
        with pytest.raises(SlowConsumerError, match="392"):
            await messages.receive()


# Leaving.


async def test_lazy_socket(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """There is a connection from the first wish until soon after the last, closed by us before Twitch has to."""
    await trio.sleep(60)
    assert [] == fake_twitch.read_log()
    async with twitch_bot.listen(ChannelChatMessage, "streamer"):
        [socket] = fake_twitch.sockets
        [subscription] = socket.subscriptions
        await trio.sleep(60)
    await trio.sleep(3)

    [record] = fake_twitch.read_log()
    assert record.closed_at is not None
    assert 123 > record.closed_at - record.opened_at > 60
    assert [] == [each for each in fake_twitch.eventsub.sockets if subscription in each.subscriptions]


async def test_leaving_is_at_once(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """Who leaves waits for nothing and asks Twitch for nothing; the subscription is deleted in the background, soon."""
    async with twitch_bot.listen(ChannelChatMessage, "viewer"):
        async with twitch_bot.listen(ChannelChatMessage, "streamer"):
            fake_twitch.faults.delay(3, path=SUBSCRIPTIONS, method="DELETE")
            before = trio.current_time()
        assert before == trio.current_time()
        assert 2 == len(at_twitch(fake_twitch))
        fake_twitch.say("streamer", "viewer", "to nobody")
        await trio.sleep(6)
        assert 1 == len(at_twitch(fake_twitch))
        assert 0 == twitch_bot.eventsub.unclaimed


async def test_equal_wishes_share(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """Equal wishes are one subscription, until the last of them has gone."""
    async with twitch_bot.listen(ChannelChatMessage, "streamer") as one:
        async with twitch_bot.listen(ChannelChatMessage, "streamer") as other:
            fake_twitch.say("streamer", "viewer", "both")
            assert ["both", "both"] == await texts(one, 1) + await texts(other, 1)
            assert 1 == fake_twitch.requests.count("POST", SUBSCRIPTIONS)
        await trio.sleep(1)
        fake_twitch.say("streamer", "viewer", "one")

        assert ["one"] == await texts(one, 1)
        assert 0 == fake_twitch.requests.count("DELETE", SUBSCRIPTIONS)
        with pytest.raises(trio.ClosedResourceError):
            await other.receive()


@pytest.mark.parametrize("adders", [1, 2])
async def test_left_while_adding(
    adders: int, fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock
) -> None:
    """Who is adding channels when the stream is left, or waits for another to, is told; nothing stays at Twitch."""
    told: list[str] = []

    async def add(adding: Any) -> None:
        with pytest.raises(ConfigurationError, match="has ended"):
            await adding.add("viewer")
        told.append("ended")

    async with trio.open_nursery() as nursery, twitch_bot.listen(ChannelChatMessage, "streamer") as messages:
        fake_twitch.faults.delay(5, path=SUBSCRIPTIONS, method="POST")
        for _ in range(adders):
            nursery.start_soon(add, messages)  # noqa: ASYNC111  # that is what is tested
        await trio.sleep(1)
    assert ["ended"] * adders == told
    await trio.sleep(10)

    assert ["ended"] * adders == told
    assert [] == at_twitch(fake_twitch)


async def test_discarded_while_adding(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """A channel that is given up while it is being added is waited for no longer."""
    async with trio.open_nursery() as nursery, twitch_bot.listen(ChannelChatMessage, "streamer") as messages:
        fake_twitch.faults.http(503, path=SUBSCRIPTIONS, method="POST", times=100)
        nursery.start_soon(messages.add, "viewer")  # noqa: ASYNC111  # that is what is tested
        await trio.sleep(1)
        await messages.discard("viewer")
        await trio.testing.wait_all_tasks_blocked()

        assert not nursery.child_tasks


async def test_bot_ends_while_entering(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """Who is entering in a task of somebody else's when the bot ends is told."""

    async def enter(bot: Bot) -> None:
        with pytest.raises(ConfigurationError, match="has ended"):
            async with bot.listen(ChannelChatMessage, "streamer"):
                pytest.fail("it never connects")

    fake_twitch.faults.refuse_sockets(seconds=3600)
    with trio.fail_after(60):
        async with trio.open_nursery() as nursery, open_test_bot(fake_twitch, "bot") as bot:
            nursery.start_soon(enter, bot)  # noqa: ASYNC111  # that is what is tested
            await trio.sleep(5)


async def test_stream_after_its_block(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """A stream that was left takes no channels and gives none up, and says that it was left."""
    async with twitch_bot.listen(ChannelChatMessage, "streamer") as messages:
        pass
    with pytest.raises(ConfigurationError, match=r"block.* has ended"):
        await messages.add("viewer")
    with pytest.raises(ConfigurationError, match=r"block.* has ended"):
        await messages.discard("streamer")
    with pytest.raises(trio.ClosedResourceError):
        await messages.receive()


async def test_end_of_the_bot(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """Who still reads when the bot ends reads to the end; nothing can be opened afterwards."""
    got: list[str] = []

    async def read(bot: Bot) -> None:
        async with bot.listen(ChannelChatMessage, "streamer") as messages:
            got.extend([message.text async for message in messages])
            got.append("end")

    async with trio.open_nursery() as nursery, open_test_bot(fake_twitch, "bot") as bot:
        nursery.start_soon(read, bot)  # noqa: ASYNC111  # that is what is tested
        await fake_twitch.listening("streamer")
        fake_twitch.say("streamer", "viewer", "Hello")
        await trio.sleep(1)

    assert ["Hello", "end"] == got
    assert () == bot.eventsub.subscriptions
    with pytest.raises(ConfigurationError, match="has ended"):
        async with bot.listen(StreamOnline.where(broadcaster_user_id="1")):
            pytest.fail("it has ended")


# EventSub alone, and what does not fit.


async def test_alone(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """Without a bot, on a Helix client."""
    async with (
        open_eventsub(twitch_bot.helix, endpoints=fake_twitch.endpoints, network=fake_twitch.network) as eventsub,
        eventsub.listen(ChannelChatMessage, "streamer") as messages,
    ):
        fake_twitch.say("streamer", "viewer", "Hello")
        assert ["Hello"] == await texts(messages, 1)


async def test_misfits(
    fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock, caplog: pytest.LogCaptureFixture
) -> None:
    """What fits no class is counted, warned of once per shape, and given raw; the typed streams go on without it."""
    streams: Sequence[Any]
    async with (
        twitch_bot.listen(ChannelChatClear, "streamer") as one,
        twitch_bot.listen(ChannelChatClear, "streamer") as other,
        twitch_bot.eventsub.misfits() as misfits,
    ):
        streams = (one, other)
        for _ in range(3):
            fake_twitch.emit("channel.chat.clear", "1", {"broadcaster_user_id": [7]}, {}, checked=False)
        fake_twitch.clear_chat("streamer")
        with caplog.at_level(logging.WARNING, "twitchtrio.eventsub"):
            assert ["streamer"] * 2 == [(await stream.receive()).broadcaster_user_login for stream in streams]

        assert (1, 3) == (len(caplog.records), twitch_bot.eventsub.misfit_count)
        misfit = await misfits.receive()
        assert ("channel.chat.clear", "1", b'{"broadcaster_user_id":[7]}') == (
            misfit.type,
            misfit.version,
            misfit.raw.replace(b" ", b""),
        )


async def test_add_to_an_ended_stream(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """A stream that has let go of its last channel has ended, and takes no other."""
    async with twitch_bot.listen(StreamOnline, "streamer") as events:
        assert not events._buffer.ended
        await events.discard("streamer")
        assert events._buffer.ended
        with pytest.raises(ConfigurationError, match="has ended"):
            await events.add("viewer")
