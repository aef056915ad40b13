"""EventSub: what `listen` promises, from entering to leaving."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import pytest
import trio
import trio.testing
from trio.testing import MockClock

from twitchtrio import Bot, ChannelChatMessage, UserToken
from twitchtrio.errors import (
    ConfigurationError,
    LoginRequiredError,
    MissingScopeError,
    NotFoundError,
    SubscriptionError,
    SubscriptionRevokedError,
)
from twitchtrio.eventsub import (
    ChannelAdBreakBegin,
    ChannelChatClear,
    ChannelFollow,
    ChannelRaid,
    ChannelUpdate,
    Event,
    Gap,
    HealthState,
    Notification,
    StreamOffline,
    StreamOnline,
    UnknownEvent,
    open_eventsub,
)
from twitchtrio.protocols import HasUserId
from twitchtrio.testing import FakeTwitch
from twitchtrio.testing.bot import open_test_bot
from twitchtrio.tokens import Account

SUBSCRIPTIONS = "/helix/eventsub/subscriptions"


def at_twitch(fake: FakeTwitch) -> list[tuple[str, str]]:
    """Type and channel of all that stands at Twitch."""
    standing = (subscription for socket in fake.sockets for subscription in socket.subscriptions)
    return sorted((each.type, each.condition.get("broadcaster_user_id", "")) for each in standing)


async def log_in(fake: FakeTwitch, bot: Bot, login: str, *scopes: str) -> Account:
    """Let a further account act in a bot."""
    grant = fake.grant(login, scopes)
    return await bot.tokens.add(UserToken(access_token=grant.access_token, refresh_token=grant.refresh_token))


def costly_channels(fake: FakeTwitch, count: int) -> list[HasUserId]:
    """Channels whose broadcasters have not authorized the app, so that each costs 1."""
    return [fake.add_user(f"channel{number}") for number in range(count)]


async def texts(stream: trio.abc.ReceiveChannel[ChannelChatMessage], count: int) -> list[str]:
    """The texts of the next messages."""
    return [(await stream.receive()).text for _ in range(count)]


async def assert_silent(stream: trio.abc.ReceiveChannel[Any]) -> None:
    """Nothing more comes for a while."""
    with trio.move_on_after(5) as nothing_more:
        pytest.fail(f"it got {await stream.receive()!r}")
    assert nothing_more.cancelled_caught


# Entering: what is wished for.


async def test_own_account_is_filled_in(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """Where a condition asks for a reader or a moderator, it is the acting account."""
    streamer, bot = (fake_twitch.user(login).id for login in ("streamer", "bot"))
    fake_twitch.add_moderator("streamer", "bot")
    async with open_test_bot(fake_twitch, "bot", scopes=["moderator:read:followers"]) as moderator:
        async with moderator.listen(ChannelFollow, "streamer") as follows:
            fake_twitch.follow("viewer", "streamer")

            assert "viewer" == (await follows.receive()).user_login
            [record] = moderator.eventsub.subscriptions
            assert {"broadcaster_user_id": streamer, "moderator_user_id": bot} == record.condition
    async with twitch_bot.listen(ChannelChatMessage, "streamer"):
        [record] = twitch_bot.eventsub.subscriptions
        assert {"broadcaster_user_id": streamer, "user_id": bot} == record.condition


async def test_channels_by_login_and_by_object(
    fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock
) -> None:
    """A login in any case, a user, a channel handle and an account are all channels."""
    fake_twitch.add_user("other")
    handle = await twitch_bot.channel("other")
    async with twitch_bot.listen(
        ChannelChatMessage, "Streamer", fake_twitch.user("viewer"), handle, twitch_bot.account
    ) as messages:
        for login in ("streamer", "viewer", "other", "bot"):
            fake_twitch.say(login, "viewer", f"in {login}")

        assert ["in streamer", "in viewer", "in other", "in bot"] == await texts(messages, 4)


async def test_objects_need_no_lookup(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """Whose id is known is not looked up."""
    fake_twitch.requests.clear()
    async with twitch_bot.listen(ChannelChatMessage, fake_twitch.user("streamer")):
        assert 0 == fake_twitch.requests.count("GET", "/helix/users")


async def test_several_events_in_one_stream(
    fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock
) -> None:
    """Subscriptions of different events give one stream, in Twitch's order; a raid is spelt with `where`."""
    streamer = fake_twitch.user("streamer").id
    async with twitch_bot.listen(
        ChannelChatMessage.where(broadcaster_user_id=streamer),
        StreamOnline.where(broadcaster_user_id=streamer),
        StreamOffline.where(broadcaster_user_id=streamer),
        ChannelRaid.where(to_broadcaster_user_id=streamer),
        ChannelUpdate.where(broadcaster_user_id=streamer),
    ) as events:
        fake_twitch.go_live("streamer")
        fake_twitch.say("streamer", "viewer", "Hello")
        fake_twitch.raid("viewer", "streamer", 7)
        fake_twitch.update_channel("streamer", title="New")
        fake_twitch.go_offline("streamer")

        got: list[type[Event]] = [type(await events.receive()) for _ in range(5)]

    assert [StreamOnline, ChannelChatMessage, ChannelRaid, ChannelUpdate, StreamOffline] == got


async def test_unknown_event(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """A type that has no class yet comes with its raw JSON."""
    condition = {"broadcaster_user_id": fake_twitch.user("streamer").id}
    async with twitch_bot.listen(UnknownEvent.where("channel.shared_chat.begin", "1", condition)) as events:
        fake_twitch.emit("channel.shared_chat.begin", "1", {"session_id": "7"}, condition)
        event = await events.receive()

    assert ("channel.shared_chat.begin", "1", {"session_id": "7"}) == (event.type, event.version, event.data)


async def test_first_event_is_not_missed(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """The stream is there before the request: what happens before Twitch's answer has come is in it."""

    async def say_at_once() -> None:
        await fake_twitch.listening("streamer")
        fake_twitch.say("streamer", "viewer", "First!")

    twitch_bot.start_soon(say_at_once)
    async with twitch_bot.listen(ChannelChatMessage, "streamer") as messages:
        assert ["First!"] == await texts(messages, 1)


async def test_own_messages_arrive(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """A bot's own messages arrive like all others."""
    async with twitch_bot.listen(ChannelChatMessage, "streamer") as messages:
        await twitch_bot.send("streamer", "Hello")

        assert "bot" == (await messages.receive()).chatter_user_login


# Entering: who acts.


async def test_accounts_have_their_own_sockets(
    fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock
) -> None:
    """The broadcaster's account subscribes to what needs the broadcaster's grant, over a socket of its own."""
    await log_in(fake_twitch, twitch_bot, "streamer", "channel:read:ads")
    async with (
        twitch_bot.listen(ChannelAdBreakBegin, "streamer") as breaks,
        twitch_bot.listen(ChannelChatMessage, "streamer") as messages,
    ):
        fake_twitch.go_live("streamer")
        fake_twitch.start_ad_break("streamer", 60)
        fake_twitch.say("streamer", "viewer", "Ads!")

        assert 60 == (await breaks.receive()).duration_seconds
        assert ["Ads!"] == await texts(messages, 1)
        users = [socket.user.login for socket in fake_twitch.sockets if socket.user is not None]
        assert ["bot", "streamer"] == sorted(users)
        assert 2 == len(twitch_bot.eventsub.subscriptions)


async def test_acting_as(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """The account that is named subscribes, and its id is filled in."""
    viewer = await log_in(fake_twitch, twitch_bot, "viewer", "user:read:chat")
    async with twitch_bot.listen(ChannelChatMessage, "streamer", acting_as=viewer):
        [record] = twitch_bot.eventsub.subscriptions

    assert viewer.user_id == record.condition["user_id"]


async def test_missing_scope(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """A scope that the login lacks is said before anything is asked or opened."""
    async with open_test_bot(fake_twitch, "bot", scopes=["user:write:chat"]) as bot:
        with pytest.raises(MissingScopeError, match="'bot'") as info:
            async with bot.listen(ChannelChatMessage, "streamer"):
                pytest.fail("it may not read")

        assert ("user:read:chat",) == tuple(info.value.scopes)
        assert 0 == fake_twitch.requests.count("POST", SUBSCRIPTIONS)
        assert [] == fake_twitch.read_log()


async def test_missing_login(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """What needs the broadcaster's grant says whose login is missing, before anything is asked or opened."""
    with pytest.raises(LoginRequiredError, match="streamer"):
        async with twitch_bot.listen(ChannelAdBreakBegin, "streamer"):
            pytest.fail("the streamer has not signed in")

    assert 0 == fake_twitch.requests.count("POST", SUBSCRIPTIONS)
    assert [] == fake_twitch.read_log()


# Entering: all or nothing.


@pytest.mark.parametrize("nobody", ["nobody", "1002"])
async def test_login_of_nobody(
    nobody: str, fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock
) -> None:
    """A login that nobody has, or an id in its place, is refused; the other channel is not subscribed to either."""
    with pytest.raises(NotFoundError, match=nobody):
        async with twitch_bot.listen(ChannelChatMessage, "streamer", nobody):
            pytest.fail("there is no such user")

    assert 0 == fake_twitch.requests.count("POST", SUBSCRIPTIONS)


async def test_refused(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """Several channels are all or nothing; the error names each that was refused, and nothing stays at Twitch."""
    for login in ("streamer", "viewer"):
        fake_twitch.ban(login, "bot")
    fake_twitch.add_user("other")
    with pytest.raises(SubscriptionError, match="So were 1 others") as info:
        async with twitch_bot.listen(ChannelChatMessage, "streamer", "other", "viewer"):
            pytest.fail("two are refused")
    await trio.sleep(1)

    refused = {error.condition["broadcaster_user_id"] for error in info.value.refused}
    assert {fake_twitch.user(login).id for login in ("streamer", "viewer")} == refused
    assert 403 == info.value.status
    assert [] == at_twitch(fake_twitch)
    assert () == twitch_bot.eventsub.subscriptions


async def test_refused_takes_nothing_from_others(
    fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock
) -> None:
    """What another stream listens to stays, also where an entering that fails wanted the same."""
    fake_twitch.ban("viewer", "bot")
    async with twitch_bot.listen(ChannelChatMessage, "streamer") as messages:
        with pytest.raises(SubscriptionError):
            async with twitch_bot.listen(ChannelChatMessage, "streamer", "viewer"):
                pytest.fail("one is refused")
        await trio.sleep(60)
        fake_twitch.say("streamer", "viewer", "still here")

        assert ["still here"] == await texts(messages, 1)


async def test_cost_that_cannot_fit(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """The eleventh subscription that costs 1 is refused with cost and limit; the ten that stand stay."""
    *ten, eleventh = costly_channels(fake_twitch, 11)
    async with twitch_bot.listen(StreamOnline, *ten) as stream:
        with pytest.raises(SubscriptionError) as info:
            await stream.add(eleventh)

        assert (10, 10, 429) == (info.value.cost, info.value.limit, info.value.status)
        assert 10 == len(at_twitch(fake_twitch))


async def test_cost_that_cannot_fit_at_once(
    fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock
) -> None:
    """Eleven that cost 1 each are refused together, and none of them stays."""
    with pytest.raises(SubscriptionError) as info:
        async with twitch_bot.listen(StreamOnline, *costly_channels(fake_twitch, 11)):
            pytest.fail("they cost 11")
    await trio.sleep(1)

    assert 10 == info.value.limit
    assert [] == at_twitch(fake_twitch)


# Entering: waiting.


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_waits_while_a_cause_passes(
    status: int, fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock
) -> None:
    """Entering waits for what passes."""
    fake_twitch.faults.http(status, path=SUBSCRIPTIONS, method="POST", times=2)
    async with twitch_bot.listen(ChannelChatMessage, "streamer") as messages:
        fake_twitch.say("streamer", "viewer", "Hello")

        assert ["Hello"] == await texts(messages, 1)
    assert 2 == fake_twitch.requests.count("POST", SUBSCRIPTIONS, status)


async def test_waits_for_a_connection(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """Entering waits for Twitch's sockets to come back, however long that takes; a limit around it works."""
    fake_twitch.faults.refuse_sockets(seconds=600)
    with pytest.raises(trio.TooSlowError):
        with trio.fail_after(30):
            async with twitch_bot.listen(ChannelChatMessage, "streamer"):
                pytest.fail("Twitch is away")
    async with twitch_bot.listen(ChannelChatMessage, "streamer"):
        assert trio.current_time() > 600
        assert HealthState.READY == twitch_bot.eventsub.health.state


async def test_fourth_socket(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """A user has three sockets; who comes fourth waits until one of them is free."""
    logins = ["streamer", "viewer", "third", "fourth"]
    for login in logins[2:]:
        fake_twitch.add_user(login)
    leave = trio.Event()

    async def hold(bot: Bot, login: str, *, until: trio.Event) -> None:
        async with bot.listen(ChannelChatMessage, login):
            await until.wait()

    async with (
        open_test_bot(fake_twitch, "bot") as one,
        open_test_bot(fake_twitch, "bot") as two,
        open_test_bot(fake_twitch, "bot") as three,
        open_test_bot(fake_twitch, "bot") as four,
        trio.open_nursery() as nursery,
    ):
        for bot, login in zip((one, two), logins, strict=False):
            nursery.start_soon(lambda bot=bot, login=login: hold(bot, login, until=leave))
        async with three.listen(ChannelChatMessage, "third"):
            await trio.sleep(1)
            with trio.move_on_after(60):
                async with four.listen(ChannelChatMessage, "fourth"):
                    pytest.fail("there is no room")
            assert HealthState.IDLE == four.eventsub.health.state
        with trio.fail_after(120):
            async with four.listen(ChannelChatMessage, "fourth"):
                assert HealthState.READY == four.eventsub.health.state
                leave.set()


async def test_cancelled_beside_another(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """Of two who enter for the same, one may be called off without harm to the other."""
    fake_twitch.faults.delay(5, path=SUBSCRIPTIONS, method="POST")

    async def call_off() -> None:
        with trio.move_on_after(2):
            async with twitch_bot.listen(ChannelChatMessage, "streamer"):
                pytest.fail("Twitch is slow")

    async with trio.open_nursery() as nursery:
        nursery.start_soon(call_off)
        async with twitch_bot.listen(ChannelChatMessage, "streamer") as messages:
            fake_twitch.say("streamer", "viewer", "Hello")
            assert ["Hello"] == await texts(messages, 1)
    assert 1 == fake_twitch.requests.count("POST", SUBSCRIPTIONS)


@pytest.mark.parametrize("lull", [1, 10], ids=["on an open socket", "on a new socket"])
async def test_cancelled_while_entering(
    lull: float, fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock
) -> None:
    """Wherever it is called off, entering leaves nothing behind."""

    async def enter(entered: trio.Event) -> None:
        async with twitch_bot.listen(ChannelChatMessage, "streamer", "viewer"):
            entered.set()

    entered = trio.Event()
    turns = 0
    while not entered.is_set():
        turns += 1
        async with trio.open_nursery() as nursery:
            nursery.start_soon(enter, entered)
            for _ in range(turns):
                await trio.lowlevel.checkpoint()
            nursery.cancel_scope.cancel(reason="the test has had enough")
        await trio.sleep(lull)

        assert [] == at_twitch(fake_twitch)
        assert () == twitch_bot.eventsub.subscriptions
        assert HealthState.IDLE == twitch_bot.eventsub.health.state
    assert turns > 12


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


async def test_add_is_all_or_nothing(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """A channel that cannot be added takes no other with it, neither a new one nor one that was there."""
    fake_twitch.add_user("other")
    fake_twitch.ban("other", "bot")
    async with twitch_bot.listen(ChannelChatMessage, "streamer") as messages:
        with pytest.raises(SubscriptionError):
            await messages.add("viewer", "streamer", "other")
        await trio.sleep(1)

        assert [("channel.chat.message", fake_twitch.user("streamer").id)] == at_twitch(fake_twitch)


async def test_stream_of_subscriptions_is_fixed(
    fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock
) -> None:
    """A stream that was opened with `where(...)` takes no channels."""
    wanted = StreamOnline.where(broadcaster_user_id=fake_twitch.user("streamer").id)
    async with twitch_bot.listen(wanted) as events:
        with pytest.raises(ConfigurationError, match="open another"):
            await events.add("viewer")


async def test_wait_for(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """The first event that matches; the subscription goes as it came."""

    async def chat() -> None:
        await fake_twitch.listening("streamer")
        for text in ("no", "yes", "again"):
            fake_twitch.say("streamer", "viewer", text)

    twitch_bot.start_soon(chat)
    found = await twitch_bot.wait_for(ChannelChatMessage, "streamer", matching=lambda message: message.text == "yes")
    assert "yes" == found.text
    twitch_bot.start_soon(chat)
    assert "no" == (await twitch_bot.wait_for(ChannelChatMessage, "streamer")).text
    await trio.sleep(1)
    assert [] == at_twitch(fake_twitch)


async def test_revoked(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """One of several is noted with its reason and the rest go on; the last is raised, after what was buffered."""
    async with twitch_bot.listen(ChannelChatMessage, "streamer", "viewer") as messages:
        by_channel = {each.condition["broadcaster_user_id"]: each.id for each in twitch_bot.eventsub.subscriptions}
        fake_twitch.revoke_subscription(by_channel[fake_twitch.user("streamer").id], "version_removed")
        fake_twitch.say("viewer", "viewer", "Hello")

        assert ["Hello"] == await texts(messages, 1)
        [revoked] = messages.revoked
        assert ("version_removed", "channel.chat.message") == (revoked.reason, revoked.type)
        assert HealthState.READY == twitch_bot.eventsub.health.state

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


# Leaving.


async def test_leaving_is_at_once(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """Who leaves waits for nothing and asks Twitch for nothing; the subscription is deleted in the background."""
    async with twitch_bot.listen(ChannelChatMessage, "viewer"):
        async with twitch_bot.listen(ChannelChatMessage, "streamer"):
            fake_twitch.faults.delay(3, path=SUBSCRIPTIONS, method="DELETE")
            before = trio.current_time()
        assert before == trio.current_time()
        assert 2 == len(at_twitch(fake_twitch))
        await trio.sleep(4)
        assert 1 == len(at_twitch(fake_twitch))


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


async def test_left_while_adding(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """Who is adding channels when the stream is left is told, and nothing stays at Twitch."""
    told: list[str] = []

    async def add(adding: Any) -> None:
        with pytest.raises(ConfigurationError, match="has ended"):
            await adding.add("viewer")
        told.append("ended")

    async with trio.open_nursery() as nursery:
        async with twitch_bot.listen(ChannelChatMessage, "streamer") as messages:
            fake_twitch.faults.delay(5, path=SUBSCRIPTIONS, method="POST")
            nursery.start_soon(add, messages)
            await trio.sleep(1)
    await trio.sleep(10)

    assert ["ended"] == told
    assert [] == at_twitch(fake_twitch)


async def test_discarded_while_adding(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """A channel that is given up while it is being added is waited for no longer."""
    async with trio.open_nursery() as nursery, twitch_bot.listen(ChannelChatMessage, "streamer") as messages:
        fake_twitch.faults.http(503, path=SUBSCRIPTIONS, method="POST", times=100)
        nursery.start_soon(messages.add, "viewer")
        await trio.sleep(1)
        await messages.discard("viewer")
        with trio.fail_after(1):
            while nursery.child_tasks:
                await trio.sleep(0.1)


async def test_bot_ends_while_entering(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """Who is entering in a task of somebody else's when the bot ends is told."""

    async def enter(bot: Bot) -> None:
        with pytest.raises(ConfigurationError, match="has ended"):
            async with bot.listen(ChannelChatMessage, "streamer"):
                pytest.fail("it never connects")

    fake_twitch.faults.refuse_sockets(seconds=3600)
    with trio.fail_after(60):
        async with trio.open_nursery() as nursery, open_test_bot(fake_twitch, "bot") as bot:
            nursery.start_soon(enter, bot)
            await trio.sleep(5)


async def test_stream_after_its_block(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """A stream that was left takes no channels and gives none up."""
    async with twitch_bot.listen(ChannelChatMessage, "streamer") as messages:
        pass
    with pytest.raises(ConfigurationError, match="has ended"):
        await messages.add("viewer")
    with pytest.raises(ConfigurationError, match="has ended"):
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
        nursery.start_soon(read, bot)
        await fake_twitch.listening("streamer")
        fake_twitch.say("streamer", "viewer", "Hello")
        await trio.sleep(1)

    assert ["Hello", "end"] == got
    with pytest.raises(ConfigurationError, match="has ended"):
        async with bot.listen(StreamOnline.where(broadcaster_user_id="1")):
            pytest.fail("it has ended")


# EventSub alone, and what does not fit.


async def test_alone(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """Without a bot, on a Helix client."""
    async with open_eventsub(
        twitch_bot.helix, endpoints=fake_twitch.endpoints, network=fake_twitch.network
    ) as eventsub:
        async with eventsub.listen(ChannelChatMessage, "streamer") as messages:
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
            fake_twitch.emit("channel.chat.clear", "1", {"broadcaster_user_id": 7}, {})
        fake_twitch.clear_chat("streamer")
        with caplog.at_level(logging.WARNING, "twitchtrio.eventsub"):
            assert ["streamer"] * 2 == [(await stream.receive()).broadcaster_user_login for stream in streams]

        assert 1 == len(caplog.records)
        misfit = await misfits.receive()
        assert ("channel.chat.clear", "1", b'{"broadcaster_user_id":7}') == (
            misfit.type,
            misfit.version,
            misfit.raw.replace(b" ", b""),
        )
