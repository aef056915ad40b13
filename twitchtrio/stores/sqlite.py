"""A store in a file, shared by all programs of this user."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Concatenate, Final, ParamSpec, TypeVar

import platformdirs
import trio

from ..tokens import UserToken
from . import _sqlite_file, _sqlite_rows
from ._protocol import StoredToken, TokenKey, TokenStore

__all__ = ["SQLiteStore", "default_path", "open_store"]

T = TypeVar("T")
P = ParamSpec("P")

_BUSY_LIMIT: Final = 5.0


def default_path() -> Path:
    """The file of the default store, `twitchtrio/tokens.sqlite3` in the user's data folder."""
    return platformdirs.user_data_path("twitchtrio", appauthor=False) / "tokens.sqlite3"


def open_store(store: TokenStore | str | os.PathLike[str] | None) -> TokenStore:
    """The store that a `store=` argument means: itself, the SQLite file at a path, or by default the user's own."""
    match store:
        case None:
            return SQLiteStore()
        case str() | os.PathLike():
            return SQLiteStore(store)
        case _:
            return store


class SQLiteStore:
    """Keeps token pairs in an SQLite file; several processes may share it.

    The file is made with mode 0600 before SQLite opens it, SQLite's files beside it get the same mode, and a missing
    folder is made with mode 0700. Windows has no such modes: there the file is as private as its folder, and the
    user's data folder is private by default; choose another place with the same care.

    Nothing stays open between two calls. A file that is not a store of this version is never written to.

    Args:
        path: The file; by default that of `default_path()`.

    Raises:
        ConfigurationError: From every method, if the file cannot be used: it belongs to another program or to a newer
            twitchtrio, is damaged or read-only, or the disk is full.
    """

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        self.path: Path = Path(default_path() if path is None else path)
        self._worker = trio.CapacityLimiter(1)

    def __repr__(self) -> str:
        return f"SQLiteStore({str(self.path)!r})"

    async def load(self, key: TokenKey) -> StoredToken | None:
        """See `TokenStore.load`."""
        return await self._read(_sqlite_rows.load, key)

    async def rows(self, *, oauth: str, client_id: str) -> tuple[StoredToken, ...]:
        """See `TokenStore.rows`."""
        return await self._read(_sqlite_rows.rows, oauth, client_id)

    async def save(self, key: TokenKey, token: UserToken, *, seed: str | None = None) -> StoredToken:
        """See `TokenStore.save`."""
        return await self._write(_sqlite_rows.save, key, token, seed)

    async def swap(self, row: StoredToken, token: UserToken) -> StoredToken | None:
        """See `TokenStore.swap`."""
        return await self._write(_sqlite_rows.swap, row, token)

    async def mark(self, row: StoredToken, begun: datetime | None) -> bool:
        """See `TokenStore.mark`."""
        return await self._write(_sqlite_rows.mark, row, begun)

    async def lease(self, key: TokenKey, *, owner: str, seconds: float) -> StoredToken | None:
        """See `TokenStore.lease`. Expiry is by the machine's clock, which all processes on it share."""
        return await self._write(_sqlite_rows.lease, key, owner, self._now(), seconds)

    async def release(self, key: TokenKey, *, owner: str) -> None:
        """See `TokenStore.release`."""
        await self._write(_sqlite_rows.release, key, owner)

    async def remove(self, key: TokenKey) -> None:
        """See `TokenStore.remove`."""
        await self._write(_sqlite_rows.remove, key)

    async def seed_user(self, seed: str, *, oauth: str, client_id: str) -> str | None:
        """See `TokenStore.seed_user`."""
        return await self._read(_sqlite_rows.seed_user, oauth, client_id, seed)

    async def _read(self, fn: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._in_thread(lambda connection: fn(connection, *args, **kwargs))

    async def _write(self, fn: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        def transaction(connection: sqlite3.Connection) -> T:
            connection.execute("BEGIN IMMEDIATE")
            with connection:
                return fn(connection, *args, **kwargs)

        return await self._in_thread(transaction)

    async def _in_thread(self, work: Callable[[sqlite3.Connection], T]) -> T:
        # Once begun, a write is waited for whatever is cancelled: nobody may believe that it did not happen.
        return await trio.to_thread.run_sync(self._use, work, abandon_on_cancel=False, limiter=self._worker)

    def _use(self, work: Callable[[sqlite3.Connection], T]) -> T:
        with _sqlite_file.explained(self.path), closing(self._connect()) as connection:
            return work(connection)

    def _connect(self) -> sqlite3.Connection:
        return _sqlite_file.connect(self.path, busy_limit=_BUSY_LIMIT)

    def _now(self) -> float:
        return time.time()
