"""Logins for programs that come to a served fake without one."""

from __future__ import annotations

from typing import Any, Final

from .http import HttpRequest, RefusedError, Reply
from .scenes import Scenes
from .scopes import SCOPES

__all__ = ["give_logins"]

_MOST: Final = 100


def give_logins(fake: Scenes, request: HttpRequest) -> Reply:
    """Pairs of tokens with every scope of all users but those of whom the program holds a token that is good."""
    if not fake.welcoming:
        raise RefusedError(404, "this fake gives no logins")
    asked: Any = request.json()
    client_id, secret, held = (asked.get(name) for name in ("client_id", "client_secret", "held"))
    app = fake.accounts.app(client_id, secret)
    if app is None:
        raise RefusedError(400, "invalid client")
    if secret is not None and secret != app.client_secret:
        raise RefusedError(403, "invalid client secret")
    users = list(fake.world.users.values())[:_MOST]
    held_by = {user_id for user_id, tokens in held.items() if any(map(fake.accounts.is_alive, tokens))}
    logins = [
        {
            "login": user.login,
            "user_id": user.id,
            "access_token": grant.access_token,
            "refresh_token": grant.refresh_token,
            "scopes": grant.scopes,
        }
        for user in users
        if user.id not in held_by
        for grant in [fake.grant(user, sorted(SCOPES), client_id=client_id)]
    ]
    return Reply(json={"logins": logins, "first": users[0].login if users else None})
