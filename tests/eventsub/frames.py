"""Texts as Twitch's WebSocket sends them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)

_ids = count(1)


def at(seconds: float) -> datetime:
    """A time of Twitch's clock."""
    return EPOCH + timedelta(seconds=seconds)


def stamp(seconds: float) -> str:
    """The same as Twitch writes it."""
    return at(seconds).strftime("%Y-%m-%dT%H:%M:%S.%f") + "000Z"


def frame(
    message_type: str, payload: dict[str, Any], *, now: float = 0.0, message_id: str | None = None, **metadata: str
) -> str:
    """Any message."""
    head = {
        "message_id": message_id or f"message-{next(_ids)}",
        "message_type": message_type,
        "message_timestamp": stamp(now),
        **metadata,
    }
    return json.dumps({"metadata": head, "payload": payload})


def _session(**facts: Any) -> dict[str, Any]:
    usual = {"status": "connected", "connected_at": stamp(0), "keepalive_timeout_seconds": None, "reconnect_url": None}
    return {"session": {**usual, **facts}}


def welcome(session_id: str = "session-1", *, now: float = 0.0, keepalive: int | None = 10) -> str:
    """A session's first message."""
    return frame("session_welcome", _session(id=session_id, keepalive_timeout_seconds=keepalive), now=now)


def keepalive(*, now: float = 0.0) -> str:
    """A sign of life."""
    return frame("session_keepalive", {}, now=now)


def reconnect(url: str | None = "wss://twitch/again", *, now: float = 0.0) -> str:
    """A wish to move."""
    return frame("session_reconnect", _session(id="session-1", status="reconnecting", reconnect_url=url), now=now)


def record(
    type: str = "stream.online", version: str = "1", *, status: str = "enabled", **condition: str
) -> dict[str, Any]:
    """A subscription."""
    return {
        "id": "subscription-1",
        "status": status,
        "type": type,
        "version": version,
        "cost": 1,
        "condition": condition or {"broadcaster_user_id": "1"},
        "transport": {"method": "websocket", "session_id": "session-1"},
        "created_at": stamp(0),
    }


def revocation(status: str = "authorization_revoked", *, now: float = 0.0) -> str:
    """The end of a subscription."""
    payload = {"subscription": record(status=status)}
    return frame("revocation", payload, now=now, subscription_type="stream.online", subscription_version="1")


def notification(
    event: object, *, type: str = "stream.online", version: str = "1", now: float = 0.0, message_id: str | None = None
) -> str:
    """An event."""
    payload = {"subscription": record(type, version), "event": event}
    return frame(
        "notification", payload, now=now, message_id=message_id, subscription_type=type, subscription_version=version
    )


def online(number: int = 1, *, now: float = 0.0) -> str:
    """A `stream.online` event; those of one number are one message, sent twice."""
    event = {
        "id": str(number),
        "broadcaster_user_id": "1",
        "broadcaster_user_login": "streamer",
        "broadcaster_user_name": "Streamer",
        "type": "live",
        "started_at": stamp(0),
    }
    return notification(event, now=now, message_id=f"online-{number}")


def batch(*ids: str, now: float = 0.0, message_id: str | None = None) -> str:
    """Several events of one type in one message."""
    user = {"user_id": "1", "user_login": "viewer", "user_name": "Viewer", "created_at": stamp(0)}
    data = {**user, "entitlement_id": "entitlement", "category_name": "Game"}
    record_of = record("drop.entitlement.grant", organization_id="9")
    payload = {"subscription": record_of, "events": [{"id": each, "data": data} for each in ids]}
    kind = {"subscription_type": "drop.entitlement.grant", "subscription_version": "1"}
    return frame("notification", payload, now=now, message_id=message_id, **kind)
