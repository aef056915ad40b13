"""Bans and timeouts."""

from __future__ import annotations

from typing import Any

from ..http import RefusedError
from ._call import Call
from ._endpoint import ACTING_MODERATOR, BROADCASTER, Field, endpoint


@endpoint(
    "POST",
    "/moderation/bans",
    query=(BROADCASTER, ACTING_MODERATOR),
    body=(
        Field(name="user_id", required=True),
        Field(name="duration", type="integer", bounds=(1, 1_209_600)),
        Field(name="reason", lengths=(0, 500)),
    ),
    body_in_data=True,
    scopes=("moderator:manage:banned_users",),
    moderator=True,
    bot=True,
)
def ban_user(call: Call) -> dict[str, Any]:
    """Ban somebody, or give them a timeout, which takes the place of an older one."""
    channel, fake, seconds = call.channel, call.fake, call.body.get("duration")
    user, now = call.user_of(call.body["user_id"]), call.fake.clock.now()
    if user is channel.broadcaster:
        raise RefusedError(400, "The user specified in the user_id field may not be banned.")
    if seconds is None and channel.is_banned(user, now) and channel.banned[user.id] is None:
        raise RefusedError(400, "The user specified in the user_id field is already banned.")
    fake.ban(channel.broadcaster, user, by=call.acting, reason=call.body.get("reason", ""), seconds=seconds)
    return {
        "data": [
            {
                "broadcaster_id": channel.broadcaster.id,
                "moderator_id": call.acting.id,
                "user_id": user.id,
                "created_at": fake.clock.short_stamp(now),
                "end_time": None if seconds is None else fake.clock.short_stamp(now + seconds),
            }
        ]
    }
