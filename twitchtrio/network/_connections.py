"""Connections to few hosts, each used by one request at a time."""

from __future__ import annotations

import math
import ssl
from collections import deque
from contextlib import suppress
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

import trio

from ._address import split_address
from ._connection import Connection
from ._failure import BrokenAnswerError, unfit
from ._request import AGENT, GZIP, Content, Headers
from ._response import Response
from ._tls import tls_context

__all__ = ["Connections"]

_KEEPALIVE: Final = 60.0
_LOOK_EVERY: Final = 15.0
_PORTS: Final = {"http": 80, "https": 443}
_SAFE: Final = frozenset({"GET", "HEAD"})


class Connections:
    """Connections to any host, which stay open for a minute after they were last used.

    Args:
        tls: The TLS settings instead of the usual.
        body_limit: How large the body of an answer may be.
    """

    def __init__(self, tls: ssl.SSLContext | None, *, body_limit: int) -> None:
        self._tls = tls
        self._body_limit = body_limit
        self._hosts: dict[str, _Host] = {}

    async def exchange(self, method: str, url: str, headers: Headers, content: Content) -> Response:
        """Send a request, read its answer whole, and keep the connection."""
        origin, target = split_address(url)
        host = self._hosts.get(origin)
        if host is None:
            host = self._hosts[origin] = _Host(origin, self._tls, body_limit=self._body_limit)
        return await host.exchange(method, target, headers, content)

    @trio.lowlevel.enable_ki_protection
    async def tend(self) -> None:
        """Close connections that have been idle for long, or were closed by the other side, until cancelled."""
        while True:
            await trio.sleep(_LOOK_EVERY)
            for host in tuple(self._hosts.values()):
                await host.close(unused_since=trio.current_time() - _KEEPALIVE)
                await host.close_gone()

    async def aclose(self) -> None:  # noqa: ASYNC910  # as closing idle sockets does
        """Close all connections, also if cancelled meanwhile. None may be in use."""
        try:
            for host in self._hosts.values():
                await host.close(unused_since=math.inf)
        finally:
            for host in self._hosts.values():
                await host.close_at_once()  # noqa: ASYNC102  # it is shielded, and waits for nothing


class _Host:
    """One host, and the idle connections to it."""

    def __init__(self, origin: str, tls: ssl.SSLContext | None, *, body_limit: int) -> None:
        try:
            parts = urlsplit(origin)
            # A label that is empty or too long, and a port that is none, would be found out much later.
            self._name = (parts.hostname or "").encode("idna").decode()
            self._port = _PORTS[parts.scheme] if parts.port is None else parts.port
        except ValueError:
            raise unfit(origin) from None
        if not self._name or not self._port:
            raise unfit(origin)
        self._encrypted = parts.scheme == "https"
        self._tls = tls
        name = f"[{self._name}]" if ":" in self._name else self._name
        self._headers = [("Host", name if parts.port is None else f"{name}:{self._port}"), AGENT, GZIP]
        self._body_limit = body_limit
        self._idle: deque[Connection] = deque()
        """The one that was used last at the end."""

    async def exchange(self, method: str, target: str, headers: Headers, content: Content) -> Response:
        """Send a request, read its answer whole, and keep the connection.

        A request that changes nothing is sent again where a connection turns out to have died while it was idle.
        """
        headers = [*self._headers, *headers]
        while method in _SAFE and (connection := await self._take()) is not None:
            with suppress(BrokenAnswerError):
                response = await self._use(connection, method, target, headers, content)
                if connection.reusable or response.status != HTTPStatus.REQUEST_TIMEOUT:
                    return response
        connection = await self._take() or await self._open()
        return await self._use(connection, method, target, headers, content)

    async def _open(self) -> Connection:
        tls = (self._tls or await tls_context()) if self._encrypted else None
        return await Connection.open(self._name, self._port, tls, body_limit=self._body_limit)

    async def _take(self) -> Connection | None:
        """The connection that was used last and is still there, if any."""
        while self._idle:
            connection = self._idle.pop()
            if not connection.gone:
                return connection  # noqa: ASYNC910  # the exchange follows
            await connection.aclose()
        return None  # noqa: ASYNC910  # the same

    async def _use(
        self, connection: Connection, method: str, target: str, headers: Headers, content: Content
    ) -> Response:
        try:
            response = await connection.exchange(method, target, headers, content)
        except BaseException:
            await connection.aclose()
            raise
        if connection.reusable:
            connection.used = trio.current_time()
            self._idle.append(connection)
            await self.close(unused_since=connection.used - _KEEPALIVE)
        else:
            await connection.aclose()
        return response

    async def close(self, *, unused_since: float) -> None:  # noqa: ASYNC910  # mostly there is none
        """Close what has been idle since then."""
        while self._idle and self._idle[0].used <= unused_since:
            await self._idle.popleft().aclose()

    async def close_at_once(self) -> None:  # noqa: ASYNC910  # mostly there is none
        """Close what is idle, without a word to the other side."""
        while self._idle:
            with trio.CancelScope(deadline=-math.inf, shield=True):  # noqa: ASYNC912  # closing is a checkpoint
                await self._idle.popleft().aclose()

    async def close_gone(self) -> None:  # noqa: ASYNC910  # mostly there is none
        """Close what the other side has closed."""
        for connection in [each for each in self._idle if each.gone]:
            # Others may have taken it, or closed it, while the last one was being closed.
            if connection in self._idle:
                self._idle.remove(connection)
                await connection.aclose()
