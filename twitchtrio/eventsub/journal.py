"""What Twitch sends, kept in a file of JSON lines: written while a block lasts, and read again."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from threading import Thread
from typing import IO, TYPE_CHECKING, Final, TypeVar

import trio
from attrs import evolve

from .._given import check
from .._services import open_services
from ..errors import ConfigurationError
from ._buffer import Gap
from .envelope import Pending, Revocation
from .journal_lines import JournalItem, Kept, Unrecorded, line_of, read_line

if TYPE_CHECKING:
    from .hub import Hub

__all__ = ["Journal", "open_journal", "read_journal"]

T = TypeVar("T")

_TOGETHER: Final = 0.5
_PATIENCE: Final = 30.0
_MOST: Final = 2**25
_SMALL: Final = 512


class Journal:
    """One file, and what waits to be written to it; nothing but its own task waits for the disk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._worker = trio.CapacityLimiter(1)
        self._news = trio.lowlevel.ParkingLot()
        self._waiting: list[Kept] = []
        self._size = 0
        self._unrecorded = 0

    def keep(self, item: Pending | Revocation | Gap) -> None:
        """Have something written, in its turn; a gap that several streams are told is one."""
        last = self._waiting[-1] if self._waiting else None
        if isinstance(item, Gap) and isinstance(last, Gap) and (item.start, item.end) == (last.start, last.end):
            both = tuple(dict.fromkeys(last.subscriptions + item.subscriptions))
            self._waiting[-1] = evolve(last, subscriptions=both)
        elif self._size >= _MOST:
            self._unrecorded += 1
        else:
            self._waiting.append(item)
            self._size += _SMALL + (len(item.frame) if isinstance(item, Pending) else 0)
            self._news.unpark_all()

    @trio.lowlevel.enable_ki_protection
    async def run(
        self, hub: Hub, fail: Callable[[ConfigurationError], object], *, task_status: trio.TaskStatus[None]
    ) -> None:
        """Write until cancelled, and then the rest; `fail` is told of a file that fails, which is then left alone."""
        file = await self._in_thread(partial(_opened, self._path))
        hub.journals += (self,)
        try:
            task_status.started()
            await self._write_on(file)
        except ConfigurationError as exc:
            fail(exc)
        finally:
            hub.journals = tuple(each for each in hub.journals if each is not self)

    async def _write_on(self, file: IO[bytes]) -> None:
        good = True
        try:
            while True:
                while not self._waiting:
                    await self._news.park()
                await trio.sleep(_TOGETHER)
                good = False
                await self._save(file)
                good = True
        finally:
            if good:
                await self._save(file, last=True)  # noqa: ASYNC102  # it is shielded, and bounded in time

    async def _save(self, file: IO[bytes], *, last: bool = False) -> None:
        with trio.CancelScope(shield=True):
            await self._in_thread(partial(_write, file, self._take(), last=last))

    def _take(self) -> list[Kept]:
        taken, self._waiting, self._size = self._waiting, [], 0
        if self._unrecorded:
            # They came after all that there was room for.
            taken.append(Unrecorded(count=self._unrecorded))
            self._unrecorded = 0
        return taken

    async def _in_thread(self, work: Callable[[], T]) -> T:
        """Have some work with the file done; once begun, it is waited for whatever is cancelled, but not for ever.

        Raises:
            ConfigurationError: It failed.
        """
        try:
            return await trio.to_thread.run_sync(_in_time, work, limiter=self._worker)
        except (OSError, ValueError) as exc:
            raise _unusable(self._path, exc) from exc


@asynccontextmanager
async def open_journal(hub: Hub, path: Path) -> AsyncGenerator[None, None]:
    """Keep a journal of what goes through a hub, for one block.

    Raises:
        ConfigurationError: The file cannot be written; also out of the block, as soon as that is known.
    """
    async with open_services() as services:
        await services.start(Journal(path).run, hub, services.fail, name=f"journal {path}")
        yield


def _in_time(work: Callable[[], T]) -> T:
    """What some work gives, unless it takes too long: a disk that hangs has a thread of its own to hang."""
    done = Future[T]()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as exc:  # noqa: ASYNC103, BLE001 - it is raised where it is waited for
            done.set_exception(exc)

    Thread(target=run, name="twitchtrio journal", daemon=True).start()
    return done.result(_PATIENCE)


def _opened(path: Path) -> IO[bytes]:
    """The file, at its end and at the start of a line. A new one is for this user alone: whispers may be in it."""
    file = open(path, "a+b", opener=partial(os.open, mode=0o600))  # noqa: SIM115 - it stays open
    try:
        if file.seekable() and file.tell() and _last_byte(file) != b"\n":
            file.write(b"\n")
            file.flush()
    except BaseException:
        file.close()
        raise
    return file


def _last_byte(file: IO[bytes]) -> bytes:
    file.seek(-1, os.SEEK_END)
    return file.read(1)


def _write(file: IO[bytes], items: Iterable[Kept], *, last: bool = False) -> None:
    try:
        # At once, so that no line is torn by whoever else appends.
        file.write(b"".join(map(line_of, items)))
        file.flush()
    except BaseException:
        last = True
        raise
    finally:
        if last:
            file.close()


def read_journal(path: str | os.PathLike[str]) -> Iterator[JournalItem]:
    """What a journal has, line by line, as it was sent; a line that was cut by a crash is passed over.

    Reading does not wait for anything but the disk, so in a program with other tasks it is for small files, or for a
    thread.

    Raises:
        ConfigurationError: The file cannot be read.
        DecodeError: It is no journal; its `path` says which line is none of one.
    """
    check("path", path, "the path of a file", str, os.PathLike)
    return _items(Path(path))


def _items(path: Path) -> Iterator[JournalItem]:
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                yield from read_line(line, number, str(path))
    except (OSError, ValueError) as exc:
        raise _unusable(path, exc, "read") from exc


def _unusable(path: Path, exc: Exception, what: str = "written") -> ConfigurationError:
    why = getattr(exc, "strerror", None) or (
        f"it takes longer than {_PATIENCE:.0f} s" if isinstance(exc, TimeoutError) else exc
    )
    return ConfigurationError(f"The journal {str(path)!r} cannot be {what}: {why}.")
