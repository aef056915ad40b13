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

An error that gives way to another by this order is told in a note on the one that comes out. Stopping waits for a
service as long as it takes: each bounds its own goodbye in time.

A crash never looks like a good end. What a service leaves behind for those who wait (streams, tokens, news) is ended
here, by its `ended`, which is told whether it or another service crashed: they get `ServiceCrashedError` then, and not
the end of the block.

Ctrl-C strikes the program's own code, never ours between two of its lines: every task of ours is protected, and calls
the program's callbacks unprotected. It strikes the main task at a checkpoint even so; what must not be torn there runs
in a task of its own, `undisturbed`. A second Ctrl-C, while the first is still waited for, cuts what is shielded.
"""
# ruff: noqa: SLF001  # Services and open_services are one

from __future__ import annotations

import inspect
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager, contextmanager
from traceback import walk_tb
from typing import Any, Final, TypeAlias, TypeVar, TypeVarTuple, overload

import trio

from ._foreign import is_ours, is_pythons
from ._late import readers_first
from ._opening import block_ended
from .errors import ConfigurationError, ServiceCrashedError

__all__ = ["Ended", "Services", "open_services", "refuse_call", "undisturbed", "unwrapped", "without_cancelled"]

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

Ended: TypeAlias = Callable[[ServiceCrashedError | None], object]
"""Is told once when a service has ended, and of the crash that ended the block, if there was one."""

_shields: Final = trio.lowlevel.RunVar[set[trio.CancelScope]]("twitchtrio shields")


class Services:
    """What runs inside one block."""

    _tasks: trio.Nursery

    def __init__(self, services: trio.Nursery) -> None:
        self._services = services
        self._running: list[_Service] = []
        self._outcome = _Outcome()
        self._ended = False
        self._trio = trio.lowlevel.current_trio_token()

    async def start(
        self, fn: Callable[..., Awaitable[Any]], *args: object, name: str, ended: Ended | None = None
    ) -> Any:
        """Start a service that takes `task_status`; return what it reports with `started()`.

        An error before that comes out here, as itself; one after it ends the block with `ServiceCrashedError`. A
        service may end by itself. `ended` is called however it ends after it was started.
        """
        return await self._services.start(self._serve, name, fn, args, ended, name=name)

    def start_soon(self, fn: Callable[[*Ts], Awaitable[object]], *args: *Ts, name: object = None) -> None:
        """Run a task of the user's; the block waits for it.

        Raises:
            ConfigurationError: The block has ended, or this is another run or thread than its own.
            TypeError: `fn` was called already.
        """
        refuse_call(fn)
        # Another thread may have a run of its own.
        if not trio.lowlevel.in_trio_run() or trio.lowlevel.current_trio_token() is not self._trio:
            raise ConfigurationError(
                "Tasks are started from Trio's thread; from others, by trio.from_thread.run_sync()."
            )
        if self._ended:
            raise block_ended()
        try:
            self._tasks.start_soon(self._run_task, fn, args, name=name or fn)
        except RuntimeError:
            # All tasks have ended, of which the block is about to learn.
            raise block_ended() from None

    @property
    def ended(self) -> bool:
        """Whether the block has ended, or is about to."""
        return self._ended

    @property
    def crash(self) -> ServiceCrashedError | None:
        """The first crash of a service, if there was one."""
        return next(iter(self._outcome.crashes), None)

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

    @trio.lowlevel.enable_ki_protection
    async def _serve(  # noqa: ASYNC128, ASYNC910  # the service reports, and does what it likes
        self,
        name: str,
        fn: Callable[..., Awaitable[Any]],
        args: tuple[object, ...],
        ended: Ended | None,
        *,
        task_status: trio.TaskStatus[Any],
    ) -> None:
        service = _Service(self._services, task_status)
        self._running.append(service)
        try:
            with service.scope:
                await fn(*args, task_status=service)
        except BaseException as exc:  # noqa: ASYNC103  # a shielded service has no Cancelled but its own scope's
            if not service.scope.shield:
                raise
            self._crashed(name, exc)
        finally:
            self._running.remove(service)
            service.done.set()
            if ended is not None and service.scope.shield:
                ended(self.crash)

    def _crashed(self, name: str, exc: BaseException) -> None:
        self._end(f"the background task {name!r} failed")
        if not isinstance(exc, Exception):
            # A callback of the program's may exit the program, or be struck by Ctrl-C.
            self._outcome.failures.append(unwrapped(exc))
            return
        crash = ServiceCrashedError(name, foreign=_foreign(exc))
        crash.__cause__ = exc
        self._outcome.crashes.append(crash)

    def _left(self, exc: BaseException) -> None:
        """Remember what the body or a task of the user left with."""
        error = without_cancelled(exc)
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
                if self._outcome.interrupted:
                    _cut()
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
        self.crashes: list[ServiceCrashedError] = []
        self.cancelled: list[BaseException] = []
        self.outside: list[BaseException] = []

    @property
    def interrupted(self) -> bool:
        """Whether Ctrl-C was pressed."""
        return any(map(_interrupted, self.failures + self.outside))

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
        failure = next((exc for exc in self.failures if not _told_of(exc, self.crashes)), None)
        if failure is not None:
            return self._noted(failure, failure)
        if self.crashes:
            return self._noted(self.crashes[0], self.crashes[0])
        return (self.cancelled + self.outside)[0] if self.outside else None

    def _noted(self, error: BaseException, told: BaseException) -> BaseException:
        """`error` with notes on all but `told`, which it tells itself."""
        for failure in self.failures:
            if failure is not told and not _told_of(failure, self.crashes):
                error.add_note(f"Besides, this was raised in the same block: {failure!r}")
        for crash in self.crashes:
            if crash is not told:
                error.add_note(f"Besides, twitchtrio's background task {crash.service!r} failed: {crash.__cause__!r}")
        return error


@asynccontextmanager
@trio.lowlevel.enable_ki_protection  # Ctrl-C between two of its lines would leave shielded services behind
async def open_services() -> AsyncGenerator[Services, None]:
    """Open the nurseries of one block; the module's own words say what comes out of it."""
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


@contextmanager
def _shielded() -> Generator[trio.CancelScope, None, None]:
    shields = _all_shields()
    with trio.CancelScope(shield=True) as scope:
        shields.add(scope)
        try:
            yield scope
        finally:
            shields.discard(scope)


async def undisturbed(seconds: float, fn: Callable[[*Ts], Awaitable[T]], *args: *Ts) -> T:  # noqa: ASYNC910  # as `fn`
    """Call `fn` and wait for it, whatever is cancelled and whatever key is pressed, but for a second Ctrl-C.

    Raises:
        TooSlowError: It took longer than so many seconds, not counting those for which the program blocked, or was cut.
    """
    results: list[T | Exception] = []
    due = trio.current_time() + seconds
    watch = trio.CancelScope(shield=True)

    @trio.lowlevel.enable_ki_protection
    async def run() -> None:  # noqa: ASYNC910  # as `fn`
        with _shielded() as scope:
            nursery.start_soon(cancel_late, scope)
            try:
                results.append(await fn(*args))
            except Exception as exc:  # noqa: BLE001  # it is raised below
                results.append(exc)
            finally:
                watch.cancel(reason="twitchtrio: it was in time")

    @trio.lowlevel.enable_ki_protection
    async def cancel_late(scope: trio.CancelScope) -> None:
        with watch:
            await trio.sleep_until(due)
            await readers_first(due)
            scope.cancel(reason="twitchtrio: it took too long")

    # In a task of its own, since Ctrl-C strikes the main task at its checkpoints, shielded or not.
    async with trio.open_nursery() as nursery:  # noqa: ASYNC112  # the tasks are the point
        nursery.start_soon(run, name=fn)
    if not results:
        raise trio.TooSlowError
    (result,) = results
    if isinstance(result, Exception):
        raise result
    return result


def refuse_call(fn: object) -> None:
    """Refuse a call of an async function where the function itself is wanted.

    Raises:
        TypeError: It was called already.
    """
    if inspect.iscoroutine(fn):
        fn.close()
        raise TypeError(f"Pass the function and its arguments: start_soon({fn.__name__}, ...), no call of it.")


def without_cancelled(exc: BaseException) -> BaseException | None:
    """What an exception says besides that it was cancelled."""
    if isinstance(exc, BaseExceptionGroup):
        cancelled, rest = exc.split(trio.Cancelled)
        return exc if cancelled is None else rest
    return None if isinstance(exc, trio.Cancelled) else exc


@overload
def unwrapped(exc: Exception) -> Exception: ...
@overload
def unwrapped(exc: BaseException) -> BaseException: ...
def unwrapped(exc: BaseException) -> BaseException:
    """An exception without the groups that nurseries put around it, as far as each holds it alone."""
    while isinstance(exc, BaseExceptionGroup) and len(exc.exceptions) == 1:
        exc = exc.exceptions[0]
    return exc


def _all_shields() -> set[trio.CancelScope]:
    try:
        return _shields.get()
    except LookupError:
        _shields.set(set())
        return _shields.get()


def _cut() -> None:
    for scope in tuple(_all_shields()):
        scope.cancel(reason="twitchtrio: Ctrl-C was pressed again")


def _told_of(exc: BaseException, crashes: list[ServiceCrashedError]) -> bool:
    """Whether an error of the program's is only what it was told of a crash."""
    return isinstance(exc, ServiceCrashedError) and exc.__cause__ in [crash.__cause__ for crash in crashes]


def _foreign(exc: BaseException) -> str | None:
    """The module of the program's own that an exception comes from, if it was not raised by us or what we use."""
    while isinstance(exc, BaseExceptionGroup):
        exc = exc.exceptions[0]
    modules = [str(frame.f_globals.get("__name__")) for frame, _ in walk_tb(exc.__traceback__)]
    above = [name for name in modules if not is_pythons(name)]
    return above[-1] if above and not is_ours(above[-1]) else None


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
