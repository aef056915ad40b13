"""AutoMod, and what moderators do."""

from __future__ import annotations

from typing import Final

from ._notation import (
    FLAG,
    ID,
    NUMBER,
    OPEN_RECORD,
    OWNER,
    SINCE,
    TEXT,
    TIME,
    UNTIL,
    USER,
    Fields,
    case,
    many,
    moderator,
    nullable,
    number,
    optional,
    owner,
    rare,
    record,
    text,
    word,
)
from ._parts import MODERATOR, message_of

__all__ = ["MODERATION"]

# AutoMod

_BOUNDARY: Final[Fields] = {"start_pos": number(0), "end_pos": number(5)}

_HELD_V1: Final[Fields] = {
    **OWNER,
    **USER,
    "message_id": ID,
    "message": record(message_of(kind=None)),
    "category": text("swearing"),
    "level": number(4),
    "held_at": TIME,
    "fragments": rare(optional(OPEN_RECORD)),
}
_HELD: Final[Fields] = {
    **OWNER,
    **USER,
    "message_id": ID,
    "message": record(message_of()),
    "held_at": TIME,
    "reason": word("automod"),
    "automod": case({"category": text("swearing"), "level": number(4), "boundaries": many(_BOUNDARY)}),
    "blocked_term": case(
        {
            "terms_found": many(
                {"term_id": ID, "boundary": record(_BOUNDARY), **owner("owner_broadcaster_user")},
            )
        }
    ),
    "blocked_link": rare(optional(nullable(OPEN_RECORD))),
}
_DECIDED: Final[Fields] = {**MODERATOR, "status": text("approved")}

_LEVELS: Final = (
    "aggression",
    "bullying",
    "disability",
    "misogyny",
    "race_ethnicity_or_religion",
    "sex_based_terms",
    "sexuality_sex_or_gender",
    "swearing",
)

# What moderators do

_REASON: Final = nullable(text("Spam"))
_MESSAGE: Final[Fields] = {**USER, "message_id": ID, "message_body": TEXT}
_TIMEOUT: Final[Fields] = {**USER, "reason": _REASON, "expires_at": UNTIL}
_RULES: Final = nullable(many(text("Be kind")))

_SHARED_ACTIONS: Final[dict[str, Fields]] = {
    "ban": {**USER, "reason": _REASON},
    "unban": USER,
    "timeout": _TIMEOUT,
    "untimeout": USER,
    "delete": _MESSAGE,
}
_ACTIONS: Final[dict[str, Fields]] = {
    **_SHARED_ACTIONS,
    "followers": {"follow_duration_minutes": number(10)},
    "slow": {"wait_time_seconds": number(30)},
    "vip": USER,
    "unvip": USER,
    "mod": USER,
    "unmod": USER,
    "raid": {**USER, "viewer_count": number(7)},
    "unraid": USER,
    **{f"shared_chat_{name}": fields for name, fields in _SHARED_ACTIONS.items()},
}
_MODERATE: Final[Fields] = {
    **OWNER,
    **rare(optional(nullable(owner("source_broadcaster_user")))),
    **MODERATOR,
    "action": word("timeout"),
    **{name: optional(case(fields)) for name, fields in _ACTIONS.items()},
    "automod_terms": optional(
        case(
            {"action": text("add"), "list": text("blocked"), "terms": many(text("shoe")), "from_automod": FLAG},
            *("add_blocked_term", "add_permitted_term", "remove_blocked_term", "remove_permitted_term"),
        )
    ),
    "unban_request": optional(
        case(
            {"is_approved": FLAG, **USER, "moderator_message": TEXT},
            *("approve_unban_request", "deny_unban_request"),
        )
    ),
}

MODERATION: Final[dict[tuple[str, str], Fields]] = {
    ("automod.message.hold", "1"): _HELD_V1,
    ("automod.message.hold", "2"): _HELD,
    ("automod.message.update", "1"): {**_HELD_V1, **_DECIDED},
    ("automod.message.update", "2"): {**_HELD, **_DECIDED},
    ("automod.settings.update", "1"): {
        **OWNER,
        **MODERATOR,
        "overall_level": nullable(NUMBER),
        **dict.fromkeys(_LEVELS, NUMBER),
    },
    ("automod.terms.update", "1"): {
        **OWNER,
        **MODERATOR,
        "action": text("add_blocked"),
        "from_automod": FLAG,
        "terms": many(text("shoe")),
    },
    ("channel.ban", "1"): {
        **USER,
        **OWNER,
        **MODERATOR,
        "reason": text("Spam"),
        "banned_at": TIME,
        "ends_at": nullable(UNTIL),
        "is_permanent": FLAG,
    },
    ("channel.unban", "1"): {**USER, **OWNER, **MODERATOR},
    ("channel.unban_request.create", "1"): {"id": ID, **OWNER, **USER, "text": TEXT, "created_at": TIME},
    ("channel.unban_request.resolve", "1"): {
        "id": ID,
        **OWNER,
        **rare(optional(nullable(moderator("moderator")))),
        **optional(nullable(MODERATOR)),
        **USER,
        "resolution_text": nullable(TEXT),
        "status": text("approved"),
    },
    ("channel.moderate", "1"): _MODERATE,
    ("channel.moderate", "2"): {
        **_MODERATE,
        "warn": optional(case({**USER, "reason": _REASON, "chat_rules_cited": _RULES})),
    },
    ("channel.moderator.add", "1"): {**OWNER, **USER},
    ("channel.moderator.remove", "1"): {**OWNER, **USER},
    ("channel.vip.add", "1"): {**OWNER, **USER},
    ("channel.vip.remove", "1"): {**OWNER, **USER},
    ("channel.shield_mode.begin", "1"): {**OWNER, **MODERATOR, "started_at": TIME, "ended_at": rare(optional(TIME))},
    ("channel.shield_mode.end", "1"): {**OWNER, **MODERATOR, "started_at": rare(optional(SINCE)), "ended_at": TIME},
    ("channel.suspicious_user.message", "1"): {
        **OWNER,
        **USER,
        "low_trust_status": text("active_monitoring"),
        "shared_ban_channel_ids": nullable(many(USER["user_id"])),
        "types": nullable(many(text("manually_added"))),
        "ban_evasion_evaluation": text("unknown"),
        "message": record({"message_id": ID, **message_of()}),
    },
    ("channel.suspicious_user.update", "1"): {
        **OWNER,
        **MODERATOR,
        **USER,
        "low_trust_status": text("active_monitoring"),
    },
    ("channel.warning.acknowledge", "1"): {**OWNER, **USER},
    ("channel.warning.send", "1"): {**OWNER, **MODERATOR, **USER, "reason": _REASON, "chat_rules_cited": _RULES},
}
