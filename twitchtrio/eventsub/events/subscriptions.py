"""Viewers' subscriptions to a channel."""

from __future__ import annotations

from attrs import frozen

from ... import scopes
from ...words import SubTier
from ._people import MayNameUser, NamesBroadcaster, NamesUser
from .conditions import WithBroadcaster
from .event import event

__all__ = [
    "ChannelSubscribe",
    "ChannelSubscriptionEnd",
    "ChannelSubscriptionGift",
    "ChannelSubscriptionMessage",
    "EmotePosition",
    "ResubMessage",
]


@frozen(kw_only=True)
class EmotePosition:
    """Where in a text an emote stands."""

    begin: int
    end: int
    """Of its last character."""
    id: str


@frozen(kw_only=True)
class ResubMessage:
    """What a subscriber wrote."""

    text: str
    emotes: tuple[EmotePosition, ...]


@event("channel.subscribe", "1", scopes.CHANNEL_READ_SUBSCRIPTIONS)
@frozen(kw_only=True)
class ChannelSubscribe(WithBroadcaster, NamesUser, NamesBroadcaster):
    """Somebody subscribed to a channel, or was given a subscription; renewals are not among these."""

    user_id: str
    user_login: str
    user_name: str
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    tier: SubTier
    is_gift: bool


@event("channel.subscription.end", "1", scopes.CHANNEL_READ_SUBSCRIPTIONS)
@frozen(kw_only=True)
class ChannelSubscriptionEnd(WithBroadcaster, NamesUser, NamesBroadcaster):
    """A subscription to a channel has run out."""

    user_id: str
    user_login: str
    user_name: str
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    tier: SubTier
    is_gift: bool


@event("channel.subscription.gift", "1", scopes.CHANNEL_READ_SUBSCRIPTIONS)
@frozen(kw_only=True)
class ChannelSubscriptionGift(WithBroadcaster, MayNameUser, NamesBroadcaster):
    """Somebody gave subscriptions away in a channel."""

    user_id: str | None = None
    """Who gave; `None` if anonymous."""
    user_login: str | None = None
    user_name: str | None = None
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    total: int
    """How many were given this time."""
    tier: SubTier
    cumulative_total: int | None = None
    """How many this user has given in this channel; `None` if anonymous or kept private."""
    is_anonymous: bool


@event("channel.subscription.message", "1", scopes.CHANNEL_READ_SUBSCRIPTIONS)
@frozen(kw_only=True)
class ChannelSubscriptionMessage(WithBroadcaster, NamesUser, NamesBroadcaster):
    """A subscriber shared the renewal of a subscription in chat."""

    user_id: str
    user_login: str
    user_name: str
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    tier: SubTier
    message: ResubMessage
    cumulative_months: int
    """How many months the user has been a subscriber, in all."""
    streak_months: int | None = None
    """How many months in a row; `None` if not shared."""
    duration_months: int
    """How many months this subscription covers."""
