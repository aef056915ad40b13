"""Raids."""

from __future__ import annotations

from typing import Any

from ..http import RefusedError
from ._call import Call
from ._endpoint import OWN_CHANNEL, Param, endpoint

_MANAGE = ("channel:manage:raids",)


@endpoint(
    "POST",
    "/raids",
    query=(
        Param(name="from_broadcaster_id", user=True, required=True, acts=True),
        Param(name="to_broadcaster_id", user=True, required=True),
    ),
    tokens=("user",),
    scopes=_MANAGE,
)
def start_a_raid(call: Call) -> dict[str, Any]:
    """Prepare a raid, of which one can wait at a time."""
    target = call.fake.world.users.get(call.one("to_broadcaster_id"))
    if target is None:
        raise RefusedError(404, "The targeted channel was not found.")
    if target is call.acting:
        raise RefusedError(400, "The ID in to_broadcaster_id may not be the broadcaster's own.")
    if call.channel_of(call.acting.id).raid is not None:
        raise RefusedError(409, "The broadcaster is already in the process of raiding another channel.")
    call.fake.start_raid(call.acting, target)
    return {"data": [{"created_at": call.fake.clock.short_stamp(), "is_mature": False}]}


@endpoint("DELETE", "/raids", query=(OWN_CHANNEL,), tokens=("user",), scopes=_MANAGE)
def cancel_a_raid(call: Call) -> None:
    """Cancel the raid that waits."""
    if call.channel.raid is None:
        raise RefusedError(404, "The broadcaster doesn't have a pending raid to cancel.")
    call.fake.cancel_raid(call.acting)
