"""A store in a file, shared by all programs of this user."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import AsyncGenerator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from types import NoneType
from typing import Final, TypeVar

import platformdirs
import trio

from .._given import check
from . import _sqlite_file as file, _sqlite_rows as rows
from ._protocol import Lease, Record

__all__ = ["SQLiteStore", "default_path"]

T = TypeVar("T")

_NOTHING: Final[Mapping[str, int]] = {}


def default_path() -> Path:
    """The file of the default store, `twitchtrio/tokens.sqlite3` in the user's data folder."""
    return platformdirs.user_data_path("twitchtrio", appauthor=False) / "tokens.sqlite3"


class SQLiteStore:
    """Keeps records and leases in an SQLite file; several processes of one machine may share it.

    The file is made with mode 0600 before SQLite opens it, SQLite's files beside it get the same mode, and a missing
    folder is made with mode 0700; of files that others can read, a warning tells. Windows has no such modes: there the
    file is as private as its folder, and the user's data folder is private by default; choose another place with the
    same care.

    Where it is opened for a block, as every `open_*` does, one connection serves the block; otherwise each call has its
    own. What another program holds up is waited for, 30 s at the most. A file that is not a store of this version is
    never written to. Its clock is the machine's.

    Args:
        path: The file; by default that of `default_path()`.

    Raises:
        ConfigurationError: From every method, if the file cannot be used: it belongs to another program or to another
            version, is damaged or read-only, or the disk is full.
    """

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        check("path", path, "the path of a file", str, os.PathLike, NoneType)
        self.path: Path = Path(default_path() if path is None else path)
        self._worker = trio.CapacityLimiter(1)
        self._blocks = 0
        self._connection: sqlite3.Connection | None = None
        self._file: file.Identity | None = None

    def __repr__(self) -> str:
        return f"SQLiteStore({str(self.path)!r})"

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[None, None]:
        """Keep one connection open for a block."""
        self._blocks += 1
        try:
            await self._in_thread(self._connected)
            yield
        finally:
            self._blocks -= 1
            if not self._blocks:
                with trio.CancelScope(shield=True):
                    await self._in_thread(self._close)

    async def read(self, prefix: str) -> tuple[Record, ...]:
        """See `Store.read`."""
        return await self._do(lambda connection: rows.read(connection, self._now(), prefix), writes=False)

    async def write(
        self, name: str, value: bytes | None, *, expected: int | None = None, seconds: float | None = None
    ) -> int | None:
        """See `Store.write`."""
        return await self._do(
            lambda connection: rows.write(connection, self._now(), name, value, expected=expected, seconds=seconds)
        )

    async def hold(
        self,
        names: Collection[str],
        *,
        owner: str,
        seconds: float,
        data: bytes = b"",
        take: Mapping[str, int] = _NOTHING,
    ) -> dict[str, Lease]:
        """See `Store.hold`."""
        return await self._do(
            lambda connection: rows.hold(
                connection, self._now(), names, owner=owner, seconds=seconds, data=data, take=take
            )
        )

    async def leases(self, prefix: str) -> tuple[Lease, ...]:
        """See `Store.leases`."""
        return await self._do(lambda connection: rows.leases(connection, self._now(), prefix), writes=False)

    async def release(self, names: Collection[str], *, owner: str) -> None:
        """See `Store.release`."""
        await self._do(lambda connection: rows.release(connection, names, owner))

    async def _do(self, work: Callable[[sqlite3.Connection], T], *, writes: bool = True) -> T:
        # Who writes has to have the lock from the start: it could not get it later without forgetting what it read.
        begin = "BEGIN IMMEDIATE" if writes else "BEGIN"
        return await self._in_thread(partial(self._transaction, begin, work))

    async def _in_thread(self, work: Callable[[], T]) -> T:
        # Once begun, it is waited for whatever is cancelled: nobody may believe that a write did not happen.
        return await trio.to_thread.run_sync(self._explained, work, abandon_on_cancel=False, limiter=self._worker)

    def _explained(self, work: Callable[[], T]) -> T:
        with file.explained(self.path):
            return work()

    # In the thread

    def _transaction(self, begin: str, work: Callable[[sqlite3.Connection], T]) -> T:
        connection = self._connected()

        def once() -> T:
            connection.execute(begin)
            with connection:
                return work(connection)

        try:
            return file.patiently(once)
        finally:
            if not self._blocks:
                self._close()

    def _connected(self) -> sqlite3.Connection:
        """The connection; a new one where the file was replaced or removed, since what is written to that is lost."""
        if self._connection is not None and self._file == file.identity(self.path):
            return self._connection
        self._close()
        self._connection = file.connect(self.path)
        self._file = file.identity(self.path)
        return self._connection

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _now(self) -> float:
        return time.time()
