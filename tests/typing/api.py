"""The public API as a user's program has it: read by type checkers, never run.

Every public name is here at least once. What changes here changes the programs of users.
"""
# ruff: noqa: D103, T201 - never run; what a function shows is its body

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, assert_type

import httpx
import trio

import twitchtrio
from twitchtrio import (
    APP,
    TWITCH,
    Account,
    AppToken,
    AppTokenRefresh,
    Bot,
    ChannelChatMessage,
    ChannelFollow,
    ChannelRaid,
    ChannelUpdate,
    Endpoints,
    EventStream,
    EventSub,
    Gap,
    Helix,
    Network,
    Overflow,
    Secret,
    StreamOffline,
    StreamOnline,
    TokenRefresh,
    UnknownEvent,
    UserToken,
    UserTokenRefresh,
    auth,
    browser_login,
    catch_up,
    chat,
    device_login,
    errors,
    eventsub,
    helix,
    open_bot,
    open_eventsub,
    open_helix,
    open_oauth,
    ops,
    protocols,
    scopes,
    stores,
    subscription,
    testing,
    tokens,
)

assert_type(twitchtrio.__version__, str)


# Opening


async def told(old: UserToken, new: UserToken) -> None:  # noqa: ASYNC124  # never run
    assert_type(old.access_token, Secret)
    assert_type(new.refresh_token, Secret | None)
    assert_type(new.scopes, frozenset[str] | None)


def told_of_app(old: AppToken | None, new: AppToken) -> None:
    assert_type(old, AppToken | None)
    assert_type(new.expires_in, float | None)


async def echo() -> None:
    async with open_bot("my-client-id") as bot, bot.listen(ChannelChatMessage, "somechannel") as messages:
        async for message in messages:
            assert_type(message, ChannelChatMessage)
            if message.text == "!hello":
                await bot.reply(message, f"Hello {message.chatter_user_name}!")


async def everything(store: stores.Store, transport: eventsub.Transport, client: httpx.AsyncClient) -> None:
    async with open_bot(
        "my-client-id",
        client_secret="my-client-secret",
        account="mybot",
        token=UserToken(access_token="...", refresh_token="..."),
        store=store,
        login=device_login(print, scopes=[scopes.USER_READ_CHAT]),
        transport=transport,
        endpoints=TWITCH,
        network=Network(http=client),
        on_user_token_refresh=told,
        on_app_token_refresh=told_of_app,
        chat_as=APP,
        chat_limits=chat.VERIFIED,
    ) as bot:
        assert_type(bot, Bot)


async def chatting(bot: Bot) -> None:
    assert_type(chat.ORDINARY, chat.ChatLimits)
    limits = chat.ChatLimits(ordinary=10, privileged=50)
    assert_type((limits.ordinary, limits.privileged), tuple[int, int])
    sender = chat.Sender(bot.helix, bot.account, chat_as=APP, limits=limits)
    assert_type(sender.learn("123", privileged=True), None)
    assert_type(await sender.send("123", "Hello", reply_to="id", source_only=True), tuple[helix.SentMessage, ...])


async def stored() -> None:
    paths: tuple[str | os.PathLike[str], ...] = ("tokens.sqlite3", Path("tokens.sqlite3"), stores.default_path())
    for path in paths:
        async with open_bot("my-client-id", store=path):
            pass
    async with (
        open_bot("my-client-id", store=stores.MemoryStore(), login=browser_login(print)),
        open_bot("my-client-id", store=stores.SQLiteStore(Path("tokens.sqlite3"))),
    ):
        pass


async def alone() -> None:
    async with open_helix("my-client-id") as client, open_eventsub(client) as events:
        assert_type(client, Helix)
        assert_type(events, EventSub)
        async with events.listen(StreamOnline, "somechannel") as stream:
            assert_type(stream, EventStream[StreamOnline])


# The bot


async def members(bot: Bot) -> None:
    assert_type(bot.account, Account)
    assert_type(bot.user, helix.User)
    assert_type(bot.helix, Helix)
    assert_type(bot.tokens, auth.Supervisor)
    assert_type(bot.eventsub, EventSub)

    channel = await bot.channel("somechannel")
    assert_type(channel.user_id, str)
    assert_type(await bot.channel(id="123"), chat.Channel)
    assert_type(await channel.send("Hello"), tuple[helix.SentMessage, ...])
    assert_type(await bot.send("somechannel", "Hello"), tuple[helix.SentMessage, ...])
    assert_type(await bot.send(bot.account, "Hello"), tuple[helix.SentMessage, ...])

    async with bot.token_refreshes() as refreshes:
        assert_type(refreshes, trio.abc.ReceiveChannel[TokenRefresh])
        async for refresh in refreshes:
            if isinstance(refresh, UserTokenRefresh):
                assert_type(refresh.account, Account)
                assert_type(refresh.old, UserToken)
                assert_type(refresh.new, UserToken)
            else:
                assert_type(refresh, AppTokenRefresh)
                assert_type(refresh.old, AppToken | None)


async def pause(seconds: float, text: str) -> None:
    await trio.sleep(seconds)
    print(text)


def tasks(bot: Bot) -> None:
    bot.start_soon(pause, 1.5, "Done.")


async def supervisor(bot: Bot) -> None:
    assert_type(bot.tokens.accounts(), tuple[Account, ...])
    assert_type(bot.tokens.account("123"), Account | None)
    assert_type(await bot.tokens.add(UserToken(access_token="...")), Account)
    assert_type(await bot.tokens.refresh(bot.account), UserToken)
    await bot.tokens.remove(bot.account)


# Events


async def one_event(bot: Bot, account: Account) -> None:
    async with bot.listen(
        ChannelFollow,
        "somechannel",
        account,
        acting_as=account,
        buffer=10,
        overflow=Overflow.DROP_OLDEST,
        catch_up=True,
    ) as follows:
        assert_type(follows, EventStream[ChannelFollow])
        assert_type(await follows.receive(), ChannelFollow)
        assert_type(follows.dropped, int)
        assert_type(follows.revoked, tuple[errors.SubscriptionRevokedError, ...])
        await follows.add("otherchannel", account)
        await follows.discard("otherchannel")
        async for batch in follows.batches():
            assert_type(batch, Sequence[ChannelFollow])
        async for item in follows.notifications():
            assert_type(item, eventsub.Notification[ChannelFollow] | Gap)
            if isinstance(item, Gap):
                assert_type(item.start, datetime)
                assert_type(item.subscriptions, tuple[eventsub.Subscription[Any], ...])
                assert_type(item.channels, tuple[str, ...])
            else:
                assert_type(item.event, ChannelFollow)
                assert_type(item.message_id, str)
                assert_type(item.timestamp, datetime)
                assert_type(item.subscription, subscription.EventSubSubscription)
                assert_type(item.raw, bytes)
                assert_type(item.synthetic, bool)


async def one_event_of_a_kind(bot: Bot) -> None:
    assert_type(await bot.wait_for(StreamOnline, "somechannel"), StreamOnline)
    assert_type(
        await bot.wait_for(ChannelUpdate, "somechannel", matching=lambda update: update.title == "New"), ChannelUpdate
    )


async def several_events(bot: Bot) -> None:
    online = StreamOnline.where(broadcaster_user_id="123")
    offline = StreamOffline.where(broadcaster_user_id="123")
    raid = ChannelRaid.where(to_broadcaster_user_id="123")
    follow = ChannelFollow.where(broadcaster_user_id="123", moderator_user_id="456")
    unknown = UnknownEvent.where("channel.brand_new", "1", {"broadcaster_user_id": "123"})
    assert_type(online, eventsub.Subscription[StreamOnline])
    assert_type(raid, eventsub.Subscription[ChannelRaid])
    assert_type(unknown, eventsub.Subscription[UnknownEvent])

    async with bot.listen(online) as one:
        assert_type(one, EventStream[StreamOnline])
    async with bot.listen(online, offline) as two:
        assert_type(two, EventStream[StreamOnline | StreamOffline])
        async for event in two:
            assert_type(event, StreamOnline | StreamOffline)
    async with bot.listen(online, offline, raid) as three:
        assert_type(three, EventStream[StreamOnline | StreamOffline | ChannelRaid])
    async with bot.listen(online, offline, raid, follow) as four:
        assert_type(four, EventStream[StreamOnline | StreamOffline | ChannelRaid | ChannelFollow])
    async with bot.listen(online, offline, raid, follow, unknown) as five:
        wide: EventStream[eventsub.Event] = five
        await wide.receive()
    async with bot.listen(*[StreamOnline.where(broadcaster_user_id=each) for each in ("123", "456")]) as alike:
        assert_type(alike, EventStream[StreamOnline])


async def several_kinds_by_login(bot: Bot) -> None:
    async with bot.listen((ChannelFollow,), "somechannel") as one:
        assert_type(one, EventStream[ChannelFollow])
    async with bot.listen((ChannelFollow, ChannelRaid.into), "somechannel", "otherchannel") as two:
        assert_type(two, EventStream[ChannelFollow | ChannelRaid])
    async with bot.listen((ChannelFollow, StreamOnline, ChannelRaid.out_of), "somechannel") as three:
        assert_type(three, EventStream[ChannelFollow | StreamOnline | ChannelRaid])
    async with bot.listen((ChannelFollow, StreamOnline, StreamOffline, ChannelRaid.into), "somechannel") as four:
        assert_type(four, EventStream[ChannelFollow | StreamOnline | StreamOffline | ChannelRaid])
    async with bot.listen(ChannelRaid.into, "somechannel") as raids:
        assert_type(raids, EventStream[ChannelRaid])
    assert_type(await bot.wait_for(ChannelRaid.into, "somechannel"), ChannelRaid)
    bot.listen(ChannelRaid, "somechannel")  # type: ignore[arg-type]  # from there, or to there?
    bot.listen((ChannelFollow, ChannelRaid), "somechannel")  # type: ignore[arg-type]  # the same


async def any_source(bot: Bot, source: eventsub.Source[StreamOnline], event: eventsub.InChannel[StreamOnline]) -> None:
    async with bot.listen(source, "somechannel") as stream:
        assert_type(stream, EventStream[StreamOnline])
    assert_type(await bot.wait_for(event, "somechannel"), StreamOnline)


async def a_covariant_stream(bot: Bot) -> None:
    async with bot.listen(StreamOnline, "somechannel") as stream:
        wider: trio.abc.ReceiveChannel[StreamOnline | StreamOffline] = stream
        await wider.receive()


async def who_creates(api: protocols.SubscriptionApi, target: subscription.Target) -> None:
    listing = await api.subscriptions(actor=APP)
    assert_type(listing, subscription.Listing)
    assert_type(listing.records, tuple[subscription.EventSubSubscription, ...])
    made = await api.subscribe("stream.online", "1", {}, target=target, actor=APP)
    assert_type(target.holds(made), bool)


def read_again(bot: Bot) -> None:
    assert_type(catch_up.Reader(bot.helix).reads(ChannelFollow), bool)


def raw_messages(raw: bytes) -> None:
    assert_type(eventsub.decode_messages(raw), tuple[eventsub.Message, ...])


def numbers(bot: Bot) -> None:
    report = bot.eventsub.report()
    assert_type(report, eventsub.EventSubReport)
    assert_type(report.lines, tuple[eventsub.LineReport, ...])
    assert_type(report.streams, tuple[eventsub.StreamReport, ...])
    assert_type(report.lines[0].wishes, Mapping[str, int])
    assert_type(report.last_event_at, datetime | None)


async def around_events(bot: Bot) -> None:
    assert_type(bot.eventsub.health, eventsub.Health)
    assert_type(bot.eventsub.health.state, eventsub.HealthState)
    assert_type(bot.eventsub.health.why, str | None)
    assert_type(bot.eventsub.subscriptions, tuple[subscription.EventSubSubscription, ...])
    assert_type(bot.eventsub.misfit_count, int)
    assert_type(bot.eventsub.unclaimed, int)
    async with bot.eventsub.watch_health() as healths, bot.eventsub.misfits() as misfits:
        assert_type(healths, trio.abc.ReceiveChannel[eventsub.Health])
        assert_type(misfits, trio.abc.ReceiveChannel[eventsub.Misfit])
        assert_type((await misfits.receive()).error, errors.DecodeError)
    async with bot.eventsub.journal("journal.jsonl") as nothing, bot.eventsub.journal(Path("journal.jsonl")):
        assert_type(nothing, None)
    assert_type(bot.helix.misfit_count, int)
    async with bot.helix.misfits() as items:
        assert_type(items, trio.abc.ReceiveChannel[helix.MisfitItem])
        item = await items.receive()
        assert_type(item.call, str)
        assert_type(item.raw, bytes)
        assert_type(item.error, errors.DecodeError)


def constants() -> None:
    assert_type(ChannelFollow.TYPE, str)
    assert_type(ChannelFollow.VERSION, str)
    assert_type(ChannelFollow.SCOPES, tuple[str | tuple[str, ...], ...])
    assert_type(eventsub.EVENT_TYPES, Mapping[tuple[str, str], type[eventsub.Event]])


def journal_of(path: Path) -> str | int:
    item: eventsub.JournalItem
    for item in eventsub.read_journal(path):
        match item:
            case eventsub.Notification() as notification:
                return notification.message_id
            case eventsub.Revocation() as revocation:
                return revocation.subscription.type
            case eventsub.Gap() as gap:
                assert_type(gap.end, datetime)
            case eventsub.Misfit() as misfit:
                return misfit.type
            case eventsub.Unrecorded() as unrecorded:
                return unrecorded.count
    return ""


def decoded(raw: str) -> str:
    match eventsub.decode_message(raw):
        case eventsub.Welcome() as welcome:
            return welcome.session.id
        case eventsub.Keepalive():
            return ""
        case eventsub.Notification() as notification:
            return notification.message_id
        case eventsub.Reconnect() as reconnect:
            return reconnect.session.id
        case eventsub.Revocation() as revocation:
            return revocation.subscription.id


def unknown_event(event: UnknownEvent) -> None:
    assert_type(event.data, dict[str, Any])
    assert_type(event.raw, bytes)


def open_streams(bot: Bot) -> eventsub.Listening:
    return bot


def over_websockets() -> eventsub.Transport:
    return eventsub.WebSocketTransport()


# Helix


async def calls(client: Helix) -> None:
    assert_type(await client.users.get_users(login=["somechannel"], id="123"), tuple[helix.User, ...])
    followers = client.channels.get_channel_followers(broadcaster_id="123", first=100)
    assert_type(followers, helix.Pages[helix.ChannelFollower])
    async for follower in followers:
        assert_type(follower, helix.ChannelFollower)
    async for page in followers.pages():
        assert_type(page, helix.Page[helix.ChannelFollower])
        assert_type(page.items, tuple[helix.ChannelFollower, ...])
        assert_type(page.total, int | None)
        assert_type(page.cursor, str | None)
    assert_type(await followers.collect(limit=10), tuple[helix.ChannelFollower, ...])
    assert_type(await followers.first(), helix.ChannelFollower | None)


async def actors(client: Helix, account: Account) -> None:
    assert_type(client.acting_as(APP), Helix)
    assert_type(client.acting_as(account).streams, helix.Streams)
    app: tokens.App = APP
    client.acting_as(app)
    actor: tokens.Actor = APP
    extension = tokens.Extension(client_id="id", secret="c2VjcmV0", owner_user_id="123")
    assert_type(extension.sign({"exp": 1}), Secret)
    assert_type(client.acting_as(extension), Helix)
    authorized: tokens.Authorized = account
    actor = authorized
    await client.acting_as(actor).request("GET", "/brand_new", query={"first": 1})


def an_api(client: Helix) -> protocols.SubscriptionApi:
    return client


def a_token_source(bot: Bot) -> protocols.TokenSource:
    return bot.tokens


def a_channel(account: Account, channel: chat.Channel) -> tuple[protocols.ChannelRef, protocols.HasUserId]:
    return account, channel


# OAuth


async def grants() -> None:
    async with open_oauth("my-client-id", "my-client-secret") as oauth:
        assert_type(oauth, auth.OAuth)
        assert_type(oauth.authorize_url("http://localhost:17563", ["user:read:chat"], state="s"), str)
        token = await oauth.exchange_code("c", redirect_uri="http://localhost:17563", state="s", expected_state="s")
        assert_type(token, UserToken)
        await oauth.exchange_code(Secret("c"), redirect_uri="http://localhost", state=None, expected_state="s")
        assert_type(oauth.implicit_token("http://localhost:17563/#...", expected_state="s"), UserToken)
        assert_type(await oauth.client_credentials(), AppToken)

        flow = await oauth.start_device_flow(["user:read:chat"])
        assert_type(flow, auth.DeviceFlow)
        assert_type(await flow.poll(), UserToken | None)
        assert_type(await flow.wait(), UserToken)

        assert_type(await oauth.refresh(token), UserToken)
        assert_type(await oauth.validate(token.access_token), auth.Validation)
        await oauth.revoke(token)


def a_login(login: auth.Login, refreshed: auth.Refreshed) -> None:
    open_bot("my-client-id", login=login, on_user_token_refresh=refreshed)


def a_token(token: UserToken) -> None:
    assert_type(token.kind, tokens.TokenKind | None)
    assert_type(token.refreshable, bool)
    assert_type(token.access_token.reveal(), str)
    assert_type(token.expires_at, datetime | None)
    assert_type(token.raw, Mapping[str, Any] | None)


def elsewhere() -> None:
    Endpoints(
        helix="http://localhost:8000/helix",
        oauth="http://localhost:8000/oauth2",
        eventsub_websocket="ws://localhost:8001/ws",
        eventsub_subscriptions="http://localhost:8000/helix/eventsub/subscriptions",
    )
    assert_type(Endpoints.twitch_cli(), Endpoints)


def login_defaults() -> None:
    browser_login(print, scopes=auth.DEFAULT_SCOPES, port=auth.DEFAULT_PORT, open_browser=print)


async def own_store(ref: stores.StoreRef) -> None:
    async with stores.open_store(ref) as store:
        assert_type(store, stores.Store)
        assert_type(await store.read(""), Sequence[stores.Record])
        assert_type(await store.write("name", b"value", expected=0, seconds=60), int | None)
        assert_type(await store.hold(["name"], owner="me", seconds=60), Mapping[str, stores.Lease])
        assert_type(await store.leases(""), Sequence[stores.Lease])
        await store.release(["name"], owner="me")


def stores_of_ours() -> None:
    memory: stores.Store = stores.MemoryStore()
    file: stores.Store = stores.SQLiteStore("logins.sqlite3")
    for store in (memory, file, "logins.sqlite3", None):
        stores.open_store(store)


def app_callback(callback: auth.AppRefreshed) -> None:
    open_helix("my-client-id", client_secret="my-client-secret", on_app_token_refresh=callback)
    open_helix("my-client-id", client_secret=Secret("my-client-secret"))


# Running it


async def some_program(channel: str, times: int) -> float:  # noqa: ASYNC124  # never run
    return len(channel) / times


def started() -> None:
    assert_type(twitchtrio.run(some_program, "somechannel", 3), float)
    assert_type(ops.run(some_program, "somechannel", 3), float)


# Testing


async def test_a_bot(fake_twitch: testing.FakeTwitch, twitch_bot: Bot) -> None:
    viewer = fake_twitch.add_user("viewer")
    assert_type(viewer, testing.FakeUser)
    assert_type(fake_twitch.grant(viewer, [scopes.USER_READ_CHAT]), testing.FakeGrant)
    assert_type(fake_twitch.say("viewer", viewer, "!hello"), str)
    await fake_twitch.listening("viewer", "stream.online", within=5)
    assert_type(await fake_twitch.next_message("viewer", within=7200.0), testing.FakeChatMessage)
    sample = fake_twitch.sample("stream.online", "1", broadcaster=viewer, type="rerun")
    assert_type(sample, dict[str, Any])
    assert_type(fake_twitch.emit("stream.online", "1", sample, {}, checked=False), int)
    assert_type(fake_twitch.add_recorded("journal.jsonl"), list[testing.FakeUser])
    replayed = await fake_twitch.replay(Path("journal.jsonl"), speed=2)
    assert_type(replayed, testing.Replayed)
    assert_type(replayed.sent + replayed.unheard, int)
    assert_type(fake_twitch.sockets, list[testing.FakeSocket])
    assert_type(fake_twitch.read_log(), list[testing.SocketRecord])
    assert_type(fake_twitch.endpoints, Endpoints)
    assert_type(twitch_bot, Bot)
    async with testing.open_test_bot(
        fake_twitch, viewer, scopes=[scopes.USER_READ_CHAT], on_user_token_refresh=told
    ) as bot:
        assert_type(bot, Bot)
    async with fake_twitch.serve() as served:
        assert_type(served, testing.ServedTwitch)
        assert_type(served.endpoints, Endpoints)
