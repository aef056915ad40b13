"""The fake over TCP: HTTP by hypercorn, WebSockets on a port of their own."""

from __future__ import annotations

import re
import secrets
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias, cast

import trio
from attrs import asdict, field, frozen
from hypercorn.config import Config
from hypercorn.trio.tcp_server import TCPServer
from hypercorn.trio.worker_context import WorkerContext
from hypercorn.typing import ASGIFramework
from hypercorn.utils import wrap_app

from twitchtrio.endpoints import Endpoints

from .app import make_app
from .control import control_routes
from .http import HttpRequest, Reply
from .logins import give_logins
from .scenes import Scenes
from .wire import SocketServerStream

__all__ = ["ServedTwitch", "start_server"]

Server: TypeAlias = Callable[[trio.SocketStream], Awaitable[None]]
Listeners: TypeAlias = list[trio.SocketListener]

_HIGHEST_PORT: Final = 65535
_TRIES: Final = 100
_WITH_BODY: Final = re.compile(rb"HTTP/1\.1 (?:.*\r\n)*content-length: [1-9].*\r\n(?:.*\r\n)*\r\n", re.IGNORECASE)


@frozen(kw_only=True)
class ServedTwitch:
    """Where a served fake is.

    Attributes:
        url: What all HTTP addresses begin with.
        control_url: Where `say`, `drop` and the like are, for other processes.
        control_secret: What they must send as a bearer token. New for every run.
    """

    url: str
    endpoints: Endpoints
    control_url: str
    control_secret: str = field(repr=False)


async def start_server(fake: Scenes, nursery: trio.Nursery, host: str, port: int) -> ServedTwitch:
    """Start both servers and say where they are.

    Raises:
        ValueError: After the port comes none for WebSockets.
        OSError: One of the two cannot be had.
    """
    if port >= _HIGHEST_PORT:
        raise ValueError(f"after port {port} comes none for WebSockets; {_HIGHEST_PORT - 1} is the highest")
    secret = secrets.token_urlsafe(32)
    config = Config()
    config.include_date_header = False
    config.loglevel = "WARNING"
    front: dict[str, Any] = {}

    def front_page(_fake: Scenes, _request: HttpRequest) -> Reply:
        return Reply(json=front)

    more = {**control_routes(secret), ("GET", "/"): front_page, ("POST", "/logins"): give_logins}
    asgi = cast("ASGIFramework", make_app(fake, more, strict=fake.strict is True))
    http, sockets = await _listeners(host, port)
    nursery.start_soon(trio.serve_listeners, _http_server(asgi, config), http)
    nursery.start_soon(trio.serve_listeners, _socket_server(fake), sockets)
    url = f"http://{_bracketed(host)}:{_port(http)}"
    endpoints = Endpoints.fake(url)
    # What a program needs that knows nothing but the address.
    front.update(client_id=fake.client_id, endpoints=asdict(endpoints))
    return ServedTwitch(url=url, endpoints=endpoints, control_url=f"{url}/control", control_secret=secret)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


async def _listeners(host: str, port: int) -> tuple[Listeners, Listeners]:
    """Listeners on a port and the next; on any two where it is 0."""
    for _ in range(_TRIES):
        http = await trio.open_tcp_listeners(port, host=host)
        try:
            return http, await trio.open_tcp_listeners(_port(http) + 1, host=host)
        except (OSError, OverflowError):
            for each in http:
                await each.aclose()
            if port:
                raise
    raise OSError("there are no two free ports one after the other")


def _port(listeners: Listeners) -> int:
    bound: int = listeners[0].socket.getsockname()[1]
    return bound


class _WholeAnswers(trio.abc.HalfCloseableStream):
    """A connection that sends the head of an answer together with its body, which hypercorn writes one by one."""

    def __init__(self, stream: trio.SocketStream) -> None:
        self.socket = stream.socket
        self._stream = stream
        self._head = b""
        self._head_alone = False

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        data, self._head = self._head + bytes(data), b""
        alone, self._head_alone = self._head_alone, False
        if not alone and _WITH_BODY.fullmatch(data):
            self._head = data
            await trio.lowlevel.checkpoint()
        else:
            await self._stream.send_all(data)

    async def wait_send_all_might_not_block(self) -> None:
        await self._stream.wait_send_all_might_not_block()

    async def send_eof(self) -> None:
        await self._flush()
        await self._stream.send_eof()

    async def receive_some(self, max_bytes: int | None = None) -> bytes:
        data = await self._stream.receive_some(max_bytes)
        self._head_alone = self._head_alone or data.startswith(b"HEAD ")
        return data

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def _flush(self) -> None:
        head, self._head = self._head, b""
        await self._stream.send_all(head)


def _http_server(asgi: ASGIFramework, config: Config) -> Server:
    app, context = wrap_app(asgi, config.wsgi_max_body_size, "asgi"), WorkerContext(None)

    async def serve_http(stream: trio.SocketStream) -> None:
        await TCPServer(app, config, context, {}, cast("Any", _WholeAnswers(stream)))

    return serve_http


def _socket_server(fake: Scenes) -> Server:
    async def serve_socket(stream: trio.SocketStream) -> None:
        wire = SocketServerStream(stream)
        if fake.faults.take_socket():
            await trio.lowlevel.checkpoint()
            wire.cut()
        else:
            await fake.eventsub.serve(wire)

    return serve_socket
