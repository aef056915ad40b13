"""Tunnels through the environment's proxy."""

from __future__ import annotations

import base64
from typing import Final
from urllib.parse import SplitResult, unquote

import h11
import trio

from ._failure import connection_problem
from ._frames import HEAD_LIMIT

__all__ = ["ProxyRefusedError", "tunnel_to"]

_PORT: Final = 80


class ProxyRefusedError(Exception):
    """There is no tunnel, and the text says why."""


async def tunnel_to(proxy: SplitResult, host: str, port: int) -> trio.SocketStream:
    """Open a stream through an `http://` proxy to a port of a host.

    Raises:
        ProxyRefusedError: There is no tunnel.
    """
    if proxy.scheme != "http":
        raise ProxyRefusedError(f"WebSockets cannot go through a {proxy.scheme}:// proxy, only through an http:// one")
    try:
        stream = await trio.open_tcp_stream(proxy.hostname or "", proxy.port or _PORT)
    except OSError as exc:
        raise ProxyRefusedError(connection_problem(f"the proxy {proxy.hostname}", exc)) from exc
    try:
        await _connect(stream, proxy, f"[{host}]:{port}" if ":" in host else f"{host}:{port}")
    except BaseException:
        await trio.aclose_forcefully(stream)
        raise
    return stream


async def _connect(stream: trio.SocketStream, proxy: SplitResult, target: str) -> None:
    connection = h11.Connection(h11.CLIENT)
    request = h11.Request(method="CONNECT", target=target, headers=[("Host", target), *_credentials(proxy)])
    try:
        await stream.send_all(connection.send(request))
        event = await _answer(stream, connection)
    except (h11.RemoteProtocolError, trio.BrokenResourceError):
        raise ProxyRefusedError(f"the proxy {proxy.hostname} broke the connection") from None
    if not isinstance(event, h11.Response) or not 200 <= event.status_code < 300:
        status = getattr(event, "status_code", "no status")
        raise ProxyRefusedError(f"the proxy {proxy.hostname} refused to connect to {target} ({status})")
    if connection.trailing_data[0]:
        # The other end of a tunnel waits until it is spoken to.
        raise ProxyRefusedError(f"the proxy {proxy.hostname} sent more than its answer")


async def _answer(stream: trio.SocketStream, connection: h11.Connection) -> object:
    left = HEAD_LIMIT
    while True:  # noqa: ASYNC913  # and it has an end
        event = connection.next_event()
        if event is h11.NEED_DATA:
            if not left:
                raise h11.RemoteProtocolError("its head is too large")
            data = bytes(await stream.receive_some(left))
            left -= len(data)
            connection.receive_data(data)
        elif not isinstance(event, h11.InformationalResponse):
            return event  # noqa: ASYNC910  # it was waited for


def _credentials(proxy: SplitResult) -> list[tuple[str, str]]:
    if not proxy.username:
        return []
    pair = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return [("Proxy-Authorization", f"Basic {base64.b64encode(pair.encode()).decode()}")]
