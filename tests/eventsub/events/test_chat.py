"""Chat messages."""

from __future__ import annotations

import pytest

from tests.eventsub.frames import notification
from twitchtrio.eventsub.envelope import decode_message
from twitchtrio.eventsub.events import (
    Badge,
    ChannelChatMessage,
    ChatMessageType,
    Chatter,
    Emote,
    EmoteFormat,
    Fragment,
    FragmentType,
    MessageContent,
    PartialUser,
)

MESSAGE = {
    "broadcaster_user_id": "1",
    "broadcaster_user_login": "streamer",
    "broadcaster_user_name": "Streamer",
    "chatter_user_id": "2",
    "chatter_user_login": "viewer",
    "chatter_user_name": "Viewer",
    "message_id": "abc",
    "message": {
        "text": "Hi Kappa",
        "fragments": [
            {"type": "text", "text": "Hi ", "cheermote": None, "emote": None, "mention": None},
            {
                "type": "emote",
                "text": "Kappa",
                "emote": {"id": "25", "emote_set_id": "0", "owner_id": "0", "format": ["static", "hologram"]},
            },
        ],
    },
    "color": "",
    "badges": [],
    "message_type": "carrier_pigeon",
    "cheer": None,
    "reply": None,
    "channel_points_custom_reward_id": None,
}


def test_message():
    """A message has its text at hand, its parts typed, and keeps kinds that are new at Twitch."""
    message = decode_message(notification(MESSAGE, type="channel.chat.message")).event
    emote = Emote(id="25", emote_set_id="0", owner_id="0", format=(EmoteFormat.STATIC, EmoteFormat("hologram")))

    assert isinstance(message, ChannelChatMessage)
    assert "Hi Kappa" == message.text
    assert message.message == MessageContent(
        text="Hi Kappa",
        fragments=(
            Fragment(type=FragmentType.TEXT, text="Hi "),
            Fragment(type=FragmentType.EMOTE, text="Kappa", emote=emote),
        ),
    )
    assert ("carrier_pigeon", False) == (message.message_type, message.message_type.known)
    assert ChatMessageType.TEXT.known
    assert message.is_source_only is None


def test_parts():
    """What a message holds is at hand: who wrote it, what was cheered, whom and what it shows."""
    fragments = [
        {"type": "mention", "text": "@a", "mention": {"user_id": "9", "user_login": "a", "user_name": "A"}},
        {"type": "cheermote", "text": "Cheer5", "cheermote": {"prefix": "cheer", "bits": 5, "tier": 1}},
        *MESSAGE["message"]["fragments"],
    ]
    badges = [{"set_id": "Founder", "id": "0", "info": "14"}, {"set_id": "vip", "id": "1", "info": ""}]
    changes = {"cheer": {"bits": 5}, "badges": badges, "color": "#FF0000"}
    sent = {**MESSAGE, **changes, "message": {"text": "...", "fragments": fragments}}
    message = decode_message(notification(sent, type="channel.chat.message")).event

    assert (5, ["9"], ["25"], ["cheer"]) == (
        message.bits,
        [each.user_id for each in message.mentions],
        [each.id for each in message.emotes],
        [each.prefix for each in message.cheermotes],
    )
    assert "abc" == message.identity
    assert ("2", "viewer", "Viewer", "#FF0000") == (
        message.chatter.user_id,
        message.chatter.login,
        str(message.chatter),
        message.chatter.color,
    )
    assert (14, 1, True, True, False, False) == (
        message.chatter.months,
        message.chatter.tier,
        message.chatter.is_subscriber,
        message.chatter.is_vip,
        message.chatter.is_moderator,
        message.chatter.is_broadcaster,
    )


@pytest.mark.parametrize(("source", "mirrored"), [(None, False), ("", False), ("1", False), ("7", True)])
def test_mirrored(source, mirrored):
    """A message is mirrored if it was written in another channel."""
    sent = {**MESSAGE, "source_broadcaster_user_id": source}
    message = decode_message(notification(sent, type="channel.chat.message")).event

    assert mirrored is message.is_mirrored


@pytest.mark.parametrize(
    ("set_id", "id", "info", "tier", "months"),
    [
        ("subscriber", "12", "13", 1, 13),
        ("subscriber", "2012", "13", 2, 13),
        ("subscriber", "3006", "", 3, 0),
        ("subscriber", "new", "many", 1, 0),
        ("premium", "1", "9", 0, 0),
    ],
)
def test_tier(set_id, id, info, tier, months):
    """Tier and months of a subscription are told by its badge."""
    badge = Badge(set_id=set_id, id=id, info=info)
    chatter = Chatter(user_id="1", login="viewer", display_name="Viewer", badges=(badge,))

    assert (tier, months) == (chatter.tier, chatter.months)


@pytest.mark.parametrize("set_id", ["moderator", "lead_moderator"])
def test_moderator(set_id):
    """A lead moderator is a moderator too."""
    chatter = Chatter(user_id="1", login="a", display_name="A", badges=(Badge(set_id=set_id, id="1", info=""),))

    assert chatter.is_moderator


def test_same_user():
    """Users are equal by their ids, however they are named."""
    partial = PartialUser(user_id="1", login="new", display_name="New")
    chatter = Chatter(user_id="1", login="old", display_name="Old", color="#FFFFFF")

    assert partial == chatter
    assert 1 == len({partial, chatter})
    assert partial != PartialUser(user_id="2", login="new", display_name="New")
    assert partial != "1"
    assert "@new" == partial.mention
