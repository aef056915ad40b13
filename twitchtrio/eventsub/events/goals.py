"""What broadcasters ask their viewers to reach."""

from __future__ import annotations

from attrs import frozen

from ... import scopes
from ..._json import Time
from ...enums import OpenEnum
from ._people import NamesBroadcaster
from .conditions import WithBroadcaster
from .event import event

__all__ = ["ChannelGoalBegin", "ChannelGoalEnd", "ChannelGoalProgress", "ChannelGoalType"]


class ChannelGoalType(OpenEnum):
    """What a goal counts; followers have another word in the API."""

    FOLLOW = "follow"
    SUBSCRIPTION = "subscription"
    """Subscription points, for a tier 2 two and for a tier 3 six."""
    SUBSCRIPTION_COUNT = "subscription_count"
    """Subscribers."""
    NEW_SUBSCRIPTION = "new_subscription"
    """Subscription points of those who come from now on."""
    NEW_SUBSCRIPTION_COUNT = "new_subscription_count"
    """Subscribers who come from now on."""
    NEW_BIT = "new_bit"
    """Bits that come from now on."""
    NEW_CHEERER = "new_cheerer"
    """Users who cheer from now on."""


@event("channel.goal.begin", "1", scopes.CHANNEL_READ_GOALS, identity="id")
@frozen(kw_only=True)
class ChannelGoalBegin(WithBroadcaster, NamesBroadcaster):
    """A broadcaster set viewers a goal."""

    id: str
    """Of the goal."""
    broadcaster_user_id: str
    broadcaster_user_name: str
    broadcaster_user_login: str
    type: ChannelGoalType
    description: str
    """What viewers see of it; empty if the broadcaster wrote nothing."""
    is_achieved: bool | None = None
    """`None` as long as the goal has not ended."""
    current_amount: int
    target_amount: int
    started_at: Time
    ended_at: Time | None = None
    """`None` as long as the goal has not ended."""


@event("channel.goal.progress", "1", scopes.CHANNEL_READ_GOALS)
@frozen(kw_only=True)
class ChannelGoalProgress(WithBroadcaster, NamesBroadcaster):
    """A goal came nearer, or went farther away."""

    id: str
    """Of the goal."""
    broadcaster_user_id: str
    broadcaster_user_name: str
    broadcaster_user_login: str
    type: ChannelGoalType
    description: str
    """What viewers see of it; empty if the broadcaster wrote nothing."""
    is_achieved: bool | None = None
    """`None` as long as the goal has not ended."""
    current_amount: int
    target_amount: int
    started_at: Time
    ended_at: Time | None = None
    """`None` as long as the goal has not ended."""


@event("channel.goal.end", "1", scopes.CHANNEL_READ_GOALS, identity="id")
@frozen(kw_only=True)
class ChannelGoalEnd(WithBroadcaster, NamesBroadcaster):
    """A goal has ended, reached or not."""

    id: str
    """Of the goal."""
    broadcaster_user_id: str
    broadcaster_user_name: str
    broadcaster_user_login: str
    type: ChannelGoalType
    description: str
    """What viewers see of it; empty if the broadcaster wrote nothing."""
    is_achieved: bool
    current_amount: int
    target_amount: int
    started_at: Time
    ended_at: Time
