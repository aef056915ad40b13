"""Moderators and VIPs of a channel."""

from __future__ import annotations

from attrs import frozen

from ... import scopes
from ._people import NamesBroadcaster, NamesUser
from .conditions import WithBroadcaster
from .event import event

__all__ = ["ChannelModeratorAdd", "ChannelModeratorRemove", "ChannelVipAdd", "ChannelVipRemove"]


@event("channel.moderator.add", "1", scopes.MODERATION_READ)
@frozen(kw_only=True)
class ChannelModeratorAdd(WithBroadcaster, NamesBroadcaster, NamesUser):
    """A user became a moderator of a channel."""

    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    user_id: str
    user_login: str
    user_name: str


@event("channel.moderator.remove", "1", scopes.MODERATION_READ)
@frozen(kw_only=True)
class ChannelModeratorRemove(WithBroadcaster, NamesBroadcaster, NamesUser):
    """A user is no longer a moderator of a channel."""

    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    user_id: str
    user_login: str
    user_name: str


@event("channel.vip.add", "1", (scopes.CHANNEL_READ_VIPS, scopes.CHANNEL_MANAGE_VIPS))
@frozen(kw_only=True)
class ChannelVipAdd(WithBroadcaster, NamesUser, NamesBroadcaster):
    """A user became a VIP of a channel."""

    user_id: str
    user_login: str
    user_name: str
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str


@event("channel.vip.remove", "1", (scopes.CHANNEL_READ_VIPS, scopes.CHANNEL_MANAGE_VIPS))
@frozen(kw_only=True)
class ChannelVipRemove(WithBroadcaster, NamesUser, NamesBroadcaster):
    """A user is no longer a VIP of a channel."""

    user_id: str
    user_login: str
    user_name: str
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
