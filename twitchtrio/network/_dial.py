"""Byte streams for WebSockets: TCP, the environment's proxy, TLS."""

from __future__ import annotations

import base64
import ssl
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

import h11
import trio

from ..errors import NetworkError
from ._failure import connection_problem
from ._network import Network
from ._proxy import proxy_for
from ._tls import tls_context

__all__ = ["dial"]

_PORTS: Final = {"ws": 80, "wss": 443, "http": 80}


async def dial(url: str, network: Network) -> trio.abc.Stream:
    """Open the stream for a `ws://` or `wss://` address.

    Raises:
        NetworkError: It cannot be opened.
    """
    parts = urlsplit(url)
    try:
        return await (_open(parts, network) if network.dial is None else network.dial(url))
    except (OSError, trio.BrokenResourceError) as exc:
        raise _error(parts, connection_problem(parts.hostname, exc)) from exc


async def _open(parts: SplitResult, network: Network) -> trio.abc.Stream:
    if parts.scheme not in {"ws", "wss"} or not parts.hostname:
        raise _error(parts, "this is no address of a WebSocket")
    stream = await _connect(parts)
    if parts.scheme == "ws":
        return stream
    try:
        return await _encrypt(stream, parts.hostname, network.tls or await tls_context())
    except BaseException:
        await trio.aclose_forcefully(stream)
        raise


async def _connect(parts: SplitResult) -> trio.SocketStream:
    proxy = proxy_for(parts)
    if proxy is None:
        return await trio.open_tcp_stream(*_host_port(parts))
    if proxy.scheme != "http":
        raise _error(parts, f"WebSockets cannot go through a {proxy.scheme}:// proxy, only through an http:// one")
    try:
        stream = await trio.open_tcp_stream(*_host_port(proxy))
    except OSError as exc:
        raise _error(parts, connection_problem(f"the proxy {proxy.hostname}", exc)) from exc
    try:
        await _tunnel(stream, proxy, parts)
    except BaseException:
        await trio.aclose_forcefully(stream)
        raise
    return stream


async def _encrypt(stream: trio.SocketStream, host: str, tls: ssl.SSLContext) -> trio.SSLStream[trio.SocketStream]:
    encrypted = trio.SSLStream(stream, tls, server_hostname=host, https_compatible=True)
    await encrypted.do_handshake()
    return encrypted


async def _tunnel(stream: trio.SocketStream, proxy: SplitResult, parts: SplitResult) -> None:
    host, port = _host_port(parts)
    target = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    connection = h11.Connection(h11.CLIENT)
    request = h11.Request(method="CONNECT", target=target, headers=[("Host", target), *_credentials(proxy)])
    await stream.send_all(connection.send(request))
    try:
        while (event := connection.next_event()) is h11.NEED_DATA:
            connection.receive_data(bytes(await stream.receive_some()))
    except (h11.RemoteProtocolError, trio.BrokenResourceError):
        raise _error(parts, f"the proxy {proxy.hostname} broke the connection") from None
    if not isinstance(event, h11.Response) or not 200 <= event.status_code < 300:
        status = getattr(event, "status_code", "no status")
        raise _error(parts, f"the proxy {proxy.hostname} refused to connect to {target} ({status})")


def _credentials(proxy: SplitResult) -> list[tuple[str, str]]:
    if not proxy.username:
        return []
    pair = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return [("Proxy-Authorization", f"Basic {base64.b64encode(pair.encode()).decode()}")]


def _host_port(parts: SplitResult) -> tuple[str, int]:
    return parts.hostname or "", parts.port or _PORTS[parts.scheme]


def _error(parts: SplitResult, problem: str) -> NetworkError:
    return NetworkError(problem, address=f"{parts.scheme}://{parts.netloc}{parts.path}", sent=False)
