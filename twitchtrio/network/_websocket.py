"""A WebSocket that is only read, by trio-websocket."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, cast

import trio
import trio_websocket

from .._foreign import beyond_errors
from ._handshake import ENDED, Opening
from ._network import Network
from ._watched import Watched

__all__ = ["WebSocket", "run_websocket"]

_CLOSE_LIMIT: Final = 1.0
_ABNORMAL: Final = 1006

_log = logging.getLogger("twitchtrio.network")


class WebSocket:
    """One connection."""

    def __init__(self, connection: trio_websocket.WebSocketConnection, stream: Watched) -> None:
        self._connection = connection
        self._stream = stream
        self._leaving = False

    @property
    def close_code(self) -> int:
        """Why the connection ended; 1006 where no reason was given."""
        closed = self._connection.closed
        return int(closed.code) if closed else _ABNORMAL

    @property
    def close_reason(self) -> str:
        """What was said on the end of the connection, or what a stream of the program's own broke it with."""
        closed = self._connection.closed
        return (closed.reason or "") if closed else self._stream.fault

    async def receive(self) -> Sequence[str | bytes]:
        """The next messages, in order, from 1 to 256; none once the connection has ended and all have been taken.

        Texts may come as what they are in UTF-8.
        """
        messages = await self._stream.lifted()
        if messages:
            return messages
        try:
            message = await self._connection.get_message()
        except trio_websocket.ConnectionClosed:
            # Nothing more will come, though the other side may have left its end open.
            if not self._leaving:
                await self.abort()
            return ()
        self._stream.heard()
        return (message,)

    async def abort(self) -> None:
        """Cut the connection. What had arrived can still be received."""
        await trio.aclose_forcefully(self._stream)

    async def aclose(self) -> None:
        """Say goodbye within a second, then cut the connection. What had not been received is forgotten."""
        self._leaving = True
        self._stream.forget()
        try:
            with trio.move_on_after(_CLOSE_LIMIT, shield=True):
                await self._connection.aclose()
        except Exception as exc:  # noqa: BLE001 - there is nobody left to say it to
            _log.debug("A WebSocket's goodbye failed with %r", exc)
        await trio.aclose_forcefully(self._stream)


@trio.lowlevel.enable_ki_protection
async def run_websocket(  # noqa: ASYNC128  # `_keep` reports
    url: str, network: Network, *, task_status: trio.TaskStatus[WebSocket] = trio.TASK_STATUS_IGNORED
) -> None:
    """Open a WebSocket and read it until it ends, for `nursery.start`.

    However it ends after it was open, also by what the other side should not send, that is no error: `receive()` gives
    what had arrived and then nothing, and `close_code` tells why. Cancelled after it was open, it says goodbye, as
    `WebSocket.aclose()` does, before it ends; cancelled before, it ends at once.

    Raises:
        NetworkError: It could not be opened within 15 s.
    """
    opening = Opening(url, network)
    stream = Watched(await opening.dial(), opening)
    try:
        async with trio.open_nursery() as nursery:
            reader = _Reader(nursery, opening)
            try:
                connection = await opening.shake_hands(cast("trio.Nursery", reader), stream)
                if connection is not None:
                    await _keep(WebSocket(connection, stream), reader, task_status)
            finally:
                reader.scope.cancel(reason="twitchtrio: the WebSocket is not needed any more")
    finally:
        await trio.aclose_forcefully(stream)
    if connection is None:
        raise opening.error()


async def _keep(websocket: WebSocket, reader: _Reader, task_status: trio.TaskStatus[WebSocket]) -> None:
    """Wait for the end of a connection, or say goodbye."""
    # The reader is needed for the goodbye. There is no checkpoint from its being open to the wait.
    reader.scope.shield = True
    try:
        task_status.started(websocket)
        await reader.ended.wait()
    finally:
        if not reader.ended.is_set():
            with trio.CancelScope(shield=True):
                await websocket.aclose()  # noqa: ASYNC102  # it takes a second at most


class _Reader:
    """What trio-websocket takes for a nursery.

    The one task that it starts there reads. Here it can be shielded, Ctrl-C does not strike in it, and it ends without
    an error: it dies of a refusal, and of some of what wsproto finds wrong with the other side.
    """

    def __init__(self, nursery: trio.Nursery, opening: Opening) -> None:
        self._nursery = nursery
        self._opening = opening
        self.scope = trio.CancelScope()
        self.ended = trio.Event()

    def start_soon(self, read: Callable[[], Awaitable[None]]) -> None:
        """Start the task."""
        self._nursery.start_soon(self._run, read, name="twitchtrio.network reader")

    @trio.lowlevel.enable_ki_protection
    async def _run(self, read: Callable[[], Awaitable[None]]) -> None:  # noqa: ASYNC910  # reading waits
        try:
            with self.scope:
                await read()
        except Exception as exc:  # noqa: BLE001 - of what, is said above
            _log.debug("A WebSocket ended by %r", exc)
            self._opening.call_off("the answer was no handshake of a WebSocket")
        except BaseExceptionGroup as group:
            raise beyond_errors(group) from None
        finally:
            self.ended.set()
            self._opening.call_off(ENDED)
