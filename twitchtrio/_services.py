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
# ruff: noqa: SLF001  # Services and open_services are one

from __future__ import annotations

import inspect
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVarTuple

import trio

from ._opening import block_ended
from .errors import ConfigurationError, ServiceCrashedError

__all__ = ["Services", "open_services"]

Ts = TypeVarTuple("Ts")


class Services:
    """What runs inside one block."""

    _tasks: trio.Nursery

    def __init__(self, services: trio.Nursery) -> None:
        self._services = services
        self._running: list[_Service] = []
        self._outcome = _Outcome()
        self._ended = False

    async def start(self, fn: Callable[..., Awaitable[Any]], *args: object, name: str) -> Any:
        """Start a service that takes `task_status`; return what it reports with `started()`.

        An error before that comes out here, as itself; one after it ends the block with `ServiceCrashedError`. A
        service may end by itself.
        """
        return await self._services.start(self._serve, name, fn, args, name=name)

    def start_soon(self, fn: Callable[[*Ts], Awaitable[object]], *args: *Ts, name: object = None) -> None:
        """Run a task of the user's; the block waits for it.

        Raises:
            ConfigurationError: The block has ended, or this is another thread than Trio's.
            TypeError: `fn` was called already.
        """
        given: object = fn
        if inspect.iscoroutine(given):
            given.close()
            raise TypeError(f"Pass the function and its arguments: start_soon({given.__name__}, ...), no call of it.")
        if not trio.lowlevel.in_trio_run():
            raise ConfigurationError(
                "Tasks are started from Trio's thread; from others, by trio.from_thread.run_sync()."
            )
        if self._ended:
            raise block_ended()
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

    @trio.lowlevel.enable_ki_protection  # Ctrl-C between two of its lines would leave `done` unset for ever
    async def _serve(  # noqa: ASYNC128, ASYNC910  # the service reports, and does what it likes
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
                await _unprotected(fn, *args, task_status=service)
        except BaseException as exc:  # noqa: ASYNC103  # a shielded service has no Cancelled but its own scope's
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
        error = _without_cancelled(exc)
        if error is None:
            self._outcome.cancelled.append(exc)
        else:
            self._outcome.failures.append(error if self._tasks.cancel_scope.cancel_called else exc)

    def _end(self, reason: str) -> None:
        self._tasks.cancel_scope.cancel(reason=f"twitchtrio: {reason}")

    async def _stop(self) -> None:  # noqa: ASYNC910  # leaving a nursery is a checkpoint already
        self._ended = True
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
        """Report that the service is usable, and shield it from then on."""
        self._status.started(value)
        # A service whose starter is cancelled by now stays with it, to be cancelled too.
        self.scope.shield = self._task.parent_nursery is self._nursery


class _Outcome:
    """What went wrong in a block."""

    def __init__(self) -> None:
        self.failures: list[BaseException] = []
        self.crashes: list[tuple[str, Exception]] = []
        self.cancelled: list[BaseException] = []
        self.outside: list[BaseException] = []

    def settle(self) -> None:
        """Raise what the block ends with, if not well."""
        error = self._verdict()
        for raised in (self.failures, self.crashes, self.cancelled, self.outside):
            raised.clear()
        if error is None:
            return
        context = error.__context__
        try:
            raise error
        finally:
            error.__context__ = context
            # Its traceback holds this frame: no circles.
            del error, context

    def _verdict(self) -> BaseException | None:
        struck = next(filter(_interrupted, self.failures + self.outside), None)
        if struck is not None:
            return self._noted(_interrupt(struck), struck)
        if self.failures:
            return self._noted(self.failures[0], self.failures[0])
        if self.crashes:
            name, crash = self.crashes[0]
            error = ServiceCrashedError(name)
            error.__cause__ = crash
            return self._noted(error, crash)
        return (self.cancelled + self.outside)[0] if self.outside else None

    def _noted(self, error: BaseException, told: BaseException) -> BaseException:
        """`error` with notes on all but `told`, which it tells itself."""
        for failure in self.failures:
            if failure is not told:
                error.add_note(f"Besides, this was raised in the same block: {failure!r}")
        for name, crash in self.crashes:
            if crash is not told:
                error.add_note(f"Besides, twitchtrio's background task {name!r} failed: {crash!r}")
        return error


@asynccontextmanager
@trio.lowlevel.enable_ki_protection  # Ctrl-C between two of its lines would leave shielded services behind
async def open_services() -> AsyncGenerator[Services, None]:
    """Open the nurseries of one block; the module's own words say what comes out of it.

    Raises:
        ConfigurationError: It is not Trio that runs.
    """
    if not trio.lowlevel.in_trio_run():
        raise ConfigurationError("twitchtrio runs on Trio; start the program with `trio.run(main)`.")
    async with trio.open_nursery() as nursery:
        services = Services(nursery)
        try:
            async with trio.open_nursery() as services._tasks:
                try:
                    yield services
                except BaseException as exc:
                    services._left(exc)
                    raise
        except BaseException as exc:  # noqa: ASYNC103, BLE001  # settle() raises
            services._outcome.outside.append(exc)
        await services._stop()
    services._outcome.settle()


@trio.lowlevel.disable_ki_protection
async def _unprotected(  # noqa: ASYNC128  # the service reports
    fn: Callable[..., Awaitable[Any]], *args: object, task_status: _Service
) -> None:
    await fn(*args, task_status=task_status)


def _interrupted(exc: BaseException) -> bool:
    if isinstance(exc, BaseExceptionGroup):
        return exc.subgroup(KeyboardInterrupt) is not None
    return isinstance(exc, KeyboardInterrupt)


def _interrupt(struck: BaseException) -> KeyboardInterrupt:
    if isinstance(struck, KeyboardInterrupt):
        return struck
    interrupt = KeyboardInterrupt()
    interrupt.__cause__ = struck
    return interrupt


def _without_cancelled(exc: BaseException) -> BaseException | None:
    if isinstance(exc, BaseExceptionGroup):
        cancelled, rest = exc.split(trio.Cancelled)
        return exc if cancelled is None else rest
    return None if isinstance(exc, trio.Cancelled) else exc
