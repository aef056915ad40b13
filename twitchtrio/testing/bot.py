"""Bots that live in a fake Twitch."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any

from .._given import check
from .._needs import scopes_in
from ..auth import DEFAULT_SCOPES
from ..bot import Bot, open_bot
from ..stores import MemoryStore
from ..tokens import UserToken

if TYPE_CHECKING:
    from .fake import FakeTwitch, FakeUser

__all__ = ["open_test_bot"]


def open_test_bot(
    twitch: FakeTwitch, user: FakeUser | str, *, scopes: Iterable[str] = DEFAULT_SCOPES, **options: Any
) -> AbstractAsyncContextManager[Bot]:
    """Open a bot in a fake Twitch that is open in memory.

    Its tokens are in a `MemoryStore`: a database works in a thread, which an autojump clock cannot see.

    Args:
        twitch: The fake.
        user: Whose account the bot acts with; the user is taken to have granted `scopes`.
        scopes: What the bot may do.
        options: Further arguments of `open_bot`.
    """
    from .fake import FakeTwitch, FakeUser

    check("twitch", twitch, "a FakeTwitch", FakeTwitch)
    check("user", user, "a login as a str, or a FakeUser", FakeUser, str)
    grant = twitch.grant(user, sorted(scopes_in(scopes)))
    settings: dict[str, Any] = {
        "client_secret": twitch.client_secret,
        "token": UserToken(access_token=grant.access_token, refresh_token=grant.refresh_token),
        "store": MemoryStore(),
        "endpoints": twitch.endpoints,
        "network": twitch.network,
    }
    return open_bot(twitch.client_id, **{**settings, **options})
