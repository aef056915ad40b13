"""What the code of a token callback may do that no other may: use the token, and overtake those who wait for it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from typing import Final

import trio
from attrs import define

__all__ = ["Permission", "granted", "permission", "turn"]


@define(eq=False)
class Permission:
    """Lets the code that a callback runs, and no other, use the token that it is told of."""

    holder: object
    """The keeper of that token."""
    callbacks: object
    """The `Callbacks` that run it; others run theirs meanwhile."""
    active: bool = True


_permission: Final[ContextVar[Permission | None]] = ContextVar("twitchtrio_token_permission", default=None)


def permission() -> Permission | None:
    """The permission of the code that asks; `None` outside of a callback, and once the callback has returned."""
    found = _permission.get()
    return found if found is not None and found.active else None


@contextmanager
def granted(permission: Permission) -> Generator[None, None, None]:
    """Give a permission to the code of a block, and to nobody after it."""
    reset = _permission.set(permission)
    try:
        yield
    finally:
        permission.active = False
        _permission.reset(reset)


@asynccontextmanager
async def turn(lock: trio.Lock) -> AsyncGenerator[None, None]:
    """Hold a lock; the code of a callback does without, since who holds it may be waiting for that callback."""
    if permission() is None:
        async with lock:
            yield
    else:
        await trio.lowlevel.checkpoint()
        yield
