"""The web server that receives Twitch's answer to a login in the browser."""

from __future__ import annotations

import hmac
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from functools import partial
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs, urlsplit

import h11
import trio

from ..errors import ConfigurationError
from ._answer import Answer
from ._pages import page

__all__ = ["Loopback", "open_loopback"]

_CONNECTION_LIMIT: Final = 10.0
_REQUEST_BYTES: Final = 16384
_READ_BYTES: Final = 4096


class Loopback:
    """Waits for the one request that carries the right state; refuses all others and waits on."""

    def __init__(self, port: int, *, state: str) -> None:
        self.address = f"http://localhost:{port}"
        self._host = f"localhost:{port}"
        self._state = state
        self._send, self._receive = trio.open_memory_channel[Answer](1)

    async def answer(self) -> Answer:
        """Wait for Twitch's answer."""
        return await self._receive.receive()

    async def serve(self, stream: trio.SocketStream) -> None:
        """Answer one connection, which has ten seconds."""
        async with stream:
            # h11 has no answer for a client that went away, nor a body for HEAD.
            with trio.move_on_after(_CONNECTION_LIMIT), suppress(trio.BrokenResourceError, h11.LocalProtocolError):
                await self._serve(stream)

    async def _serve(self, stream: trio.SocketStream) -> None:
        connection = h11.Connection(h11.SERVER, max_incomplete_event_size=_REQUEST_BYTES)
        answer = None
        try:
            request = await _request(connection, stream)
            status, answer = self._judge(request)
        except h11.RemoteProtocolError as exc:
            status = HTTPStatus(exc.error_status_hint)
        await _respond(connection, stream, status, page(status, answer))
        if answer is not None:
            # The first answer counts.
            with suppress(trio.WouldBlock):
                self._send.send_nowait(answer)

    def _judge(self, request: h11.Request) -> tuple[HTTPStatus, Answer | None]:
        target = urlsplit(request.target.decode("ascii", "replace"))
        hosts = [value.decode("ascii", "replace").lower() for name, value in request.headers if name == b"host"]
        if hosts != [self._host]:
            return HTTPStatus.BAD_REQUEST, None
        if request.method != b"GET":
            return HTTPStatus.METHOD_NOT_ALLOWED, None
        if target.path != "/":
            return HTTPStatus.NOT_FOUND, None
        answer = _read(target.query)
        if not hmac.compare_digest(answer.state.encode(), self._state.encode()):
            return HTTPStatus.BAD_REQUEST, None
        return HTTPStatus.OK, answer


@asynccontextmanager
async def open_loopback(port: int, *, state: str) -> AsyncGenerator[Loopback, None]:
    """Listen on this machine's loopback addresses, for one block.

    Raises:
        ConfigurationError: The port cannot be had.
    """
    loopback = Loopback(port, state=state)
    listeners = await _listen(port)
    body_failure: BaseException | None = None
    async with trio.open_nursery() as nursery:
        await nursery.start(partial(trio.serve_listeners, loopback.serve, listeners))
        try:
            yield loopback
        except Exception as exc:  # noqa: BLE001 - kept out of the nursery's group, and raised below
            body_failure = exc
        nursery.cancel_scope.cancel(reason="the login has its answer")
    if body_failure is not None:
        raise body_failure


async def _listen(port: int) -> list[trio.SocketListener]:
    try:
        listeners = await trio.open_tcp_listeners(port, host="127.0.0.1")
    except OSError as exc:
        raise ConfigurationError(
            f"Port {port} of this machine cannot be had ({exc.strerror}). End the program that uses it, or choose "
            "another port and register its address for the app."
        ) from exc
    try:
        # Some machines have no IPv6; there `localhost` does not lead to it either.
        return listeners + await trio.open_tcp_listeners(port, host="::1")
    except OSError:
        return listeners


async def _request(connection: h11.Connection, stream: trio.SocketStream) -> h11.Request:
    while (event := connection.next_event()) is h11.NEED_DATA:
        connection.receive_data(await stream.receive_some(_READ_BYTES))
    if not isinstance(event, h11.Request):
        raise h11.RemoteProtocolError("the connection ended")
    return event  # noqa: ASYNC910  # without having read, there is no event


async def _respond(connection: h11.Connection, stream: trio.SocketStream, status: HTTPStatus, body: bytes) -> None:
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


def _read(query: str) -> Answer:
    fields = {name: values[0] for name, values in parse_qs(query).items()}
    return Answer(
        state=fields.get("state", ""),
        code=fields.get("code"),
        error=fields.get("error"),
        description=fields.get("error_description"),
    )
