"""A limit of time that a program which blocks does not use up."""

from __future__ import annotations

import math

import trio

from .._late import readers_first

__all__ = ["Patience"]


class Patience:
    """The same limit for many that wait.

    While `keep` runs, it is what cancels them, and what had come while the program held everything up is read before;
    without it, they have plain deadlines.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._keeping = False
        # In the order of time, since all wait equally long.
        self._dues: dict[trio.CancelScope, float] = {}

    def begin(self) -> trio.CancelScope:
        """A scope that is cancelled when too long has passed from now on."""
        due = trio.current_time() + self._seconds
        scope = trio.CancelScope(deadline=math.inf if self._keeping else due)
        self._dues[scope] = due
        return scope

    def done(self, scope: trio.CancelScope) -> None:
        """What a scope was for is over."""
        self._dues.pop(scope, None)

    @trio.lowlevel.enable_ki_protection
    async def keep(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Cancel what takes too long, until cancelled."""
        self._keeping = True
        task_status.started()
        try:
            while True:
                # Whatever comes from now on is due later.
                due = next(iter(self._dues.values()), trio.current_time() + self._seconds)
                await trio.sleep_until(due)
                await readers_first(due)
                self._cancel_overdue(trio.current_time())
        finally:
            self._keeping = False
            for scope, due in self._dues.items():
                scope.deadline = due

    def _cancel_overdue(self, now: float) -> None:
        for scope in [scope for scope, due in self._dues.items() if due <= now]:
            del self._dues[scope]
            scope.cancel(reason="twitchtrio: it took too long")
