"""What viewers earned by watching."""

from __future__ import annotations

from attrs import frozen

from ..._json import Time
from ...subscription import TransportMethod
from .conditions import WithOrganization
from .event import event

__all__ = ["DropEntitlement", "DropEntitlementGrant"]


@frozen(kw_only=True)
class DropEntitlement:
    """What a viewer has earned."""

    organization_id: str = ""
    category_id: str = ""
    """Id of the game."""
    category_name: str
    campaign_id: str = ""
    user_id: str = ""
    """Whose it is."""
    user_name: str
    user_login: str
    entitlement_id: str = ""
    benefit_id: str = ""
    """Id of what the game gives for it; the same for all who earn it."""
    created_at: Time


@event(
    "drop.entitlement.grant",
    "1",
    identity="id",
    transports=(TransportMethod.WEBHOOK, TransportMethod.CONDUIT),
)
@frozen(kw_only=True)
class DropEntitlementGrant(WithOrganization):
    """A viewer has earned something for a game. Twitch sends several in one message; each is an event here."""

    id: str
    """Of the event."""
    data: DropEntitlement
