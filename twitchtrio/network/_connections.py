"""Connections to few hosts, each used by one request at a time."""

from __future__ import annotations

import math
import ssl
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache, partial
from typing import Any, Final

import httpx
import trio

from ._address import split_address
from ._body import BODY_LIMIT, read_answer
from ._failure import UnreadableAnswerError, unfit
from ._frames import HEAD_LIMIT
from ._plain import Content, Headers, direct_request, exchange_plainly, size
from ._response import Response
from ._tls import tls_context

__all__ = ["CONNECT_LIMIT", "Connections"]

CONNECT_LIMIT: Final = 10.0
_GOODBYE: Final = 1.0
_KEEPALIVE: Final = 60.0
_LOOK_EVERY: Final = 15.0
_ONE: Final = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=_KEEPALIVE)
_TIMEOUT: Final = {"connect": CONNECT_LIMIT, "read": None, "write": None, "pool": None}
_OPENED: Final = frozenset({"connection.connect_tcp.complete", "connection.start_tls.complete"})


class Connections:
    """A free list of httpx transports with one connection each.

    httpx's own pool gives one idle connection to several requests at once and lets the losers search again, which
    costs milliseconds a request when many run.
    """

    def __init__(
        self, tls: ssl.SSLContext | None, headers: Sequence[tuple[str, str]], *, body_limit: int = BODY_LIMIT
    ) -> None:
        self._tls = tls
        self._headers = headers
        self._read = partial(read_answer, limit=body_limit)
        self._hosts: dict[str, _Host] = {}

    async def exchange(self, method: str, url: str, headers: Headers, content: Content) -> Response:
        """Send a request, read its answer whole, and keep the connection."""
        host, target = self._host(url)
        connection = await self._take(host)
        try:
            response = await exchange_plainly(
                # So that httpx need not parse the address.
                partial(direct_request, method, host.url, {**connection.begin(), "target": target}),
                connection.transport.handle_async_request,
                connection.read,
                headers=[host.header, *self._headers, *headers, *_length(method, content)],
                content=content,
            )
        except BaseException:
            await connection.aclose()
            raise
        connection.used = trio.current_time()
        host.idle.append(connection)
        await self._close(host, unused_since=connection.used - _KEEPALIVE)
        return response

    @trio.lowlevel.enable_ki_protection
    async def tend(self) -> None:
        """Close connections that have been idle for long, or were closed by the other side, until cancelled."""
        while True:
            await trio.sleep(_LOOK_EVERY)
            for host in tuple(self._hosts.values()):
                await self._close(host, unused_since=trio.current_time() - _KEEPALIVE)
                for connection in [each for each in host.idle if each.gone]:
                    # Others may have taken it, or closed it, while the last one was being closed.
                    if connection in host.idle:
                        host.idle.remove(connection)
                        await connection.aclose()

    async def aclose(self) -> None:  # noqa: ASYNC910  # as closing idle sockets does
        """Close all connections. None may be in use."""
        for host in self._hosts.values():
            await self._close(host, unused_since=math.inf)

    def _host(self, url: str) -> tuple[_Host, bytes]:
        origin, target = split_address(url)
        host = self._hosts.get(origin)
        if host is None:
            host = self._hosts[origin] = _Host(origin)
        return host, target.encode()

    async def _take(self, host: _Host) -> _Connection:
        """The connection that was used last, or one that will be made."""
        while host.idle:
            connection = host.idle.pop()
            if not connection.gone:
                return connection  # noqa: ASYNC910  # the exchange follows
            await connection.aclose()
        tls = _no_tls() if host.url.scheme == "http" else self._tls or await tls_context()
        transport = httpx.AsyncHTTPTransport(verify=tls, limits=_ONE, trust_env=False)
        return _Connection(transport, self._read)  # noqa: ASYNC910  # no socket yet

    async def _close(self, host: _Host, *, unused_since: float) -> None:  # noqa: ASYNC910  # mostly there is none
        while host.idle and host.idle[0].used <= unused_since:
            await host.idle.popleft().aclose()


class _Host:
    """One host, and the idle connections to it, the one that was used last at the end."""

    def __init__(self, origin: str) -> None:
        try:
            self.url = httpx.URL(origin)
            # A label that is empty or too long, and a port that is none, would be found out much later.
            self.url.host.encode("idna")
            if self.url.port is not None and not 0 < self.url.port < 2**16:
                raise unfit(origin)
        except (httpx.InvalidURL, UnicodeError):
            raise unfit(origin) from None
        self.header = ("Host", self.url.netloc.decode())
        self.idle: deque[_Connection] = deque()


class _Connection:
    """One connection, or what will be one with the first request."""

    def __init__(
        self, transport: httpx.AsyncHTTPTransport, read: Callable[[httpx.Response], Awaitable[Response]]
    ) -> None:
        self.transport = transport
        self._read = read
        self.used = 0.0
        self._stream: Any = None
        self._left = math.inf
        """How much of the head of an answer may still come, of interim answers and the final one."""

    def begin(self) -> Mapping[str, Any]:
        """Be ready for the next request; gives what httpx is to be told with it."""
        self._left = HEAD_LIMIT
        return {"timeout": _TIMEOUT} if self._stream is not None else {"timeout": _TIMEOUT, "trace": self._trace}

    def read(self, answer: httpx.Response) -> Awaitable[Response]:
        """Read what comes behind the head of an answer."""
        self._left = math.inf
        return self._read(answer)

    async def _trace(self, event: str, info: Mapping[str, Any]) -> None:  # noqa: ASYNC910  # httpx tells of what it did
        if event in _OPENED:
            self._stream = info["return_value"]
            self._stream.read = partial(self._receive, self._stream.read)

    async def _receive(self, read: Callable[..., Awaitable[bytes]], most: int, **rest: Any) -> bytes:
        if not self._left:
            raise UnreadableAnswerError(f"the head of the answer is larger than {HEAD_LIMIT // 1024} KiB")
        data = await read(min(most, self._left), **rest)
        self._left -= len(data)
        return data

    @property
    def gone(self) -> bool:
        """Whether the other side has closed an idle connection, or has sent what nobody asked for."""
        try:
            return bool(self._stream.get_extra_info("is_readable"))
        except Exception:  # noqa: BLE001 - there is none, or no longer
            return True

    async def aclose(self) -> None:  # noqa: ASYNC910  # as closing idle sockets does
        """Close it within a second, wherever it is, even in a cancelled scope."""
        with trio.move_on_after(_GOODBYE, shield=True), suppress(Exception):
            if self._stream is not None:
                # By itself, since httpx forgets one that was given up during its TLS handshake.
                await self._stream.aclose()
            await self.transport.aclose()


def _length(method: str, content: Content) -> list[tuple[str, str]]:
    if content is None and method not in {"POST", "PUT", "PATCH"}:
        return []
    return [("Content-Length", str(size(content)))]


@cache
def _no_tls() -> ssl.SSLContext:
    """What httpx wants even where it encrypts nothing; it trusts nobody."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
