"""Chat, and what is told there."""

from __future__ import annotations

from typing import Final

from ._notation import (
    FLAG,
    ID,
    NUMBER,
    OWNER,
    TEXT,
    USER,
    Field,
    Fields,
    case,
    nullable,
    number,
    optional,
    owner,
    rare,
    record,
    text,
    user,
    word,
)
from ._parts import BADGES, EMOTE, PARTICIPANTS, message_of

__all__ = ["CHAT"]

_CHATTER: Final = user("chatter_user")
_TARGET: Final = user("target_user")
_TIER: Final = text("1000")

_SOURCE: Final[Fields] = {
    **rare(optional(nullable(owner("source_broadcaster_user")))),
    "source_message_id": rare(optional(nullable(ID))),
    "source_badges": rare(optional(nullable(BADGES))),
    "is_source_only": rare(optional(nullable(FLAG))),
}

_MESSAGE: Final[Fields] = {
    **OWNER,
    **_CHATTER,
    "message_id": ID,
    "message": record(
        message_of(
            emote=EMOTE,
            mention=case(USER),
            gif=optional(case({"gif_id": ID, "url": text("https://media.example/hello.gif")})),
        )
    ),
    "message_type": text("text"),
    "badges": BADGES,
    "cheer": nullable(record({"bits": number(100)})),
    "color": text("#00FF7F"),
    "reply": nullable(
        record(
            {
                "parent_message_id": ID,
                "parent_message_body": TEXT,
                **owner("parent_user"),
                "thread_message_id": ID,
                **owner("thread_user"),
            }
        )
    ),
    "channel_points_custom_reward_id": nullable(ID),
    "channel_points_animation_id": optional(nullable(ID)),
    **_SOURCE,
}

_SUB: Final[Fields] = {"sub_tier": _TIER, "is_prime": FLAG, "duration_months": NUMBER}
_RESUB: Final[Fields] = {
    "cumulative_months": number(12),
    "duration_months": NUMBER,
    "streak_months": nullable(number(3)),
    "sub_tier": optional(_TIER),
    "sub_plan": rare(optional(_TIER)),
    "is_prime": optional(nullable(FLAG)),
    "is_gift": FLAG,
    "gifter_is_anonymous": rare(nullable(FLAG)),
    **rare(nullable(user("gifter_user"))),
}
_SUB_GIFT: Final[Fields] = {
    "duration_months": NUMBER,
    "cumulative_total": nullable(number(5)),
    **owner("recipient_user"),
    "sub_tier": _TIER,
    "community_gift_id": nullable(ID),
}
_COMMUNITY_GIFT: Final[Fields] = {
    "id": ID,
    "total": number(5),
    "sub_tier": _TIER,
    "cumulative_total": nullable(number(5)),
}
_GIFTER: Final[Fields] = nullable(owner("gifter_user"))
_GIFT_UPGRADE: Final[Fields] = {
    "gifter_is_anonymous": FLAG,
    **_GIFTER,
    "gifter_user_login": optional(_GIFTER["gifter_user_login"]),
}
_PAY_FORWARD: Final[Fields] = {
    "gifter_is_anonymous": FLAG,
    **_GIFTER,
    **optional(nullable(owner("recipient_user"))),
}
_RAID: Final[Fields] = {**USER, "viewer_count": number(7), "profile_image_url": text("https://cdn.example/profile.png")}
_DONATION: Final[Fields] = {
    "charity_name": text("Example Charity"),
    "amount": record(
        {
            "value": number(500),
            "decimal_place": optional(number(2)),
            "decimal_places": rare(optional(number(2))),
            "currency": text("USD"),
        }
    ),
}

_NOTICES: Final[dict[str, Field]] = {
    "sub": case(_SUB),
    "resub": case(_RESUB),
    "sub_gift": case(_SUB_GIFT),
    "community_sub_gift": case(_COMMUNITY_GIFT),
    "gift_paid_upgrade": case(_GIFT_UPGRADE),
    "prime_paid_upgrade": case({"sub_tier": _TIER}),
    "pay_it_forward": case(_PAY_FORWARD),
    "raid": case(_RAID),
    "unraid": case({}),
    "announcement": case({"color": text("PRIMARY")}),
    "bits_badge_tier": case({"tier": number(1000)}),
    "charity_donation": case(_DONATION),
    "modiversary": case({"months": number(12)}),
}
_STREAK: Final = case({"streak_count": number(3), "channel_points_awarded": number(450)})

_ANNOUNCED: Final = message_of(emote=EMOTE, mention=case(USER))

_NOTIFICATION: Final[Fields] = {
    **OWNER,
    **nullable(_CHATTER),
    "chatter_is_anonymous": FLAG,
    "color": text("#00FF7F"),
    "badges": BADGES,
    "system_message": TEXT,
    "message_id": ID,
    "message": record({"text": TEXT, "fragments": nullable(_ANNOUNCED["fragments"])}),
    "notice_type": word("announcement"),
    **_NOTICES,
    "modiversary": optional(_NOTICES["modiversary"]),
    "watch_streak": optional(_STREAK),
    **{f"shared_chat_{name}": optional(field) for name, field in _NOTICES.items()},
    **_SOURCE,
}
_HELD: Final[Fields] = {**OWNER, **USER, "message_id": ID, "message": record(message_of(kind=optional(word("text"))))}
_SHARED: Final[Fields] = {"session_id": ID, **OWNER, **owner("host_broadcaster_user")}

CHAT: Final[dict[tuple[str, str], Fields]] = {
    ("channel.chat.clear", "1"): OWNER,
    ("channel.chat.clear_user_messages", "1"): {**OWNER, **_TARGET},
    ("channel.chat.message", "1"): _MESSAGE,
    ("channel.chat.message_delete", "1"): {**OWNER, **_TARGET, "message_id": ID},
    ("channel.chat.notification", "1"): _NOTIFICATION,
    ("channel.chat_settings.update", "1"): {
        **OWNER,
        "emote_mode": FLAG,
        "follower_mode": FLAG,
        "follower_mode_duration_minutes": rare(nullable(number(10))),
        "slow_mode": FLAG,
        "slow_mode_wait_time_seconds": rare(nullable(number(30))),
        "subscriber_mode": FLAG,
        "unique_chat_mode": FLAG,
    },
    ("channel.chat.user_message_hold", "1"): _HELD,
    ("channel.chat.user_message_update", "1"): {**_HELD, "status": text("approved")},
    ("channel.shared_chat.begin", "1"): {**_SHARED, "participants": PARTICIPANTS},
    ("channel.shared_chat.update", "1"): {**_SHARED, "participants": PARTICIPANTS},
    ("channel.shared_chat.end", "1"): _SHARED,
}
