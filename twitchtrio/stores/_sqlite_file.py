"""The file of an SQLite store: making it, recognising it, keeping it private, and what can be wrong with it."""

from __future__ import annotations

import logging
import os
import sqlite3
import stat
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from .._once import Once
from ..errors import ConfigurationError

__all__ = ["Identity", "connect", "explained", "identity", "patiently"]

T = TypeVar("T")

Identity = tuple[int, int]
"""Which file a path leads to."""

APPLICATION_ID: Final = 0x74777472  # "twtr"
VERSION: Final = 2

_TABLES: Final = (
    "CREATE TABLE records (name TEXT PRIMARY KEY, value BLOB NOT NULL, version INTEGER NOT NULL, until REAL NOT NULL)",
    "CREATE INDEX records_until ON records (until)",
    """
    CREATE TABLE leases (
        name TEXT PRIMARY KEY, owner TEXT NOT NULL, fence INTEGER NOT NULL, until REAL NOT NULL, seconds REAL NOT NULL,
        data BLOB NOT NULL
    )
    """,
    "CREATE TABLE versions (last INTEGER NOT NULL)",
    "INSERT INTO versions VALUES (0)",
)

_PROBLEMS: Final = {
    sqlite3.SQLITE_NOTADB: "is not an SQLite database; move it away or choose another path",
    sqlite3.SQLITE_CORRUPT: "is damaged; restore it from a copy, or move it away and sign in again",
    sqlite3.SQLITE_READONLY: "cannot be written; give this user the right to write the file and its folder",
    sqlite3.SQLITE_PERM: "cannot be written; give this user the right to write the file and its folder",
    sqlite3.SQLITE_FULL: "cannot grow because the disk is full; make room",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; check the path and the rights on the file and its folder",
    sqlite3.SQLITE_BUSY: "is locked by another program for too long; end that program, or wait for it",
    sqlite3.SQLITE_LOCKED: "is locked by another program for too long; end that program, or wait for it",
    sqlite3.SQLITE_IOERR: "cannot be read or written; check the disk and the room on it",
}
_BUSY: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_PATIENCE: Final = 30.0
_PAUSE: Final = 0.01
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO

_log: Final = logging.getLogger("twitchtrio.stores")
_open_to_others: Final = Once()


@contextmanager
def explained(path: Path) -> Generator[None, None, None]:
    """Turn what the system says about a file into a `ConfigurationError` that names it."""
    try:
        yield
    except ConfigurationError:
        raise
    except sqlite3.Error as exc:
        raise ConfigurationError(f"The store {path} {_PROBLEMS.get(_code(exc), f'failed: {exc}')}.") from exc
    except OSError as exc:
        raise ConfigurationError(f"The store {path} cannot be made or used: {exc.strerror or exc}.") from exc
    except ValueError as exc:
        raise ConfigurationError(f"The store {str(path)!r} cannot be used: {exc}.") from exc
    except (TypeError, OverflowError) as exc:
        raise ConfigurationError(
            f"The store {path} holds what twitchtrio did not write; restore it from a copy, or move it away."
        ) from exc


def patiently(work: Callable[[], T]) -> T:
    """Do what another program may hold up, again and again for 30 s: SQLite itself does not always wait."""
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            return work()
        except sqlite3.OperationalError as exc:
            if _code(exc) not in _BUSY or time.monotonic() >= end:
                raise
        time.sleep(_PAUSE)


def identity(path: Path) -> Identity | None:
    """The file that a path leads to, `None` if there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def connect(path: Path) -> sqlite3.Connection:
    """A connection to the store, which is made if there is none; threads may take turns with it.

    Raises:
        ConfigurationError: The file is something else.
    """
    if not path.exists():
        _create(path)
    elif path.stat().st_size == 1:
        # SQLite takes it for an empty one.
        raise ConfigurationError(f"The store {path} {_PROBLEMS[sqlite3.SQLITE_NOTADB]}.")
    # A URI, because a plain name would be created by SQLite with the modes of the umask.
    uri = f"{path.absolute().as_uri()}?mode=rw"
    connection = sqlite3.connect(uri, uri=True, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")
    try:
        patiently(lambda: _prepare(connection, path))
    except BaseException:
        connection.close()
        raise
    return connection


def _create(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    except FileExistsError:
        return
    os.close(descriptor)


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    if _is_empty(connection):
        _make_private(path)
        _initialise(connection)
    _recognise(connection, path)
    _keep_private(path)
    connection.execute("PRAGMA synchronous = FULL")


def _is_empty(connection: sqlite3.Connection) -> bool:
    (objects,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return not objects and not _pragma(connection, "application_id") and not _pragma(connection, "user_version")


def _initialise(connection: sqlite3.Connection) -> None:
    # Whoever comes second waits here, outside of SQLite's own patience.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        if _is_empty(connection):
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
            for statement in _TABLES:
                connection.execute(statement)


def _recognise(connection: sqlite3.Connection, path: Path) -> None:
    if _pragma(connection, "application_id") != APPLICATION_ID:
        raise ConfigurationError(f"{path} is the database of another program, no store; choose another path.")
    version = _pragma(connection, "user_version")
    if version > VERSION:
        raise ConfigurationError(f"The store {path} was written by a newer twitchtrio; update this one.")
    if version < VERSION:
        raise ConfigurationError(
            f"The store {path} was written by a twitchtrio before its first release; move it away and sign in again."
        )


def _make_private(path: Path) -> None:
    """An empty file that was there before has the modes of whoever made it."""
    if os.name == "posix":
        with suppress(PermissionError, FileNotFoundError):
            path.chmod(0o600)


def _keep_private(path: Path) -> None:
    """Give SQLite's files beside a private one its mode, and warn of what others can read."""
    real = path.resolve()
    beside = [real.with_name(real.name + end) for end in ("-wal", "-shm")]
    if not _is_open(path):
        for each in filter(_is_open, beside):
            _make_private(each)
    bare = " ".join(map(str, filter(_is_open, (path, *beside))))
    if bare and _open_to_others.first(path):
        _log.warning("Other users of this machine may read the logins in %s: run `chmod 600 %s`.", path, bare)


def _is_open(path: Path) -> bool:
    with suppress(FileNotFoundError):
        return os.name == "posix" and bool(path.stat().st_mode & _OTHERS)
    return False


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    (value,) = connection.execute(f"PRAGMA {name}").fetchone()
    return int(value)


def _code(exc: sqlite3.Error) -> int:
    code: int = getattr(exc, "sqlite_errorcode", 0)
    return code & 0xFF
