"""HTTP: by connections of our own, or by what the program put in their place."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Final
from urllib.parse import urlsplit

import trio

from .._foreign import beyond_errors, shown
from .._opening import block_ended
from ..errors import NetworkError
from ._body import BODY_LIMIT
from ._connections import Connections
from ._failure import InOurWords, as_it_is, http_error
from ._network import Network
from ._patience import Patience
from ._proxy import proxy_for
from ._request import Content, Headers, shows_secret
from ._response import Exchange, Response

__all__ = ["Http", "open_http"]

_ANSWER_LIMIT: Final = 30.0
_AT_ONCE: Final = 50


class Http:
    """Sends requests, up to 50 at once; more wait for their turn. Several tasks may use it.

    Args:
        exchange: Sends one request and reads its answer.
        own: What of the program's own it uses for that, if anything.
        in_our_words: What becomes of the errors of what it uses.
        tend: Sees to connections that nobody uses.
    """

    def __init__(
        self,
        exchange: Exchange,
        *,
        own: str = "",
        in_our_words: InOurWords = as_it_is,
        tend: Callable[[], Awaitable[None]] = trio.lowlevel.checkpoint,
    ) -> None:
        self._exchange = exchange
        self._explained = partial(http_error, own=own, in_our_words=in_our_words)
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
        try:
            self._turn.acquire_nowait()
        except trio.WouldBlock:
            await self._turn.acquire()
        began = trio.current_time()
        error: BaseException | None = None
        limit = self._patience.begin()
        try:
            with limit:  # noqa: ASYNC912  # the exchange waits for the network
                return await self._exchange(method, url, headers, content)
        except Exception as exc:  # noqa: BLE001 - whatever an answer or the program's own can bring about
            hides = partial(shows_secret, headers=headers, content=content)
            error = self._explained(exc, url, elapsed=trio.current_time() - began, hides=hides)
        except BaseExceptionGroup as group:
            error = beyond_errors(group)
        finally:
            self._patience.done(limit)
            self._turn.release()
        if error is None:
            error = NetworkError(
                "it took too long", address=shown(url.partition("?")[0]), elapsed=trio.current_time() - began
            )
        # Out here, it has neither cause nor context: they could show the request, and with it the token.
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
            await nursery.start(self._patience.keep)
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
    if network.http is None and proxy_for(urlsplit(base)) is None:
        connections = Connections(network.tls, body_limit=body_limit)
        try:
            yield Http(connections.exchange, tend=connections.tend)
        finally:
            await connections.aclose()
    else:
        # httpx takes 8 MB, and most programs do without.
        from ._own import in_our_words, open_own  # noqa: PLC0415

        async with open_own(network, body_limit=body_limit) as (exchange, own):
            yield Http(exchange, own=own, in_our_words=in_our_words)
