"""A WebSocket that is only read, by trio-websocket."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

import trio
import trio_websocket

from ..errors import NetworkError
from ._dial import dial
from ._network import Network

__all__ = ["WebSocket", "run_websocket"]

_OPEN_LIMIT: Final = 15.0
_CLOSE_LIMIT: Final = 1.0
_READ_BYTES: Final = 65536
_QUEUE: Final = 64
_ABNORMAL: Final = 1006
_ENDED: Final = "the connection ended during the handshake"


class WebSocket:
    """One connection."""

    def __init__(self, connection: trio_websocket.WebSocketConnection, stream: trio.abc.Stream) -> None:
        self._connection = connection
        self._stream = stream

    @property
    def close_code(self) -> int:
        """Why the connection ended; 1006 where no reason was given."""
        closed = self._connection.closed
        return closed.code if closed else _ABNORMAL

    @property
    def close_reason(self) -> str:
        """The other side's words on the end of the connection."""
        closed = self._connection.closed
        return (closed.reason or "") if closed else ""

    async def receive(self) -> Sequence[str | bytes]:
        """The next messages, in order, at least one; none once the connection has ended and all have been taken."""
        try:
            return (await self._connection.get_message(),)
        except trio_websocket.ConnectionClosed:
            return ()

    async def abort(self) -> None:
        """Cut the connection. What had arrived can still be received."""
        await trio.aclose_forcefully(self._stream)

    async def aclose(self) -> None:
        """Say goodbye within a second, then cut the connection."""
        with trio.move_on_after(_CLOSE_LIMIT, shield=True):
            await self._connection.aclose()
        await trio.aclose_forcefully(self._stream)


async def run_websocket(
    url: str, network: Network, *, task_status: trio.TaskStatus[WebSocket] = trio.TASK_STATUS_IGNORED
) -> None:
    """Open a WebSocket and read it until it ends, for `nursery.start`.

    Raises:
        NetworkError: It could not be opened within 15 s.
    """
    problem = f"it took longer than {_OPEN_LIMIT:.0f} s"
    with trio.CancelScope(deadline=trio.current_time() + _OPEN_LIMIT) as opening:
        stream = _Watched(await dial(url, network), opening)
        try:
            async with trio.open_nursery() as nursery:
                connection = await _handshake(nursery, stream, url)
                opening.deadline = math.inf
                stream.opening = None
                task_status.started(WebSocket(connection, stream))
        except* trio_websocket.ConnectionRejected as rejections:
            problem = f"refused with status {_statuses(rejections)}"
        else:
            return
        finally:
            problem = _ENDED if stream.ended else problem
            await trio.aclose_forcefully(stream)
    raise NetworkError(problem, address=url.partition("?")[0], sent=False)


async def _handshake(nursery: trio.Nursery, stream: trio.abc.Stream, url: str) -> trio_websocket.WebSocketConnection:
    parts = urlsplit(url)
    return await trio_websocket.wrap_client_stream(
        nursery,
        stream,
        parts.netloc,
        (parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
        message_queue_size=_QUEUE,
        receive_buffer_size=_READ_BYTES,
    )


def _statuses(group: BaseExceptionGroup[trio_websocket.ConnectionRejected]) -> str:
    return ", ".join(str(exc.status_code) for exc in group.exceptions if isinstance(exc, trio_websocket.ConnectionRejected))


class _Watched(trio.abc.Stream):
    """A stream that calls the opening off when it ends, which trio-websocket's handshake would wait out."""

    def __init__(self, stream: trio.abc.Stream, opening: trio.CancelScope | None) -> None:
        self._stream = stream
        self.opening = opening
        self.ended = False

    async def receive_some(self, max_bytes: int | None = None) -> bytes | bytearray:
        try:
            data = await self._stream.receive_some(max_bytes)
        except trio.BrokenResourceError:
            self._end()
            raise
        if not data:
            self._end()
        return data

    def _end(self) -> None:
        if self.opening is not None:
            self.ended = True
            self.opening.cancel(reason="the connection ended during the WebSocket handshake")

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        await self._stream.send_all(data)

    async def wait_send_all_might_not_block(self) -> None:
        await self._stream.wait_send_all_might_not_block()

    async def aclose(self) -> None:
        await self._stream.aclose()
