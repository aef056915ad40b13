"""Notices in chat, taken apart."""

from __future__ import annotations

import pytest

from tests.eventsub.frames import notification
from twitchtrio.eventsub.envelope import decode_message
from twitchtrio.eventsub.events import (
    BitsBadgeTierNotice,
    NoticeType,
    RaidNotice,
    SubNotice,
    UnknownNotice,
    UnraidNotice,
)

NOTICE = {
    "broadcaster_user_id": "1",
    "broadcaster_user_login": "streamer",
    "broadcaster_user_name": "Streamer",
    "chatter_user_id": None,
    "chatter_user_login": None,
    "chatter_user_name": None,
    "chatter_is_anonymous": True,
    "color": "",
    "badges": [],
    "system_message": "",
    "message_id": "abc",
    "message": {"text": "", "fragments": []},
}
RAID = {"user_id": "2", "user_login": "other", "user_name": "Other", "viewer_count": 5, "profile_image_url": ""}
TIER = BitsBadgeTierNotice(tier=1)
SUB = {"sub_tier": "1000", "is_prime": False, "duration_months": 1}


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"notice_type": "raid", "raid": RAID}, RaidNotice(**RAID)),
        ({"notice_type": "shared_chat_sub", "shared_chat_sub": SUB}, SubNotice(**SUB)),
        ({"notice_type": "unraid", "unraid": None}, UnraidNotice()),
        ({"notice_type": "shared_chat_unraid", "shared_chat_unraid": {}}, UnraidNotice()),
        ({"notice_type": "shared_chat_bits_badge_tier", "shared_chat_bits_badge_tier": {"tier": 1}}, TIER),
        ({"notice_type": "raid", "raid": None}, UnknownNotice(notice_type=NoticeType.RAID)),
        ({"notice_type": "unknown"}, UnknownNotice(notice_type=NoticeType.UNKNOWN)),
        ({"notice_type": "message_id"}, UnknownNotice(notice_type=NoticeType("message_id"))),
    ],
)
def test_notice(sent, expected):
    """A notice is the attribute that its type names; without one it is unknown."""
    event = decode_message(notification({**NOTICE, **sent}, type="channel.chat.notification")).event

    assert expected == event.notice
    assert event.chatter is None
