"""What users let the app do."""

from __future__ import annotations

from attrs import frozen

from ...subscription import TransportMethod
from ._people import NamesUser
from .conditions import WithClient
from .event import event

__all__ = ["UserAuthorizationGrant", "UserAuthorizationRevoke"]


@event(
    "user.authorization.grant",
    "1",
    transports=(TransportMethod.WEBHOOK, TransportMethod.CONDUIT),
)
@frozen(kw_only=True)
class UserAuthorizationGrant(WithClient, NamesUser):
    """A user authorized the app."""

    client_id: str
    """The app's."""
    user_id: str
    user_login: str
    user_name: str


@event(
    "user.authorization.revoke",
    "1",
    transports=(TransportMethod.WEBHOOK, TransportMethod.CONDUIT),
)
@frozen(kw_only=True)
class UserAuthorizationRevoke(WithClient, NamesUser):
    """A user took the app's authorization back, or is gone."""

    client_id: str
    """The app's."""
    user_id: str
    user_login: str | None = None
    """`None` if the user is gone."""
    user_name: str | None = None
