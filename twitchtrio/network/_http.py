"""HTTP by httpx, without the parts of its client that an API client pays for and does not use."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final, TypeAlias
from urllib.parse import urlsplit

import httpx
import trio

from .._opening import block_ended
from .._version import __version__
from ..errors import NetworkError
from ._connections import CONNECT_LIMIT, Connections
from ._failure import http_error
from ._network import Network
from ._plain import Content, Headers, plain_content, plain_headers
from ._proxy import proxy_for
from ._response import Response, response_of
from ._tls import tls_context

__all__ = ["Http", "open_http"]

_ANSWER_LIMIT: Final = 30.0
_AT_ONCE: Final = 50
_GOODBYE: Final = 1.0
_TIMEOUT: Final = httpx.Timeout(None, connect=CONNECT_LIMIT)
_HEADERS: Final = [("User-Agent", f"twitchtrio/{__version__}"), ("Accept-Encoding", "gzip")]

_Exchange: TypeAlias = Callable[[str, str, Headers, Content], Awaitable[Response]]


class Http:
    """Sends requests, up to 50 at once; more wait for their turn. Several tasks may use it."""

    def __init__(self, exchange: _Exchange) -> None:
        self._exchange = exchange
        self._turn = trio.Semaphore(_AT_ONCE)
        self._closed = False

    async def send(self, method: str, url: str, *, headers: Headers, content: Content = None) -> Response:
        """Send one request and read its answer.

        Raises:
            NetworkError: There was no answer within 30 s; `sent` tells whether the request may have arrived.
            ConfigurationError: It is no request that could be sent, or the block that it belongs to has ended.
        """
        if self._closed:
            raise block_ended()
        async with self._turn:
            began = trio.current_time()
            problem: Exception | None = None
            with trio.move_on_after(_ANSWER_LIMIT):  # noqa: ASYNC912  # the exchange waits for the network
                try:
                    return await self._exchange(method, url, headers, content)
                except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as exc:
                    problem = http_error(exc, url, elapsed=trio.current_time() - began)
        # Out here, the error has neither cause nor context: httpx's would show the request, and with it the token.
        raise problem or NetworkError(
            "it took too long", address=url.partition("?")[0], elapsed=trio.current_time() - began
        )

    def close(self) -> None:
        """Refuse further requests."""
        self._closed = True


@asynccontextmanager
async def open_http(network: Network, *, base: str) -> AsyncGenerator[Http, None]:
    """HTTP for one block.

    Args:
        network: What the program put in the place of the usual.
        base: An address of the service that will be called; it decides whether a proxy applies.
    """
    async with _open_exchange(network, base) as exchange:
        http = Http(exchange)
        try:
            yield http
        finally:
            http.close()


@asynccontextmanager
async def _open_exchange(network: Network, base: str) -> AsyncGenerator[_Exchange, None]:
    match network.http:
        case httpx.AsyncClient() as client:
            yield _through_client(client)
        case httpx.AsyncBaseTransport() as transport:
            yield _through_transport(transport)
        case None if proxy_for(urlsplit(base)) is not None:
            tls = network.tls or await tls_context()
            async with httpx.AsyncClient(verify=tls, timeout=_TIMEOUT, headers=_HEADERS) as client:
                yield _through_client(client)
        case _:
            connections = Connections(network.tls, _HEADERS)
            try:
                yield connections.exchange
            finally:
                await connections.aclose()


def _through_client(client: httpx.AsyncClient) -> _Exchange:
    async def exchange(method: str, url: str, headers: Headers, content: Content) -> Response:
        request = client.build_request(method, url, headers=plain_headers(headers), content=plain_content(content))
        answer = await client.send(request, follow_redirects=False)
        return response_of(answer, answer.content)

    return exchange


def _through_transport(transport: httpx.AsyncBaseTransport) -> _Exchange:
    async def exchange(method: str, url: str, headers: Headers, content: Content) -> Response:
        request = httpx.Request(
            method,
            url,
            headers=[*_HEADERS, *plain_headers(headers)],
            content=plain_content(content),
            extensions={"timeout": _TIMEOUT.as_dict()},
        )
        answer = await transport.handle_async_request(request)
        try:
            return response_of(answer, await answer.aread())
        except BaseException:
            with trio.move_on_after(_GOODBYE, shield=True):
                await answer.aclose()
            raise

    return exchange
