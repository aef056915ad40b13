"""The hidden nurseries of every `open_*`: services that outlive the body, exceptions that come out as themselves.

Two kinds of task live here. Services are ours: started in order, shielded from the moment they report `started()`, so
that the body's own `finally` can still use them, and stopped in reverse order once the body and the user's tasks have
ended. Tasks of the user live as in a nursery: the block waits for them, and the first error of body or task ends the
rest.

What comes out of the block, the first that applies:

    a KeyboardInterrupt anywhere            KeyboardInterrupt
    the body or a task of the user failed   that very exception, the first of them
    a service crashed, whenever             ServiceCrashedError, caused by the crash
    cancelled from outside                  Cancelled

What this order passes over is told in notes on what comes out. Stopping waits for a service as long as it takes: each
bounds its own goodbye in time.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVarTuple

import trio

from .errors import ServiceCrashedError

__all__ = ["Services", "open_services"]

Ts = TypeVarTuple("Ts")


class Services:
    """What runs inside one block."""

    def __init__(self, services: trio.Nursery, tasks: trio.Nursery, outcome: _Outcome) -> None:
        self._services = services
        self._tasks = tasks
        self._outcome = outcome
        self._running: list[_Service] = []

    async def start(self, fn: Callable[..., Awaitable[Any]], *args: object, name: str) -> Any:
        """Start a service that takes `task_status`; return what it reports with `started()`.

        An error before that comes out here, as itself; one after it ends the block with `ServiceCrashedError`. A
        service may end by itself.
        """
        return await self._services.start(self._serve, name, fn, args, name=name)

    def start_soon(self, fn: Callable[[*Ts], Awaitable[object]], *args: *Ts, name: object = None) -> None:
        """Run a task of the user's; the block waits for it."""
        self._tasks.start_soon(self._run_task, fn, args, name=name or fn)

    def fail(self, error: BaseException) -> None:
        """End the block with this exception of user code, as itself."""
        self._outcome.failures.append(error)
        self._end("user code failed")

    async def _run_task(self, fn: Callable[..., Awaitable[object]], args: tuple[object, ...]) -> None:
        try:
            await fn(*args)
        except BaseException as exc:
            self._left(exc)
            raise

    async def _serve(
        self,
        name: str,
        fn: Callable[..., Awaitable[Any]],
        args: tuple[object, ...],
        *,
        task_status: trio.TaskStatus[Any],
    ) -> None:
        service = _Service(self._services, task_status)
        self._running.append(service)
        try:
            with service.scope:
                await fn(*args, task_status=service)
        except BaseException as exc:
            if not service.scope.shield:
                raise
            self._crashed(name, exc)
        finally:
            self._running.remove(service)
            service.done.set()

    def _crashed(self, name: str, exc: BaseException) -> None:
        if isinstance(exc, Exception):
            self._outcome.crashes.append((name, exc))
        else:
            # Ctrl-C may strike here too, and a callback of the user's may exit the program.
            self._outcome.failures.append(exc)
        self._end(f"the background task {name!r} failed")

    def _left(self, exc: BaseException) -> None:
        """Remember what the body or a task of the user left with."""
        error = _own(exc, cancelled_here=self._tasks.cancel_scope.cancel_called)
        if error is not None:
            self._outcome.failures.append(error)

    def _end(self, reason: str) -> None:
        self._tasks.cancel_scope.cancel(reason=f"twitchtrio: {reason}")

    @trio.lowlevel.enable_ki_protection
    async def _stop(self) -> None:
        while self._running:
            service = self._running[-1]
            service.scope.cancel(reason="twitchtrio: the block has ended")
            try:
                with trio.CancelScope(shield=True):
                    await service.done.wait()
            except KeyboardInterrupt as exc:
                self._outcome.failures.append(exc)


class _Service:
    """A running service, and the task status that it reports to."""

    def __init__(self, nursery: trio.Nursery, status: trio.TaskStatus[Any]) -> None:
        self.scope = trio.CancelScope()
        self.done = trio.Event()
        self._nursery = nursery
        self._status = status
        self._task = trio.lowlevel.current_task()

    def started(self, value: Any = None) -> None:
        """Report that the service is usable, and shield it."""
        self._status.started(value)
        # If its starter is cancelled by now, Trio leaves it there, to be cancelled as well.
        self.scope.shield = self._task.parent_nursery is self._nursery


class _Outcome:
    """What went wrong in a block."""

    def __init__(self) -> None:
        self.failures: list[BaseException] = []
        """What user code raised, in order; a KeyboardInterrupt from wherever."""
        self.crashes: list[tuple[str, Exception]] = []
        """Names of services with what they raised, in order."""

    def settle(self, outside: BaseException | None) -> None:
        """Raise what the block ends with; `outside` is what came out of its nursery."""
        error = self._verdict(outside)
        self.failures.clear()
        self.crashes.clear()
        if error is not None:
            _raise(error)

    def _verdict(self, outside: BaseException | None) -> BaseException | None:
        struck = [exc for exc in (*self.failures, outside) if exc is not None and _interrupted(exc)]
        if struck:
            return self._noted(_interrupt(struck[0]), struck[0])
        if self.failures:
            return self._noted(self.failures[0], self.failures[0])
        if self.crashes:
            name, crash = self.crashes[0]
            error = ServiceCrashedError(name)
            error.__cause__ = crash
            return self._noted(error, crash)
        return outside

    def _noted(self, error: BaseException, told: BaseException) -> BaseException:
        """`error`, with notes on all that it passes over; `told` is what it tells of itself."""
        for failure in self.failures:
            if failure is not told:
                error.add_note(f"Besides, this was raised in the same block: {failure!r}")
        for name, crash in self.crashes:
            if crash is not told:
                error.add_note(f"Besides, twitchtrio's background task {name!r} failed: {crash!r}")
        return error


@asynccontextmanager
@trio.lowlevel.enable_ki_protection
async def open_services() -> AsyncGenerator[Services, None]:
    """Open the nurseries of one block; the module's own words say what comes out of it."""
    outcome = _Outcome()
    outside: BaseException | None = None
    async with trio.open_nursery() as nursery:
        try:
            async with trio.open_nursery() as tasks:
                ...
