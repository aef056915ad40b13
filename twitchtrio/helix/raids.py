"""Helix category Raids: viewers who are sent to another channel."""

from __future__ import annotations

from attrs import frozen

from .. import scopes
from .._json import Time
from ._endpoint import USER, endpoint
from ._resource import Resource

__all__ = ["PendingRaid", "Raids"]


@frozen(kw_only=True)
class PendingRaid:
    """A raid that begins within 90 seconds, or when the broadcaster says so."""

    created_at: Time
    is_mature: bool = False
    """Deprecated by Twitch; always false."""


class Raids(Resource):
    """Helix category Raids."""

    __slots__ = ()

    @endpoint(
        "POST",
        "/raids",
        USER,
        scopes=(scopes.CHANNEL_MANAGE_RAIDS,),
        acts_as="from_broadcaster_id",
        own_limit=True,
    )
    async def start_a_raid(self, *, from_broadcaster_id: str | None = None, to_broadcaster_id: str) -> PendingRaid:
        """Raid another channel, from that of the acting account. Twitch allows ten raids in ten minutes.

        Viewers go when the broadcaster presses Raid Now or after 90 seconds; until then it can be cancelled.

        Twitch: Start a raid. User token with `channel:manage:raids`.
        """
        return await self._one(
            PendingRaid,
            query={"from_broadcaster_id": from_broadcaster_id, "to_broadcaster_id": to_broadcaster_id},
        )

    @endpoint(
        "DELETE",
        "/raids",
        USER,
        scopes=(scopes.CHANNEL_MANAGE_RAIDS,),
        acts_as="broadcaster_id",
        own_limit=True,
    )
    async def cancel_a_raid(self, *, broadcaster_id: str | None = None) -> None:
        """Cancel the raid of a channel, the acting account's, that has not begun yet.

        Twitch: Cancel a raid. User token with `channel:manage:raids`.

        Raises:
            NotFoundError: There is none.
        """
        await self._none(query={"broadcaster_id": broadcaster_id})
