"""Twitch's record of a subscription and its transport, which the API and the events both read."""

from __future__ import annotations

from attrs import field, frozen

from ._json import Time
from .enums import OpenEnum
from .tokens import Secret

__all__ = [
    "EventSubSubscription",
    "Listing",
    "SubscriptionStatus",
    "SubscriptionTransport",
    "Target",
    "TransportMethod",
]


class TransportMethod(OpenEnum):
    """How notifications travel."""

    WEBHOOK = "webhook"
    WEBSOCKET = "websocket"
    CONDUIT = "conduit"


class SubscriptionStatus(OpenEnum):
    """State of a subscription; all but the first two mean that it is dead."""

    ENABLED = "enabled"
    WEBHOOK_CALLBACK_VERIFICATION_PENDING = "webhook_callback_verification_pending"
    WEBHOOK_CALLBACK_VERIFICATION_FAILED = "webhook_callback_verification_failed"
    NOTIFICATION_FAILURES_EXCEEDED = "notification_failures_exceeded"
    AUTHORIZATION_REVOKED = "authorization_revoked"
    MODERATOR_REMOVED = "moderator_removed"
    USER_REMOVED = "user_removed"
    CHAT_USER_BANNED = "chat_user_banned"
    VERSION_REMOVED = "version_removed"
    BETA_MAINTENANCE = "beta_maintenance"
    WEBSOCKET_DISCONNECTED = "websocket_disconnected"
    WEBSOCKET_FAILED_PING_PONG = "websocket_failed_ping_pong"
    WEBSOCKET_RECEIVED_INBOUND_TRAFFIC = "websocket_received_inbound_traffic"
    WEBSOCKET_CONNECTION_UNUSED = "websocket_connection_unused"
    WEBSOCKET_INTERNAL_ERROR = "websocket_internal_error"
    WEBSOCKET_NETWORK_TIMEOUT = "websocket_network_timeout"
    WEBSOCKET_NETWORK_ERROR = "websocket_network_error"
    WEBSOCKET_FAILED_TO_RECONNECT = "websocket_failed_to_reconnect"
    CONDUIT_DELETED = "conduit_deleted"


@frozen(kw_only=True)
class SubscriptionTransport:
    """Where a subscription's notifications go."""

    method: TransportMethod
    callback: str | None = None
    """Address of a webhook."""
    session_id: str | None = None
    """Session of a WebSocket."""
    conduit_id: str | None = None
    connected_at: Time | None = None
    disconnected_at: Time | None = None

    @property
    def key(self) -> str | None:
        """What tells it from others of its method; `None` if Twitch left it out."""
        if self.method == TransportMethod.WEBHOOK:
            return self.callback
        return self.conduit_id if self.method == TransportMethod.CONDUIT else self.session_id


@frozen(kw_only=True)
class EventSubSubscription:
    """One subscription, as Twitch keeps it."""

    id: str
    status: SubscriptionStatus
    type: str
    version: str
    condition: dict[str, str]
    created_at: Time | None = None
    """When it was made; `None` if Twitch did not say."""
    transport: SubscriptionTransport
    cost: int


@frozen(kw_only=True)
class Listing:
    """All subscriptions that somebody made, and what they cost together, where Twitch says so."""

    records: tuple[EventSubSubscription, ...]
    total_cost: int | None = None
    max_total_cost: int | None = None


@frozen(kw_only=True)
class Target:
    """Where subscriptions hang: a session, a webhook's address or a conduit."""

    method: TransportMethod
    key: str
    """Id of the session or of the conduit, or the webhook's address."""
    secret: Secret | None = field(default=None, eq=False, repr=False)
    """What a webhook's notifications are signed with."""
    durable: bool = False
    """Whether its subscriptions outlive connection and process."""

    def holds(self, record: EventSubSubscription) -> bool:
        """Whether a subscription hangs here."""
        return record.transport.key == self.key
