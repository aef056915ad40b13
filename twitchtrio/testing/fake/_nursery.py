"""A nursery that shows only what its body raises."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import trio

__all__ = ["hidden_nursery"]


@asynccontextmanager
async def hidden_nursery() -> AsyncGenerator[trio.Nursery]:
    """A nursery whose tasks end with the body, and whose body's exception leaves as itself.

    Should a task fail, its exception leaves in a group as usual: that would be a mistake of the fake.
    """
    body: BaseException | None = None
    try:
        async with trio.open_nursery() as nursery:
            try:
                yield nursery
            except BaseException as exc:
                body = exc
                raise
            finally:
                nursery.cancel_scope.cancel(reason="the fake Twitch closes")
    except BaseExceptionGroup:
        if body is None or isinstance(body, trio.Cancelled):
            raise
    if body is not None:
        raise body
