"""The store in a file."""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path

import pytest
import trio

from twitchtrio.errors import ConfigurationError
from twitchtrio.stores import MemoryStore, SQLiteStore, default_path, open_store

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file modes")


@pytest.fixture
def path(tmp_path) -> Path:
    """Where the file is to be, in a folder that is not there yet."""
    return tmp_path / "folder" / "tokens.sqlite3"


def mode(path: Path) -> int:
    """The rights on a file or folder."""
    return stat.S_IMODE(path.stat().st_mode)


def edit(path: Path, *statements: str) -> None:
    """Change a file behind the store's back."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


class Watching(SQLiteStore):
    """Lets a test look at the file while it is in use, and set the connection up."""

    def __init__(self, path, *, pragma="foreign_keys", clock=0.0):
        super().__init__(path)
        self.pragma = pragma
        self.clock = clock
        self.modes = {}

    def _connect(self):
        connection = super()._connect()
        connection.execute(f"PRAGMA {self.pragma}")
        self.modes |= {file.name: mode(file) for file in self.path.parent.iterdir()}
        return connection

    def _now(self):
        return self.clock


@posix_only
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
async def test_files_and_folder_are_private(path, key, make_token, umask):
    """The file, SQLite's files beside it and a new folder are this user's own, whatever the umask."""
    store = Watching(path)
    before = os.umask(umask)
    try:
        await store.save(key, make_token())
        await store.load(key)
    finally:
        os.umask(before)

    assert {"tokens.sqlite3", "tokens.sqlite3-wal", "tokens.sqlite3-shm"} == store.modes.keys()
    assert {0o600} == set(store.modes.values())
    assert mode(path.parent) == 0o700


@posix_only
async def test_a_folder_that_is_there_keeps_its_mode(path, key, make_token):
    """Rights on what others made are not touched."""
    path.parent.mkdir(mode=0o755)

    await SQLiteStore(path).save(key, make_token())

    assert mode(path.parent) == 0o755


async def test_writes_are_synchronous(path, key):
    """What a method has written survives a power cut."""
    store = SQLiteStore(path)
    await store.load(key)

    with closing(store._connect()) as connection:
        assert (2,) == connection.execute("PRAGMA synchronous").fetchone()
        assert ("wal",) == connection.execute("PRAGMA journal_mode").fetchone()


async def test_another_store_on_the_file_sees_all(path, key, make_token):
    """Two stores on one file, as in two processes, hold the same."""
    row = await SQLiteStore(path).save(key, make_token())

    assert row == await SQLiteStore(str(path)).load(key)


async def test_many_tasks_and_stores_at_once(path, make_key, make_token):
    """Writers of two stores wait for each other, from the first moment on."""
    stores = SQLiteStore(path), SQLiteStore(path)

    async with trio.open_nursery() as nursery:
        for number in range(20):
            nursery.start_soon(stores[number % 2].save, make_key(str(number)), make_token(number))

    assert 20 == len(await stores[0].rows(oauth=make_key().oauth, client_id="app"))


async def test_a_file_that_another_process_makes_at_the_same_moment(path, key, make_token, monkeypatch):
    """A file that appears between looking for it and making it is used, not replaced."""
    row = await SQLiteStore(path).save(key, make_token())
    monkeypatch.setattr(Path, "exists", lambda path: False)

    assert row == await SQLiteStore(path).load(key)


async def test_a_write_under_way_is_finished(path, key, make_token):
    """Cancelled while the thread is at work, a write still happens, and says so."""
    store = SQLiteStore(path)
    entered, leave = trio.Event(), trio.Event()
    token = trio.lowlevel.current_trio_token()
    plain = store._connect

    def slow():
        trio.from_thread.run_sync(entered.set, trio_token=token)
        trio.from_thread.run(leave.wait, trio_token=token)
        return plain()

    store._connect = slow
    with trio.CancelScope() as scope:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(store.save, key, make_token())
            await entered.wait()
            scope.cancel()
            leave.set()
    store._connect = plain

    assert await store.load(key) is not None


async def test_a_lease_expires(path, key, make_token):
    """A lease ends with its time on the machine's clock."""
    store = Watching(path, clock=1000.0)
    await store.save(key, make_token())
    await store.lease(key, owner="a", seconds=60)

    store.clock = 1059.0
    assert await store.lease(key, owner="b", seconds=60) is None
    store.clock = 1061.0
    assert await store.lease(key, owner="b", seconds=60) is not None


async def test_a_clock_set_back_does_not_keep_a_lease(path, key, make_token):
    """A lease from the future is none."""
    store = Watching(path, clock=5000.0)
    await store.save(key, make_token())
    await store.lease(key, owner="a", seconds=60)

    store.clock = 1400.0

    assert await store.lease(key, owner="b", seconds=60) is not None


async def test_a_lease_that_is_a_little_newer_is_respected(path, key, make_token):
    """Who read the clock first and got to the file second does not take the lease away."""
    store = Watching(path, clock=1000.1)
    await store.save(key, make_token())
    await store.lease(key, owner="a", seconds=60)

    store.clock = 1000.0

    assert await store.lease(key, owner="b", seconds=60) is None


@pytest.mark.parametrize(
    ("statements", "says"),
    [
        (["CREATE TABLE diary (entry TEXT)"], "another program"),
        (["PRAGMA application_id = 7"], "another program"),
        (["PRAGMA user_version = 3"], "another program"),
        (["PRAGMA application_id = 1953985650", "PRAGMA user_version = 99"], "newer"),
    ],
    ids=["table", "application", "version", "newer"],
)
async def test_a_foreign_file_is_left_alone(tmp_path, key, make_token, statements, says):
    """The database of another program or a newer version is named, and not changed by a single byte."""
    path = tmp_path / "theirs.sqlite3"
    edit(path, *statements)
    before = path.read_bytes()

    with pytest.raises(ConfigurationError, match=says) as caught:
        await SQLiteStore(path).save(key, make_token())

    assert str(path) in str(caught.value)
    assert before == path.read_bytes()
    assert [path] == list(tmp_path.iterdir())


async def test_a_file_that_is_no_database_is_left_alone(tmp_path, key):
    """Text is not taken for a store."""
    path = tmp_path / "notes.txt"
    path.write_text("remember the milk\n" * 100)

    with pytest.raises(ConfigurationError, match=r"notes\.txt is not an SQLite database"):
        await SQLiteStore(path).load(key)

    assert path.read_text().startswith("remember the milk")


async def test_a_damaged_file_is_left_alone(path, key, make_token):
    """A file with broken pages is reported, not replaced."""
    store = SQLiteStore(path)
    await store.save(key, make_token())
    whole = path.read_bytes()
    broken = whole[:4096] + b"\xff" * (len(whole) - 4096)
    path.write_bytes(broken)

    with pytest.raises(ConfigurationError, match="is damaged; restore it"):
        await store.save(key, make_token(2))

    assert broken == path.read_bytes()


async def test_a_read_only_file_can_be_read(path, key, make_token):
    """Without the right to write, reading works and writing says what is missing."""
    row = await SQLiteStore(path).save(key, make_token())
    store = Watching(path, pragma="query_only = 1")

    assert row == await store.load(key)
    with pytest.raises(ConfigurationError, match="cannot be written; give this user the right"):
        await store.save(key, make_token(2))


async def test_a_full_disk_is_reported(path, make_key, make_token):
    """When the file cannot grow, the error says so and nothing is lost."""
    store = Watching(path)
    row = await store.save(make_key(), make_token())
    store.pragma = "max_page_count = 1"

    with pytest.raises(ConfigurationError, match="the disk is full; make room"):
        for number in range(200):
            await store.save(make_key(f"user-{number}"), make_token(number))

    assert row == await store.load(make_key())


async def test_a_store_locked_for_too_long_is_reported(path, key, make_token, monkeypatch):
    """Another program that does not let go is named as the trouble."""
    monkeypatch.setattr("twitchtrio.stores.sqlite._BUSY_LIMIT", 0.01)
    store = SQLiteStore(path)
    await store.save(key, make_token())

    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(ConfigurationError, match="is locked by another program"):
            await store.save(key, make_token(2))


async def test_a_folder_is_no_file(tmp_path, key):
    """A path that leads to a folder is reported."""
    with pytest.raises(ConfigurationError, match="cannot be opened"):
        await SQLiteStore(tmp_path).load(key)


async def test_a_folder_that_cannot_be_made_is_reported(tmp_path, key):
    """A file where a folder should be is reported."""
    (tmp_path / "file").write_text("")

    with pytest.raises(ConfigurationError, match="cannot be made"):
        await SQLiteStore(tmp_path / "file" / "tokens.sqlite3").load(key)


async def test_names_that_sqlite_reads_otherwise(tmp_path, key, make_token, monkeypatch):
    """Names with a meaning of their own to SQLite or to addresses are plain names here."""
    monkeypatch.chdir(tmp_path)

    for name in (":memory:", "a?mode=memory#x%20.db"):
        row = await SQLiteStore(name).save(key, make_token())
        assert row == await SQLiteStore(name).load(key)


async def test_nothing_secret_is_shown(path, key, make_token):
    """Neither a store nor a row shows a token."""
    store = SQLiteStore(path)
    row = await store.save(key, make_token())

    for shown in (repr(store), repr(row), str(row)):
        assert "access-1" not in shown
        assert "refresh-1" not in shown


def test_what_a_store_argument_means(tmp_path):
    """Nothing is the default file, a path is a file, a store is itself."""
    memory = MemoryStore()

    assert memory is open_store(memory)
    assert tmp_path / "x" == open_store(tmp_path / "x").path
    assert Path("y") == open_store("y").path
    assert default_path() == open_store(None).path
    assert ("twitchtrio", "tokens.sqlite3") == default_path().parts[-2:]
