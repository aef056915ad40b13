"""Shield mode: a channel's strictest settings, switched on at once."""

from __future__ import annotations

from attrs import frozen

from ... import scopes
from ..._json import Time
from ._people import NamesBroadcaster, NamesModerator
from .conditions import WithModerator
from .event import event

__all__ = ["ChannelShieldModeBegin", "ChannelShieldModeEnd"]


@event("channel.shield_mode.begin", "1", (scopes.MODERATOR_READ_SHIELD_MODE, scopes.MODERATOR_MANAGE_SHIELD_MODE))
@frozen(kw_only=True)
class ChannelShieldModeBegin(WithModerator, NamesBroadcaster, NamesModerator):
    """A moderator put a channel in shield mode."""

    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    moderator_user_id: str
    moderator_user_login: str
    moderator_user_name: str
    started_at: Time
    ended_at: Time | None = None
    """`None`, since it has just begun; Twitch documents begin and end in one."""


@event("channel.shield_mode.end", "1", (scopes.MODERATOR_READ_SHIELD_MODE, scopes.MODERATOR_MANAGE_SHIELD_MODE))
@frozen(kw_only=True)
class ChannelShieldModeEnd(WithModerator, NamesBroadcaster, NamesModerator):
    """A moderator took a channel out of shield mode."""

    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    moderator_user_id: str
    moderator_user_login: str
    moderator_user_name: str
    started_at: Time | None = None
    """`None` if Twitch does not say, as in its example."""
    ended_at: Time
