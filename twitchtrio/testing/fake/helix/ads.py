"""Advertisements."""

from __future__ import annotations

from typing import Any, Final

from ..http import RefusedError
from ._call import Call
from ._endpoint import OWN_CHANNEL, Field, endpoint

_COOLDOWN: Final = 480
_LONGEST: Final = 180


@endpoint(
    "POST",
    "/channels/commercial",
    body=(Field(name="broadcaster_id", required=True, acts=True), Field(name="length", type="integer", required=True)),
    scopes=("channel:edit:commercial",),
)
def start_commercial(call: Call) -> dict[str, Any]:
    """Show advertisements in a live stream."""
    channel, now = call.channel_of(call.acting.id), call.fake.clock.now()
    if channel.stream is None:
        raise RefusedError(404, "The broadcaster is not live.")
    if channel.ads.last_at is not None and now - channel.ads.last_at < _COOLDOWN:
        raise RefusedError(429, "The broadcaster may not run another commercial yet.")
    length = min(call.body["length"], _LONGEST)
    if length < 1:
        raise RefusedError(400, "The length must be positive.")
    call.fake.start_ad_break(channel.broadcaster, length, requester=call.acting)
    return {"data": [{"length": length, "message": "", "retry_after": _COOLDOWN}]}


@endpoint("GET", "/channels/ads", query=(OWN_CHANNEL,), scopes=("channel:read:ads",))
def get_ad_schedule(call: Call) -> dict[str, Any]:
    """When advertisements come and came."""
    ads = call.channel.ads
    return {
        "data": [
            {
                **_snoozes(call),
                "duration": ads.duration,
                "last_ad_at": _unix(call, ads.last_at),
                "preroll_free_time": 0,
            }
        ]
    }


@endpoint("POST", "/channels/ads/schedule/snooze", query=(OWN_CHANNEL,), scopes=("channel:manage:ads",))
def snooze_next_ad(call: Call) -> dict[str, Any]:
    """Put the next advertisements off."""
    ads = call.channel.ads
    if ads.next_at is None or call.channel.stream is None:
        raise RefusedError(400, "The channel is not live, or has no upcoming ad.")
    if not ads.snoozes:
        raise RefusedError(429, "The channel has no snoozes left.")
    call.fake.snooze_ad(call.acting)
    return {"data": [_snoozes(call)]}


def _snoozes(call: Call) -> dict[str, Any]:
    ads = call.channel.ads
    return {
        "snooze_count": ads.snoozes,
        "snooze_refresh_at": _unix(call, ads.snoozes_grow_at),
        "next_ad_at": _unix(call, ads.next_at),
    }


def _unix(call: Call, at: float | None) -> int:
    return 0 if at is None else int(call.fake.clock.epoch.timestamp() + at)
