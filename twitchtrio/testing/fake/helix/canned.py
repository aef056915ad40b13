"""Answers that a test sets: reports, entitlements; and what Twitch has withdrawn."""

from __future__ import annotations

from typing import Any, Final

from ..http import RefusedError
from ._call import Call
from ._endpoint import AFTER, Field, Param, endpoint, first

_REPORT: Final = (
    Param(name="type", choices=("overview_v2",)),
    Param(name="started_at"),
    Param(name="ended_at"),
    first(),
    AFTER,
)
_FULFILLMENT: Final = ("CLAIMED", "FULFILLED")


@endpoint(
    "GET",
    "/analytics/extensions",
    query=(Param(name="extension_id"), *_REPORT),
    tokens=("user",),
    scopes=("analytics:read:extensions",),
)
def get_extension_analytics(call: Call) -> dict[str, Any]:
    """Reports about extensions."""
    return _reports(call, "extension_id", call.fake.extension_analytics)


@endpoint(
    "GET",
    "/analytics/games",
    query=(Param(name="game_id"), *_REPORT),
    tokens=("user",),
    scopes=("analytics:read:games",),
)
def get_game_analytics(call: Call) -> dict[str, Any]:
    """Reports about games."""
    return _reports(call, "game_id", call.fake.game_analytics)


def _reports(call: Call, name: str, reports: list[dict[str, Any]]) -> dict[str, Any]:
    if (call.get("started_at") is None) != (call.get("ended_at") is None):
        raise RefusedError(400, "Specify both started_at and ended_at, or neither.")
    only = call.get(name)
    found = [report for report in reports if only in (None, report[name])]
    if only is not None and not found:
        raise RefusedError(404, "There is no such report.")
    return call.page(found)


@endpoint(
    "GET",
    "/entitlements/drops",
    query=(
        Param(name="id", most=100),
        Param(name="user_id", user=True),
        Param(name="game_id"),
        Param(name="fulfillment_status", choices=_FULFILLMENT),
        AFTER,
        first(1000),
    ),
)
def get_drops_entitlements(call: Call) -> dict[str, Any]:
    """What viewers earned: the token's user, or all."""
    if call.token.user is not None and call.get("user_id") is not None:
        raise RefusedError(400, "user_id may only be there with an app access token.")
    owner = call.get("user_id") if call.token.user is None else call.token.user.id
    ids, game, status = call.many("id"), call.get("game_id"), call.get("fulfillment_status")
    found = [
        each
        for each in call.fake.entitlements
        if owner in (None, each["user_id"])
        and game in (None, each["game_id"])
        and status in (None, each["fulfillment_status"])
        and (not ids or each["id"] in ids)
    ]
    return call.page(found)


@endpoint(
    "PATCH",
    "/entitlements/drops",
    body=(
        Field(name="entitlement_ids", type="array", lengths=(0, 100)),
        Field(name="fulfillment_status", choices=_FULFILLMENT),
    ),
)
def update_drops_entitlements(call: Call) -> dict[str, Any]:
    """Note that entitlements have been given out, or have not."""
    known = {each["id"]: each for each in call.fake.entitlements}
    outcome: dict[str, list[str]] = {}
    for id_ in call.body.get("entitlement_ids", ()):
        entitlement = known.get(id_)
        if entitlement is None:
            outcome.setdefault("NOT_FOUND", []).append(id_)
        elif call.token.user is not None and entitlement["user_id"] != call.token.user.id:
            outcome.setdefault("UNAUTHORIZED", []).append(id_)
        else:
            entitlement["fulfillment_status"] = call.body.get("fulfillment_status", entitlement["fulfillment_status"])
            outcome.setdefault("SUCCESS", []).append(id_)
    return {"data": [{"status": status, "ids": ids} for status, ids in outcome.items()]}


@endpoint("GET", "/tags/streams", query=(Param(name="tag_id", most=100), first(), AFTER))
def get_all_stream_tags(_: Call) -> dict[str, Any]:
    """It is no more."""
    raise RefusedError(410, "This API is not available.")


@endpoint("GET", "/streams/tags", query=(Param(name="broadcaster_id", user=True, required=True),))
def get_stream_tags(_: Call) -> dict[str, Any]:
    """It is no more."""
    raise RefusedError(410, "This API is not available.")
