"""EventSub subscriptions."""

from __future__ import annotations

from typing import Any, Final

from ..eventsub import MAX_TOTAL_COST
from ..http import RefusedError
from ..sockets import Subscription
from ._call import Call
from ._endpoint import AFTER, Field, Param, endpoint

_PATH: Final = "/eventsub/subscriptions"
_STATUSES: Final = (
    "enabled",
    "webhook_callback_verification_pending",
    "webhook_callback_verification_failed",
    "notification_failures_exceeded",
    "authorization_revoked",
    "moderator_removed",
    "user_removed",
    "chat_user_banned",
    "version_removed",
    "beta_maintenance",
    "websocket_disconnected",
    "websocket_failed_ping_pong",
    "websocket_received_inbound_traffic",
    "websocket_connection_unused",
    "websocket_internal_error",
    "websocket_network_timeout",
    "websocket_network_error",
    "websocket_failed_to_reconnect",
    "conduit_deleted",
)
_FILTERS: Final = ("status", "type", "user_id", "subscription_id", "conduit_id")


@endpoint(
    "POST",
    _PATH,
    body=(
        Field(name="type", required=True),
        Field(name="version", required=True),
        Field(name="condition", type="object", required=True),
        Field(name="transport", type="object", required=True),
    ),
    status=202,
)
def create_eventsub_subscription(call: Call) -> dict[str, Any]:
    """Subscribe a WebSocket session; the fake has no other transport."""
    body = call.body
    transport = body["transport"]
    if transport.get("method") != "websocket":
        raise RefusedError(400, "the fake Twitch has no transport but websocket")
    if transport.keys() != {"method", "session_id"} or not isinstance(transport["session_id"], str):
        raise RefusedError(400, "invalid transport")
    if not all(isinstance(value, str) for value in body["condition"].values()):
        raise RefusedError(400, "invalid condition")
    created = call.fake.eventsub.create(
        call.token, body["type"], body["version"], body["condition"], transport["session_id"]
    )
    return _listed(call, [_record(call, created)])


@endpoint("DELETE", _PATH, query=(Param(name="id", required=True),))
def delete_eventsub_subscription(call: Call) -> None:
    """Take a subscription back."""
    call.fake.eventsub.delete(call.token, call.one("id"))


@endpoint(
    "GET",
    _PATH,
    query=(
        Param(name="status", choices=_STATUSES),
        Param(name="type"),
        Param(name="user_id", user=True),
        Param(name="subscription_id"),
        Param(name="conduit_id"),
        AFTER,
    ),
)
def get_eventsub_subscriptions(call: Call) -> dict[str, Any]:
    """What the user's tokens have subscribed to, ended ones too, the latest first."""
    given = {name: value for name in _FILTERS if (value := call.get(name)) is not None}
    if len(given) > 1:
        raise RefusedError(400, f"Specify only one of {', '.join(_FILTERS)}.")
    found = [s for s in call.fake.eventsub.of_client(call.token) if all(_fits(s, n, v) for n, v in given.items())]
    page = call.page([_record(call, subscription) for subscription in reversed(found)], size=100)
    return {**_listed(call, page["data"]), "total": len(found), "pagination": page["pagination"]}


def _fits(subscription: Subscription, name: str, value: str) -> bool:
    if name == "user_id":
        return value in [v for key, v in subscription.condition.items() if key.endswith("user_id")]
    actual = {"status": subscription.status, "type": subscription.type, "subscription_id": subscription.id}
    return actual.get(name) == value


def _record(call: Call, subscription: Subscription) -> dict[str, Any]:
    clock, session = call.fake.clock, subscription.session
    record = call.fake.eventsub.record(subscription)
    record["transport"]["connected_at"] = clock.stamp(session.opened_at)
    if subscription.status != "enabled" and session.closed_at is not None:
        record["transport"]["disconnected_at"] = clock.stamp(session.closed_at)
    return record


def _listed(call: Call, data: list[dict[str, Any]]) -> dict[str, Any]:
    eventsub = call.fake.eventsub
    return {
        "data": data,
        "total": len(eventsub.of_client(call.token)),
        "total_cost": eventsub.total_cost(call.token),
        "max_total_cost": MAX_TOTAL_COST,
    }
