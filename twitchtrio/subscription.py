"""Twitch's record of a subscription and its transport, which the API and the events both read."""

from __future__ import annotations

from attrs import frozen

from ._json import Time
from .enums import OpenEnum

__all__ = ["EventSubSubscription", "SubscriptionStatus", "SubscriptionTransport", "TransportMethod"]


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
