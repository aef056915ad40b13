"""What broadcasters raise money for."""

from __future__ import annotations

from attrs import frozen

from ... import scopes
from ..._json import Time
from ...words import Amount
from ._people import NamesBroadcaster, NamesBroadcasterInShort, NamesUser
from .conditions import WithBroadcaster
from .event import event

__all__ = [
    "ChannelCharityCampaignDonate",
    "ChannelCharityCampaignProgress",
    "ChannelCharityCampaignStart",
    "ChannelCharityCampaignStop",
]


@event("channel.charity_campaign.donate", "1", scopes.CHANNEL_READ_CHARITY, identity="id")
@frozen(kw_only=True)
class ChannelCharityCampaignDonate(WithBroadcaster, NamesBroadcaster, NamesUser):
    """Somebody gave to the charity that a channel raises money for."""

    id: str
    """Of the donation."""
    campaign_id: str = ""
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    user_id: str
    user_login: str
    user_name: str
    charity_name: str
    charity_description: str
    charity_logo: str
    """Where its picture is."""
    charity_website: str
    amount: Amount


@event("channel.charity_campaign.start", "1", scopes.CHANNEL_READ_CHARITY, identity="id")
@frozen(kw_only=True)
class ChannelCharityCampaignStart(WithBroadcaster, NamesBroadcasterInShort):
    """A broadcaster began to raise money for a charity."""

    id: str
    """Of the campaign."""
    broadcaster_id: str
    broadcaster_login: str
    broadcaster_name: str
    charity_name: str
    charity_description: str
    charity_logo: str
    """Where its picture is."""
    charity_website: str
    current_amount: Amount
    """What has been given so far."""
    target_amount: Amount
    """What is to be raised."""
    started_at: Time


@event("channel.charity_campaign.progress", "1", scopes.CHANNEL_READ_CHARITY)
@frozen(kw_only=True)
class ChannelCharityCampaignProgress(WithBroadcaster, NamesBroadcasterInShort):
    """What a channel raised for a charity has grown, or the broadcaster set another target."""

    id: str
    """Of the campaign."""
    broadcaster_id: str
    broadcaster_login: str
    broadcaster_name: str
    charity_name: str
    charity_description: str
    charity_logo: str
    """Where its picture is."""
    charity_website: str
    current_amount: Amount
    """What has been given so far."""
    target_amount: Amount
    """What is to be raised."""


@event("channel.charity_campaign.stop", "1", scopes.CHANNEL_READ_CHARITY, identity="id")
@frozen(kw_only=True)
class ChannelCharityCampaignStop(WithBroadcaster, NamesBroadcasterInShort):
    """A broadcaster no longer raises money for a charity."""

    id: str
    """Of the campaign."""
    broadcaster_id: str
    broadcaster_login: str
    broadcaster_name: str
    charity_name: str
    charity_description: str
    charity_logo: str
    """Where its picture is."""
    charity_website: str
    current_amount: Amount
    """What has been given so far."""
    target_amount: Amount
    """What is to be raised."""
    stopped_at: Time
