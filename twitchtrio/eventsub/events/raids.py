"""Raids."""

from __future__ import annotations

from attrs import frozen

from ._people import NamesFromBroadcaster, NamesToBroadcaster
from .conditions import WithRaid
from .event import event

__all__ = ["ChannelRaid"]


@event("channel.raid", "1")
@frozen(kw_only=True)
class ChannelRaid(WithRaid, NamesFromBroadcaster, NamesToBroadcaster):
    """A broadcaster sent the viewers over to another channel."""

    from_broadcaster_user_id: str
    from_broadcaster_user_login: str
    from_broadcaster_user_name: str
    to_broadcaster_user_id: str
    to_broadcaster_user_login: str
    to_broadcaster_user_name: str
    viewers: int
