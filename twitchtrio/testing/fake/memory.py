"""The fake without sockets: an HTTP transport that calls the application, and streams in memory."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import httpx
import trio
from starlette.types import ASGIApp, Message

from .eventsub import EventSub
from .faults import Faults
from .wire import MemoryStream, memory_pair

__all__ = ["MemoryDialler", "MemoryTransport"]


class MemoryTransport(httpx.AsyncBaseTransport):
    """Carries requests to an ASGI application, while it is open."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.is_open = True

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Ask the application.

        Raises:
            httpx.ConnectError: The fake is closed.
            httpx.ReadError: The fake was told to cut the connection.
        """
        body = await request.aread()
        await trio.lowlevel.checkpoint()
        if not self.is_open:
            raise httpx.ConnectError("the fake Twitch is closed", request=request)
        answer = await self._call(_scope(request), body)
        head, *rest = answer
        if not rest:
            raise httpx.ReadError("the fake Twitch cut the connection", request=request)
        content = b"".join(message.get("body", b"") for message in rest)
        return httpx.Response(head["status"], headers=head["headers"], content=content, request=request)

    async def _call(self, scope: dict[str, Any], body: bytes) -> list[Message]:
        incoming: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
        answer: list[Message] = []

        async def receive() -> Message:
            await trio.lowlevel.checkpoint()
            if incoming:
                return incoming.pop()
            return await trio.sleep_forever()

        async def send(message: Message) -> None:
            await trio.lowlevel.checkpoint()
            answer.append(message)

        await self._app(scope, receive, send)
        return answer


def _scope(request: httpx.Request) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": request.url.scheme,
        "path": request.url.path,
        "raw_path": request.url.raw_path.partition(b"?")[0],
        "query_string": request.url.query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("127.0.0.1", 50000),
        "server": (request.url.host, request.url.port),
    }


class MemoryDialler:
    """Opens streams to the fake's EventSub, while it is open."""

    def __init__(self, eventsub: EventSub, faults: Faults, nursery: trio.Nursery, *, netloc: str) -> None:
        self._eventsub = eventsub
        self._netloc = netloc
        self._faults = faults
        self._nursery = nursery
        self.is_open = True

    async def __call__(self, url: str) -> MemoryStream:
        """Connect.

        Raises:
            ConnectionRefusedError: The fake is closed or was told to refuse, or the address is not its own.
        """
        await trio.lowlevel.checkpoint()
        if not self.is_open or urlsplit(url).netloc != self._netloc or self._faults.take_socket():
            raise ConnectionRefusedError("the fake Twitch refuses the connection")
        client, server = memory_pair()
        self._nursery.start_soon(self._eventsub.serve, server)
        return client
