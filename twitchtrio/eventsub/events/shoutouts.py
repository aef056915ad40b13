"""Shoutouts, by which a channel recommends another one."""

from __future__ import annotations

from attrs import frozen

from ... import scopes
from ..._json import Time
from ._people import NamesBroadcaster, NamesFromBroadcaster, NamesModerator, NamesToBroadcaster
from .conditions import WithModerator
from .event import event

__all__ = ["ChannelShoutoutCreate", "ChannelShoutoutReceive"]


@event("channel.shoutout.create", "1", (scopes.MODERATOR_READ_SHOUTOUTS, scopes.MODERATOR_MANAGE_SHOUTOUTS))
@frozen(kw_only=True)
class ChannelShoutoutCreate(WithModerator, NamesBroadcaster, NamesToBroadcaster, NamesModerator):
    """A moderator gave another channel a shoutout."""

    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    to_broadcaster_user_id: str
    """The channel that is recommended."""
    to_broadcaster_user_login: str
    to_broadcaster_user_name: str
    moderator_user_id: str
    moderator_user_login: str
    moderator_user_name: str
    viewer_count: int
    """How many viewers saw it."""
    started_at: Time
    cooldown_ends_at: Time
    """When the channel may give a shoutout again."""
    target_cooldown_ends_at: Time
    """When the channel may give this one a shoutout again."""


@event("channel.shoutout.receive", "1", (scopes.MODERATOR_READ_SHOUTOUTS, scopes.MODERATOR_MANAGE_SHOUTOUTS))
@frozen(kw_only=True)
class ChannelShoutoutReceive(WithModerator, NamesBroadcaster, NamesFromBroadcaster):
    """Another channel gave this one a shoutout."""

    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    from_broadcaster_user_id: str
    """The channel that recommends this one."""
    from_broadcaster_user_login: str
    from_broadcaster_user_name: str
    viewer_count: int
    """How many viewers saw it."""
    started_at: Time
