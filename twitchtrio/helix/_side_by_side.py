"""Several requests of one call at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Final, TypeVar

import trio

__all__ = ["side_by_side"]

T = TypeVar("T")

_MOST: Final = 8


async def side_by_side(calls: Iterable[Callable[[], Awaitable[T]]]) -> list[T]:
    """What the calls return, in their order. Eight are under way at most; when one fails, the rest is cancelled.

    Raises:
        BaseException: What the first call that failed raised.
    """
    waiting = list(enumerate(calls))[::-1]
    if not waiting:
        await trio.lowlevel.checkpoint()
        return []
    made: dict[int, T] = {}
    failures: list[BaseException] = []

    async def work() -> None:  # noqa: ASYNC910  # there may be nothing left to do
        try:
            while waiting:
                number, call = waiting.pop()
                made[number] = await call()
        except trio.Cancelled:
            raise
        except BaseException as exc:  # noqa: BLE001  # it is raised below, without a group around it
            failures.append(exc)
            nursery.cancel_scope.cancel()

    async with trio.open_nursery() as nursery:
        for _ in waiting[:_MOST]:
            nursery.start_soon(work)
    if failures:
        try:
            raise failures[0]
        finally:
            failures.clear()  # Their tracebacks hold this frame: no circles.
    return [made[number] for number in sorted(made)]
