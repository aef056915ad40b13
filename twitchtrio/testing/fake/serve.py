"""The fake over TCP: HTTP by hypercorn, WebSockets on a port of their own."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, cast

import trio
from attrs import asdict, field, frozen
from hypercorn.config import Config
from hypercorn.trio import serve
from hypercorn.typing import ASGIFramework

from twitchtrio.endpoints import Endpoints

from .app import make_app
from .control import control_routes
from .http import HttpRequest, Reply
from .scenes import Scenes
from .wire import SocketServerStream

__all__ = ["ServedTwitch", "start_server"]


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
    """Start both servers and say where they are."""
    secret = secrets.token_urlsafe(32)
    config = Config()
    config.bind = [f"{_bracketed(host)}:{port}"]
    config.include_date_header = False
    config.loglevel = "WARNING"
    front: dict[str, Any] = {}

    def front_page(_fake: Scenes, _request: HttpRequest) -> Reply:
        return Reply(json=front)

    asgi = cast(
        "ASGIFramework",
        make_app(fake, {**control_routes(secret), ("GET", "/"): front_page}, strict=fake.strict is True),
    )
    binds: list[str] = await nursery.start(partial(serve, asgi, config, mode="asgi"))
    listeners: list[trio.SocketListener] = await nursery.start(
        partial(trio.serve_tcp, _socket_server(fake), port and port + 1, host=host)
    )
    url = binds[0]
    endpoints = Endpoints(
        helix=f"{url}/helix",
        oauth=f"{url}/oauth2",
        eventsub_websocket=f"ws://{_bracketed(host)}:{listeners[0].socket.getsockname()[1]}/ws",
        eventsub_subscriptions=f"{url}/helix/eventsub/subscriptions",
    )
    # What a program needs that knows nothing but the address.
    front.update(client_id=fake.client_id, endpoints=asdict(endpoints))
    return ServedTwitch(url=url, endpoints=endpoints, control_url=f"{url}/control", control_secret=secret)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _socket_server(fake: Scenes) -> Callable[[trio.SocketStream], Awaitable[None]]:
    async def serve_socket(stream: trio.SocketStream) -> None:
        wire = SocketServerStream(stream)
        if fake.faults.take_socket():
            await trio.lowlevel.checkpoint()
            wire.cut()
        else:
            await fake.eventsub.serve(wire)

    return serve_socket
