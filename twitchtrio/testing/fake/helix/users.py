"""Users."""

from __future__ import annotations

import re
from typing import Any, Final

from ..events import who
from ..http import RefusedError
from ..world import FakeUser
from ._call import Call
from ._endpoint import AFTER, OWN_CHANNEL, Param, endpoint, first

_LOGIN: Final = re.compile(r"[A-Za-z0-9_]{1,25}")
_MOST: Final = 100


@endpoint("GET", "/users", query=(Param(name="id", most=_MOST), Param(name="login", most=_MOST)))
def get_users(call: Call) -> dict[str, Any]:
    """Users by id and login; without either, the token's own."""
    ids, logins = call.many("id"), call.many("login")
    if len(ids) + len(logins) > _MOST or not all(map(str.isdecimal, ids)) or not all(map(_LOGIN.fullmatch, logins)):
        raise RefusedError(400, "Invalid username(s), email(s), or ID(s). Bad Identifiers.")
    if not ids and not logins:
        if call.token.user is None:
            raise RefusedError(400, "Must provide an ID, Login or OAuth Token.")
        return {"data": [_user(call, call.token.user)]}
    found = call.users("id") + [user for login in logins if (user := call.fake.world.by_login(login))]
    return {"data": [_user(call, user) for user in dict.fromkeys(found)]}


@endpoint("PUT", "/users", query=(Param(name="description", max_length=300),), tokens=("user",), scopes=("user:edit",))
def update_user(call: Call) -> dict[str, Any]:
    """Write a new description, or none where it is left out."""
    call.fake.update_user(call.acting, call.get("description") or "")
    return {"data": [_user(call, call.acting)]}


@endpoint(
    "GET", "/authorization/users", query=(Param(name="user_id", user=True, required=True, most=10),), tokens=("app",)
)
def get_authorization_by_user(call: Call) -> dict[str, Any]:
    """Who of some users has connected the application, and with which scopes."""
    client_id, accounts = call.token.client_id, call.fake.accounts
    return {
        "data": [
            {
                **who("user", user),
                "scopes": sorted(accounts.granted(client_id, user.id)),
                "has_authorized": True,
            }
            for user in call.users("user_id")
            if accounts.has_authorized(client_id, user.id)
        ]
    }


@endpoint(
    "GET",
    "/users/blocks",
    query=(OWN_CHANNEL, first(), AFTER),
    tokens=("user",),
    scopes=("user:read:blocked_users",),
)
def get_user_block_list(call: Call) -> dict[str, Any]:
    """Whom the user has blocked."""
    users = [call.fake.world.users[id_] for id_ in call.acting.blocked]
    return call.page(
        [{"user_id": user.id, "user_login": user.login, "display_name": user.display_name} for user in users]
    )


@endpoint(
    "PUT",
    "/users/blocks",
    query=(
        Param(name="target_user_id", user=True, required=True),
        Param(name="source_context", choices=("chat", "whisper")),
        Param(name="reason", choices=("harassment", "spam", "other")),
    ),
    tokens=("user",),
    scopes=("user:manage:blocked_users",),
)
def block_user(call: Call) -> None:
    """Block somebody."""
    target = call.user_of(call.one("target_user_id"))
    if target is call.acting:
        raise RefusedError(400, "The user cannot block itself.")
    call.acting.blocked[target.id] = None


@endpoint(
    "DELETE",
    "/users/blocks",
    query=(Param(name="target_user_id", user=True, required=True),),
    tokens=("user",),
    scopes=("user:manage:blocked_users",),
)
def unblock_user(call: Call) -> None:
    """Unblock somebody."""
    call.acting.blocked.pop(call.one("target_user_id"), None)


def _user(call: Call, user: FakeUser) -> dict[str, Any]:
    pictures = f"https://static-cdn.jtvnw.net/jtv_user_pictures/{user.login}"
    record = {
        "id": user.id,
        "login": user.login,
        "display_name": user.display_name,
        "type": user.type,
        "broadcaster_type": user.broadcaster_type,
        "description": user.description,
        "profile_image_url": f"{pictures}-profile_image-300x300.png",
        "offline_image_url": "",
        "view_count": 0,
        "created_at": call.fake.clock.short_stamp(user.created_at),
    }
    if user is call.token.user and call.has_scope("user:read:email"):
        record["email"] = user.email
    return record
