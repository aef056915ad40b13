"""HTTP by httpx, without the parts of its client that an API client pays for and does not use."""

from __future__ import annotations

import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Final, TypeAlias
from urllib.parse import urlsplit

import httpx
import trio

from .._foreign import beyond_errors, shown
from .._opening import block_ended
from .._version import __version__
from ..errors import ConfigurationError, NetworkError
from ._body import BODY_LIMIT
from ._connections import CONNECT_LIMIT, Connections
from ._failure import http_error
from ._network import Network
from ._own import ThroughClient, ThroughTransport
from ._patience import Patience
from ._plain import Content, Headers, shows_secret
from ._proxy import proxy_for
from ._response import Response
from ._tls import tls_context

__all__ = ["Http", "open_http"]

_ANSWER_LIMIT: Final = 30.0
_AT_ONCE: Final = 50
_TIMEOUT: Final = httpx.Timeout(None, connect=CONNECT_LIMIT)
_GZIP: Final = ("Accept-Encoding", "gzip")
_HEADERS: Final = [("User-Agent", f"twitchtrio/{__version__}"), _GZIP]

_Exchange: TypeAlias = Callable[[str, str, Headers, Content], Awaitable[Response]]


class Http:
    """Sends requests, up to 50 at once; more wait for their turn. Several tasks may use it.

    Args:
        exchange: Sends one request and reads its answer.
        own: What of the program's own it uses for that, if anything.
        tend: Sees to connections that nobody uses.
    """

    def __init__(
        self,
        exchange: _Exchange,
        *,
        own: str = "",
        tend: Callable[[], Awaitable[None]] = trio.lowlevel.checkpoint,
    ) -> None:
        self._exchange = exchange
        self._own = own
        self._tend = tend
        self._patience = Patience(_ANSWER_LIMIT)
        self._turn = trio.Semaphore(_AT_ONCE)
        self._closed = False

    async def send(self, method: str, url: str, *, headers: Headers, content: Content = None) -> Response:
        """Send one request and read its answer.

        Raises:
            NetworkError: There was no answer within 30 s, or none that can be taken; `sent` tells whether the request
                may have arrived.
            ConfigurationError: It is no request that could be sent, or the block that it belongs to has ended.
        """
        if self._closed:
            raise block_ended()
        async with self._turn:
            began = trio.current_time()
            error: BaseException | None = None
            limit = self._patience.begin()
            try:
                with limit:  # noqa: ASYNC912  # the exchange waits for the network
                    return await self._exchange(method, url, headers, content)
            except Exception as exc:  # noqa: BLE001 - whatever an answer, httpx or the program's own can bring about
                hides = partial(shows_secret, headers=headers, content=content)
                elapsed = trio.current_time() - began
                error = http_error(exc, url, elapsed=elapsed, own=self._own, hides=hides)
            except BaseExceptionGroup as group:
                error = beyond_errors(group)
            finally:
                self._patience.done(limit)
        if error is None:
            error = NetworkError(
                "it took too long", address=shown(url.partition("?")[0]), elapsed=trio.current_time() - began
            )
        # Out here, it has neither cause nor context: httpx's would show the request, and with it the token.
        error.__cause__ = error.__context__ = None
        try:
            raise error.with_traceback(None)
        finally:
            del error  # Its traceback holds this frame: no circles.

    @trio.lowlevel.enable_ki_protection
    async def tend(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Close connections within a minute after they were last used or the other side closed them.

        For `nursery.start`, to run as long as the block. Without it, that waits for the next call, and an answer that
        came while the program blocked for longer than the limit is not taken.
        """
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._patience.keep)
            nursery.start_soon(self._tend)
            task_status.started()

    def close(self) -> None:
        """Refuse further requests."""
        self._closed = True


@asynccontextmanager
async def open_http(network: Network, *, base: str, body_limit: int = BODY_LIMIT) -> AsyncGenerator[Http, None]:
    """HTTP for one block.

    Args:
        network: What the program put in the place of the usual.
        base: An address of the service that will be called; it decides whether a proxy applies.
        body_limit: How many bytes the body of an answer may have, as it comes and unpacked.

    Raises:
        ConfigurationError: The environment's proxy or certificates cannot be used.
    """
    async with _open(network, base, body_limit) as http:
        try:
            yield http
        finally:
            http.close()


@asynccontextmanager
async def _open(network: Network, base: str, body_limit: int) -> AsyncGenerator[Http, None]:
    match network.http:
        case httpx.AsyncClient() as client:
            yield Http(ThroughClient(client, [_GZIP], body_limit=body_limit).exchange, own="client")
        case httpx.AsyncBaseTransport() as transport:
            extensions = {"timeout": _TIMEOUT.as_dict()}
            through = ThroughTransport(transport, _HEADERS, extensions, body_limit=body_limit)
            yield Http(through.exchange, own="transport")
        case None if proxy_for(urlsplit(base)) is not None:
            async with _proxy_client(network.tls or await tls_context()) as client:
                yield Http(ThroughClient(client, _HEADERS, body_limit=body_limit).exchange)
        case _:
            connections = Connections(network.tls, _HEADERS, body_limit=body_limit)
            try:
                yield Http(connections.exchange, tend=connections.tend)
            finally:
                await connections.aclose()


def _proxy_client(tls: ssl.SSLContext) -> httpx.AsyncClient:
    no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=()))
    try:
        return httpx.AsyncClient(verify=tls, timeout=_TIMEOUT, cookies=no_cookies)
    except Exception as exc:  # noqa: BLE001 - httpx has several for it
        raise ConfigurationError(
            f"The proxy that the environment asks for cannot be used ({shown(exc) or type(exc).__name__}). "
            "Correct HTTPS_PROXY, HTTP_PROXY or ALL_PROXY, or leave it out."
        ) from None
