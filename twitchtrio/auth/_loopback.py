"""The web server that receives Twitch's answer to a login in the browser."""

from __future__ import annotations

import hmac
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs, urlsplit

import h11
import trio

from .._hidden import Hidden
from .._services import open_services
from ..tokens import Secret
from ._listeners import listen, serve
from ._login_page import page
from ._redirect import Redirect

__all__ = ["Loopback", "open_loopback"]

_log = logging.getLogger("twitchtrio.auth")

_CONNECTION_LIMIT: Final = 10.0
_HEAD_BYTES: Final = 16384
_READ_BYTES: Final = 4096
_USUAL_PORT: Final = 80


class Loopback:
    """Waits for the one request that carries the right state; refuses all others and waits on."""

    def __init__(self, port: int, *, state: str | Hidden[str]) -> None:
        self.address = f"http://localhost:{port}"
        # Browsers leave out the port that goes without saying.
        self._hosts = [[f"localhost:{port}"], *([["localhost"]] if port == _USUAL_PORT else [])]
        self._state = state if isinstance(state, Hidden) else Hidden(state)
        self._send, self._receive = trio.open_memory_channel[Redirect](1)

    async def answer(self) -> Redirect:
        """Wait for Twitch's answer."""
        return await self._receive.receive()

    async def serve(self, stream: trio.abc.HalfCloseableStream) -> None:
        """Answer one connection, which has ten seconds, and close it. Whatever it brings, nothing of it is raised."""
        try:
            with trio.move_on_after(_CONNECTION_LIMIT):
                await self._serve(stream)
        except Exception as exc:  # noqa: BLE001 - any web page can send anything here
            # Its text and traceback may hold the request, and with it a code.
            _log.debug("A connection to the login's server broke (%s).", type(exc).__name__)
        finally:
            await trio.aclose_forcefully(stream)

    async def _serve(self, stream: trio.abc.HalfCloseableStream) -> None:
        connection = h11.Connection(h11.SERVER, max_incomplete_event_size=_HEAD_BYTES)
        status, answer = await self._outcome(connection, stream)
        try:
            await _respond(connection, stream, status, page(status, answer))
        finally:
            # Whether or not the browser waits for its page. The first answer counts.
            if answer is not None:
                with suppress(trio.WouldBlock):
                    self._send.send_nowait(answer)
        await _part(stream)

    async def _outcome(self, connection: h11.Connection, stream: trio.abc.Stream) -> tuple[HTTPStatus, Redirect | None]:
        try:
            return self._judge(await _request(connection, stream))
        except h11.RemoteProtocolError as exc:
            return HTTPStatus(exc.error_status_hint), None  # noqa: ASYNC910  # an odd request has been waited for too
        except Exception:  # noqa: BLE001 - as in `serve`
            return HTTPStatus.BAD_REQUEST, None  # noqa: ASYNC910  # so has this

    def _judge(self, request: h11.Request) -> tuple[HTTPStatus, Redirect | None]:
        target = urlsplit(request.target.decode("ascii", "replace"))
        hosts = [value.decode("ascii", "replace").lower() for name, value in request.headers if name == b"host"]
        if hosts not in self._hosts:
            return HTTPStatus.BAD_REQUEST, None
        if request.method != b"GET":
            return HTTPStatus.METHOD_NOT_ALLOWED, None
        if target.path != "/":
            return HTTPStatus.NOT_FOUND, None
        answer = _read(target.query)
        if not hmac.compare_digest(answer.state.reveal().encode(), self._state.reveal().encode()):
            return HTTPStatus.BAD_REQUEST, None
        return HTTPStatus.OK, answer


@asynccontextmanager
@trio.lowlevel.enable_ki_protection  # Ctrl-C between two of its lines would leave a listener behind
async def open_loopback(port: int, *, state: str | Hidden[str]) -> AsyncGenerator[Loopback, None]:
    """Listen on this machine's loopback addresses, for one block.

    Raises:
        ConfigurationError: The port cannot be had.
    """
    listeners = await listen(port)
    loopback = Loopback(listeners[0].socket.getsockname()[1], state=state)
    async with open_services() as services:
        await services.start(serve, loopback.serve, listeners, name="login server")
        yield loopback


async def _request(connection: h11.Connection, stream: trio.abc.Stream) -> h11.Request:
    left = _HEAD_BYTES
    while (event := connection.next_event()) is h11.NEED_DATA:
        if left == 0:
            raise h11.RemoteProtocolError("the head is too long", error_status_hint=431)
        data = await stream.receive_some(min(left, _READ_BYTES))
        left -= len(data)
        connection.receive_data(bytes(data))
    if not isinstance(event, h11.Request):
        raise h11.RemoteProtocolError("the connection ended")
    return event  # noqa: ASYNC910  # without having read, there is no event


async def _respond(connection: h11.Connection, stream: trio.abc.Stream, status: HTTPStatus, body: bytes) -> None:
    headers = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"),
        ("Referrer-Policy", "no-referrer"),
        ("X-Content-Type-Options", "nosniff"),
        ("Connection", "close"),
    ]
    head = h11.Response(status_code=status, reason=status.phrase.encode(), headers=headers)
    for event in (head, h11.Data(data=body), h11.EndOfMessage()):
        await stream.send_all(connection.send(event) or b"")


async def _part(stream: trio.abc.HalfCloseableStream) -> None:
    await stream.send_eof()
    # Closing with something unread would reset the connection, and the client might lose its page.
    while await stream.receive_some(_READ_BYTES):
        pass


def _read(query: str) -> Redirect:
    fields = {name: values[0] for name, values in parse_qs(query).items()}
    return Redirect(
        state=Hidden(fields.get("state", "")),
        code=Secret(fields["code"]) if "code" in fields else None,
        error=fields.get("error"),
        description=fields.get("error_description"),
    )
