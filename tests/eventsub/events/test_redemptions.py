"""What viewers got for Channel Points, taken apart."""

from __future__ import annotations

import pytest

from tests.eventsub.frames import notification
from twitchtrio.eventsub.envelope import decode_message
from twitchtrio.eventsub.events import AutomaticRewardType, RedemptionMessage, UnknownRedeemed, UnlockedEmote

REDEMPTION = {
    "broadcaster_user_id": "1",
    "broadcaster_user_login": "streamer",
    "broadcaster_user_name": "Streamer",
    "user_id": "2",
    "user_login": "viewer",
    "user_name": "Viewer",
    "id": "abc",
    "redeemed_at": "2026-01-01T00:00:00.123456000Z",
}
MESSAGE = {"text": "", "fragments": []}
EMOTE = {"id": "81274", "name": "VoHiYo"}
WRITTEN = RedemptionMessage(text="", fragments=())


@pytest.mark.parametrize(
    ("type", "emote", "message", "expected"),
    [
        ("send_highlighted_message", None, MESSAGE, WRITTEN),
        ("single_message_bypass_sub_mode", None, MESSAGE, WRITTEN),
        ("random_sub_emote_unlock", EMOTE, None, UnlockedEmote(**EMOTE)),
        ("chosen_sub_emote_unlock", EMOTE, MESSAGE, UnlockedEmote(**EMOTE)),
        ("chosen_modified_sub_emote_unlock", EMOTE, None, UnlockedEmote(**EMOTE)),
        ("send_highlighted_message", None, None, UnknownRedeemed(type=AutomaticRewardType.SEND_HIGHLIGHTED_MESSAGE)),
        ("random_sub_emote_unlock", None, None, UnknownRedeemed(type=AutomaticRewardType.RANDOM_SUB_EMOTE_UNLOCK)),
        ("brand_new", EMOTE, MESSAGE, UnknownRedeemed(type=AutomaticRewardType("brand_new"))),
    ],
)
def test_redeemed(type, emote, message, expected):
    """What was redeemed is the message or the emote, as the reward's type says; without it, it is unknown."""
    payload = {**REDEMPTION, "reward": {"type": type, "channel_points": 100, "emote": emote}, "message": message}
    text = notification(payload, type="channel.channel_points_automatic_reward_redemption.add", version="2")

    assert expected == decode_message(text).event.redeemed
