"""The byte streams below a WebSocket: one in memory that knows what its reader took, and one over TCP."""

from __future__ import annotations

import operator
import socket
import struct
import sys
from abc import abstractmethod
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

import trio

__all__ = ["MemoryStream", "ServerStream", "SocketServerStream", "memory_pair"]

_CAPACITY: Final = 1 << 18
_CHUNK: Final = 1 << 14


class ServerStream(trio.abc.Stream):
    """The server's end of a connection.

    Attributes:
        taken: How many bytes sent here the other side has for certain.
    """

    taken: int

    @abstractmethod
    def cut(self) -> None:
        """Break the connection at once, both ways, without a goodbye; bytes under way are lost."""


class _Pipe:
    """One direction of a connection in memory."""

    def __init__(self) -> None:
        self.taken: int = 0
        self._ended = False
        self._broken = False
        self._buffer = bytearray()
        self._changed = trio.lowlevel.ParkingLot()

    async def put(self, data: bytes | bytearray | memoryview) -> None:
        await trio.lowlevel.checkpoint()
        while len(self._buffer) >= _CAPACITY and not self._broken:
            await self._changed.park()
        if self._broken:
            raise trio.BrokenResourceError("the connection is cut")
        self._buffer += data
        self._changed.unpark_all()

    async def take(self, max_bytes: int | None) -> bytes:
        await trio.lowlevel.checkpoint()
        while not (self._buffer or self._ended or self._broken):
            await self._changed.park()
        if self._broken:
            raise trio.BrokenResourceError("the connection is cut")
        data = bytes(self._buffer[:max_bytes])
        del self._buffer[: len(data)]
        self.taken += len(data)
        self._changed.unpark_all()
        return data

    def end(self) -> None:
        self._ended = True
        self._changed.unpark_all()

    def cut(self) -> None:
        self._broken = True
        self._buffer.clear()
        self._changed.unpark_all()


class MemoryStream(ServerStream):
    """One end of a connection in memory. What the writer has sent before closing can still be read."""

    def __init__(self, outgoing: _Pipe, incoming: _Pipe) -> None:
        self._outgoing = outgoing
        self._incoming = incoming
        self._closed = False
        self._sending = trio.Semaphore(1, max_value=1)
        self._receiving = trio.Semaphore(1, max_value=1)

    @property
    def taken(self) -> int:  # type: ignore[override]  # read-only here, and nothing writes it from outside
        """How many bytes sent here the other side has taken out."""
        return self._outgoing.taken

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        """Send, waiting while the other side is 256 KiB behind."""
        with self._alone(self._sending):
            await self._outgoing.put(data)

    async def wait_send_all_might_not_block(self) -> None:
        """A checkpoint."""
        with self._alone(self._sending):
            await trio.lowlevel.checkpoint()

    async def receive_some(self, max_bytes: int | None = None) -> bytes:
        """Receive; empty when the other side has closed."""
        if max_bytes is not None and operator.index(max_bytes) < 1:
            raise ValueError("max_bytes must be at least 1")
        with self._alone(self._receiving):
            return await self._incoming.take(max_bytes)

    async def aclose(self) -> None:
        """Close both ways."""
        if not self._closed:
            self._closed = True
            self._outgoing.end()
            self._incoming.cut()
        await trio.lowlevel.checkpoint()

    def cut(self) -> None:
        """Break both directions."""
        self._outgoing.cut()
        self._incoming.cut()

    @contextmanager
    def _alone(self, direction: trio.Semaphore) -> Generator[None]:
        self._check()
        try:
            direction.acquire_nowait()
        except trio.WouldBlock:
            raise trio.BusyResourceError("another task is using this end") from None
        try:
            yield
        except trio.BrokenResourceError:
            self._check()
            raise
        finally:
            direction.release()

    def _check(self) -> None:
        if self._closed:
            raise trio.ClosedResourceError("this end is closed") from None


def memory_pair() -> tuple[MemoryStream, MemoryStream]:
    """Both ends of a new connection: the client's and the server's."""
    up, down = _Pipe(), _Pipe()
    return MemoryStream(up, down), MemoryStream(down, up)


class SocketServerStream(ServerStream):
    """The server's end over TCP. Bytes count as taken once the kernel has accepted them."""

    def __init__(self, stream: trio.SocketStream) -> None:
        self._stream = stream
        self.taken: int = 0

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        """Send, in pieces that are counted one by one."""
        rest = memoryview(data)
        while True:
            await self._stream.send_all(rest[:_CHUNK])
            self.taken += len(rest[:_CHUNK])
            rest = rest[_CHUNK:]
            if not rest:
                return

    async def wait_send_all_might_not_block(self) -> None:
        """Wait until the kernel takes more."""
        await self._stream.wait_send_all_might_not_block()

    async def receive_some(self, max_bytes: int | None = None) -> bytes | bytearray:
        """Receive; empty when the other side has closed."""
        return await self._stream.receive_some(max_bytes)

    async def aclose(self) -> None:
        """Close both ways."""
        await self._stream.aclose()

    def cut(self) -> None:
        """Reset the connection."""
        if self._stream.socket.fileno() == -1:
            return
        linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
        self._stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._stream.socket.close()
