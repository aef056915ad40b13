"""Streams that begin and end."""

from __future__ import annotations

from attrs import frozen

from ..._json import Time
from ...words import StreamType
from ._people import NamesBroadcaster
from .conditions import WithBroadcaster
from .event import event

__all__ = ["StreamOffline", "StreamOnline"]


@event("stream.online", "1", identity="id")
@frozen(kw_only=True)
class StreamOnline(WithBroadcaster, NamesBroadcaster):
    """A stream has begun."""

    id: str = ""
    """Id of the stream."""
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    type: StreamType
    started_at: Time


@event("stream.offline", "1", identity="id")
@frozen(kw_only=True)
class StreamOffline(WithBroadcaster, NamesBroadcaster):
    """A stream has ended."""

    id: str | None = None
    """Id of the stream; Twitch has only been sending it since June 2026."""
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
