"""The fake over TCP: HTTP by hypercorn, WebSockets on a port of their own."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import partial

import trio
from attrs import field, frozen
from hypercorn.config import Config
from hypercorn.trio import serve

from twitchtrio.endpoints import Endpoints

from .app import make_app
from .control import control_routes
from .scenes import Scenes
from .wire import SocketServerStream

__all__ = ["ServedTwitch", "open_server"]


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


async def open_server(fake: Scenes, nursery: trio.Nursery, host: str, port: int) -> ServedTwitch:
    """Start both servers and say where they are."""
    secret = secrets.token_urlsafe(32)
    app = make_app(fake, control_routes(secret))
    config = Config()
    config.bind = [f"{_bracketed(host)}:{port}"]
    config.include_date_header = False
    config.loglevel = "WARNING"
    binds: list[str] = await nursery.start(partial(serve, app, config, mode="asgi"))
    listeners: list[trio.SocketListener] = await nursery.start(
        partial(trio.serve_tcp, _socket_server(fake), 0, host=host)
    )
    url = binds[0]
    return ServedTwitch(
        url=url,
        endpoints=Endpoints(
            helix=f"{url}/helix",
            oauth=f"{url}/oauth2",
            eventsub_websocket=f"ws://{_bracketed(host)}:{listeners[0].socket.getsockname()[1]}/ws",
            eventsub_subscriptions=f"{url}/helix/eventsub/subscriptions",
        ),
        control_url=f"{url}/control",
        control_secret=secret,
    )


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _socket_server(fake: Scenes) -> Callable[[trio.SocketStream], object]:
    async def serve_socket(stream: trio.SocketStream) -> None:
        wire = SocketServerStream(stream)
        if fake.faults.take_socket():
            wire.cut()
        else:
            await fake.eventsub.serve(wire)

    return serve_socket
