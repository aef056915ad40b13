"""Helix category Entitlements: what viewers earned by watching, for games to give out."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from .._json import Time
from ..enums import OpenEnum
from ._endpoint import ANYONE, Bounds, endpoint
from ._pages import Pages
from ._query import listed
from ._resource import Resource

__all__ = [
    "DropsEntitlement",
    "EntitlementUpdateStatus",
    "Entitlements",
    "FulfillmentStatus",
    "UpdatedDropsEntitlements",
]


class FulfillmentStatus(OpenEnum):
    """Whether a game has given out what was earned."""

    CLAIMED = "CLAIMED"
    """The viewer has asked for it."""
    FULFILLED = "FULFILLED"


class EntitlementUpdateStatus(OpenEnum):
    """What came of a change."""

    INVALID_ID = "INVALID_ID"
    NOT_FOUND = "NOT_FOUND"
    SUCCESS = "SUCCESS"
    UNAUTHORIZED = "UNAUTHORIZED"
    UPDATE_FAILED = "UPDATE_FAILED"
    """For now; it is worth another try."""


@frozen(kw_only=True)
class DropsEntitlement:
    """What a viewer earned."""

    id: str
    benefit_id: str
    timestamp: Time
    user_id: str
    game_id: str
    fulfillment_status: FulfillmentStatus
    last_updated: Time


@frozen(kw_only=True)
class UpdatedDropsEntitlements:
    """What became of some entitlements."""

    status: EntitlementUpdateStatus
    ids: tuple[str, ...]


class Entitlements(Resource):
    """Helix category Entitlements. The app must belong to the organization that owns the game."""

    __slots__ = ()

    @endpoint(
        "GET",
        "/entitlements/drops",
        ANYONE,
        bounds={"first": Bounds(min=1, max=1000)},
        chunk=("id",),
        app_only=("user_id",),
    )
    def get_drops_entitlements(
        self,
        *,
        id: str | Sequence[str] | None = None,
        user_id: str | None = None,
        game_id: str | None = None,
        fulfillment_status: FulfillmentStatus | str | None = None,
        after: str | None = None,
        first: int | None = None,
    ) -> Pages[DropsEntitlement]:
        """List what viewers earned: the acting account, or, as the app itself, all viewers or that of `user_id`.

        Twitch: Get Drops Entitlements. Any token; `user_id` is for the app's.
        """
        return self._pages(
            DropsEntitlement,
            query={
                "id": id,
                "user_id": user_id,
                "game_id": game_id,
                "fulfillment_status": fulfillment_status,
                "after": after,
                "first": first,
            },
        )

    @endpoint("PATCH", "/entitlements/drops", ANYONE, bounds={"entitlement_ids": Bounds(max_items=100)})
    async def update_drops_entitlements(
        self,
        *,
        entitlement_ids: str | Sequence[str] | None = None,
        fulfillment_status: FulfillmentStatus | str | None = None,
    ) -> tuple[UpdatedDropsEntitlements, ...]:
        """Note that entitlements have been given out, or have not.

        Twitch: Update Drops Entitlements. Any token; with a user's, only that user's.
        """
        return await self._many(
            UpdatedDropsEntitlements,
            body={"entitlement_ids": listed(entitlement_ids), "fulfillment_status": fulfillment_status},
        )
