"""Byte streams: TCP, the environment's proxy, TLS, or what the program puts in their place."""

from __future__ import annotations

import ssl
from typing import Final, TypeAlias
from urllib.parse import SplitResult, urlsplit

import trio

from .._foreign import beyond_errors, shown
from ..endpoints import bare, websocket_fault
from ..errors import NetworkError, TwitchError
from ._failure import connection_problem, raised
from ._network import Dial, Network
from ._proxy import proxy_for
from ._tls import tls_context
from ._tunnel import ProxyRefusedError, tunnel_to

__all__ = ["SocketOrTLS", "dial", "open_stream", "own_raised", "websocket_error"]

SocketOrTLS: TypeAlias = trio.SocketStream | trio.SSLStream[trio.SocketStream]

_PORTS: Final = {"ws": 80, "wss": 443}


async def dial(url: str, network: Network) -> trio.abc.Stream:
    """Open the stream for a `wss://` address, or a `ws://` address of this machine.

    Raises:
        NetworkError: It cannot be opened, for whatever reason.
    """
    fault = websocket_fault(url)
    if fault is not None:
        raise websocket_error(url, f"this is no address of a WebSocket ({fault})")
    parts = urlsplit(url)
    try:
        return await (_open(parts, network) if network.dial is None else _opened(network.dial, url))
    except Exception as exc:
        raise websocket_error(url, _problem(exc, parts, own=network.dial is not None)) from exc
    except BaseExceptionGroup as group:
        rest = beyond_errors(group)
    raise rest


def websocket_error(url: str, problem: str) -> NetworkError:
    """The error to raise for a WebSocket that cannot be opened. It shows no user name, password and query."""
    return NetworkError(problem, address=shown(bare(url)), sent=False)


def _problem(exc: Exception, parts: SplitResult, *, own: bool) -> str:
    match exc:
        case NetworkError():
            return exc.problem
        case ProxyRefusedError() | TwitchError():
            return str(exc).rstrip(".")
        case OSError() | trio.BrokenResourceError():
            return connection_problem(parts.hostname, exc)
        case _ if own:
            return own_raised("dial=", exc, parts)
        case _:
            return f"no connection to {parts.hostname} ({type(exc).__name__})"


def own_raised(what: str, exc: Exception, parts: SplitResult) -> str:
    """What to tell of an error that something of the program's own raised, without the address's query."""
    return raised(what, exc, lambda text: bool(parts.query) and parts.query in text)


@trio.lowlevel.disable_ki_protection
async def _opened(dial: Dial, url: str) -> trio.abc.Stream:
    stream: object = await dial(url)
    if not isinstance(stream, trio.abc.Stream):
        raise TypeError(f"it should return a trio.abc.Stream, not a {type(stream).__name__}")
    return stream


async def _open(parts: SplitResult, network: Network) -> trio.abc.Stream:
    host, port = (parts.hostname or "").encode("idna").decode(), parts.port or _PORTS[parts.scheme]
    tls = None if parts.scheme == "ws" else network.tls or await tls_context()
    proxy = proxy_for(parts)
    if proxy is None:
        return await open_stream(host, port, tls)
    return await _encrypted(await tunnel_to(proxy, host, port), host, tls)


async def open_stream(host: str, port: int, tls: ssl.SSLContext | None) -> SocketOrTLS:
    """Open a stream to a port of a host, TLS done where it is asked for."""
    return await _encrypted(await trio.open_tcp_stream(host, port), host, tls)


async def _encrypted(stream: trio.SocketStream, host: str, tls: ssl.SSLContext | None) -> SocketOrTLS:
    if tls is None:
        return stream  # noqa: ASYNC910  # it was opened just now
    try:
        encrypted = trio.SSLStream(stream, tls, server_hostname=host, https_compatible=True)
        await encrypted.do_handshake()
    except BaseException:
        await trio.aclose_forcefully(stream)
        raise
    return encrypted
