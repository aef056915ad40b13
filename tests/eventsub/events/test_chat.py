"""Chat messages."""

from __future__ import annotations

from tests.eventsub.frames import notification
from twitchtrio.eventsub.envelope import decode_message
from twitchtrio.eventsub.events import (
    ChannelChatMessage,
    ChatMessageType,
    Emote,
    EmoteFormat,
    Fragment,
    FragmentType,
    MessageContent,
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
