"""Entering `listen`: what is wished for, who acts, what is refused, and what is waited for."""

from __future__ import annotations

from typing import Any

import pytest
import trio
import trio.testing
from trio.testing import MockClock

from tests.eventsub.watching import SUBSCRIPTIONS, at_twitch, texts
from twitchtrio import Bot, ChannelChatMessage, UserToken
from twitchtrio.errors import (
    ConfigurationError,
    LoginRequiredError,
    MissingScopeError,
    NotFoundError,
    SubscriptionError,
)
from twitchtrio.eventsub import (
    ChannelAdBreakBegin,
    ChannelFollow,
    ChannelRaid,
    ChannelUpdate,
    DropEntitlementGrant,
    Event,
    StreamOffline,
    StreamOnline,
    Subscription,
    UnknownEvent,
)
from twitchtrio.eventsub.events.conditions import WithClient
from twitchtrio.helix._known_users import KnownUsers
from twitchtrio.protocols import HasUserId
from twitchtrio.testing import FakeTwitch
from twitchtrio.testing.bot import open_test_bot
from twitchtrio.tokens import Account


class OfApp(WithClient):
    """An event that only an app is told of."""

    __slots__ = ()

    TYPE, VERSION = "app.only", "1"


async def log_in(fake: FakeTwitch, bot: Bot, login: str, *scopes: str) -> Account:
    """Let a further account act in a bot."""
    grant = fake.grant(login, scopes)
    return await bot.tokens.add(UserToken(access_token=grant.access_token, refresh_token=grant.refresh_token))


def costly_channels(fake: FakeTwitch, count: int) -> list[HasUserId]:
    """Channels whose broadcasters have not authorized the app, so that each costs 1."""
    return [fake.add_user(f"channel{number}") for number in range(count)]


# Entering: what is wished for.


async def test_own_account_is_filled_in(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """Where a condition asks for a reader or a moderator, it is the acting account."""
    streamer, bot = (fake_twitch.user(login).id for login in ("streamer", "bot"))
    fake_twitch.add_moderator("streamer", "bot")
    async with (
        open_test_bot(fake_twitch, "bot", scopes=["moderator:read:followers"]) as moderator,
        moderator.listen(ChannelFollow, "streamer") as stream,
    ):
        fake_twitch.follow("viewer", "streamer")

        assert "viewer" == (await stream.receive()).user_login
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
    fake_twitch.add_subscription_type("channel.brand_new", "2")
    condition = {"broadcaster_user_id": fake_twitch.user("streamer").id}
    async with twitch_bot.listen(UnknownEvent.where("channel.brand_new", "2", condition)) as events:
        fake_twitch.emit("channel.brand_new", "2", {"session_id": "7"}, condition)
        event = await events.receive()

    assert ("channel.brand_new", "2", {"session_id": "7"}) == (event.type, event.version, event.data)


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
    with pytest.raises(SubscriptionError, match="So was one other: Subscribing") as info:
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
        assert "ready" == twitch_bot.eventsub.health.state


async def test_fourth_socket(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """A user has three sockets; who comes fourth waits until one of them is free."""
    for login in ("third", "fourth"):
        fake_twitch.add_user(login)
    leave = trio.Event()

    async def hold(bot: Bot, login: str, until: trio.Event) -> None:
        async with bot.listen(ChannelChatMessage, login):
            await until.wait()

    async with (
        open_test_bot(fake_twitch, "bot") as one,
        open_test_bot(fake_twitch, "bot") as two,
        open_test_bot(fake_twitch, "bot") as three,
        open_test_bot(fake_twitch, "bot") as four,
        trio.open_nursery() as nursery,
    ):
        nursery.start_soon(hold, one, "streamer", leave)
        nursery.start_soon(hold, two, "viewer", leave)
        async with three.listen(ChannelChatMessage, "third"):
            await trio.sleep(1)
            with trio.move_on_after(60):
                async with four.listen(ChannelChatMessage, "fourth"):
                    pytest.fail("there is no room")
            assert "idle" == four.eventsub.health.state
        with trio.fail_after(120):
            async with four.listen(ChannelChatMessage, "fourth"):
                assert "ready" == four.eventsub.health.state
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
        twitch_bot.helix._session.users = KnownUsers()  # looking them up is a part of entering
        async with trio.open_nursery() as nursery:
            nursery.start_soon(enter, entered)
            for _ in range(turns):
                await trio.lowlevel.checkpoint()
            nursery.cancel_scope.cancel(reason="the test has had enough")
        # What was entered and left lingers for two seconds.
        await trio.sleep(3 if entered.is_set() else lull)

        assert [] == at_twitch(fake_twitch)
        assert () == twitch_bot.eventsub.subscriptions
        assert "idle" == twitch_bot.eventsub.health.state
    assert turns > 12


async def test_half_a_character(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """A condition that cannot be sent is told to who made it, and to nobody else."""
    async with twitch_bot.listen(ChannelChatMessage, "streamer") as messages:
        with pytest.raises(ConfigurationError, match="cannot be called with this body"):
            async with twitch_bot.listen(UnknownEvent.where("channel.brand_new", "1", {"reward_id": "\ud83d"})):
                pytest.fail("there is no such reward")
        fake_twitch.say("streamer", "viewer", "hello")

        assert ["hello"] == await texts(messages, 1)


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        (
            DropEntitlementGrant.where(organization_id="9"),
            "does not travel over WebSockets, which is how listen\\(\\) works: it takes a webhook",
        ),
        (OfApp.where(client_id="app"), "Only the app itself can subscribe to app.only, and a WebSocket takes"),
    ],
)
async def test_not_over_a_socket(
    fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock, wish: Subscription[Any], why: str
) -> None:
    """What no WebSocket can bring is refused before any request."""
    before = len(fake_twitch.requests)
    with pytest.raises(ConfigurationError, match=why):
        async with twitch_bot.listen(wish):
            pass

    assert before == len(fake_twitch.requests)
    assert [] == fake_twitch.sockets
