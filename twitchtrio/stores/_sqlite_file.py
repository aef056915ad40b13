"""The file of an SQLite store: making it, recognising it, and what can be wrong with it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ..errors import ConfigurationError

__all__ = ["connect", "explained"]

APPLICATION_ID: Final = 0x74777472  # "twtr"
VERSION: Final = 1

_TABLES: Final = (
    """
    CREATE TABLE tokens (
        oauth TEXT NOT NULL, client_id TEXT NOT NULL, user_id TEXT NOT NULL,
        login TEXT, access_token TEXT NOT NULL, refresh_token TEXT, kind TEXT, scopes TEXT, expires_at TEXT,
        refresh_begun TEXT, lease_owner TEXT, lease_until REAL,
        PRIMARY KEY (oauth, client_id, user_id)
    )
    """,
    """
    CREATE TABLE seeds (
        oauth TEXT NOT NULL, client_id TEXT NOT NULL, seed TEXT NOT NULL, user_id TEXT NOT NULL,
        PRIMARY KEY (oauth, client_id, seed)
    )
    """,
)

_PROBLEMS: Final = {
    sqlite3.SQLITE_NOTADB: "is not an SQLite database; move it away or choose another path",
    sqlite3.SQLITE_CORRUPT: "is damaged; restore it from a copy, or move it away and sign in again",
    sqlite3.SQLITE_READONLY: "cannot be written; give this user the right to write the file and its folder",
    sqlite3.SQLITE_PERM: "cannot be written; give this user the right to write the file and its folder",
    sqlite3.SQLITE_FULL: "cannot grow because the disk is full; make room",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; check the path and the rights on the file and its folder",
    sqlite3.SQLITE_BUSY: "is locked by another program for too long",
    sqlite3.SQLITE_IOERR: "cannot be read or written; check the disk and the room on it",
}


@contextmanager
def explained(path: Path) -> Generator[None, None, None]:
    """Turn what the system says about a file into a `ConfigurationError` that names it."""
    try:
        yield
    except sqlite3.Error as exc:
        code = getattr(exc, "sqlite_errorcode", 0) & 0xFF
        raise ConfigurationError(f"The token store {path} {_PROBLEMS.get(code, f'failed: {exc}')}.") from exc
    except OSError as exc:
        raise ConfigurationError(f"The token store {path} cannot be made: {exc.strerror or exc}.") from exc


def connect(path: Path, *, busy_limit: float) -> sqlite3.Connection:
    """A connection to the store, which is made if there is none.

    Raises:
        ConfigurationError: The file is something else.
    """
    if not path.exists():
        _create(path)
    # A URI, because a plain name would be created by SQLite with the modes of the umask.
    uri = f"{path.absolute().as_uri()}?mode=rw"
    connection = sqlite3.connect(uri, uri=True, timeout=busy_limit, isolation_level=None)
    try:
        _prepare(connection, path)
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
        _initialise(connection)
    _recognise(connection, path)
    connection.execute("PRAGMA synchronous = FULL")


def _is_empty(connection: sqlite3.Connection) -> bool:
    (objects,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return not objects and not _pragma(connection, "application_id") and not _pragma(connection, "user_version")


def _initialise(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        if _is_empty(connection):
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
            for table in _TABLES:
                connection.execute(table)


def _recognise(connection: sqlite3.Connection, path: Path) -> None:
    if _pragma(connection, "application_id") != APPLICATION_ID:
        raise ConfigurationError(f"{path} is the database of another program, no token store; choose another path.")
    version = _pragma(connection, "user_version")
    if version > VERSION:
        raise ConfigurationError(f"The token store {path} was written by a newer twitchtrio; update this one.")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    (value,) = connection.execute(f"PRAGMA {name}").fetchone()
    return int(value)
