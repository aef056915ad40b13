"""Subscriptions: what Twitch lets one have, and what becomes of them."""

from __future__ import annotations

import pytest
import trio
import trio.testing


def message(reply):
    """Status and message of a refusal."""
    return (reply.status_code, reply.json().get("message"))


async def test_create(caller, socket, chat, fake):
    """A subscription is answered with 202 and its record."""
    reply = await caller.subscribe(socket, "channel.chat.message", **chat)
    body = reply.json()
    (record,) = body["data"]

    assert 202 == reply.status_code
    assert (1, 0, 10) == (body["total"], body["total_cost"], body["max_total_cost"])
    assert ("enabled", chat, 0) == (record["status"], record["condition"], record["cost"])
    assert {"method", "session_id", "connected_at"} == record["transport"].keys()
    assert fake.user("bot").id == fake.sockets[0].user_id


@pytest.mark.parametrize(
    ("kind", "condition", "expected"),
    [
        (("channel.nothing", "1"), {}, "invalid subscription type and version"),
        (("channel.follow", "1"), {}, "invalid subscription type and version"),
        (("channel.chat.message", "1"), {"broadcaster_user_id": "1001"}, "invalid condition: user_id"),
        (("stream.online", "1"), {"broadcaster_user_id": "1001", "x": "1"}, "invalid condition: x"),
        (("stream.online", "1"), {"broadcaster_user_id": "99"}, "invalid condition: broadcaster_user_id is no user"),
        (("stream.online", "1"), {"broadcaster_user_id": ""}, "invalid condition: broadcaster_user_id"),
        (
            ("channel.raid", "1"),
            {"from_broadcaster_user_id": "1001", "to_broadcaster_user_id": "1002"},
            "invalid condition: from_broadcaster_user_id or to_broadcaster_user_id",
        ),
        (
            ("user.authorization.grant", "1"),
            {"client_id": "fake-client-id"},
            "subscription type is not available over the websocket transport",
        ),
    ],
)
async def test_what_cannot_be(caller, socket, kind, condition, expected):
    """Types, versions and conditions that Twitch does not know: 400."""
    assert (400, expected) == message(await caller.subscribe(socket, *kind, **condition))


async def test_empty_values(caller, socket, fake):
    """An empty value in a condition is as good as none, and told as it was given."""
    empty = {"from_broadcaster_user_id": "", "to_broadcaster_user_id": fake.user("streamer").id}
    made = await caller.subscribe(socket, "channel.raid", **empty)
    again = await caller.subscribe(socket, "channel.raid", to_broadcaster_user_id=fake.user("streamer").id)
    fake.raid("viewer", "streamer", 5)

    assert empty == made.json()["data"][0]["condition"]
    assert (409, "subscription already exists") == message(again)
    assert 5 == (await socket.event())["viewers"]


@pytest.mark.parametrize(
    "transport",
    [
        {"method": "webhook", "callback": "https://example.com", "secret": "0123456789"},
        {"method": "websocket"},
        {"method": "websocket", "session_id": "x", "conduit_id": "y"},
    ],
)
async def test_transport(caller, transport, chat):
    """Only WebSockets, named by their session: 400."""
    body = {"type": "channel.chat.message", "version": "1", "condition": chat, "transport": transport}

    assert 400 == (await caller("POST", "/eventsub/subscriptions", json=body)).status_code


async def test_unknown_session(caller, socket, chat):
    """A session that has ended or never was: 400."""
    socket.session_id = "elsewhere"

    expected = "websocket transport session does not exist or has already disconnected"
    assert (400, expected) == message(await caller.subscribe(socket, "channel.chat.message", **chat))


async def test_app_token(caller, socket, chat):
    """WebSockets need a user's token: 400."""
    caller.act_as_app()

    expected = (400, "invalid transport and auth combination")
    assert expected == message(await caller.subscribe(socket, "channel.chat.message", **chat))


async def test_second_user_on_a_session(caller, subscribed, fake):
    """A session belongs to the user of its first subscription: 400."""
    caller.act_as("viewer", "user:read:chat")
    streamer = fake.user("streamer").id
    reply = await caller.subscribe(subscribed, "stream.online", broadcaster_user_id=streamer)

    assert (400, "websocket transport cannot have subscriptions created by different users") == message(reply)


async def test_missing_scope(caller, socket, chat):
    """Without the scope: 403."""
    caller.act_as("bot")

    expected = (403, "subscription missing proper authorization")
    assert expected == message(await caller.subscribe(socket, "channel.chat.message", **chat))


async def test_every_group_of_scopes_is_needed(caller, socket, fake):
    """`channel.moderate` needs one scope of each of its groups."""
    fake.add_moderator("streamer", "bot")
    pair = {"broadcaster_user_id": fake.user("streamer").id, "moderator_user_id": fake.user("bot").id}
    most = [
        "moderator:read:blocked_terms",
        "moderator:manage:chat_settings",
        "moderator:read:unban_requests",
        "moderator:read:banned_users",
        "moderator:manage:chat_messages",
        "moderator:read:moderators",
        "moderator:read:vips",
    ]
    caller.act_as("bot", *most)
    first = await caller.subscribe(socket, "channel.moderate", **pair)
    second = await caller.subscribe(socket, "channel.moderate", "2", **pair)
    caller.act_as("bot", *most, "moderator:manage:warnings")
    third = await caller.subscribe(socket, "channel.moderate", "2", **pair)

    assert [202, 403, 202] == [reply.status_code for reply in (first, second, third)]


async def test_somebody_elses_scope(caller, socket, fake):
    """The token's user must be the one that the condition wants the grant of: 403."""
    caller.act_as("bot", "channel:read:subscriptions")
    reply = await caller.subscribe(socket, "channel.subscribe", broadcaster_user_id=fake.user("streamer").id)

    assert 403 == reply.status_code


async def test_moderator_role(caller, socket, fake):
    """Where a moderator is named, it must be one: 403."""
    caller.act_as("bot", "moderator:read:followers")
    pair = {"broadcaster_user_id": fake.user("streamer").id, "moderator_user_id": fake.user("bot").id}
    before = await caller.subscribe(socket, "channel.follow", "2", **pair)
    fake.add_moderator("streamer", "bot")
    after = await caller.subscribe(socket, "channel.follow", "2", **pair)

    assert (403, 202) == (before.status_code, after.status_code)


async def test_banned_user_cannot_read(caller, socket, chat, fake):
    """Whoever is banned cannot subscribe to the chat: 403."""
    fake.ban("streamer", "bot")

    assert 403 == (await caller.subscribe(socket, "channel.chat.message", **chat)).status_code


async def test_type_for_apps(caller, socket, fake):
    """A user's token does not do for a type that needs an app's: 403."""
    reply = await caller.subscribe(socket, "conduit.shard.disabled", client_id=fake.client_id)

    assert 403 == reply.status_code


async def test_twice(caller, subscribed, chat):
    """The same again on one session: 409. Another session may hold the same."""
    again = await caller.subscribe(subscribed, "channel.chat.message", **chat)
    other = await caller.socket()
    await other.next()
    elsewhere = await caller.subscribe(other, "channel.chat.message", **chat)

    assert (409, "subscription already exists") == message(again)
    assert 202 == elsewhere.status_code


async def test_twice_after_a_drop(caller, subscribed, chat, fake):
    """What lingers of a lost session is in the way: 409."""
    fake.faults.linger = 60.0
    fake.sockets[0].drop()
    other = await caller.socket()
    await other.next()

    assert (409, "subscription already exists") == message(
        await caller.subscribe(other, "channel.chat.message", **chat)
    )


async def test_cost(caller, socket, fake):
    """A user who has not authorized the application costs 1, up to 10."""
    fake.grant("streamer")
    strangers = [fake.add_user(f"stranger{n}") for n in range(11)]
    free = await caller.subscribe(socket, "stream.online", broadcaster_user_id=fake.user("streamer").id)
    replies = [await caller.subscribe(socket, "stream.online", broadcaster_user_id=user.id) for user in strangers]

    assert (0, 0) == (free.json()["data"][0]["cost"], free.json()["total_cost"])
    assert 10 == replies[9].json()["total_cost"]
    assert (429, "subscription total cost limit exceeded") == message(replies[10])


async def test_scoped_types_cost_nothing(caller, socket, chat):
    """The grant that reading a chat needs is the authorization that makes it free, in anybody's channel."""
    reply = await caller.subscribe(socket, "channel.chat.message", **chat)

    assert 0 == reply.json()["total_cost"]


async def test_three_sessions(caller, fake):
    """A fourth session with subscriptions is refused: 429."""
    fake.grant("streamer")
    user_id = fake.user("streamer").id
    statuses = []
    for type_ in ("stream.online", "stream.offline", "channel.shared_chat.begin", "channel.shared_chat.end"):
        socket = await caller.socket()
        await socket.next()
        statuses.append((await caller.subscribe(socket, type_, broadcaster_user_id=user_id)).status_code)

    assert [202, 202, 202, 429] == statuses


async def test_300_per_session(caller, socket, chat, fake):
    """A session carries 300 subscriptions: 429 after that."""
    channels = [fake.add_user(f"channel{n}") for n in range(301)]
    replies = [
        await caller.subscribe(socket, "channel.chat.message", broadcaster_user_id=c.id, user_id=chat["user_id"])
        for c in channels
    ]

    assert {202} == {reply.status_code for reply in replies[:300]}
    assert (429, "number of subscriptions per websocket transport limit exceeded") == message(replies[300])


async def test_delete(caller, subscribed, fake):
    """A deleted subscription gets no more events; it cannot be deleted twice, nor by others."""
    id_ = fake.sockets[0].subscriptions[0].id
    caller.act_as("viewer")
    stranger = await caller("DELETE", "/eventsub/subscriptions", params={"id": id_})
    caller.act_as("bot")
    first = await caller("DELETE", "/eventsub/subscriptions", params={"id": id_})
    second = await caller("DELETE", "/eventsub/subscriptions", params={"id": id_})

    assert [404, 204, 404] == [reply.status_code for reply in (stranger, first, second)]
    assert 0 == fake.emit("channel.chat.message", "1", {}, {}, checked=False)


async def test_list(caller, subscribed, fake, chat):
    """Subscriptions are listed by status, type, user or id; one filter at a time."""
    fake.grant("streamer")
    await caller.subscribe(subscribed, "stream.online", broadcaster_user_id=chat["broadcaster_user_id"])

    async def total(**filters):
        return (await caller("GET", "/eventsub/subscriptions", params=filters)).json().get("total")

    assert 2 == await total()
    assert 2 == await total(status="enabled")
    assert 0 == await total(status="websocket_disconnected")
    assert 1 == await total(type="stream.online")
    assert 2 == await total(user_id=chat["broadcaster_user_id"])
    assert 1 == await total(user_id=chat["user_id"])
    assert 1 == await total(subscription_id=fake.sockets[0].subscriptions[0].id)
    assert 0 == await total(conduit_id="x")
    assert None is await total(type="stream.online", status="enabled")


async def test_list_in_pages(caller, socket, fake, chat):
    """More than a hundred come in pages, the latest first."""
    for n in range(120):
        channel = fake.add_user(f"channel{n}").id
        await caller.subscribe(socket, "channel.chat.message", broadcaster_user_id=channel, user_id=chat["user_id"])
    first = (await caller("GET", "/eventsub/subscriptions")).json()
    after = {"after": first["pagination"]["cursor"]}
    second = (await caller("GET", "/eventsub/subscriptions", params=after)).json()

    assert (100, 20, 120) == (len(first["data"]), len(second["data"]), second["total"])
    assert {} == second["pagination"]


async def test_linger(caller, subscribed, fake, chat, autojump_clock):
    """The subscriptions of a lost connection can go on counting for a while."""
    fake.faults.linger = 20.0
    fake.sockets[0].drop()
    again = await caller.socket()
    await again.next()
    at_once = await caller.subscribe(again, "channel.chat.message", **chat)
    fake.say("streamer", "viewer", "to nobody")
    await trio.sleep(20)
    again = await caller.socket()
    await again.next()
    later = await caller.subscribe(again, "channel.chat.message", **chat)
    fake.sockets[-1].close(4000)

    assert (409, 202) == (at_once.status_code, later.status_code)
    assert 1 == len(fake.read_log()[0].missed)


@pytest.mark.parametrize(
    ("type_", "version", "told"),
    [
        ("channel.chat.massage", "1", "did you mean 'channel.chat.message'"),
        ("channel.follow", "1", "channel.follow has no version '1', but '2'"),
        ("channel.moderate", "3", "but '1' and '2'"),
        ("brand.new", "1", r"add_subscription_type\(\) has it know one"),
    ],
)
def test_emit_knows_its_types(type_, version, told, fake):
    """What nobody can have subscribed to is a mistake, not an event for nobody."""
    with pytest.raises(ValueError, match=told):
        fake.emit(type_, version, {}, {})


async def test_listening_knows_its_types(fake):
    """Nobody waits for ever for a typing error."""
    with pytest.raises(ValueError, match=r"did you mean 'channel.chat.message'"):
        await fake.listening("streamer", "channel.chat.massage")


def test_emit_of_a_type_that_was_added(fake):
    """A type that the fake was told of is as good as Twitch's own."""
    fake.add_subscription_type("brand.new", "3")

    assert 0 == fake.emit("brand.new", "3", {}, {})


async def test_emit_compares_the_given_keys(caller, subscribed, fake, chat):
    """An event reaches the subscriptions whose condition has the values given."""
    told = [
        fake.emit("channel.chat.message", "1", {"n": number}, condition, checked=False)
        for number, condition in enumerate([{}, {"user_id": chat["user_id"]}, {"user_id": "0"}], 1)
    ]

    assert [1, 1, 0] == told
    assert [{"n": 1}, {"n": 2}] == [await subscribed.event(), await subscribed.event()]


@pytest.mark.parametrize(
    ("kind", "condition", "of", "not_of"),
    [
        ("channel.chat.message", {"broadcaster_user_id": "streamer", "user_id": "bot"}, "streamer", "bot"),
        ("channel.raid", {"from_broadcaster_user_id": "streamer"}, "streamer", "bot"),
        ("channel.raid", {"to_broadcaster_user_id": "streamer"}, "streamer", "bot"),
        ("user.update", {"user_id": "bot"}, "bot", "streamer"),
    ],
)
async def test_listening(caller, socket, fake, autojump_clock, *, kind, condition, of, not_of):
    """One can wait until a program listens, whatever the keys of the condition."""
    heard = []

    async def wait(login):
        await fake.listening(login, kind)
        heard.append(login)

    async with trio.open_nursery() as nursery:
        for login in (of, not_of):
            nursery.start_soon(wait, login)
        await trio.testing.wait_all_tasks_blocked()
        assert [] == heard
        await caller.subscribe(socket, kind, **{key: fake.user(login).id for key, login in condition.items()})
        await wait(of)
        await trio.sleep(1)
        nursery.cancel_scope.cancel()

    assert [of, of] == heard


async def test_revoke(caller, subscribed, fake):
    """A revocation is told on the session and shown in the list."""
    id_ = fake.sockets[0].subscriptions[0].id
    fake.revoke_subscription(id_, "version_removed")
    told = await subscribed.next()
    listed = (await caller("GET", "/eventsub/subscriptions")).json()["data"]

    assert "revocation" == told["metadata"]["message_type"]
    assert "channel.chat.message" == told["metadata"]["subscription_type"]
    assert (id_, "version_removed") == (told["payload"]["subscription"]["id"], listed[0]["status"])
    with pytest.raises(LookupError):
        fake.revoke_subscription("nothing", "version_removed")


@pytest.mark.parametrize(
    ("deed", "status"),
    [
        (lambda fake: fake.disconnect("bot"), "authorization_revoked"),
        (lambda fake: fake.ban("streamer", "bot"), "chat_user_banned"),
    ],
)
async def test_what_revokes(subscribed, fake, deed, status):
    """Disconnecting the application, and being banned, end a chat subscription."""
    deed(fake)

    assert status == (await subscribed.next())["payload"]["subscription"]["status"]


async def test_lost_role_revokes(caller, socket, fake):
    """A moderator's subscriptions end with the role."""
    fake.add_moderator("streamer", "bot")
    caller.act_as("bot", "moderator:read:followers")
    pair = {"broadcaster_user_id": fake.user("streamer").id, "moderator_user_id": fake.user("bot").id}
    await caller.subscribe(socket, "channel.follow", "2", **pair)
    fake.remove_moderator("streamer", "bot")

    assert "moderator_removed" == (await socket.next())["payload"]["subscription"]["status"]
