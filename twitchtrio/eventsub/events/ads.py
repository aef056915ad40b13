"""Ad breaks."""

from __future__ import annotations

from attrs import frozen

from ... import scopes
from ..._json import Time
from ._people import NamesBroadcaster, NamesRequester
from .conditions import WithBroadcaster
from .event import event

__all__ = ["ChannelAdBreakBegin"]


@event("channel.ad_break.begin", "1", scopes.CHANNEL_READ_ADS)
@frozen(kw_only=True)
class ChannelAdBreakBegin(WithBroadcaster, NamesBroadcaster, NamesRequester):
    """An ad break has begun."""

    duration_seconds: int
    started_at: Time
    is_automatic: bool
    """Whether Twitch's ad manager began it."""
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    requester_user_id: str = ""
    """Who asked for it; the broadcaster where it is automatic."""
    requester_user_login: str
    requester_user_name: str
