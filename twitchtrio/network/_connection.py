"""One connection of HTTP/1.1."""

from __future__ import annotations

import select
import ssl
from contextlib import suppress
from typing import Final

import trio

from ._answer import read_answer
from ._dial import SocketOrTLS, open_stream
from ._failure import NOT_IN_TIME, NotConnectedError, connection_problem
from ._request import Content, Headers, request_text
from ._response import Response

__all__ = ["CONNECT_LIMIT", "Connection"]

CONNECT_LIMIT: Final = 10.0


class Connection:
    """A connection over which one request after the other is sent.

    Attributes:
        used: When the last answer came, by Trio's clock.
        reusable: Whether another request may follow the last answer.
    """

    def __init__(self, stream: SocketOrTLS, *, body_limit: int) -> None:
        self.used = 0.0
        self._stream = stream
        self._socket = stream.transport_stream.socket if isinstance(stream, trio.SSLStream) else stream.socket
        self._body_limit = body_limit
        self.reusable = True

    @classmethod
    async def open(cls, host: str, port: int, tls: ssl.SSLContext | None, *, body_limit: int) -> Connection:
        """Open one.

        Raises:
            NotConnectedError: It does not come about, within 10 s.
        """
        try:
            with trio.fail_after(CONNECT_LIMIT):
                return cls(await open_stream(host, port, tls), body_limit=body_limit)
        except trio.TooSlowError:
            problem = NOT_IN_TIME
        except (OSError, trio.BrokenResourceError) as exc:
            problem = connection_problem(host, exc)
        raise NotConnectedError(problem)

    async def exchange(self, method: str, target: str, headers: Headers, content: Content) -> Response:
        """Send a request and read its answer whole. Should it fail, or be cancelled, the connection is to be closed.

        Raises:
            UnfitRequestError: It cannot be sent.
            BrokenAnswerError: The connection ended before the answer did, or it is none.
            UnreadableAnswerError: The answer cannot be taken.
        """
        self.reusable = False
        plain = b""
        try:
            plain = request_text(method, target, headers, content)
            with suppress(trio.BrokenResourceError):  # An answer may have come all the same.
                await self._stream.send_all(plain)
        finally:
            del plain
        response, ended_well = await read_answer(self._stream.receive_some, method, limit=self._body_limit)
        self.reusable = ended_well and not self._decrypts
        return response

    @property
    def gone(self) -> bool:
        """Whether the other side has closed an idle connection, or has sent what nobody asked for."""
        return _readable(self._socket.fileno())

    @property
    def _decrypts(self) -> bool:
        """Whether TLS has received more than the answer, be it the end, or nobody can tell."""
        if not isinstance(self._stream, trio.SSLStream):
            return False
        # Trio does not show it.
        received = getattr(self._stream, "_incoming", None)
        return not isinstance(received, ssl.MemoryBIO) or bool(received.pending or self._stream.pending())

    async def aclose(self) -> None:
        """Close it at once, even in a cancelled scope."""
        await trio.aclose_forcefully(self._stream)


def _readable(file: int) -> bool:
    if not hasattr(select, "poll"):
        return bool(select.select([file], [], [], 0)[0])
    poll = select.poll()
    poll.register(file, select.POLLIN)
    return bool(poll.poll(0))
