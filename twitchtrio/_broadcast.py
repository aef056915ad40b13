"""News for whoever watches; nobody who watches can hold the news up."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, Generic, TypeAlias, TypeVar, final

import trio

__all__ = ["Broadcast"]

_Ending: TypeAlias = Callable[[], Exception]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

_KEPT: Final = 256


class Broadcast(Generic[T]):
    """Hands every value to each watcher; one that does not read keeps the newest 256."""

    def __init__(self) -> None:
        self._watchers: list[_Watcher[T]] = []
        self._ending: _Ending | None = None

    def send(self, value: T) -> None:
        """Tell all watchers."""
        for watcher in self._watchers:
            watcher.put(value)

    def end(self, error: Exception | None = None) -> None:
        """Nothing more will come; watchers read what they have, then their iteration ends, or raises the error."""
        self._ending = trio.EndOfChannel if error is None else lambda: error
        for watcher in self._watchers:
            watcher.end(self._ending)

    @contextmanager
    def watch(self, *first: T) -> Iterator[trio.abc.ReceiveChannel[T]]:
        """A channel of all values from now on, after `first`."""
        watcher = _Watcher(first)
        if self._ending is not None:
            watcher.end(self._ending)
        self._watchers.append(watcher)
        try:
            yield watcher
        finally:
            self._watchers.remove(watcher)
            watcher.close()


@final
class _Watcher(trio.abc.ReceiveChannel[T_co]):
    def __init__(self, first: tuple[T_co, ...]) -> None:
        self._values: deque[T_co] = deque(first, maxlen=_KEPT)
        self._readers = trio.lowlevel.ParkingLot()
        self._ending: _Ending | None = None

    def put(self, value: T_co) -> None:  # type: ignore[misc]  # the sender's side of a covariant channel
        self._values.append(value)
        self._readers.unpark()

    def end(self, ending: _Ending) -> None:
        if self._ending is None or ending is trio.ClosedResourceError:
            self._ending = ending
        self._readers.unpark_all()

    def close(self) -> None:
        self._values.clear()
        self.end(trio.ClosedResourceError)

    async def receive(self) -> T_co:
        await trio.lowlevel.checkpoint_if_cancelled()
        while not self._values:
            if self._ending is not None:
                raise self._ending()
            await self._readers.park()
        value = self._values.popleft()
        await trio.lowlevel.cancel_shielded_checkpoint()
        return value

    async def aclose(self) -> None:
        self.close()
        await trio.lowlevel.checkpoint()
