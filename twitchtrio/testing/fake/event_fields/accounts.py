"""Users by themselves, and what applications are told."""

from __future__ import annotations

from typing import Final

from ._notation import (
    CLIENT_ID,
    FLAG,
    ID,
    SINCE,
    TEXT,
    TIME,
    USER,
    Fields,
    nullable,
    optional,
    owner,
    rare,
    record,
    text,
    user,
)

__all__ = ["ACCOUNTS"]

ACCOUNTS: Final[dict[tuple[str, str], Fields]] = {
    ("conduit.shard.disabled", "1"): {
        "conduit_id": ID,
        "shard_id": text("0"),
        "status": text("websocket_disconnected"),
        "transport": record(
            {
                "method": text("websocket"),
                "callback": rare(optional(nullable(text("https://bot.example/eventsub")))),
                "session_id": optional(nullable(ID)),
                "connected_at": optional(nullable(SINCE)),
                "disconnected_at": optional(nullable(TIME)),
            }
        ),
    },
    ("drop.entitlement.grant", "1"): {
        "id": ID,
        "data": record(
            {
                "organization_id": ID,
                "category_id": text("509658"),
                "category_name": text("Just Chatting"),
                "campaign_id": ID,
                **USER,
                "entitlement_id": ID,
                "benefit_id": ID,
                "created_at": TIME,
            }
        ),
    },
    ("user.authorization.grant", "1"): {"client_id": CLIENT_ID, **USER},
    ("user.authorization.revoke", "1"): {
        "client_id": CLIENT_ID,
        **USER,
        "user_login": nullable(USER["user_login"]),
        "user_name": nullable(USER["user_name"]),
    },
    ("user.update", "1"): {
        **USER,
        "email": optional(text("user@example.com")),
        "email_verified": FLAG,
        "description": TEXT,
    },
    ("user.whisper.message", "1"): {
        **user("from_user"),
        **owner("to_user"),
        "whisper_id": ID,
        "whisper": record({"text": TEXT}),
    },
}
