"""Bits."""

from __future__ import annotations

from attrs import frozen

from ... import scopes
from ._people import MayNameUser, NamesBroadcaster
from .conditions import WithBroadcaster
from .event import event

__all__ = ["ChannelCheer"]


@event("channel.cheer", "1", scopes.BITS_READ)
@frozen(kw_only=True)
class ChannelCheer(WithBroadcaster, MayNameUser, NamesBroadcaster):
    """Somebody cheered in a channel."""

    is_anonymous: bool
    user_id: str | None = None
    """Who it was; `None` if anonymous."""
    user_login: str | None = None
    user_name: str | None = None
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    message: str
    bits: int
