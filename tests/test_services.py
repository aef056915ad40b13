import functools
import gc
import signal
import traceback
import weakref
from contextlib import asynccontextmanager

import pytest
import trio

from twitchtrio import _services
from twitchtrio.errors import ConfigurationError, ServiceCrashedError


class Service:
    """A service that writes its life into a log and fails when told."""

    def __init__(self, log, name="service"):
        self.log = log
        self.name = name
        self.crash = trio.Event()
        self.goodbye = trio.lowlevel.checkpoint

    async def run(self, *, task_status):
        try:
            self.log.append(f"{self.name} begins")
            task_status.started(self.name)
            await self.crash.wait()
            raise OSError(self.name)
        finally:
            with trio.move_on_after(1, shield=True):
                await self.goodbye()
            self.log.append(f"{self.name} ends")


@pytest.fixture
def log():
    """What happened, in order."""
    return []


@pytest.fixture
async def service(log):
    """The one service that most tests need."""
    return Service(log)


@asynccontextmanager
async def open_services():
    """What is tested, and at its end no task is left that was not there at its start."""
    before = trio.lowlevel.current_statistics().tasks_living
    try:
        async with _services.open_services() as services:
            yield services
    finally:
        assert before == trio.lowlevel.current_statistics().tasks_living


async def fail_with(error):
    """Raise after a checkpoint."""
    await trio.lowlevel.checkpoint()
    raise error


async def interrupt():
    """Ctrl-C, by the process itself, after a checkpoint."""
    await trio.lowlevel.checkpoint()
    signal.raise_signal(signal.SIGINT)


# The ten exits.


async def test_clean(log, service):
    """The block ends after its body; the service outlives the body's own `finally`."""
    async with open_services() as services:
        assert "service" == await services.start(service.run, name="service")
        try:
            log.append("body")
        finally:
            await trio.lowlevel.checkpoint()  # noqa: ASYNC102  # not cancelled here
            log.append("body ends")

    assert ["service begins", "body", "body ends", "service ends"] == log


async def test_body_error(log, service):
    """The body's exception comes out as that very object, its context and its traceback as they were."""
    error = ValueError("mine")
    error.__context__ = KeyError("before")

    with pytest.raises(ValueError, match="mine") as caught:
        async with open_services() as services:
            await services.start(service.run, name="service")
            try:
                raise error
            finally:
                log.append("body ends")

    assert error is caught.value
    assert KeyError is type(error.__context__)
    assert not hasattr(error, "__notes__")
    assert 1 == len(traceback.extract_tb(error.__traceback__))
    assert ["service begins", "body ends", "service ends"] == log


async def test_body_group(service):
    """A group that the body raises is that very group."""
    group = ExceptionGroup("mine", [ValueError("one"), KeyError("two")])

    with pytest.RaisesGroup(ValueError, KeyError) as caught:
        async with open_services() as services:
            await services.start(service.run, name="service")
            raise group

    assert group is caught.value


async def test_timeout_inside(autojump_clock, service):
    """A deadline of the body's own comes out as `TooSlowError`."""
    with pytest.raises(trio.TooSlowError):
        async with open_services() as services:
            await services.start(service.run, name="service")
            with trio.fail_after(1):
                await trio.sleep_forever()


async def test_outer_cancel(autojump_clock, log, service):
    """Cancelled from outside, it ends quietly, and the service is still there for the body's goodbye."""
    with trio.move_on_after(1) as scope:
        async with open_services() as services:
            await services.start(service.run, name="service")
            try:
                await trio.sleep_forever()
            finally:
                with trio.move_on_after(1, shield=True):
                    await trio.sleep(0.5)
                log.append("body ends")

    assert scope.cancelled_caught
    assert 1.5 == trio.current_time()
    assert ["service begins", "body ends", "service ends"] == log


@pytest.mark.parametrize("waiting", [False, True])
async def test_outer_cancel_is_no_group(waiting):
    """Cancelled is Cancelled, no group of it, in the body and while the block waits for a task."""
    caught = []

    with trio.CancelScope() as scope:
        try:
            async with open_services() as services:
                if waiting:
                    services.start_soon(trio.sleep_forever)
                scope.cancel()
                if not waiting:
                    await trio.sleep_forever()
        except trio.Cancelled as exc:
            caught.append(exc)
            raise

    assert [trio.Cancelled] == [type(exc) for exc in caught]
    assert scope.cancelled_caught


async def test_crash(log, service):
    """A crashing service ends the body; what comes out says which it was and why."""
    with pytest.raises(ServiceCrashedError) as caught:
        async with open_services() as services:
            await services.start(service.run, name="the reader")
            try:
                service.crash.set()
                await trio.sleep_forever()
            finally:
                log.append("body ends")

    assert "the reader" == caught.value.service
    assert isinstance(caught.value.__cause__, OSError)
    assert caught.value.__context__ is None
    assert ["service begins", "service ends", "body ends"] == log


async def test_crash_and_body_error(service):
    """If the body fails too, its own exception comes out and the crash is a note on it."""
    error = ValueError("mine")

    with pytest.raises(ValueError, match="mine") as caught:
        async with open_services() as services:
            await services.start(service.run, name="the reader")
            try:
                service.crash.set()
                await trio.sleep_forever()
            finally:
                raise error

    assert error is caught.value
    assert ["Besides, twitchtrio's background task 'the reader' failed: OSError('service')"] == error.__notes__


async def test_cancel_while_opening(autojump_clock, log, service):
    """A service that is not usable yet is cancelled with its starter, one that is stops afterwards."""

    async def slow(*, task_status):  # noqa: ASYNC128  # that is the point
        try:
            await trio.sleep_forever()
        finally:
            log.append("slow ends")

    with trio.move_on_after(1) as scope:
        async with open_services() as services:
            await services.start(service.run, name="service")
            await services.start(slow, name="slow")

    assert scope.cancelled_caught
    assert ["service begins", "slow ends", "service ends"] == log


async def test_error_while_opening(log, service):
    """An error before `started()` comes out of `start()` as itself; what runs already is stopped."""
    error = ValueError("no port")

    async def broken(*, task_status):  # noqa: ASYNC128  # that is the point
        await fail_with(error)

    with pytest.raises(ValueError, match="no port") as caught:
        async with open_services() as services:
            await services.start(service.run, name="service")
            try:
                await services.start(broken, name="broken")
            except ValueError:
                log.append("seen")
                raise

    assert error is caught.value
    assert ["service begins", "seen", "service ends"] == log


async def _in_body(services):
    await interrupt()


async def _in_task(services):
    services.start_soon(interrupt)
    await trio.sleep_forever()


async def _in_service(services):
    async def struck(*, task_status):
        task_status.started()
        await interrupt()

    await services.start(struck, name="struck")
    await trio.sleep_forever()


async def _while_opening(services):
    async def struck(*, task_status):
        await interrupt()
        task_status.started()

    await services.start(struck, name="struck")


async def _while_waiting(services):
    services.start_soon(trio.sleep_forever)
    trio.lowlevel.spawn_system_task(interrupt)
    await trio.lowlevel.checkpoint()


async def _while_stopping(services):
    async def struck(*, task_status):
        task_status.started()
        try:
            await trio.sleep_forever()
        finally:
            trio.lowlevel.spawn_system_task(interrupt)
            with trio.move_on_after(1, shield=True):
                await trio.testing.wait_all_tasks_blocked()

    await services.start(struck, name="struck")


@pytest.mark.parametrize(
    "body", [_in_body, _in_task, _in_service, _while_opening, _while_waiting, _while_stopping], ids=lambda f: f.__name__
)
def test_ctrl_c(log, body):
    """A real SIGINT, wherever it strikes, comes out as KeyboardInterrupt, and everything has ended."""

    async def main():
        service = Service(log)
        async with open_services() as services:
            await services.start(service.run, name="service")
            await body(services)

    with pytest.raises(KeyboardInterrupt):
        trio.run(main)

    assert ["service begins", "service ends"] == log


# Order, tasks of the user, and the less common.


async def test_order(log):
    """Services stop one after another, the last one first, also if one of them has ended by itself."""
    first, second, third = (Service(log, name) for name in ("first", "second", "third"))

    async with open_services() as services:
        for each in (first, second):
            await services.start(each.run, name=each.name)

        async def brief(*, task_status):
            task_status.started()
            await trio.lowlevel.checkpoint()

        await services.start(brief, name="brief")
        await services.start(third.run, name=third.name)
        log.clear()

    assert ["third ends", "second ends", "first ends"] == log


async def test_started_while_stopping(log):
    """A service that another one starts as its last act is stopped as well."""
    second = Service(log, "second")

    async with open_services() as services:

        async def first(*, task_status):
            task_status.started()
            try:
                await trio.sleep_forever()
            finally:
                with trio.CancelScope(shield=True):
                    await services.start(second.run, name="second")

        await services.start(first, name="first")

    assert ["second begins", "second ends"] == log


async def test_cancelled_just_before_started(log):
    """A service whose starter is cancelled by the time it reports does not stay."""
    with trio.CancelScope() as scope:
        async with open_services() as services:

            async def late(*, task_status):
                scope.cancel()
                task_status.started()
                try:
                    await trio.sleep_forever()
                finally:
                    log.append("late ends")

            await services.start(late, name="late")
            log.append("never")

    assert scope.cancelled_caught
    assert ["late ends"] == log


async def test_start_in_a_cancelled_scope(service):
    """A service can be started under a deadline; the deadline ends with the start."""
    async with open_services() as services:
        with trio.CancelScope() as scope:
            await services.start(service.run, name="service")
            scope.cancel()
        await trio.testing.wait_all_tasks_blocked()
        assert ["service begins"] == service.log


async def test_never_started():
    """A service that returns without having reported is an error of its own."""

    async def silent(*, task_status):  # noqa: ASYNC128  # that is the point
        await trio.lowlevel.checkpoint()

    with pytest.raises(RuntimeError, match="started"):
        async with open_services() as services:
            await services.start(silent, name="silent")


async def test_crash_without_a_checkpoint_in_the_body(service):
    """A crash that the body did not notice, since it never waited, still comes out."""
    with pytest.raises(ServiceCrashedError):
        async with open_services() as services:
            await services.start(service.run, name="service")
            service.crash.set()


async def test_crash_while_stopping(log):
    """A service that fails in its own goodbye has crashed like any other; the rest is stopped in order."""
    first, second = (Service(log, name) for name in ("first", "second"))

    second.goodbye = functools.partial(fail_with, OSError("goodbye"))

    with pytest.raises(ServiceCrashedError) as caught:
        async with open_services() as services:
            await services.start(first.run, name="first")
            await services.start(second.run, name="second")
            log.append("body ends")

    assert "goodbye" == str(caught.value.__cause__)
    assert ["first begins", "second begins", "body ends", "first ends"] == log


async def test_cancelled_while_stopping(autojump_clock, log, service):
    """A deadline that passes while services stop cuts no goodbye short and spoils no end."""
    service.goodbye = functools.partial(trio.sleep, 0.75)

    with trio.move_on_after(0.5):
        async with open_services() as services:
            await services.start(service.run, name="service")
        log.append("after")

    assert ["service begins", "service ends", "after"] == log
    assert 0.75 == trio.current_time()


async def test_crash_before_the_user_is_in(service):
    """A service that crashes while the rest is being opened ends the opening."""

    async def slow(*, task_status):  # noqa: ASYNC128  # that is the point
        service.crash.set()
        await trio.sleep_forever()

    with pytest.raises(ServiceCrashedError) as caught:
        async with open_services() as services:
            await services.start(service.run, name="service")
            await services.start(slow, name="slow")

    assert "service" == caught.value.service


async def test_two_crashes(log):
    """The first crash comes out, the second is a note."""
    first, second = (Service(log, name) for name in ("first", "second"))

    with pytest.raises(ServiceCrashedError) as caught:
        async with open_services() as services:
            await services.start(first.run, name="first")
            await services.start(second.run, name="second")
            first.crash.set()
            await trio.lowlevel.checkpoint()
            second.crash.set()

    assert "first" == caught.value.service
    assert ["Besides, twitchtrio's background task 'second' failed: OSError('second')"] == caught.value.__notes__


async def test_crash_of_another(log):
    """What other services leave behind ends by the crash too, whether they were started before or after."""
    names = ("before", "crashing", "after")
    before, crashing, after = (Service(log, name) for name in names)
    told = {}

    with pytest.raises(ServiceCrashedError) as caught:
        async with open_services() as services:
            for each in (before, crashing, after):
                await services.start(each.run, name=each.name, ended=functools.partial(told.__setitem__, each.name))
            crashing.crash.set()

    assert dict.fromkeys(names, caught.value) == told


async def test_tasks_are_waited_for(autojump_clock, log, service):
    """The block waits for the user's tasks, and services outlive them."""

    async def task(seconds):
        await trio.sleep(seconds)
        log.append("task ends")

    async with open_services() as services:
        await services.start(service.run, name="service")
        services.start_soon(task, 5)

    assert 5 == trio.current_time()
    assert ["service begins", "task ends", "service ends"] == log


@pytest.mark.parametrize("busy", [True, False])
async def test_task_error(service, busy):
    """A failing task of the user ends body and other tasks; its exception comes out as itself."""
    error = ValueError("mine")
    error.__context__ = KeyError("before")

    with pytest.raises(ValueError, match="mine") as caught:
        async with open_services() as services:
            await services.start(service.run, name="service")
            services.start_soon(trio.sleep_forever)
            services.start_soon(fail_with, error)
            if busy:
                await trio.sleep_forever()

    assert error is caught.value
    assert KeyError is type(error.__context__)


async def test_errors_in_body_and_task():
    """The first exception comes out, the other is a note on it."""
    with pytest.raises(ValueError, match="task") as caught:
        async with open_services() as services:
            services.start_soon(fail_with, ValueError("task"))
            try:
                await trio.sleep_forever()
            finally:
                raise KeyError("body")

    assert ["Besides, this was raised in the same block: KeyError('body')"] == caught.value.__notes__


@pytest.mark.parametrize("where", ["body", "task", "service", "within a service", "fail"])
async def test_system_exit(where):
    """Leaving the program with a status works from everywhere."""
    error = SystemExit(3)

    async def leaving(*, task_status):
        task_status.started()
        await fail_with(error)

    async def leaving_from_within(*, task_status):
        task_status.started()
        async with trio.open_nursery() as outer, trio.open_nursery() as inner:
            outer.start_soon(trio.sleep_forever)
            inner.start_soon(fail_with, error)

    with pytest.raises(SystemExit) as caught:
        async with open_services() as services:
            if where == "task":
                services.start_soon(fail_with, error)
            elif where == "service":
                await services.start(leaving, name="leaving")
            elif where == "within a service":
                await services.start(leaving_from_within, name="leaving")
            elif where == "fail":
                services.fail(error)
            else:
                raise error
            await trio.sleep_forever()

    assert error is caught.value


async def test_fail(log):
    """`fail` ends the block with an exception of user code, as itself."""
    error = ValueError("callback")

    with pytest.raises(ValueError, match="callback") as caught:
        async with open_services() as services:
            services.fail(error)
            try:
                await trio.sleep_forever()
            finally:
                log.append("body ends")

    assert error is caught.value
    assert ["body ends"] == log


async def test_group_with_cancelled_of_ours():
    """Of a group that the body raises when we have cancelled it, the Cancelled go and the rest stays."""

    async def unhappy():
        try:
            await trio.sleep_forever()
        finally:
            raise ValueError("unhappy")

    with pytest.RaisesGroup(ValueError):
        async with open_services() as services, trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep_forever)
            nursery.start_soon(unhappy)
            await trio.testing.wait_all_tasks_blocked()
            services._end("test")


async def test_group_with_cancelled_of_another():
    """A group that holds Cancelled of an outer scope reaches that scope as it is."""
    seen = []

    async def unhappy():
        try:
            await trio.sleep_forever()
        finally:
            raise ValueError("unhappy")

    with pytest.RaisesGroup(ValueError), trio.CancelScope() as scope:
        try:
            async with open_services(), trio.open_nursery() as nursery:
                nursery.start_soon(unhappy)
                await trio.testing.wait_all_tasks_blocked()
                scope.cancel()
                await trio.sleep_forever()
        except BaseExceptionGroup as group:
            seen.extend(type(exc) for exc in group.exceptions)
            raise

    assert [trio.Cancelled, ValueError] == sorted(seen, key=lambda cls: cls.__name__)


async def test_interrupt_in_a_group():
    """A KeyboardInterrupt inside a group is one again, caused by the group."""
    group = BaseExceptionGroup("mine", [KeyboardInterrupt(), ValueError("too")])

    with pytest.raises(KeyboardInterrupt) as caught:
        async with open_services():
            raise group

    assert group is caught.value.__cause__


async def test_interrupt_wins(service):
    """Whatever else failed, Ctrl-C comes out; the rest is notes."""
    with pytest.raises(KeyboardInterrupt) as caught:
        async with open_services() as services:
            await services.start(service.run, name="service")
            services.fail(ValueError("mine"))
            service.crash.set()
            with trio.move_on_after(1, shield=True):
                await trio.testing.wait_all_tasks_blocked()
            raise KeyboardInterrupt

    assert 2 == len(caught.value.__notes__)


async def test_nested(log):
    """Blocks nest: the inner one ends first, and what it raises passes through the outer one untouched."""
    outer, inner = (Service(log, name) for name in ("outer", "inner"))
    error = ValueError("mine")

    with pytest.raises(ValueError, match="mine") as caught:
        async with open_services() as first, _services.open_services() as second:
            await first.start(outer.run, name="outer")
            await second.start(inner.run, name="inner")
            raise error

    assert error is caught.value
    assert ["outer begins", "inner begins", "inner ends", "outer ends"] == log


async def test_nested_crash(log):
    """A crash in the outer block cancels the inner one from outside."""
    outer, inner = (Service(log, name) for name in ("outer", "inner"))

    with pytest.raises(ServiceCrashedError) as caught:
        async with open_services() as first, _services.open_services() as second:
            await first.start(outer.run, name="outer")
            await second.start(inner.run, name="inner")
            outer.crash.set()
            await trio.sleep_forever()

    assert "outer" == caught.value.service
    assert ["inner ends"] == log[-1:]


@pytest.mark.parametrize("error", [StopIteration("mine"), StopAsyncIteration("mine")])
async def test_stop_iteration(error):
    """Even what generators take for their own end comes out of the body as itself."""
    with pytest.raises(type(error)) as caught:
        async with open_services():
            raise error

    assert error is caught.value


async def test_no_circles(service):
    """What comes out is not kept alive by its own traceback."""

    class Mine(Exception):  # noqa: N818 - a user names it so
        pass

    async def scenario():
        try:
            async with open_services() as services:
                await services.start(service.run, name="service")
                raise Mine  # noqa: TRY301 - that is the point
        except Mine as exc:
            return weakref.ref(exc)

    gc.collect()
    gc.disable()
    try:
        ref = await scenario()
        await trio.lowlevel.checkpoint()
        assert ref() is None
    finally:
        gc.enable()


async def test_start_soon_after_the_block():
    """A task for a block that has ended is refused."""
    async with open_services() as services:
        pass

    with pytest.raises(ConfigurationError, match="has ended"):
        services.start_soon(trio.sleep, 0)


@pytest.mark.parametrize("steps", range(1, 8))
async def test_start_soon_as_the_block_ends(steps):
    """Who comes as the last task ends is refused, or waited for."""
    ran = []

    async def run():
        ran.append(trio.current_time())
        await trio.lowlevel.checkpoint()

    async with trio.open_nursery() as nursery:

        async def block(task_status):
            async with _services.open_services() as services:
                services.start_soon(trio.lowlevel.checkpoint)
                task_status.started(services)

        services = await nursery.start(block)
        for _ in range(steps):
            await trio.lowlevel.checkpoint()
        try:
            services.start_soon(run)
        except ConfigurationError as error:
            ran.append(error)

    assert len(ran) == 1


async def test_start_soon_from_a_run_of_another_thread():
    """A task is started from the run that the block is in; another thread's own run is another."""

    async def start(services):
        await trio.lowlevel.checkpoint()
        with pytest.raises(ConfigurationError, match=r"from_thread\.run_sync"):
            services.start_soon(trio.sleep, 0)
        return "refused"

    async with open_services() as services:
        assert "refused" == await trio.to_thread.run_sync(trio.run, start, services)
        await trio.to_thread.run_sync(trio.from_thread.run_sync, services.start_soon, trio.sleep, 0)


async def test_start_soon_with_a_coroutine():
    """A function that was called already is refused, with no warning about a coroutine that nobody awaited."""
    async with open_services() as services:
        with pytest.raises(TypeError, match=r"start_soon\(fail_with, "):
            services.start_soon(fail_with(ValueError()))


async def test_names():
    """Tasks carry the names that they were given."""
    names = []

    async def look(*, task_status=trio.TASK_STATUS_IGNORED):
        names.append(trio.lowlevel.current_task().name)
        task_status.started()
        await trio.lowlevel.checkpoint()

    async with open_services() as services:
        await services.start(look, name="twitchtrio.reader")
        services.start_soon(look, name="mine")
        services.start_soon(functools.partial(look))

    assert {"twitchtrio.reader", "mine"} < set(names)
    assert 3 == len(names)
