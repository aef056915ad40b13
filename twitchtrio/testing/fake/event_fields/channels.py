"""Channels, broadcasts and those who follow, subscribe and visit."""

from __future__ import annotations

from typing import Final

from ._notation import (
    FLAG,
    ID,
    NUMBER,
    OWNER,
    SINCE,
    TEXT,
    TIME,
    UNTIL,
    USER,
    Fields,
    many,
    nullable,
    number,
    optional,
    owner,
    record,
    text,
    user,
)
from ._parts import MODERATOR

__all__ = ["CHANNELS"]

_TIER: Final = text("1000")
_SESSION: Final[Fields] = {**OWNER, "session_id": ID, "started_at": SINCE, **optional(MODERATOR)}
_HOST: Final = optional(owner("host_user"))

CHANNELS: Final[dict[tuple[str, str], Fields]] = {
    ("channel.update", "2"): {
        **OWNER,
        "title": TEXT,
        "language": text("en"),
        "category_id": text("509658"),
        "category_name": text("Just Chatting"),
        "content_classification_labels": many(text("MatureGame")),
    },
    ("channel.follow", "2"): {**USER, **OWNER, "followed_at": TIME},
    ("channel.ad_break.begin", "1"): {
        "duration_seconds": number(60),
        "started_at": TIME,
        "is_automatic": FLAG,
        **OWNER,
        **owner("requester_user"),
    },
    ("channel.subscribe", "1"): {**USER, **OWNER, "tier": _TIER, "is_gift": FLAG},
    ("channel.subscription.end", "1"): {**USER, **OWNER, "tier": _TIER, "is_gift": FLAG},
    ("channel.subscription.gift", "1"): {
        **nullable(USER),
        **OWNER,
        "total": number(5),
        "tier": _TIER,
        "cumulative_total": nullable(number(5)),
        "is_anonymous": FLAG,
    },
    ("channel.subscription.message", "1"): {
        **USER,
        **OWNER,
        "tier": _TIER,
        "message": record({"text": TEXT, "emotes": many({"begin": number(0), "end": number(4), "id": text("25")})}),
        "cumulative_months": number(12),
        "streak_months": nullable(number(3)),
        "duration_months": NUMBER,
    },
    ("channel.raid", "1"): {
        **user("from_broadcaster_user"),
        **owner("to_broadcaster_user"),
        "viewers": number(7),
    },
    ("channel.shoutout.create", "1"): {
        **OWNER,
        **user("to_broadcaster_user"),
        **MODERATOR,
        "viewer_count": number(7),
        "started_at": TIME,
        "cooldown_ends_at": UNTIL,
        "target_cooldown_ends_at": UNTIL,
    },
    ("channel.shoutout.receive", "1"): {
        **OWNER,
        **user("from_broadcaster_user"),
        "viewer_count": number(7),
        "started_at": TIME,
    },
    ("channel.guest_star_session.begin", "beta"): _SESSION,
    ("channel.guest_star_session.end", "beta"): {**_SESSION, "ended_at": TIME, **_HOST},
    ("channel.guest_star_guest.update", "beta"): {
        **OWNER,
        "session_id": ID,
        **nullable(MODERATOR),
        **nullable(user("guest_user")),
        "slot_id": nullable(text("1")),
        "state": nullable(text("live")),
        **_HOST,
        "host_video_enabled": nullable(FLAG),
        "host_audio_enabled": nullable(FLAG),
        "host_volume": nullable(number(100)),
    },
    ("channel.guest_star_settings.update", "beta"): {
        **OWNER,
        "is_moderator_send_live_enabled": FLAG,
        "slot_count": number(4),
        "is_browser_source_audio_enabled": FLAG,
        "group_layout": text("tiled"),
    },
    ("stream.online", "1"): {"id": ID, **OWNER, "type": text("live"), "started_at": TIME},
    ("stream.offline", "1"): {"id": optional(ID), **OWNER},
}
