"""The app's conduits."""

from __future__ import annotations

from attrs import frozen

from ...subscription import SubscriptionStatus, SubscriptionTransport
from .conditions import WithConduit
from .event import event

__all__ = ["ConduitShardDisabled"]


@event("conduit.shard.disabled", "1")
@frozen(kw_only=True)
class ConduitShardDisabled(WithConduit):
    """Twitch disabled a shard of a conduit, since its connection or its webhook failed."""

    conduit_id: str
    shard_id: str
    """The shard's number, from 0 on."""
    status: SubscriptionStatus
    """What was wrong with it."""
    transport: SubscriptionTransport
    """Where its events went."""
