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

from twitchtrio._once import Once
from twitchtrio.errors import ConfigurationError
from twitchtrio.stores import Record, SQLiteStore, open_store
from twitchtrio.stores._sqlite_file import connect
from twitchtrio.stores._sqlite_rows import write

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


def remove(path: Path) -> None:
    """Remove a file and those that SQLite has beside it."""
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()


def refuse(*_: object) -> None:
    """What the system says of another user's file."""
    raise PermissionError


class Watching(SQLiteStore):
    """Lets a test set the clock."""

    def __init__(self, path, *, clock=0.0):
        super().__init__(path)
        self.clock = clock

    def _now(self):
        return self.clock


@posix_only
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
async def test_files_and_folder_are_private(path, umask):
    """The file, SQLite's files beside it and a new folder are this user's own, whatever the umask."""
    store = SQLiteStore(path)
    before = os.umask(umask)
    try:
        async with store.opened():
            await store.write("x", b"1")
            modes = {file.name: mode(file) for file in path.parent.iterdir()}
    finally:
        os.umask(before)

    assert dict.fromkeys(["tokens.sqlite3", "tokens.sqlite3-wal", "tokens.sqlite3-shm"], 0o600) == modes
    assert mode(path.parent) == 0o700


@posix_only
async def test_a_folder_that_is_there_keeps_its_mode(path):
    """Rights on what others made are not touched."""
    path.parent.mkdir(mode=0o755)

    await SQLiteStore(path).write("x", b"1")

    assert mode(path.parent) == 0o755


@posix_only
async def test_an_empty_file_that_is_there_becomes_private(path):
    """A file that a program made beforehand, with the modes of its umask, is made private before anything is in it."""
    path.parent.mkdir()
    path.touch(0o644)

    await SQLiteStore(path).write("x", b"1")

    assert mode(path) == 0o600


@posix_only
@pytest.mark.parametrize("rights", [0o644, 0o640, 0o606, 0o660])
async def test_a_store_that_others_can_read_is_told_of(path, caplog, rights):
    """A file with logins whose modes were changed is told of, once."""
    await SQLiteStore(path).write("x", b"1")
    assert "" == caplog.text
    path.chmod(rights)

    for _ in range(3):
        assert 1 == len(await SQLiteStore(path).read(""))

    (record,) = caplog.records
    files = f"{path} {path}-wal {path}-shm"
    assert f"Other users of this machine may read the logins in {path}: run `chmod 600 {files}`." == record.message
    assert mode(path) == rights


@posix_only
@pytest.mark.parametrize("linked", [False, True])
async def test_files_beside_a_private_one_become_private(path, linked, caplog):
    """A store that was made private while a program had it open keeps nothing that others can read."""
    await SQLiteStore(path).write("x", b"1")
    path.chmod(0o644)
    link = path.with_name("link") if linked else path
    if linked:
        link.symlink_to(path)

    async with open_store(path) as store:
        await store.write("x", b"2")
        path.chmod(0o600)
        caplog.clear()
        beside = [path.with_name(path.name + end) for end in ("-wal", "-shm")]
        assert [0o644, 0o644] == [mode(file) for file in beside]
        await SQLiteStore(link).write("x", b"3")
        assert [0o600, 0o600] == [mode(file) for file in beside]

    assert "" == caplog.text


@posix_only
async def test_a_file_beside_it_that_cannot_be_made_private(path, caplog, monkeypatch):
    """Of another user's file beside a private one, a warning tells, with its name."""
    await SQLiteStore(path).write("x", b"1")
    path.chmod(0o644)

    async with open_store(path) as store:
        await store.write("x", b"2")
        path.chmod(0o600)
        monkeypatch.setattr("twitchtrio.stores._sqlite_file._open_to_others", Once())
        monkeypatch.setattr(Path, "chmod", refuse)
        caplog.clear()
        await SQLiteStore(path).write("x", b"3")

    (record,) = caplog.records
    assert record.message.endswith(f"in {path}: run `chmod 600 {path}-wal {path}-shm`.")


def test_writes_are_synchronous(path):
    """What a method has written survives a power cut."""
    with closing(connect(path)) as connection:
        assert (2,) == connection.execute("PRAGMA synchronous").fetchone()
        assert ("wal",) == connection.execute("PRAGMA journal_mode").fetchone()


async def test_one_connection_for_as_long_as_it_is_opened(path, monkeypatch):
    """Blocks may be nested; the connection goes with the outermost, and calls outside of any have their own."""
    made = count_connections(monkeypatch)
    store = SQLiteStore(path)

    async with store.opened():
        async with store.opened():
            await store.write("x", b"1")
        assert 1 == len(await store.read("x"))
    assert 1 == len(made)

    assert 1 == len(await store.read("x"))
    assert 2 == len(made)
    for connection in made:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            connection.execute("SELECT 1")


async def test_a_file_that_goes_while_it_is_open(path):
    """A file that was removed is made again, and one that took its place is read: nothing is written to nowhere."""
    store, other = SQLiteStore(path), SQLiteStore(path.with_name("other"))
    await other.write("x", b"other")

    async with store.opened():
        await store.write("x", b"1")
        remove(path)
        assert await store.write("x", b"2", expected=0) is not None
        assert [b"2"] == [record.value for record in await SQLiteStore(path).read("")]
        remove(path)
        other.path.replace(path)
        assert [b"other"] == [record.value for record in await store.read("")]


async def test_another_store_on_the_file_sees_all(path):
    """Two stores on one file, as in two processes, hold the same."""
    async with SQLiteStore(path).opened(), open_store(str(path)) as store:
        version = await SQLiteStore(path).write("x", b"1")
        assert (Record(name="x", value=b"1", version=version),) == await store.read("")


async def test_many_tasks_and_stores_at_once(path):
    """Writers of two stores wait for each other, from the first moment on."""
    stores = SQLiteStore(path), SQLiteStore(path)

    async with trio.open_nursery() as nursery:
        for number in range(20):
            nursery.start_soon(stores[number % 2].write, str(number), b"")

    assert 20 == len(await stores[0].read(""))


async def test_a_file_that_another_process_makes_at_the_same_moment(path, monkeypatch):
    """A file that appears between looking for it and making it is used, not replaced."""
    await SQLiteStore(path).write("x", b"1")
    monkeypatch.setattr(Path, "exists", lambda path: False)

    assert 1 == len(await SQLiteStore(path).read("x"))


async def test_a_write_under_way_is_finished(path, monkeypatch):
    """Cancelled while the thread is at work, a write still happens, and says so."""
    store = SQLiteStore(path)
    entered, leave = trio.Event(), trio.Event()
    token = trio.lowlevel.current_trio_token()

    def slow(*args, **more):
        trio.from_thread.run_sync(entered.set, trio_token=token)
        trio.from_thread.run(leave.wait, trio_token=token)
        return write(*args, **more)

    monkeypatch.setattr("twitchtrio.stores._sqlite_rows.write", slow)
    answers = []

    async def save():
        answers.append(await store.write("x", b"1"))

    with trio.CancelScope() as scope:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(save)
            await entered.wait()
            scope.cancel()
            leave.set()

    assert answers == [record.version for record in await store.read("x")]


async def test_leaving_while_cancelled_closes_the_connection(path, monkeypatch):
    """A block that is cancelled leaves no connection behind."""
    made = count_connections(monkeypatch)

    with trio.CancelScope() as scope:
        async with SQLiteStore(path).opened():
            scope.cancel()
            await trio.lowlevel.checkpoint()

    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        made[0].execute("SELECT 1")


async def test_a_lease_expires(path):
    """A lease ends with its time on the machine's clock."""
    store = Watching(path, clock=1000.0)
    await store.hold(["x"], owner="a", seconds=60)

    store.clock = 1059.0
    assert "a" == (await store.hold(["x"], owner="b", seconds=60))["x"].owner
    store.clock = 1061.0
    assert () == await store.leases("")
    assert "b" == (await store.hold(["x"], owner="b", seconds=60))["x"].owner


async def test_a_record_expires(path):
    """A record that is kept for a time is gone after it, from the file too once another is written."""
    store = Watching(path, clock=1000.0)
    await store.write("x", b"1", seconds=60)

    store.clock = 1059.0
    assert 1 == len(await store.read("x"))
    store.clock = 1061.0
    assert () == await store.read("x")
    assert await store.write("y", b"2", expected=0, seconds=60) is not None
    with closing(connect(path)) as connection:
        assert [("y",)] == connection.execute("SELECT name FROM records").fetchall()


async def test_a_clock_set_back_does_not_keep_a_lease(path):
    """A lease from the future is none."""
    store = Watching(path, clock=5000.0)
    await store.hold(["x"], owner="a", seconds=60)

    store.clock = 1400.0

    assert () == await store.leases("")
    assert "b" == (await store.hold(["x"], owner="b", seconds=60))["x"].owner


async def test_a_lease_that_is_a_little_newer_is_respected(path):
    """Who read the clock first and got to the file second does not take the lease away."""
    store = Watching(path, clock=1000.1)
    await store.hold(["x"], owner="a", seconds=60)

    store.clock = 1000.0

    assert "a" == (await store.hold(["x"], owner="b", seconds=60))["x"].owner


@pytest.mark.parametrize(
    ("statements", "says"),
    [
        (["CREATE TABLE diary (entry TEXT)"], "another program"),
        (["PRAGMA application_id = 7"], "another program"),
        (["PRAGMA user_version = 3"], "another program"),
        (["PRAGMA application_id = 1953985650", "PRAGMA user_version = 99"], "newer"),
        (["PRAGMA application_id = 1953985650", "PRAGMA user_version = 1"], "before its first release"),
    ],
    ids=["table", "application", "version", "newer", "older"],
)
async def test_a_foreign_file_is_left_alone(tmp_path, statements, says):
    """The database of another program or a newer version is named, and not changed by a single byte."""
    path = tmp_path / "theirs.sqlite3"
    edit(path, *statements)
    before = path.read_bytes()

    with pytest.raises(ConfigurationError, match=says) as caught:
        await SQLiteStore(path).write("x", b"1")

    assert str(path) in str(caught.value)
    assert before == path.read_bytes()
    assert [path] == list(tmp_path.iterdir())


CELLS = (
    "'text'",
    "''",
    "x'ff00'",
    "x''",
    "7",
    "-1",
    "1.5",
    "9e999",
    "-9e999",
    "9223372036854775807",
    "CAST(x'ff' AS TEXT)",
)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize(
    ("table", "column"),
    [
        *(("records", column) for column in ("name", "value", "version", "until")),
        *(("leases", column) for column in ("name", "owner", "fence", "until", "seconds", "data")),
        ("versions", "last"),
    ],
)
async def test_a_cell_of_another_type(path, table, column, cell):
    """Whatever a hand has put into a row, it is read as something, and the others are there."""
    store = SQLiteStore(path)
    await store.write("a", b"1")
    await store.write("b", b"2")
    await store.hold(["a", "b"], owner="me", seconds=60, data=b"3")
    edit(path, f"UPDATE {table} SET {column} = {cell} WHERE rowid = 1")

    if table != "versions":
        assert b"2" in [record.value for record in await store.read("")]
        assert "b" in [lease.name for lease in await store.leases("")]
    for record in await store.read(""):
        assert (str, bytes, int) == (type(record.name), type(record.value), type(record.version))
    for lease in [*await store.leases(""), *(await store.hold(["a", "b"], owner="you", seconds=60.0)).values()]:
        assert (str, str, int, float, bytes) == tuple(
            map(type, (lease.name, lease.owner, lease.fence, lease.remaining, lease.data))
        )
    await store.write("a", b"4", seconds=60)
    assert b"4" in [record.value for record in await store.read("a")]


async def test_a_row_that_is_gone(path):
    """Where no sense can be made of it, the error says whose file it is."""
    store = SQLiteStore(path)
    await store.write("a", b"1")
    edit(path, "DELETE FROM versions")

    with pytest.raises(ConfigurationError, match=r"The store .* holds what twitchtrio did not write; restore it"):
        await store.write("a", b"2")


async def test_told_once(path):
    """An error that says which file it is of is not told again as that file's error."""
    await SQLiteStore(path).write("a", b"1")
    edit(path, "PRAGMA user_version = 99")

    with pytest.raises(ConfigurationError) as caught:
        await SQLiteStore(path).read("")

    assert 1 == str(caught.value).count("The store")


@pytest.mark.parametrize("text", ["remember the milk\n" * 100, "milk", "1"], ids=["long", "short", "one byte"])
async def test_a_file_that_is_no_database_is_left_alone(tmp_path, text):
    """Text is not taken for a store."""
    path = tmp_path / "notes.txt"
    path.write_text(text)

    with pytest.raises(ConfigurationError, match=r"notes\.txt is not an SQLite database"):
        await SQLiteStore(path).write("x", b"1")

    assert text == path.read_text()


async def test_a_damaged_file_is_left_alone(path):
    """A file with broken pages is reported, not replaced."""
    store = SQLiteStore(path)
    await store.write("x", b"1")
    whole = path.read_bytes()
    broken = whole[:4096] + b"\xff" * (len(whole) - 4096)
    path.write_bytes(broken)

    with pytest.raises(ConfigurationError, match="is damaged; restore it"):
        await store.write("x", b"2")

    assert broken == path.read_bytes()


async def test_a_read_only_file_can_be_read(path):
    """Without the right to write, reading works and writing says what is missing."""
    store = SQLiteStore(path)
    async with store.opened():
        await store.write("x", b"1")
        store._connection.execute("PRAGMA query_only = 1")

        assert 1 == len(await store.read("x"))
        with pytest.raises(ConfigurationError, match="cannot be written; give this user the right"):
            await store.write("x", b"2")


async def test_a_full_disk_is_reported(path):
    """When the file cannot grow, the error says so and nothing is lost."""
    store = SQLiteStore(path)
    async with store.opened():
        await store.write("x", b"1")
        store._connection.execute("PRAGMA max_page_count = 1")

        with pytest.raises(ConfigurationError, match="the disk is full; make room"):
            for number in range(200):
                await store.write(str(number), b"x" * 500)

        assert [b"1"] == [record.value for record in await store.read("x")]


async def test_a_store_locked_for_too_long_is_reported(path, monkeypatch):
    """Another program that does not let go is named as the trouble; what it held up can be done later."""
    monkeypatch.setattr("twitchtrio.stores._sqlite_file._PATIENCE", 0.01)
    store = SQLiteStore(path)
    async with store.opened():
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            with pytest.raises(ConfigurationError, match="is locked by another program"):
                await store.write("x", b"1")

        assert await store.write("x", b"1", expected=0) is not None


async def test_a_folder_is_no_file(tmp_path):
    """A path that leads to a folder is reported."""
    with pytest.raises(ConfigurationError, match="cannot be opened"):
        await SQLiteStore(tmp_path).read("")


async def test_a_folder_that_cannot_be_made_is_reported(tmp_path):
    """A file where a folder should be is reported."""
    (tmp_path / "file").write_text("")

    with pytest.raises(ConfigurationError, match="cannot be made"):
        await SQLiteStore(tmp_path / "file" / "tokens.sqlite3").read("")


@pytest.mark.parametrize("path", ["a\0b", "x" * 5000], ids=["nul", "long"])
async def test_a_path_that_is_none_is_reported(path):
    """Whatever the system says to a path comes out as the store's error."""
    with pytest.raises(ConfigurationError, match="cannot be"):
        await SQLiteStore(path).read("")


async def test_names_that_sqlite_reads_otherwise(tmp_path, monkeypatch):
    """Names with a meaning of their own to SQLite or to addresses are plain names here."""
    monkeypatch.chdir(tmp_path)

    for name in (":memory:", "a?mode=memory#x%20.db"):
        await SQLiteStore(name).write("x", b"1")
        assert 1 == len(await SQLiteStore(name).read("x"))


def count_connections(monkeypatch):
    """The connections that stores make from now on."""
    made = []

    def counted(path):
        made.append(connect(path))
        return made[-1]

    monkeypatch.setattr("twitchtrio.stores._sqlite_file.connect", counted)
    return made
