"""Byte streams for WebSockets: TCP, the environment's proxy, TLS."""

from __future__ import annotations

import base64
import ssl
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

import h11
import trio

from ..errors import NetworkError
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
    if network.dial is not None:
        return await network.dial(url)
    parts = urlsplit(url)
    stream = await _connect(parts)
    if parts.scheme == "ws":
        return stream
    try:
        return await _encrypt(stream, parts, network.tls or await tls_context())
    except BaseException:
        await trio.aclose_forcefully(stream)
        raise


async def _connect(parts: SplitResult) -> trio.abc.Stream:
    proxy = proxy_for(parts)
    if proxy is None:
        return await _tcp(parts, parts)
    if proxy.scheme != "http":
        raise _error(parts, f"WebSockets cannot go through a {proxy.scheme}:// proxy, only through an http:// one")
    stream = await _tcp(proxy, parts)
    try:
        await _tunnel(stream, proxy, parts)
    except BaseException:
        await trio.aclose_forcefully(stream)
        raise
    return stream


async def _tcp(to: SplitResult, for_address: SplitResult) -> trio.SocketStream:
    host, port = _host_port(to)
    try:
        return await trio.open_tcp_stream(host, port)
    except OSError as exc:
        raise _error(for_address, f"no connection to {host}:{port} ({_reason(exc)})") from exc


async def _encrypt(stream: trio.abc.Stream, parts: SplitResult, tls: ssl.SSLContext) -> trio.abc.Stream:
    encrypted = trio.SSLStream(stream, tls, server_hostname=parts.hostname, https_compatible=True)
    try:
        await encrypted.do_handshake()
    except trio.BrokenResourceError as exc:
        cause = exc.__cause__
        detail = getattr(cause, "verify_message", None) or getattr(cause, "reason", None) or "the connection broke"
        raise _error(
            parts,
            f"TLS failed: {detail}; check this machine's clock and certificates (SSL_CERT_FILE names a file of one's own)",
        ) from exc
    return encrypted


async def _tunnel(stream: trio.abc.Stream, proxy: SplitResult, parts: SplitResult) -> None:
    host, port = _host_port(parts)
    target = f"{host}:{port}"
    headers = [("Host", target)]
    if proxy.username:
        pair = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
        headers.append(("Proxy-Authorization", f"Basic {base64.b64encode(pair.encode()).decode()}"))
    connection = h11.Connection(h11.CLIENT)
    await stream.send_all(connection.send(h11.Request(method="CONNECT", target=target, headers=headers)))
    try:
        while (event := connection.next_event()) is h11.NEED_DATA:
            connection.receive_data(await stream.receive_some())
    except (h11.RemoteProtocolError, trio.BrokenResourceError):
        raise _error(parts, "the proxy broke the connection") from None
    if not isinstance(event, h11.Response) or not 200 <= event.status_code < 300:
        status = getattr(event, "status_code", "no status")
        raise _error(parts, f"the proxy {proxy.hostname} refused to connect to {target} ({status})")


def _host_port(parts: SplitResult) -> tuple[str, int]:
    return parts.hostname or "", parts.port or _PORTS[parts.scheme]


def _reason(exc: OSError) -> str:
    group = exc.__cause__
    first = group.exceptions[0] if isinstance(group, BaseExceptionGroup) else exc
    return getattr(first, "strerror", None) or str(exc)


def _error(parts: SplitResult, problem: str) -> NetworkError:
    return NetworkError(problem, address=f"{parts.scheme}://{parts.netloc}{parts.path}", sent=False)
