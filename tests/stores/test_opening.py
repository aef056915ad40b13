"""Which store a program means."""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trio

from twitchtrio.errors import ConfigurationError
from twitchtrio.stores import MemoryStore, SQLiteStore, default_path, open_store


async def test_what_a_store_argument_means(tmp_path, monkeypatch):
    """A path is a file, a store is itself."""
    monkeypatch.chdir(tmp_path)
    memory = MemoryStore()

    async with open_store(memory) as store:
        assert memory is store
    for given in (tmp_path / "x", "x"):
        async with open_store(given) as store:
            assert isinstance(store, SQLiteStore)
            assert Path(given) == store.path
            assert (tmp_path / "x").exists()


async def test_nothing_is_the_users_own_file(tmp_path, monkeypatch):
    """Without a store, it is the file in the user's data folder."""
    for name in ("HOME", "LOCALAPPDATA", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path))

    async with open_store() as store:
        assert default_path() == store.path
        assert tmp_path in store.path.parents
        assert ("twitchtrio", "tokens.sqlite3") == store.path.parts[-2:]


async def test_a_store_of_the_programs_own_is_opened():
    """A store that has something to open is opened for the block."""
    seen = []

    class Own(MemoryStore):
        @asynccontextmanager
        async def opened(self):
            seen.append("opened")
            yield
            seen.append("closed")

    async with open_store(Own()) as store:
        assert ["opened"] == seen
        assert () == await store.read("")
    assert ["opened", "closed"] == seen


class Own(MemoryStore):
    """A store of the program's own, which fails on the way in or out."""

    def __init__(self, *, way_in=None, way_out=None):
        super().__init__()
        self.way_in, self.way_out = way_in, way_out

    def __repr__(self):
        return "Redis()"

    @asynccontextmanager
    async def opened(self):
        if self.way_in:
            raise self.way_in
        yield
        if self.way_out:
            raise self.way_out


@pytest.mark.parametrize("way", ["way_in", "way_out"])
async def test_a_store_that_fails_to_open_or_close(way):
    """Its fault is told as that, with its cause, and what it says itself as it says it."""
    error = ConnectionError("refused")
    with pytest.raises(
        ConfigurationError, match=r"^The store Redis\(\) failed in its opened\(\): ConnectionError: refused\.$"
    ) as caught:
        async with open_store(Own(**{way: error})):
            pass
    assert error is caught.value.__cause__

    own = ConfigurationError("no such server")
    with pytest.raises(ConfigurationError) as caught:
        async with open_store(Own(**{way: own})):
            pass
    assert own is caught.value


async def test_what_the_block_raises_is_no_fault_of_the_store():
    """An error of the program's own comes out as itself."""
    error = ConnectionError("no such channel")
    with pytest.raises(ConnectionError) as caught:
        async with open_store(Own()):
            raise error
    assert error is caught.value


class Odd(MemoryStore):
    """A store of the program's own whose way out is its own, whatever happened in the block."""

    def __init__(self, way_out):
        super().__init__()
        self.way_out = way_out

    def __repr__(self):
        return "Redis()"

    @asynccontextmanager
    async def opened(self):
        try:
            yield
        except BaseException as exc:  # noqa: ASYNC103, BLE001  # it is odd
            await self.way_out(exc)  # noqa: ASYNC102  # the same
        else:
            await self.way_out(None)


async def swallow(exc):  # noqa: ASYNC124  # a way out is awaited
    """Make nothing of what happened."""


async def fail(exc):  # noqa: ASYNC124  # a way out is awaited
    """Fail on top of it."""
    raise ConnectionError("refused")


async def fail_by_its_own_word(exc):  # noqa: ASYNC124  # a way out is awaited
    """Fail on top of it with an error of ours."""
    raise ConfigurationError("The store Redis() failed in its opened(): ConnectionError: refused.")


async def fail_in_a_group(exc):  # noqa: ASYNC124  # a way out is awaited
    """Fail on top of it as a nursery does."""
    raise BaseExceptionGroup("", [ConnectionError("refused"), *([] if exc is None else [exc])])


async def look_for_a_cancellation(exc):
    """End as usual, and wait for that."""
    await trio.lowlevel.checkpoint()
    if exc is not None:
        raise exc


WAYS_OUT = [swallow, fail, fail_by_its_own_word, fail_in_a_group, look_for_a_cancellation]


@pytest.mark.parametrize("cancelled", [False, True])
@pytest.mark.parametrize("way_out", WAYS_OUT)
async def test_no_store_hides_what_its_block_raises(way_out, cancelled, caplog):
    """It comes out as itself, whatever the way out makes of it; the store's own fault is logged."""
    for error in (ValueError("no such channel"), ExceptionGroup("", [ValueError()]), SystemExit(3)):
        caplog.clear()
        with trio.CancelScope() as scope, pytest.raises(type(error)) as caught:
            async with open_store(Odd(way_out)):
                if cancelled:
                    scope.cancel()
                raise error
        assert error is caught.value
        told = [record.message for record in caplog.records]
        if way_out in (swallow, look_for_a_cancellation):
            assert [] == told
        else:
            assert ["The store Redis() failed in its opened(): ConnectionError: refused."] == told


@pytest.mark.parametrize("way_out", WAYS_OUT)
async def test_no_store_hides_a_cancellation(way_out):
    """The scope that was cancelled catches it, also where it comes with others."""
    with trio.CancelScope() as scope:
        async with open_store(Odd(way_out)):
            scope.cancel()
            await trio.sleep_forever()
    assert scope.cancelled_caught

    error = ValueError()
    with pytest.RaisesGroup(ValueError) as caught, trio.CancelScope() as scope:
        async with open_store(Odd(way_out)), trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep_forever)
            scope.cancel()
            raise error
    assert (error,) == caught.value.exceptions


async def test_no_store_hides_a_cancellation_of_what_is_shielded_since():
    """A cancellation that was on its way is not lost where the scope around the store is shielded meanwhile."""
    with trio.CancelScope() as scope:
        with trio.CancelScope() as inner:
            async with open_store(Odd(look_for_a_cancellation)):
                scope.cancel()
                try:
                    await trio.sleep_forever()
                finally:
                    inner.shield = True
        pytest.fail("it went on")
    assert scope.cancelled_caught


class Busy(MemoryStore):
    """A store of the program's own with a task that fails when it is told to."""

    def __init__(self):
        super().__init__()
        self.broken = trio.Event()

    def __repr__(self):
        return "Redis()"

    @asynccontextmanager
    async def opened(self):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self.work)
            yield
            nursery.cancel_scope.cancel()

    async def work(self):
        await self.broken.wait()
        raise ConnectionError("refused")


async def test_a_store_whose_task_fails():
    """What its nursery cancels is no cancellation of the program's, and its fault is told as that."""
    with pytest.raises(
        ConfigurationError, match=r"The store Redis\(\) failed in its opened\(\): ConnectionError: refused"
    ) as caught:
        async with open_store(Busy()) as store:
            store.broken.set()
            await trio.sleep_forever()
    assert "refused" == str(caught.value.__cause__.exceptions[0])


async def test_a_store_whose_task_fails_while_the_block_does(caplog):
    """The block's own error comes out without the cancellation that goes with it."""
    error = ValueError()
    with pytest.RaisesGroup(ValueError) as caught:
        async with open_store(Busy()) as store, trio.open_nursery() as nursery:
            nursery.start_soon(trio.sleep_forever)
            store.broken.set()
            try:
                await trio.sleep_forever()
            finally:
                raise error
    assert (error,) == caught.value.exceptions
    assert 1 == len(caplog.records)


async def test_a_store_with_a_nursery_hides_no_error(caplog):
    """What the block raises is not put into a group, nor taken for the store's."""
    for error in (ValueError("no such channel"), ExceptionGroup("", [ValueError("no such channel")])):
        with pytest.raises(type(error)) as caught:
            async with open_store(Busy()):
                raise error
        assert error is caught.value
    assert [] == caplog.records


async def test_a_store_that_ends_its_block_in_time():
    """A scope of the store's own catches what it cancels."""

    class Timed(MemoryStore):
        @asynccontextmanager
        async def opened(self):
            with trio.CancelScope() as self.scope:  # noqa: ASYNC100  # the block has checkpoints
                yield

    async with open_store(Timed()) as store:
        store.scope.cancel()
        await trio.sleep_forever()
    assert store.scope.cancelled_caught


@pytest.mark.parametrize("opened", [5, lambda: None, list], ids=["no method", "nothing", "no context manager"])
async def test_an_opened_that_is_no_context_manager(opened):
    """A mistake in a store of the program's own is told as that."""
    store = Own()
    store.opened = opened
    with pytest.raises(ConfigurationError, match=r"The store Redis\(\) failed in its opened\(\): TypeError: "):
        async with open_store(store):
            pass


@pytest.mark.parametrize("given", [3, object(), MemoryStore])
async def test_what_is_no_store(given):
    """A mistake is told as such."""
    with pytest.raises(ConfigurationError, match="store= takes a Store, the path of a file, or None"):
        async with open_store(given):
            pass


async def test_a_file_that_cannot_be_used_is_told_at_the_door(tmp_path):
    """Before anything else is opened, a program hears what is wrong with its file."""
    with pytest.raises(ConfigurationError, match="cannot be opened"):
        async with open_store(tmp_path):
            pass
