"""The server's side of one WebSocket connection."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final

import trio
from wsproto import ConnectionType, WSConnection
from wsproto.events import (
    AcceptConnection,
    CloseConnection,
    Event,
    Message,
    Ping,
    Pong,
    RejectConnection,
    Request,
    TextMessage,
)
from wsproto.utilities import RemoteProtocolError

from .wire import ServerStream

__all__ = ["Link"]

_GOODBYE: Final = 5.0
_BATCH: Final = 1 << 16


class Link:
    """A WebSocket whose sending is sync: what is sent waits in an outbox for the one task that writes.

    Attributes:
        closing: A close frame is in the outbox or has been sent.
        clean: The client has closed with a close frame.
        silenced: Nothing is written any more and nothing read is looked at.
        held_until: Trio's time before which nothing more is written.
    """

    def __init__(self, stream: ServerStream) -> None:
        self.closing: bool = False
        self.clean: bool = False
        self.silenced: bool = False
        self.held_until: float = float("-inf")
        self._stream = stream
        self._ws = WSConnection(ConnectionType.SERVER)
        self._outbox: deque[bytes] = deque()
        self._changed = trio.lowlevel.ParkingLot()
        self._queued = 0
        self._written = 0

    @property
    def taken(self) -> int:
        """How many bytes the client has got."""
        return self._stream.taken

    def send_text(self, text: str) -> int:
        """Send a text message; returns the count of `taken` at which the client has all of it."""
        return self.send_raw(self._ws.send(TextMessage(data=text)))

    def send_ping(self) -> None:
        """Ask for a pong."""
        self.send_raw(self._ws.send(Ping()))

    def send_close(self, code: int, reason: str) -> None:
        """Begin to close; nothing can be sent after it."""
        if not self.closing:
            self.send_raw(self._ws.send(CloseConnection(code=code, reason=reason)))
            self.closing = True

    def send_raw(self, data: bytes) -> int:
        """Send bytes as they are."""
        self._queued += len(data)
        self._outbox.append(data)
        self._changed.unpark_all()
        return self._queued

    def cut(self) -> None:
        """Break the connection at once."""
        self._outbox.clear()
        self._stream.cut()

    async def request(self) -> Request | None:
        """Wait for the client's request; None if none comes."""
        while True:
            if not await self._receive():
                return None
            for event in self._ws.events():
                return event if isinstance(event, Request) else None

    async def accept(self) -> None:
        """Say yes to the request."""
        await self._write_now(AcceptConnection())

    async def reject(self, status: int) -> None:
        """Say no to the request."""
        await self._write_now(RejectConnection(status_code=status))

    async def run(self, *, on_data: Callable[[], None], on_pong: Callable[[], None]) -> None:
        """Write and read until the connection is over."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._write, nursery.cancel_scope)
            while await self._receive():
                if not self._handle(on_data, on_pong):
                    await self._drain()
                    break
            nursery.cancel_scope.cancel(reason="the WebSocket is over")

    async def aclose(self) -> None:
        """Close the byte stream."""
        await self._stream.aclose()

    async def _write_now(self, event: Event) -> None:
        data = self._ws.send(event)
        self._queued += len(data)
        await self._send(data)

    async def _send(self, data: bytes) -> None:
        await self._stream.send_all(data)
        self._written += len(data)

    async def _receive(self) -> bool:
        try:
            data = await self._stream.receive_some()
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            await trio.lowlevel.checkpoint()
            return False
        if data and not self.silenced:
            try:
                self._ws.receive_data(bytes(data))
            except RemoteProtocolError:
                return False
        return bool(data)

    def _handle(self, on_data: Callable[[], None], on_pong: Callable[[], None]) -> bool:
        """Answer what has been read; false when it was the end."""
        for event in self._ws.events():
            if isinstance(event, Message):
                on_data()
            elif isinstance(event, Pong):
                on_pong()
            elif isinstance(event, Ping) and not self.closing:
                self.send_raw(self._ws.send(event.response()))
            elif isinstance(event, CloseConnection):
                self.clean = True
                if not self.closing:
                    self.closing = True
                    self.send_raw(self._ws.send(event.response()))
                return False
        return True

    async def _drain(self) -> None:
        """Let the answer to a close frame go out."""
        with trio.move_on_after(_GOODBYE):
            await trio.lowlevel.checkpoint()
            while self._written < self._queued:
                await self._changed.park()

    async def _write(self, scope: trio.CancelScope) -> None:
        while True:
            await trio.lowlevel.checkpoint()
            while self.silenced or not self._outbox:
                await self._changed.park()
            if trio.current_time() < self.held_until:
                await trio.sleep_until(self.held_until)
                continue
            try:
                await self._send(self._batch())
            except (trio.BrokenResourceError, trio.ClosedResourceError):
                return
            self._changed.unpark_all()
            if self.closing and not self._outbox:
                await trio.sleep(_GOODBYE)
                scope.cancel(reason="the client did not answer the close frame")

    def _batch(self) -> bytes:
        parts: list[bytes] = []
        size = 0
        while self._outbox and size < _BATCH:
            parts.append(self._outbox.popleft())
            size += len(parts[-1])
        return b"".join(parts)
