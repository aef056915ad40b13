"""What a program that blocks may not bring about: that silence is judged before what came meanwhile has been read."""

from __future__ import annotations

from typing import Final

import trio

__all__ = ["readers_first"]

_LATE: Final = 0.05
_TURN: Final = 1.0
_GLANCE: Final = 0.05
_TURNS: Final = 5


async def readers_first(due: float) -> None:  # noqa: ASYNC910  # there is always a turn
    """Return when those who read have had their turn, after what was due at a time of Trio's clock.

    Who wakes late was held up by the program, and the readers with it. Trio cancels by the clock alone.
    """
    # Of a program that is always late, all have had several by then.
    for _ in range(_TURNS):
        now = trio.current_time()
        due = now + (_TURN if now > due + _LATE else _GLANCE)
        await trio.sleep_until(due)
        if trio.current_time() <= due + _LATE:
            return
