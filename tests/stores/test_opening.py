"""Which store a program means."""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path

import pytest

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
