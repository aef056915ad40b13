"""Helix category Ads: advertisements in a channel."""

from __future__ import annotations

from attrs import frozen

from .. import scopes
from .._json import UnixTime
from ._endpoint import ANYONE, endpoint
from ._resource import Resource

__all__ = ["AdSchedule", "AdSnooze", "Ads", "Commercial"]


@frozen(kw_only=True)
class Commercial:
    """Advertisements that have begun, or why they have not."""

    length: int
    """Seconds that Twitch wants to fill."""
    message: str
    """Why it could not; else empty."""
    retry_after: int
    """Seconds until the next may be started."""


@frozen(kw_only=True)
class AdSchedule:
    """When a channel's advertisements come."""

    snooze_count: int
    """How often they can still be put off."""
    snooze_refresh_at: UnixTime = None
    """When that grows by one; `None` if it will not."""
    next_ad_at: UnixTime = None
    """`None` if none are scheduled, or the channel is not live."""
    duration: int
    """Seconds that they will take."""
    last_ad_at: UnixTime = None
    """`None` if there were none, or the channel is not live."""
    preroll_free_time: int
    """Seconds for which new viewers see none."""


@frozen(kw_only=True)
class AdSnooze:
    """Advertisements that have been put off."""

    snooze_count: int
    """How often they can still be put off."""
    snooze_refresh_at: UnixTime = None
    next_ad_at: UnixTime = None


class Ads(Resource):
    """Helix category Ads.

    Where the app itself acts (`acting_as(APP)`), the broadcaster must have granted it the scope named.
    """

    __slots__ = ()

    @endpoint(
        "POST", "/channels/commercial", ANYONE, scopes=(scopes.CHANNEL_EDIT_COMMERCIAL,), acts_as="broadcaster_id"
    )
    async def start_commercial(self, *, broadcaster_id: str | None = None, length: int) -> Commercial:
        """Show advertisements in a live stream, the acting account's, of `length` seconds, 180 at most.

        Twitch makes of more 180, and lets eight minutes pass until the next.

        Twitch: Start Commercial. Any token; `channel:edit:commercial` of the broadcaster.
        """
        return await self._one(Commercial, body={"broadcaster_id": broadcaster_id, "length": length})

    @endpoint("GET", "/channels/ads", ANYONE, scopes=(scopes.CHANNEL_READ_ADS,), acts_as="broadcaster_id")
    async def get_ad_schedule(self, *, broadcaster_id: str | None = None) -> AdSchedule:
        """When advertisements come in a channel, the acting account's.

        Twitch: Get Ad Schedule. Any token; `channel:read:ads` of the broadcaster.
        """
        return await self._one(AdSchedule, query={"broadcaster_id": broadcaster_id})

    @endpoint(
        "POST",
        "/channels/ads/schedule/snooze",
        ANYONE,
        scopes=(scopes.CHANNEL_MANAGE_ADS,),
        acts_as="broadcaster_id",
    )
    async def snooze_next_ad(self, *, broadcaster_id: str | None = None) -> AdSnooze:
        """Put the next advertisements of a live stream, the acting account's, off by five minutes.

        Twitch: Snooze Next Ad. Any token; `channel:manage:ads` of the broadcaster.
        """
        return await self._one(AdSnooze, query={"broadcaster_id": broadcaster_id})
