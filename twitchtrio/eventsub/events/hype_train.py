"""What a channel's viewers do together in a few minutes."""

from __future__ import annotations

from attrs import frozen

from ... import scopes
from ..._json import Time
from ...words import HypeTrainChannel, HypeTrainContribution, HypeTrainType
from ._people import NamesBroadcaster
from .conditions import WithBroadcaster
from .event import event

__all__ = ["ChannelHypeTrainBegin", "ChannelHypeTrainEnd", "ChannelHypeTrainProgress"]


@event("channel.hype_train.begin", "2", scopes.CHANNEL_READ_HYPE_TRAIN, identity="id")
@frozen(kw_only=True)
class ChannelHypeTrainBegin(WithBroadcaster, NamesBroadcaster):
    """A Hype Train set off in a channel."""

    id: str
    """Of the train."""
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    total: int
    """Points that have been given to it."""
    progress: int
    """Points that have been given to this level."""
    goal: int
    """Points that the next level takes."""
    top_contributions: tuple[HypeTrainContribution, ...] | None = None
    """Who gave most, a viewer for each type; `None` if Twitch does not say."""
    level: int
    all_time_high_level: int
    """How far the channel's farthest train of this type got."""
    all_time_high_total: int
    """Points that were given to it."""
    shared_train_participants: tuple[HypeTrainChannel, ...] | None = None
    """The channels that share it; `None` if it is one channel's."""
    started_at: Time
    expires_at: Time
    """When it ends unless the level is reached."""
    type: HypeTrainType
    is_shared_train: bool


@event("channel.hype_train.progress", "2", scopes.CHANNEL_READ_HYPE_TRAIN)
@frozen(kw_only=True)
class ChannelHypeTrainProgress(WithBroadcaster, NamesBroadcaster):
    """Somebody drove a Hype Train on."""

    id: str
    """Of the train."""
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    total: int
    """Points that have been given to it."""
    progress: int
    """Points that have been given to this level."""
    goal: int
    """Points that the next level takes."""
    top_contributions: tuple[HypeTrainContribution, ...] | None = None
    """Who gave most, a viewer for each type; `None` if Twitch does not say."""
    level: int
    shared_train_participants: tuple[HypeTrainChannel, ...] | None = None
    """The channels that share it; `None` if it is one channel's."""
    started_at: Time
    expires_at: Time
    """When it ends unless the level is reached; later with each level."""
    type: HypeTrainType
    is_shared_train: bool


@event("channel.hype_train.end", "2", scopes.CHANNEL_READ_HYPE_TRAIN, identity="id")
@frozen(kw_only=True)
class ChannelHypeTrainEnd(WithBroadcaster, NamesBroadcaster):
    """A Hype Train has come to its end."""

    id: str
    """Of the train."""
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    total: int
    """Points that have been given to it."""
    top_contributions: tuple[HypeTrainContribution, ...] | None = None
    """Who gave most, a viewer for each type; `None` if Twitch does not say."""
    level: int
    """How far it got."""
    shared_train_participants: tuple[HypeTrainChannel, ...] | None = None
    """The channels that share it; `None` if it is one channel's."""
    started_at: Time
    cooldown_ends_at: Time
    """From when on the next one may set off."""
    ended_at: Time
    type: HypeTrainType
    is_shared_train: bool
