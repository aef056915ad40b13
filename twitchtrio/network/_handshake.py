"""The opening of a WebSocket: its limits, and what can be told of its failure."""

from __future__ import annotations

import re
from typing import Final, cast
from urllib.parse import quote, urlsplit

import trio
import trio_websocket

from ..errors import NetworkError
from ._dial import dial, own_raised, websocket_error
from ._frames import HEAD_LIMIT
from ._network import Network

__all__ = ["ENDED", "Opening"]

ENDED: Final = "the connection ended during the handshake"

_LIMIT: Final = 15.0
_TOO_SLOW: Final = f"it took longer than {_LIMIT:.0f} s"
_STATUS_BYTES: Final = len("HTTP/1.1 101")
_READ_BYTES: Final = 65536
_QUEUE: Final = 64
_ASCII: Final = "".join(map(chr, range(ord("!"), ord("~") + 1)))


class Opening:
    """A WebSocket that is being opened, within 15 s."""

    def __init__(self, url: str, network: Network) -> None:
        self._url = url
        self._network = network
        self._deadline = trio.current_time() + _LIMIT
        self._scope = trio.CancelScope(deadline=self._deadline)
        self._status = b""
        self._size = 0
        self._problem = ""
        self.done: bool = False

    async def dial(self) -> trio.abc.Stream:
        """Open the stream below.

        Raises:
            NetworkError: It cannot be opened, or not in time.
        """
        with trio.move_on_at(self._deadline):
            return await dial(self._url, self._network)
        self.call_off(_TOO_SLOW)
        raise self.error()

    async def shake_hands(
        self, nursery: trio.Nursery, stream: trio.abc.Stream
    ) -> trio_websocket.WebSocketConnection | None:
        """Open the connection on the stream; `None` if it cannot be opened. Once it is, there is no checkpoint."""
        parts = urlsplit(self._url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        with self._scope:
            connection = await trio_websocket.wrap_client_stream(
                nursery,
                # Declared for sockets, made for any stream.
                cast("trio.SocketStream", stream),
                parts.netloc,
                quote(target, safe=_ASCII),
                message_queue_size=_QUEUE,
                receive_buffer_size=_READ_BYTES,
            )
            self.done = True
            return connection
        self.call_off(_TOO_SLOW)
        return None

    def received(self, data: bytes | bytearray, *, head: bool) -> None:
        """Look at a piece of the answer, which ended with it, or did not (`head`)."""
        self._status += data[: _STATUS_BYTES - len(self._status)]
        self._size += len(data)
        if head and self._size > HEAD_LIMIT:
            self.call_off(f"the head of the answer is larger than {HEAD_LIMIT // 1024} KiB")

    def call_off(self, problem: str) -> None:
        """Wait no longer, unless it is open by now."""
        if not self.done and not self._problem:
            self._problem = problem
            self._scope.cancel(reason=f"twitchtrio: {problem}")

    def blame(self, exc: Exception) -> str:
        """Call it off for what the stream below raised, if that is the program's own; gives what to tell of it."""
        if self._network.dial is None:
            return ""
        fault = own_raised("stream", exc, urlsplit(self._url))
        self.call_off(fault)
        return fault

    def error(self) -> NetworkError:
        """The error to raise, since it was not opened."""
        status = re.match(rb"HTTP/1\.\d (\d{3})", self._status)
        if status and status[1] != b"101":
            return websocket_error(self._url, f"refused with status {status[1].decode()}")
        return websocket_error(self._url, self._problem)
