"""A WebSocket that is only read, by trio-websocket."""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Sequence
from typing import Final, cast
from urllib.parse import urlsplit

import trio
import trio_websocket

from ..errors import NetworkError
from ._dial import dial
from ._frames import FrameLifter
from ._network import Network

__all__ = ["WebSocket", "run_websocket"]

_OPEN_LIMIT: Final = 15.0
_CLOSE_LIMIT: Final = 1.0
_READ_BYTES: Final = 65536
_QUEUE: Final = 64
_MOST_LIFTED: Final = 256
_ABNORMAL: Final = 1006
_STATUS_BYTES: Final = len("HTTP/1.1 101")

_log = logging.getLogger("twitchtrio.network")


class WebSocket:
    """One connection."""

    def __init__(self, connection: trio_websocket.WebSocketConnection, stream: _Watched) -> None:
        self._connection = connection
        self._stream = stream

    @property
    def close_code(self) -> int:
        """Why the connection ended; 1006 where no reason was given."""
        closed = self._connection.closed
        return int(closed.code) if closed else _ABNORMAL

    @property
    def close_reason(self) -> str:
        """What was said on the end of the connection."""
        closed = self._connection.closed
        return (closed.reason or "") if closed else ""

    async def receive(self) -> Sequence[str | bytes]:
        """The next messages, in order, at least one; none once the connection has ended and all have been taken."""
        messages = await self._stream.lifted()
        if messages:
            return messages
        try:
            return (await self._connection.get_message(),)
        except trio_websocket.ConnectionClosed:
            # Nothing more will come, though the other side may have left its end open.
            await self.abort()
            return ()

    async def abort(self) -> None:
        """Cut the connection. What had arrived can still be received."""
        await trio.aclose_forcefully(self._stream)

    async def aclose(self) -> None:
        """Say goodbye within a second, then cut the connection. What had not been received is forgotten."""
        self._stream.forget()
        with trio.move_on_after(_CLOSE_LIMIT, shield=True):
            await self._connection.aclose()
        await trio.aclose_forcefully(self._stream)


async def run_websocket(
    url: str, network: Network, *, task_status: trio.TaskStatus[WebSocket] = trio.TASK_STATUS_IGNORED
) -> None:
    """Open a WebSocket and read it until it ends, for `nursery.start`.

    However it ends after it was open, also by what the other side should not send, that is no error: `receive()` gives
    what had arrived and then nothing, and `close_code` tells why.

    Raises:
        NetworkError: It could not be opened within 15 s.
    """
    websocket: WebSocket | None = None
    opening = _Opening()
    with opening.scope:
        stream = _Watched(await dial(url, network), opening)
        try:
            async with trio.open_nursery() as nursery:
                websocket = WebSocket(await _handshake(nursery, stream, url), stream)
                opening.succeeded()
                task_status.started(websocket)
        except* Exception as errors:  # noqa: BLE001 - of what, is said below
            # trio-websocket's reader dies of a refusal, and of some of what wsproto finds wrong with the other side.
            opening.refused = True
            _log.debug("A WebSocket ended by %r", errors.exceptions[0])
        finally:
            await trio.aclose_forcefully(stream)
    if websocket is None:
        raise NetworkError(opening.problem, address=url.partition("?")[0], sent=False)


async def _handshake(nursery: trio.Nursery, stream: trio.abc.Stream, url: str) -> trio_websocket.WebSocketConnection:
    parts = urlsplit(url)
    return await trio_websocket.wrap_client_stream(
        nursery,
        # Declared for sockets, made for any stream.
        cast("trio.SocketStream", stream),
        parts.netloc,
        (parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
        message_queue_size=_QUEUE,
        receive_buffer_size=_READ_BYTES,
    )


class _Opening:
    """A handshake under way: its limit, and what can be told of its failure."""

    def __init__(self) -> None:
        self.scope: trio.CancelScope = trio.CancelScope(deadline=trio.current_time() + _OPEN_LIMIT)
        self.refused = False
        self._head = b""
        self._ended = False
        self._succeeded = False

    def succeeded(self) -> None:
        self._succeeded = True
        self.scope.deadline = math.inf

    @property
    def done(self) -> bool:
        return self._succeeded

    def received(self, data: bytes | bytearray) -> None:
        if not self._succeeded:
            self._head += data[:_STATUS_BYTES]

    def ended(self) -> None:
        """Call it off, since trio-websocket would wait on."""
        if not self._succeeded and not self.scope.cancel_called:
            self._ended = True
            self.scope.cancel(reason="twitchtrio: the connection ended during the WebSocket handshake")

    @property
    def problem(self) -> str:
        status = re.match(rb"HTTP/1\.\d (\d{3})", self._head)
        if status and status[1] != b"101":
            return f"refused with status {status[1].decode()}"
        if self.refused:
            return "the answer was no handshake of a WebSocket"
        return (
            "the connection ended during the handshake" if self._ended else f"it took longer than {_OPEN_LIMIT:.0f} s"
        )


class _Watched(trio.abc.Stream):
    """A stream that tells an opening what it sees, and lifts messages out."""

    def __init__(self, stream: trio.abc.Stream, opening: _Opening) -> None:
        self._stream = stream
        self._opening = opening
        self._lifter = FrameLifter()
        self._news = trio.lowlevel.ParkingLot()
        self._room = trio.lowlevel.ParkingLot()

    async def lifted(self) -> Sequence[str]:
        """The messages that were lifted out, at least one; none if all further ones are left to trio-websocket."""
        await trio.lowlevel.checkpoint_if_cancelled()
        if len(self._lifter):
            await trio.lowlevel.cancel_shielded_checkpoint()
        while not len(self._lifter) and self._lifter.lifting:
            await self._news.park()
        self._room.unpark_all()
        return self._lifter.take()

    async def receive_some(self, max_bytes: int | None = None) -> bytes | bytearray:
        try:
            while data := await self._receive_some(max_bytes):
                self._opening.received(data)
                if rest := self._lift(data):
                    return rest
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            self._ended()
            raise
        self._ended()
        return data

    async def _receive_some(self, max_bytes: int | None) -> bytes | bytearray:
        while len(self._lifter) > _MOST_LIFTED and self._lifter.lifting:
            await self._room.park()
        return await self._stream.receive_some(max_bytes)

    def forget(self) -> None:
        """Drop the messages that were lifted out and not taken, and lift no more."""
        self._lifter.take()
        self._stop()

    def _lift(self, data: bytes | bytearray) -> bytes:
        rest = self._lifter.feed(data)
        self._news.unpark_all()
        return rest

    def _ended(self) -> None:
        self._opening.ended()
        self._stop()

    def _stop(self) -> None:
        self._lifter.stop()
        self._news.unpark_all()
        self._room.unpark_all()

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        try:
            await self._stream.send_all(data)
        except trio.BrokenResourceError:
            self._opening.ended()
            if not self._opening.done:
                raise
            # A pong that cannot be sent is no reason not to read on: what has arrived counts, and so does its end.
            await trio.lowlevel.checkpoint()

    async def wait_send_all_might_not_block(self) -> None:
        await self._stream.wait_send_all_might_not_block()

    async def aclose(self) -> None:
        self._ended()
        await self._stream.aclose()
