"""Connections to few hosts, each used by one request at a time."""

from __future__ import annotations

import math
import ssl
from collections import deque
from collections.abc import Sequence
from functools import cache
from typing import Final

import httpx
import trio

from ._plain import Content, Headers, plain_content, plain_headers
from ._response import Response, response_of
from ._tls import tls_context

__all__ = ["CONNECT_LIMIT", "Connections"]

CONNECT_LIMIT: Final = 10.0
_GOODBYE: Final = 1.0
_KEEPALIVE: Final = 60.0
_ONE: Final = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=_KEEPALIVE)
_TIMEOUT: Final = {"connect": CONNECT_LIMIT, "read": None, "write": None, "pool": None}


class Connections:
    """A free list of httpx transports with one connection each.

    httpx's own pool gives one idle connection to several requests at once and lets the losers search again, which
    costs milliseconds a request when many run.
    """

    def __init__(self, tls: ssl.SSLContext | None, headers: Sequence[tuple[str, str]]) -> None:
        self._tls = tls
        self._headers = headers
        self._hosts: dict[str, _Host] = {}

    async def exchange(self, method: str, url: str, headers: Headers, content: Content) -> Response:
        """Send a request, read its answer whole, and keep the connection."""
        host, target = self._host(url)
        request = httpx.Request(
            method,
            host.url,
            headers=[host.header, *self._headers, *plain_headers(headers), *_length(method, content)],
            stream=httpx.ByteStream(plain_content(content) or b""),
            # So that httpx need not parse the address.
            extensions={"timeout": _TIMEOUT, "target": target},
        )
        transport = host.idle.pop()[1] if host.idle else await self._connect(host)
        try:
            answer = await transport.handle_async_request(request)
            response = response_of(answer, await _read(answer))
        except BaseException:
            with trio.move_on_after(_GOODBYE, shield=True):
                await transport.aclose()
            raise
        host.idle.append((trio.current_time(), transport))
        await self._close(host, unused_since=trio.current_time() - _KEEPALIVE)
        return response

    async def aclose(self) -> None:  # noqa: ASYNC910  # as closing idle sockets does
        """Close all connections. None may be in use."""
        for host in self._hosts.values():
            await self._close(host, unused_since=math.inf)

    def _host(self, url: str) -> tuple[_Host, bytes]:
        end = url.find("/", url.find("://") + 3)
        origin, target = (url[:end], url[end:]) if end > 0 else (url, "/")
        host = self._hosts.get(origin)
        if host is None:
            host = self._hosts[origin] = _Host(origin)
        return host, target.encode()

    async def _close(self, host: _Host, *, unused_since: float) -> None:  # noqa: ASYNC910  # mostly there is none
        while host.idle and host.idle[0][0] <= unused_since:
            _, transport = host.idle.popleft()
            with trio.move_on_after(_GOODBYE, shield=True):
                await transport.aclose()

    async def _connect(self, host: _Host) -> httpx.AsyncHTTPTransport:
        tls = _no_tls() if host.url.scheme == "http" else self._tls or await tls_context()
        return httpx.AsyncHTTPTransport(verify=tls, limits=_ONE, trust_env=False)  # noqa: ASYNC910  # no socket yet


class _Host:
    """One host, and the idle connections to it with the times of their last use."""

    def __init__(self, origin: str) -> None:
        self.url = httpx.URL(origin)
        self.header = ("Host", self.url.netloc.decode())
        self.idle: deque[tuple[float, httpx.AsyncHTTPTransport]] = deque()


def _length(method: str, content: Content) -> list[tuple[str, str]]:
    if content is None and method not in {"POST", "PUT", "PATCH"}:
        return []
    return [("Content-Length", str(len(plain_content(content) or b"")))]


async def _read(answer: httpx.Response) -> bytes:
    # Not `aread()`: where it fails to unpack, it leaves its generators behind.
    raw = b"".join([part async for part in answer.aiter_raw()])
    if "Content-Encoding" not in answer.headers:
        return raw  # noqa: ASYNC910  # the iteration has read from the network
    return httpx.Response(answer.status_code, headers=answer.headers, content=raw).content


@cache
def _no_tls() -> ssl.SSLContext:
    """What httpx wants even where it encrypts nothing; it trusts nobody."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
