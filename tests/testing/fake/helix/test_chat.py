"""Chat over the API."""

from __future__ import annotations

import pytest
import trio

from twitchtrio.testing.fake.events import who
from twitchtrio.testing.fake.http import RefusedError


@pytest.fixture
def post(caller, chat):
    """Posts a message of the bot."""

    async def send(text="hi", **more):
        body = {"broadcaster_id": chat["broadcaster_user_id"], "sender_id": chat["user_id"], "message": text, **more}
        return await caller("POST", "/chat/messages", json=body)

    return send


@pytest.fixture
def room(chat):
    """The channel and the acting moderator as parameters."""
    return {"broadcaster_id": chat["broadcaster_user_id"], "moderator_id": chat["user_id"]}


def code(reply):
    """Why a message was dropped; None if it was not."""
    (entry,) = reply.json()["data"]
    return None if entry["is_sent"] else entry["drop_reason"]["code"]


async def test_message_appears(subscribed, post, fake):
    """It is in the room, is handed out once, and comes back to its sender."""
    id_ = (await post("hello @Viewer Kappa")).json()["data"][0]["message_id"]
    event = await subscribed.event()
    message = await fake.next_message("streamer", by="bot")

    assert (id_, id_) == (event["message_id"], message.message_id)
    assert ["text", "mention", "text", "emote"] == [f["type"] for f in event["message"]["fragments"]]
    assert ("bot", "hello @Viewer Kappa", True) == (message.sender.login, message.text, message.posted)
    with trio.move_on_after(0) as scope:
        await fake.next_message("streamer")
    assert scope.cancelled_caught


async def test_next_message_waits(post, fake, nursery):
    """Waiting works before the message comes, for the channel and the sender meant."""
    got = []

    async def wait(*, task_status):
        task_status.started()
        got.append(await fake.next_message("streamer", by="bot"))

    await nursery.start(wait)
    await trio.testing.wait_all_tasks_blocked()
    fake.say("streamer", "viewer", "not posted")
    await post("posted")
    await trio.testing.wait_all_tasks_blocked()

    assert ["posted"] == [message.text for message in got]


async def test_reply(subscribed, post, fake):
    """A reply names its parent and the beginning of its thread, and is told with the mention of whom it answers."""
    fan = fake.add_user("fan", display_name="ファン")
    first = fake.say("streamer", fan, "first")
    second = fake.say("streamer", "streamer", "second", reply_to=first)
    await post("/me is Kappa", reply_parent_message_id=second)
    plain, one, other = [await subscribed.event() for _ in range(3)]
    refused = await post("fourth", reply_parent_message_id="nothing")

    def shown(event):
        return (event["message"]["text"], [part["text"] for part in event["message"]["fragments"]])

    thread = {"thread_message_id": first, **who("thread_user", fan)}
    parent = {"parent_message_id": first, "parent_message_body": "first", **who("parent_user", fan)}
    assert (None, {**parent, **thread}) == (plain["reply"], one["reply"])
    assert ("@ファン second", ["@ファン", " second"]) == shown(one)
    assert {"type": "mention", "mention": who("user", fan)}.items() <= one["message"]["fragments"][0].items()
    parent = {"parent_message_id": second, "parent_message_body": "@ファン second"}
    assert {**parent, **who("parent_user", fake.user("streamer")), **thread} == other["reply"]
    assert ("\x01ACTION @Streamer is Kappa\x01", ["@Streamer", " is ", "Kappa"]) == shown(other)
    assert ["first", "second", "/me is Kappa"] == [message.text for message in fake.messages]
    assert 400 == refused.status_code


async def test_limits_of_a_message(post):
    """500 characters, and no option that needs an app token."""
    assert None is code(await post("x" * 500))
    assert 400 == (await post("x" * 501)).status_code
    assert 400 == (await post("x", for_source_only=True)).status_code


async def test_banned_sender(post, fake, autojump_clock):
    """403, until a timeout is over."""
    fake.ban("streamer", "bot", seconds=60)
    during = await post()
    await trio.sleep(60)
    after = await post()

    assert (403, 200) == (during.status_code, after.status_code)


@pytest.mark.parametrize(
    ("text", "appears"),
    [
        (".foo bar", "bar"),
        ("/foo  bar  baz ", "bar  baz"),
        ("  /foo bar", "bar"),
        (". .foo", ".foo"),
        ("/foo", None),
        ("/me", None),
        ("/me \U000e0000", None),
        ("/me waves", "/me waves"),
        ("\u034f/foo bar", "\u034f/foo bar"),
        ("a/b .c", "a/b .c"),
        ("one\U000e0000two \U000e0000", "onetwo"),
        (" ", None),
    ],
)
async def test_what_is_taken_of_a_text(post, fake, text, appears):
    """What begins a text like a command is eaten, U+E0000 dropped; of what is nothing then, nothing appears."""
    dropped = code(await post(text))

    assert (None if appears else "msg_rejected") == dropped
    assert ([appears] if appears else []) == [message.text for message in fake.messages]


@pytest.mark.parametrize("sign", ["/me", ".me"])
async def test_action(subscribed, post, fake, sign):
    """A `/me` is told as Twitch tells it, whoever wrote it; what is in it stands alone in its fragments."""
    await post(f"{sign} waves Kappa")
    fake.say("streamer", "viewer", f"{sign} waves Kappa")

    for event in (await subscribed.event(), await subscribed.event()):
        assert "\x01ACTION waves Kappa\x01" == event["message"]["text"]
        assert ["waves ", "Kappa"] == [part["text"] for part in event["message"]["fragments"]]


async def test_duplicates(post, autojump_clock):
    """The same text as the last one is dropped within 30 seconds, and so is what Twitch makes the same of it."""
    codes = []
    for pause, text in (
        *((0, "again"), (5, "again"), (5, " again \U000e0000"), (20, "again")),
        *((5, "again \u034f"), (5, "again"), (5, "other"), (5, "again")),
    ):
        await trio.sleep(pause)
        codes.append(code(await post(text)))

    assert [None, "msg_duplicate", "msg_duplicate", *[None] * 5] == codes


@pytest.mark.parametrize(
    "promote",
    [
        lambda fake: fake.add_vip("streamer", "bot"),
        lambda fake: fake.add_moderator("streamer", "bot"),
        lambda fake: fake.add_moderator("streamer", "bot", lead=True),
    ],
    ids=["vip", "moderator", "lead moderator"],
)
async def test_privileged(post, fake, promote):
    """Who has a role in the channel may repeat themselves and write 100 messages in 30 seconds, all at once."""
    promote(fake)
    codes = [code(await post("again")) for _ in range(101)]

    assert [None] * 100 + ["msg_ratelimit"] == codes


async def test_rate(post, autojump_clock):
    """Once a second and 20 times in 30 seconds."""
    assert [None, "msg_ratelimit"] == [code(await post("one")), code(await post("two"))]
    await trio.sleep(30)
    codes = []
    for n in range(21):
        codes.append(code(await post(f"message {n}")))
        await trio.sleep(1)
    assert [None] * 20 + ["msg_ratelimit"] == codes


@pytest.mark.parametrize(
    ("modes", "expected"),
    [
        ({"subscriber_mode": True}, ["msg_subsonly", None]),
        ({"follower_mode": True}, ["msg_followersonly", None]),
        ({"slow_mode": True, "slow_mode_wait_time": 30}, ["msg_slowmode", None]),
        ({"emote_mode": True}, ["msg_emoteonly", "msg_emoteonly"]),
        ({"unique_chat_mode": True}, ["msg_r9k", "msg_r9k"]),
    ],
)
async def test_modes(post, fake, modes, expected, autojump_clock):
    """A room's modes drop what they are for, some of them a VIP's messages, none a moderator's."""
    fake.say("streamer", "viewer", "said before")
    await post("first")
    await trio.sleep(1)
    fake.update_chat_settings("streamer", **modes)
    dropped = [code(await post("said before"))]
    for promote in (fake.add_vip, fake.add_moderator):
        promote("streamer", "bot")
        dropped.append(code(await post("said before")))

    assert [*expected, None] == dropped


async def test_slow_mode(post, fake, autojump_clock):
    """Slow mode wants its pause."""
    fake.update_chat_settings("streamer", slow_mode=True, slow_mode_wait_time=60)
    codes = []
    for pause in (0, 40, 20):
        await trio.sleep(pause)
        codes.append(code(await post(f"after {pause}")))

    assert [None, "msg_slowmode", None] == codes


async def test_modes_that_fit(post, fake, autojump_clock):
    """Subscribers, followers and emotes pass their modes."""
    fake.subscribe("bot", "streamer")
    fake.follow("bot", "streamer")
    fake.update_chat_settings("streamer", subscriber_mode=True, follower_mode=True, emote_mode=True)

    assert None is code(await post("Kappa LUL"))


async def test_blocked_term(post, fake):
    """A term that the channel blocks keeps a message out."""
    fake.block_term("streamer", "*spoiler*")

    assert "channel_settings" == code(await post("a SPOILER here"))


async def test_chatters(caller, fake, room):
    """Everybody who has written."""
    fake.say("streamer", "viewer", "hi")
    fake.add_moderator("streamer", "bot")
    caller.act_as("bot", "moderator:read:chatters")
    page = (await caller("GET", "/chat/chatters", params=room)).json()

    assert (1, "viewer") == (page["total"], page["data"][0]["user_login"])


async def test_announcement(caller, room, socket, chat, autojump_clock):
    """It becomes a notification, at most every two seconds in a channel."""
    caller.fake.add_moderator("streamer", "bot")
    caller.act_as("bot", "moderator:manage:announcements", "user:read:chat")
    await caller.subscribe(socket, "channel.chat.notification", **chat)
    statuses = []
    for pause in (0, 1, 1):
        await trio.sleep(pause)
        body = {"message": "x" * 600, "color": "blue"}
        statuses.append((await caller("POST", "/chat/announcements", params=room, json=body)).status_code)
    event = await socket.event()
    only_apps = await caller("POST", "/chat/announcements", params=room, json={"message": "x", "for_source_only": True})

    assert [204, 429, 204] == statuses
    assert ("announcement", {"color": "BLUE"}, 500) == (
        event["notice_type"],
        event["announcement"],
        len(event["message"]["text"]),
    )
    assert 400 == only_apps.status_code


async def test_shoutout(caller, fake, chat, autojump_clock):
    """While live, every two minutes, and every hour for the same channel."""
    caller.act_as("streamer", "moderator:manage:shoutouts")
    me = chat["broadcaster_user_id"]

    async def shout(login):
        params = {"from_broadcaster_id": me, "to_broadcaster_id": fake.user(login).id, "moderator_id": me}
        return (await caller("POST", "/chat/shoutouts", params=params)).status_code

    offline = await shout("viewer")
    fake.go_live("streamer")
    statuses = [await shout("viewer"), await shout("bot"), await shout("streamer")]
    await trio.sleep(120)
    statuses += [await shout("viewer"), await shout("bot")]

    assert (400, [204, 429, 400, 429, 204]) == (offline, statuses)


async def test_color(caller, fake):
    """By name or hex code; empty for those who never chose."""
    caller.act_as("bot", "user:manage:chat_color")
    me = fake.user("bot").id

    async def color(**change):
        if change:
            reply = await caller("PUT", "/chat/color", params={"user_id": me, **change})
            if reply.status_code != 204:
                return reply.status_code
        return (await caller("GET", "/chat/color", params={"user_id": me})).json()["data"][0]["color"]

    assert ["", "#8A2BE2", "#123ABC", 400] == [
        await color(),
        await color(color="blue_violet"),
        await color(color="#123ABC"),
        await color(color="mud"),
    ]


async def test_pins(caller, fake, room, autojump_clock):
    """Pin, read, prolong, unpin; a pin ends by itself."""
    fake.add_moderator("streamer", "bot")
    caller.act_as("bot", "moderator:manage:chat_messages")
    id_ = fake.say("streamer", "viewer", "pin me")

    async def pinned():
        return (await caller("GET", "/chat/pins", params=room)).json()["data"]

    assert [] == await pinned()
    assert 404 == (await caller("PUT", "/chat/pins", params={**room, "message_id": "nothing"})).status_code
    this = {**room, "message_id": id_}
    assert 404 == (await caller("DELETE", "/chat/pins", params=this)).status_code
    assert 204 == (await caller("PUT", "/chat/pins", params={**this, "duration_seconds": "60"})).status_code
    await trio.sleep(30)
    (pin,) = await pinned()
    assert ("pin me", "Viewer", "Bot") == (pin["message"]["text"], pin["sender_user_name"], pin["pinned_by_user_name"])
    assert ("2026-01-01T00:00:00Z", "2026-01-01T00:01:00Z") == (pin["starts_at"], pin["ends_at"])
    await caller("PATCH", "/chat/pins", params={**this, "duration_seconds": "60"})
    await trio.sleep(59)
    assert "2026-01-01T00:01:30Z" == (await pinned())[0]["ends_at"]
    await trio.sleep(1)
    assert [] == await pinned()
    await caller("PUT", "/chat/pins", params=this)
    assert [None] == [pin["ends_at"] for pin in await pinned()]
    await caller("PATCH", "/chat/pins", params=this)
    assert 204 == (await caller("DELETE", "/chat/pins", params=this)).status_code
    assert [] == await pinned()


async def test_pin_with_the_message(caller, post, fake):
    """A moderator can pin what is sent, but neither a reply nor without the scope."""
    no_scope = await post(pin=True)
    caller.act_as("bot", "user:write:chat", "moderator:manage:chat_messages")
    no_role = await post(pin=True)
    fake.add_moderator("streamer", "bot")
    id_ = fake.say("streamer", "viewer", "parent")
    as_reply = await post(pin=True, reply_parent_message_id=id_)
    done = await post(pin=True)

    assert [401, 403, 400, 200] == [reply.status_code for reply in (no_scope, no_role, as_reply, done)]
    assert done.json()["data"][0]["message_id"] == fake.pinned("streamer").message_id


async def test_settings(caller, fake, room):
    """Everybody may read them; the delay only moderators."""
    public = (await caller("GET", "/chat/settings", params={"broadcaster_id": room["broadcaster_id"]})).json()["data"][
        0
    ]
    no_scope = await caller("GET", "/chat/settings", params=room)
    caller.act_as("bot", "moderator:read:chat_settings")
    no_role = await caller("GET", "/chat/settings", params=room)
    fake.add_moderator("streamer", "bot")
    whole = (await caller("GET", "/chat/settings", params=room)).json()["data"][0]

    assert not {"moderator_id", "non_moderator_chat_delay"} & public.keys()
    assert (401, 403) == (no_scope.status_code, no_role.status_code)
    assert (room["moderator_id"], False) == (whole["moderator_id"], whole["non_moderator_chat_delay"])


async def test_update_settings(caller, fake, room, socket, chat):
    """Modes get their usual duration, which is null when they are off; the room is told."""
    fake.add_moderator("streamer", "bot")
    caller.act_as("bot", "moderator:manage:chat_settings", "user:read:chat")
    await caller.subscribe(socket, "channel.chat_settings.update", **chat)

    async def update(**body):
        reply = await caller("PATCH", "/chat/settings", params=room, json=body)
        return reply.json()["data"][0] if reply.status_code == 200 else reply.status_code

    on = await update(slow_mode=True, follower_mode=True, follower_mode_duration=10)
    off = await update(slow_mode=False)
    event = await socket.event()

    assert (30, 10) == (on["slow_mode_wait_time"], on["follower_mode_duration"])
    assert (None, True) == (off["slow_mode_wait_time"], off["follower_mode"])
    assert (30, 10) == (event["slow_mode_wait_time_seconds"], event["follower_mode_duration_minutes"])
    refused = [{}, {"slow_mode_wait_time": 5}, {"slow_mode": True, "slow_mode_wait_time": 2}]
    refused += [{"non_moderator_chat_delay": True, "non_moderator_chat_delay_duration": 3}]
    assert [400] * 4 == [await update(**body) for body in refused]


async def test_shared_chat(caller, fake, room):
    """The session that a channel is in, if it is in one."""
    params = {"broadcaster_id": room["broadcaster_id"]}
    before = (await caller("GET", "/shared_chat/session", params=params)).json()["data"]
    shared = fake.share_chat("viewer", "streamer")
    (session,) = (await caller("GET", "/shared_chat/session", params=params)).json()["data"]

    assert [] == before
    assert (shared.session_id, fake.user("viewer").id) == (session["session_id"], session["host_broadcaster_id"])
    assert 2 == len(session["participants"])


@pytest.mark.parametrize(
    ("as_app", "more", "channels"),
    [
        (False, {}, ["streamer", "viewer"]),
        (True, {}, ["streamer"]),
        (True, {"for_source_only": True}, ["streamer"]),
        (True, {"for_source_only": False}, ["streamer", "viewer"]),
    ],
)
async def test_posted_to_a_shared_chat(caller, post, fake, as_app, more, channels):  # noqa: PLR0917 - a table's row
    """All who share the chat get what is posted there, unless an app keeps it to the channel, which is its default."""
    fake.share_chat("streamer", "viewer")
    fake.add_moderator("streamer", "bot")
    if as_app:
        fake.grant("bot", ("user:write:chat", "user:bot"))
        caller.act_as_app()
    await post("hi", **more)

    assert channels == [message.broadcaster.login for message in fake.messages]
    assert "streamer" == (await fake.next_message("streamer", within=1)).broadcaster.login
    with trio.move_on_after(0) as scope:
        await fake.next_message("viewer")
    assert scope.cancelled_caught


async def test_emotes(caller, fake, chat):
    """A channel's, everybody's, a set's and a user's."""
    emote = {"id": "e1", "name": "streamerHi", "tier": "", "emote_type": "follower", "emote_set_id": "77"}
    emote |= {"format": ["static"], "scale": ["1.0"], "theme_mode": ["light"]}
    fake.channel("streamer").emotes.append(emote)
    me, broadcaster = chat["user_id"], chat["broadcaster_user_id"]

    async def names(path, **params):
        return [entry["name"] for entry in (await caller("GET", path, params=params)).json()["data"]]

    assert ["streamerHi"] == await names("/chat/emotes", broadcaster_id=broadcaster)
    assert "Kappa" in await names("/chat/emotes/global")
    assert ["streamerHi"] == await names("/chat/emotes/set", emote_set_id="77")
    caller.act_as("bot", "user:read:emotes")
    assert "streamerHi" not in await names("/chat/emotes/user", user_id=me, broadcaster_id=broadcaster)
    fake.follow("bot", "streamer")
    assert "streamerHi" in await names("/chat/emotes/user", user_id=me, broadcaster_id=broadcaster)
    assert "streamerHi" not in await names("/chat/emotes/user", user_id=me)
    assert "emote" == fake.chat.fragments(fake.channel("streamer"), "streamerHi")[0]["type"]


async def test_badges(caller, fake, chat):
    """A channel's and everybody's."""
    own = await caller("GET", "/chat/badges", params={"broadcaster_id": chat["broadcaster_user_id"]})
    everybodys = await caller("GET", "/chat/badges/global")

    assert [] == own.json()["data"]
    assert "moderator" in [badge["set_id"] for badge in everybodys.json()["data"]]


def test_refusal_names_its_status():
    """A refusal is an exception that carries what to answer."""
    assert 429 == RefusedError(429, "slow").reply().status
