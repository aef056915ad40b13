"""Bans, timeouts, warnings, and requests to lift a ban."""

from __future__ import annotations

from typing import Any, Final

from ..events import who
from ..http import RefusedError
from ..safety import UnbanRequest
from ..world import FakeUser
from ._call import Call
from ._endpoint import ACTING_MODERATOR, AFTER, BEFORE, BROADCASTER, OWN_CHANNEL, Field, Param, endpoint, first

_BANS: Final = ("moderator:manage:banned_users",)
_USER: Final = Param(name="user_id", user=True, required=True)
_MANAGE_REQUESTS: Final = "moderator:manage:unban_requests"
_STATUSES: Final = ("pending", "approved", "denied", "acknowledged", "canceled")


@endpoint(
    "GET",
    "/moderation/banned",
    query=(OWN_CHANNEL, Param(name="user_id", user=True, most=100), first(), AFTER, BEFORE),
    scopes=("moderation:read", *_BANS),
)
def get_banned_users(call: Call) -> dict[str, Any]:
    """Who is banned or in a timeout, the latest first."""
    fake, only, now = call.fake, call.many("user_id"), call.fake.clock.now()
    users = fake.world.users
    bans = [
        {
            **who("user", users[id_]),
            "expires_at": "" if ban.until is None else fake.clock.short_stamp(ban.until),
            "created_at": fake.clock.short_stamp(ban.created_at),
            "reason": ban.reason,
            **who("moderator", users[ban.moderator_id]),
        }
        for id_, ban in reversed(call.channel.bans.items())
        if ban.holds(now) and (not only or id_ in only)
    ]
    return call.page(bans)


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
    scopes=_BANS,
    moderator=True,
    bot=True,
)
def ban_user(call: Call) -> dict[str, Any]:
    """Ban somebody, or give them a timeout, which takes the place of an older one."""
    channel, fake, seconds = call.channel, call.fake, call.body.get("duration")
    user, now = _target(call, call.body["user_id"], "may not be banned"), call.fake.clock.now()
    older = channel.bans.get(user.id)
    if seconds is None and older is not None and older.until is None:
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


@endpoint(
    "DELETE",
    "/moderation/bans",
    query=(BROADCASTER, ACTING_MODERATOR, _USER),
    scopes=_BANS,
    moderator=True,
    bot=True,
)
def unban_user(call: Call) -> None:
    """Lift a ban or end a timeout."""
    user = call.user_of(call.one("user_id"))
    if not call.channel.is_banned(user, call.fake.clock.now()):
        raise RefusedError(400, "The user in the user_id query parameter is not banned.")
    call.fake.unban(call.channel.broadcaster, user, by=call.acting)


@endpoint(
    "GET",
    "/moderation/unban_requests",
    query=(
        BROADCASTER,
        ACTING_MODERATOR,
        Param(name="status", required=True, choices=_STATUSES),
        Param(name="user_id", user=True),
        AFTER,
        first(),
    ),
    tokens=("user",),
    scopes=("moderator:read:unban_requests", _MANAGE_REQUESTS),
    moderator=True,
)
def get_unban_requests(call: Call) -> dict[str, Any]:
    """Requests of one status."""
    status, only = call.one("status"), call.get("user_id")
    return call.page(
        [
            _request(call, request)
            for request in call.channel.unban_requests
            if request.status == status and only in (None, request.user_id)
        ]
    )


@endpoint(
    "PATCH",
    "/moderation/unban_requests",
    query=(
        BROADCASTER,
        ACTING_MODERATOR,
        Param(name="unban_request_id", required=True),
        Param(name="status", required=True, choices=("approved", "denied")),
        Param(name="resolution_text", max_length=500),
    ),
    tokens=("user",),
    scopes=(_MANAGE_REQUESTS,),
    moderator=True,
)
def resolve_unban_requests(call: Call) -> dict[str, Any]:
    """Approve or deny a request."""
    id_, channel = call.one("unban_request_id"), call.channel
    request = next((each for each in channel.unban_requests if each.id == id_), None)
    if request is None:
        raise RefusedError(404, "The unban request was not found.")
    if request.status != "pending":
        raise RefusedError(400, "The unban request has already been resolved.")
    call.fake.resolve_unban_request(
        channel.broadcaster,
        id_,
        approve=call.one("status") == "approved",
        by=call.acting,
        text=call.get("resolution_text"),
    )
    return {"data": [_request(call, request)]}


@endpoint(
    "POST",
    "/moderation/warnings",
    query=(BROADCASTER, ACTING_MODERATOR),
    body=(Field(name="user_id", required=True), Field(name="reason", required=True, lengths=(1, 500))),
    body_in_data=True,
    scopes=("moderator:manage:warnings",),
    moderator=True,
)
def warn_chat_user(call: Call) -> dict[str, Any]:
    """Warn somebody."""
    channel, reason = call.channel, call.body["reason"]
    user = _target(call, call.body["user_id"], "may not be warned")
    call.fake.warn(channel.broadcaster, user, reason, by=call.acting)
    return {
        "data": [
            {
                "broadcaster_id": channel.broadcaster.id,
                "user_id": user.id,
                "moderator_id": call.acting.id,
                "reason": reason,
            }
        ]
    }


def _target(call: Call, user_id: str, refused: str) -> FakeUser:
    user = call.user_of(user_id)
    if user is call.channel.broadcaster:
        raise RefusedError(400, f"The user specified in the user_id field {refused}.")
    return user


def _request(call: Call, request: UnbanRequest) -> dict[str, Any]:
    users, clock = call.fake.world.users, call.fake.clock
    moderator = None if request.moderator_id is None else users[request.moderator_id]
    return {
        "id": request.id,
        **who("broadcaster", call.channel.broadcaster),
        **who("moderator", moderator),
        **who("user", users[request.user_id]),
        "text": request.text,
        "status": request.status,
        "created_at": clock.short_stamp(request.created_at),
        "resolved_at": None if request.resolved_at is None else clock.short_stamp(request.resolved_at),
        "resolution_text": request.resolution,
    }
