"""What viewers do with an extension."""

from __future__ import annotations

from attrs import frozen

from ...subscription import TransportMethod
from ._people import NamesBroadcaster, NamesUser
from .conditions import WithExtension
from .event import event

__all__ = ["ExtensionBitsProduct", "ExtensionBitsTransactionCreate"]


@frozen(kw_only=True)
class ExtensionBitsProduct:
    """What a viewer bought in an extension."""

    name: str
    bits: int
    """What it cost; 0 if it is still in development."""
    sku: str
    """The name that the extension's developer gave it."""
    in_development: bool


@event(
    "extension.bits_transaction.create",
    "1",
    identity="id",
    transports=(TransportMethod.WEBHOOK, TransportMethod.CONDUIT),
)
@frozen(kw_only=True)
class ExtensionBitsTransactionCreate(WithExtension, NamesBroadcaster, NamesUser):
    """A viewer bought something in an extension with Bits."""

    extension_client_id: str
    id: str
    """Of the purchase."""
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    user_id: str
    user_login: str
    user_name: str
    product: ExtensionBitsProduct
