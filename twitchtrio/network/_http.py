"""HTTP by httpx, without the parts of its client that an API client pays for and does not use."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Final, TypeAlias
from urllib.parse import urlsplit

import httpx  # noqa: TID251
import trio
from attrs import field, frozen

from ..errors import NetworkError
from ._network import Network
from ._proxy import proxy_for
from ._tls import tls_context

__all__ = ["Http", "Response", "open_http"]

CONNECT_LIMIT: Final = 10.0
ANSWER_LIMIT: Final = 30.0
_GOODBYE: Final = 1.0
_CONNECTIONS: Final = 50
_KEEPALIVE: Final = 60.0

_Headers: TypeAlias = list[tuple[str, str]]
_Send: TypeAlias = Callable[[httpx.Request], Awaitable[httpx.Response]]

_UNSENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)


@frozen(kw_only=True)
class Response:
    """An answer, read whole."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    """Header fields; names in any case."""
    content: bytes = field(repr=False)


class Http:
    """Sends requests. Several tasks may use it at once."""

    def __init__(self, send: _Send) -> None:
        self._send = send

    async def send(self, method: str, url: str, *, headers: _Headers, content: bytes | None = None) -> Response:
        """Send one request and read its answer.

        Raises:
            NetworkError: There was no answer within 30 s; `sent` tells whether the request may have arrived.
        """
        request = httpx.Request(method, url, headers=headers, content=content, extensions=_LIMITS)
        began = trio.current_time()
        problem: NetworkError | None = None
        with trio.move_on_after(ANSWER_LIMIT):
            try:
                answer = await self._send(request)
            except httpx.HTTPError as exc:
                problem = _network_error(exc, url)
            else:
                return Response(status=answer.status_code, headers=answer.headers, content=answer.content)
        if problem is None:
            problem = NetworkError("it took too long", address=_shown(url), elapsed=trio.current_time() - began)
        # Without a cause: httpx's exceptions carry the request, and with it the token.
        raise problem


_LIMITS: Final = {"timeout": {"connect": CONNECT_LIMIT, "read": None, "write": None, "pool": None}}


@asynccontextmanager
async def open_http(network: Network, *, base: str) -> AsyncGenerator[Http, None]:
    """HTTP for one block.

    Args:
        network: What the program put in the place of the usual.
        base: An address of the service that will be called; it decides whether a proxy applies.
    """
    match network.http:
        case httpx.AsyncClient() as client:
            yield Http(_through(client))
        case httpx.AsyncBaseTransport() as transport:
            yield Http(_reading(transport.handle_async_request))
        case None if proxy_for(urlsplit(base)) is not None:
            tls = network.tls or await tls_context()
            async with httpx.AsyncClient(verify=tls) as client:
                yield Http(_through(client))
        case None:
            connections = _Connections(network)
            try:
                yield Http(connections.send)
            finally:
                await connections.aclose()


class _Connections:
    """A free list of transports with one connection each.

    httpx's own pool gives one idle connection to several requests at once and lets the losers search again, which
    costs milliseconds a request when many run.
    """

    def __init__(self, network: Network) -> None:
        self._tls = network.tls
        self._idle: list[httpx.AsyncHTTPTransport] = []
        self._free = trio.Semaphore(_CONNECTIONS)

    async def send(self, request: httpx.Request) -> httpx.Response:
        async with self._free:
            transport = self._idle.pop() if self._idle else await self._connection(request)
            try:
                response = await transport.handle_async_request(request)
                await response.aread()
            except BaseException:
                await _discard(transport)
                raise
            self._idle.append(transport)
            return response

    async def _connection(self, request: httpx.Request) -> httpx.AsyncHTTPTransport:
        secure = request.url.scheme == "https"
        verify = (self._tls or await tls_context()) if secure else False
        limits = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=_KEEPALIVE)
        return httpx.AsyncHTTPTransport(verify=verify, limits=limits, trust_env=False)

    async def aclose(self) -> None:
        while self._idle:
            await _discard(self._idle.pop())


async def _discard(transport: httpx.AsyncBaseTransport) -> None:
    with trio.move_on_after(_GOODBYE, shield=True):
        await transport.aclose()


def _reading(handle: _Send) -> _Send:
    async def send(request: httpx.Request) -> httpx.Response:
        response = await handle(request)
        await response.aread()
        return response

    return send


def _through(client: httpx.AsyncClient) -> _Send:
    async def send(request: httpx.Request) -> httpx.Response:
        defaults = [(name, value) for name, value in client.headers.items() if name not in request.headers]
        request.headers.update(defaults)
        return await client.send(request, follow_redirects=False)

    return send


def _shown(url: str) -> str:
    return url.partition("?")[0]


def _network_error(exc: httpx.HTTPError, url: str) -> NetworkError:
    unsent = isinstance(exc, _UNSENT)
    return NetworkError(_problem(exc, url), address=_shown(url), sent=not unsent)


def _problem(exc: httpx.HTTPError, url: str) -> str:
    host = urlsplit(url).hostname
    text = str(exc)
    if "CERTIFICATE_VERIFY_FAILED" in text:
        return (
            f"the certificate of {host} could not be verified; check this machine's clock and certificates "
            "(SSL_CERT_FILE names a file of one's own)"
        )
    match exc:
        case httpx.ConnectTimeout():
            return f"no connection to {host} within {CONNECT_LIMIT:.0f} s; check the network, firewall and proxy"
        case httpx.ProxyError():
            return "the proxy refused"
        case httpx.ConnectError():
            return f"{text or 'no connection'}; check the network and the name {host}"
        case httpx.UnsupportedProtocol():
            return f"{urlsplit(url).scheme}:// cannot be called"
        case _:
            return f"the connection broke ({type(exc).__name__})"
