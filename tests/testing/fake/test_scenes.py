"""What people do, and what those who are subscribed hear of it."""

from __future__ import annotations

import pytest

BROADCASTER = {"broadcaster_user_id", "broadcaster_user_login", "broadcaster_user_name"}
USER = {"user_id", "user_login", "user_name"}
MODERATOR = {"moderator_user_id", "moderator_user_login", "moderator_user_name"}
TARGET = {"target_user_id", "target_user_login", "target_user_name"}

ALL_SCOPES = (
    "bits:read",
    "channel:moderate",
    "channel:read:ads",
    "channel:read:subscriptions",
    "moderation:read",
    "moderator:read:followers",
    "moderator:read:shoutouts",
    "user:read:chat",
)


def delete_one(fake):
    """Say something and delete it."""
    fake.delete_message("streamer", fake.say("streamer", "viewer", "oops"))


SCENES = {
    ("channel.update", "2"): (
        lambda fake: fake.update_channel("streamer", title="New"),
        BROADCASTER | {"title", "language", "category_id", "category_name", "content_classification_labels"},
    ),
    ("channel.follow", "2"): (lambda fake: fake.follow("viewer", "streamer"), BROADCASTER | USER | {"followed_at"}),
    ("channel.ad_break.begin", "1"): (
        lambda fake: fake.start_ad_break("streamer", 60, requester="viewer"),
        BROADCASTER
        | {"duration_seconds", "started_at", "is_automatic"}
        | {"requester_user_id", "requester_user_login", "requester_user_name"},
    ),
    ("channel.chat.clear", "1"): (lambda fake: fake.clear_chat("streamer"), BROADCASTER),
    ("channel.chat.clear_user_messages", "1"): (lambda fake: fake.ban("streamer", "viewer"), BROADCASTER | TARGET),
    ("channel.chat.message_delete", "1"): (delete_one, BROADCASTER | TARGET | {"message_id"}),
    ("channel.chat_settings.update", "1"): (
        lambda fake: fake.update_chat_settings("streamer", emote_mode=True),
        BROADCASTER
        | {"emote_mode", "follower_mode", "follower_mode_duration_minutes", "slow_mode", "slow_mode_wait_time_seconds"}
        | {"subscriber_mode", "unique_chat_mode"},
    ),
    ("channel.subscribe", "1"): (
        lambda fake: fake.subscribe("viewer", "streamer"),
        BROADCASTER | USER | {"tier", "is_gift"},
    ),
    ("channel.subscription.end", "1"): (
        lambda fake: fake.end_subscription("viewer", "streamer"),
        BROADCASTER | USER | {"tier", "is_gift"},
    ),
    ("channel.subscription.gift", "1"): (
        lambda fake: fake.gift_subscriptions("viewer", "streamer", 5),
        BROADCASTER | USER | {"total", "tier", "cumulative_total", "is_anonymous"},
    ),
    ("channel.subscription.message", "1"): (
        lambda fake: fake.resubscribe("viewer", "streamer", "again!", months=7),
        BROADCASTER | USER | {"tier", "message", "cumulative_months", "streak_months", "duration_months"},
    ),
    ("channel.cheer", "1"): (
        lambda fake: fake.say("streamer", "viewer", "Cheer100", bits=100),
        BROADCASTER | USER | {"is_anonymous", "message", "bits"},
    ),
    ("channel.ban", "1"): (
        lambda fake: fake.ban("streamer", "viewer", seconds=10, reason="spam"),
        BROADCASTER | USER | MODERATOR | {"reason", "banned_at", "ends_at", "is_permanent"},
    ),
    ("channel.unban", "1"): (lambda fake: fake.unban("streamer", "viewer"), BROADCASTER | USER | MODERATOR),
    ("channel.moderator.add", "1"): (lambda fake: fake.add_moderator("streamer", "viewer"), BROADCASTER | USER),
    ("channel.moderator.remove", "1"): (lambda fake: fake.remove_moderator("streamer", "viewer"), BROADCASTER | USER),
    ("channel.shoutout.create", "1"): (
        lambda fake: fake.shout_out("streamer", "viewer", "streamer"),
        BROADCASTER
        | MODERATOR
        | {"to_broadcaster_user_id", "to_broadcaster_user_login", "to_broadcaster_user_name"}
        | {"viewer_count", "started_at", "cooldown_ends_at", "target_cooldown_ends_at"},
    ),
    ("stream.online", "1"): (lambda fake: fake.go_live("streamer"), BROADCASTER | {"id", "type", "started_at"}),
    ("channel.shared_chat.begin", "1"): (
        lambda fake: fake.share_chat("streamer", "viewer"),
        BROADCASTER
        | {"session_id", "participants"}
        | {"host_broadcaster_user_id", "host_broadcaster_user_login", "host_broadcaster_user_name"},
    ),
}


@pytest.fixture
async def hear(caller, socket, fake):
    """Subscribes the streamer's own program to a type, does something, and gives what came of it."""
    caller.act_as("streamer", *ALL_SCOPES)
    me = fake.user("streamer").id

    async def listen(type_, version, deed, **condition):
        reply = await caller.subscribe(socket, type_, version, **condition)
        assert 202 == reply.status_code, reply.text
        deed(fake)
        return await socket.event()

    def fitting(type_):
        if type_.startswith("channel.chat"):
            return {"broadcaster_user_id": me, "user_id": me}
        if type_ in {"channel.follow", "channel.shoutout.create"}:
            return {"broadcaster_user_id": me, "moderator_user_id": me}
        return {"broadcaster_user_id": me}

    return lambda type_, version, deed, **condition: listen(type_, version, deed, **(condition or fitting(type_)))


@pytest.mark.parametrize(("type_", "version"), SCENES)
async def test_event(hear, type_, version):
    """Each deed sends the event that Twitch sends, with all its fields."""
    deed, fields = SCENES[type_, version]

    assert fields == (await hear(type_, version, deed)).keys()


async def test_offline_names_its_stream(hear, fake):
    """The end of a broadcast has the id of its beginning."""
    fake.go_live("streamer")
    id_ = fake.channel("streamer").stream.id

    assert id_ == (await hear("stream.offline", "1", lambda fake: fake.go_offline("streamer")))["id"]


async def test_raid(caller, socket, hear, fake):
    """A raid is told to both ends."""
    me = fake.user("streamer").id
    away = await hear("channel.raid", "1", lambda fake: fake.raid("streamer", "viewer", 7), from_broadcaster_user_id=me)
    arriving = await hear(
        "channel.raid", "1", lambda fake: fake.raid("viewer", "streamer", 8), to_broadcaster_user_id=me
    )

    assert (7, me) == (away["viewers"], away["from_broadcaster_user_id"])
    assert (8, me) == (arriving["viewers"], arriving["to_broadcaster_user_id"])


@pytest.mark.parametrize(
    ("kind", "deed"),
    [
        ("sub", lambda fake: fake.subscribe("viewer", "streamer", tier="2000")),
        ("resub", lambda fake: fake.resubscribe("viewer", "streamer", "hi")),
        ("community_sub_gift", lambda fake: fake.gift_subscriptions(None, "streamer", 5)),
        ("raid", lambda fake: fake.raid("viewer", "streamer", 5)),
        ("announcement", lambda fake: fake.announce("streamer", "viewer", "hear me", color="green")),
    ],
)
async def test_notice(hear, kind, deed):
    """Chat hears of it too: one detail is set, all others are null."""
    event = await hear("channel.chat.notification", "1", deed)
    details = {key for key, value in event.items() if isinstance(value, dict)} - {"message"}

    assert (kind, {kind}) == (event["notice_type"], details)
    assert (event["chatter_user_id"] is None) == event["chatter_is_anonymous"]


async def test_user_update(hear, fake):
    """A new description is told to whoever watches that user."""
    condition = {"user_id": fake.user("streamer").id}
    event = await hear("user.update", "1", lambda fake: fake.update_user("streamer", "new"), **condition)

    assert "new" == event["description"]


def test_fragments(fake):
    """Text, emotes, mentions and cheermotes, which are only such when bits are cheered."""
    channel = fake.channel("streamer")
    parts = fake.chat.fragments(channel, "hi @Viewer  Cheer1500 Kappa @ghost", bits=1500)

    assert ["hi ", "@Viewer", "  ", "Cheer1500", " ", "Kappa", " @ghost"] == [part["text"] for part in parts]
    assert {"prefix": "cheer", "bits": 1500, "tier": 1000} == parts[3]["cheermote"]
    assert ["text"] == [part["type"] for part in fake.chat.fragments(channel, "Cheer1500")]


@pytest.fixture
def worn(fake):
    """The badges beside what somebody writes now: kind, which one, and info."""

    def write(login, **more):
        fake.say("streamer", login, "hi", **more)
        return [(badge["set_id"], badge["id"], badge["info"]) for badge in fake.messages[-1].badges]

    return write


def test_badges(fake, worn):
    """Roles and subscriptions are worn; others can be given for one message."""
    fake.add_moderator("streamer", "bot")
    fake.add_vip("streamer", "viewer")
    fake.subscribe("viewer", "streamer", tier="2000")

    assert [("broadcaster", "1", "")] == worn("streamer")
    assert [("moderator", "1", "")] == worn("bot")
    assert [("vip", "1", ""), ("subscriber", "2000", "1")] == worn("viewer")
    assert [] == worn("viewer", badges=[])


def test_lead_moderator(fake, worn):
    """One wears no moderator's badge, and may do what moderators may until unmade."""
    channel, viewer = fake.channel("streamer"), fake.user("viewer")
    fake.add_moderator("streamer", "viewer", lead=True)

    assert ([("lead_moderator", "1", "")], True) == (worn("viewer"), channel.moderates(viewer))
    fake.add_moderator("streamer", "viewer")
    assert [("moderator", "1", "")] == worn("viewer")
    fake.add_moderator("streamer", "viewer", lead=True)
    fake.remove_moderator("streamer", "viewer")
    assert ([], False) == (worn("viewer"), channel.moderates(viewer))


def test_founder(fake, worn):
    """One wears no subscriber's badge while subscribed, in later months and after a pause too."""
    fake.subscribe("viewer", "streamer", tier="3000", founder=True)

    assert [("founder", "0", "1")] == worn("viewer")
    fake.resubscribe("viewer", "streamer", "again", months=16)
    assert [("founder", "0", "16")] == worn("viewer")
    fake.end_subscription("viewer", "streamer")
    assert [] == worn("viewer")
    fake.subscribe("viewer", "streamer")
    assert [("founder", "0", "1")] == worn("viewer")
