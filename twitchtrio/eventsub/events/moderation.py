"""Bans, and their end."""

from __future__ import annotations

from attrs import frozen

from ... import scopes
from ..._json import Time
from ._people import NamesBroadcaster, NamesModerator, NamesUser
from .conditions import WithBroadcaster
from .event import event

__all__ = ["ChannelBan", "ChannelUnban"]


@event("channel.ban", "1", scopes.CHANNEL_MODERATE)
@frozen(kw_only=True)
class ChannelBan(WithBroadcaster, NamesUser, NamesBroadcaster, NamesModerator):
    """A user was banned from a channel's chat, or put in a timeout."""

    user_id: str
    user_login: str
    user_name: str
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    moderator_user_id: str
    moderator_user_login: str
    moderator_user_name: str
    reason: str
    """What the moderator wrote; may be empty."""
    banned_at: Time
    ends_at: Time | None = None
    """When the timeout is over; `None` if it is a ban."""
    is_permanent: bool


@event("channel.unban", "1", scopes.CHANNEL_MODERATE)
@frozen(kw_only=True)
class ChannelUnban(WithBroadcaster, NamesUser, NamesBroadcaster, NamesModerator):
    """A moderator lifted a user's ban or timeout."""

    user_id: str
    user_login: str
    user_name: str
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    moderator_user_id: str
    moderator_user_login: str
    moderator_user_name: str
