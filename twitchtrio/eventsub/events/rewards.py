"""The rewards that a broadcaster offers for Channel Points."""

from __future__ import annotations

from attrs import frozen

from ... import scopes
from ..._json import Time
from ...words import RewardImage
from ._people import NamesBroadcaster
from .conditions import WithBroadcaster, WithReward
from .event import event

__all__ = [
    "ChannelChannelPointsCustomRewardAdd",
    "ChannelChannelPointsCustomRewardRemove",
    "ChannelChannelPointsCustomRewardUpdate",
    "RewardCooldown",
    "RewardLimit",
]

_SCOPES = (scopes.CHANNEL_READ_REDEMPTIONS, scopes.CHANNEL_MANAGE_REDEMPTIONS)


@frozen(kw_only=True)
class RewardLimit:
    """How often a reward can be redeemed in one stream."""

    is_enabled: bool
    value: int


@frozen(kw_only=True)
class RewardCooldown:
    """How long a reward cannot be redeemed again."""

    is_enabled: bool
    seconds: int


@event("channel.channel_points_custom_reward.add", "1", _SCOPES, identity="id")
@frozen(kw_only=True)
class ChannelChannelPointsCustomRewardAdd(WithBroadcaster, NamesBroadcaster):
    """A broadcaster made a reward."""

    id: str
    """Of the reward."""
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    is_enabled: bool
    """Whether viewers see it."""
    is_paused: bool
    """Whether viewers see it, and cannot redeem it."""
    is_in_stock: bool
    """Whether it can be redeemed in this stream once more."""
    title: str
    cost: int
    prompt: str
    """What viewers read who must write something; may be empty."""
    is_user_input_required: bool
    should_redemptions_skip_request_queue: bool
    """Whether redemptions are fulfilled at once."""
    max_per_stream: RewardLimit
    max_per_user_per_stream: RewardLimit
    background_color: str
    """As `#9147FF`."""
    image: RewardImage | None = None
    """The broadcaster's own picture; `None` if there is none."""
    default_image: RewardImage
    global_cooldown: RewardCooldown
    cooldown_expires_at: Time | None = None
    """When it can be redeemed again; `None` if it can be now."""
    redemptions_redeemed_current_stream: int | None = None
    """`None` without a stream, or without a limit."""


@event("channel.channel_points_custom_reward.update", "1", _SCOPES)
@frozen(kw_only=True)
class ChannelChannelPointsCustomRewardUpdate(WithReward, NamesBroadcaster):
    """A reward has changed; the fields tell what it is like now."""

    id: str
    """Of the reward."""
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    is_enabled: bool
    """Whether viewers see it."""
    is_paused: bool
    """Whether viewers see it, and cannot redeem it."""
    is_in_stock: bool
    """Whether it can be redeemed in this stream once more."""
    title: str
    cost: int
    prompt: str
    """What viewers read who must write something; may be empty."""
    is_user_input_required: bool
    should_redemptions_skip_request_queue: bool
    """Whether redemptions are fulfilled at once."""
    max_per_stream: RewardLimit
    max_per_user_per_stream: RewardLimit
    background_color: str
    """As `#9147FF`."""
    image: RewardImage | None = None
    """The broadcaster's own picture; `None` if there is none."""
    default_image: RewardImage
    global_cooldown: RewardCooldown
    cooldown_expires_at: Time | None = None
    """When it can be redeemed again; `None` if it can be now."""
    redemptions_redeemed_current_stream: int | None = None
    """`None` without a stream, or without a limit."""


@event("channel.channel_points_custom_reward.remove", "1", _SCOPES, identity="id")
@frozen(kw_only=True)
class ChannelChannelPointsCustomRewardRemove(WithReward, NamesBroadcaster):
    """A broadcaster deleted a reward; the fields tell what it was like."""

    id: str
    """Of the reward."""
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    is_enabled: bool
    """Whether viewers see it."""
    is_paused: bool
    """Whether viewers see it, and cannot redeem it."""
    is_in_stock: bool
    """Whether it can be redeemed in this stream once more."""
    title: str
    cost: int
    prompt: str
    """What viewers read who must write something; may be empty."""
    is_user_input_required: bool
    should_redemptions_skip_request_queue: bool
    """Whether redemptions are fulfilled at once."""
    max_per_stream: RewardLimit
    max_per_user_per_stream: RewardLimit
    background_color: str
    """As `#9147FF`."""
    image: RewardImage | None = None
    """The broadcaster's own picture; `None` if there is none."""
    default_image: RewardImage
    global_cooldown: RewardCooldown
    cooldown_expires_at: Time | None = None
    """When it can be redeemed again; `None` if it can be now."""
    redemptions_redeemed_current_stream: int | None = None
    """`None` without a stream, or without a limit."""
