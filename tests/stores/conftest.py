"""Each kind of store."""

from __future__ import annotations

import pytest

from twitchtrio.stores import MemoryStore, SQLiteStore, Store


@pytest.fixture(params=["memory", "file", "opened file"])
async def store(request, tmp_path) -> Store:
    """A store of each kind, empty."""
    if request.param == "memory":
        yield MemoryStore()
        return
    file = SQLiteStore(tmp_path / "tokens.sqlite3")
    if request.param == "file":
        yield file
        return
    async with file.opened():
        yield file
