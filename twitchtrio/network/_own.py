"""Requests through httpx: by a client or a transport of the program's own, or through the environment's proxy."""

from __future__ import annotations

import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Final

import httpx
import trio
from attrs import frozen

from .._foreign import shown
from ..errors import ConfigurationError
from ._address import split_address
from ._connection import CONNECT_LIMIT
from ._failure import UnfitRequestError
from ._network import Network
from ._request import AGENT, GZIP, Content, Headers, plain_content, plain_headers
from ._response import Exchange, Response
from ._through_httpx import in_our_words, read_answer
from ._tls import tls_context

__all__ = ["in_our_words", "open_own"]

_TIMEOUT: Final = httpx.Timeout(None, connect=CONNECT_LIMIT)


@asynccontextmanager
async def open_own(network: Network, *, body_limit: int) -> AsyncGenerator[tuple[Exchange, str], None]:
    """A way to send requests, and what of the program's own it is.

    A client's header fields and cookies are added, its hooks run, redirects are left alone. To what goes to a
    transport, nothing is added but what HTTP takes.

    Args:
        network: What the program put in the place of the usual.
        body_limit: How large the body of an answer may be.

    Raises:
        ConfigurationError: The environment's proxy or certificates cannot be used.
    """
    match network.http:
        case httpx.AsyncClient() as client:
            yield _through_client(client, [GZIP], body_limit), "client"
        case httpx.AsyncBaseTransport() as transport:
            make = partial(_request, extensions={"timeout": _TIMEOUT.as_dict()})
            yield _Through(make, transport.handle_async_request, [AGENT, GZIP], body_limit).exchange, "transport"
        case None:
            async with _proxy_client(network.tls or await tls_context()) as client:
                yield _through_client(client, [AGENT, GZIP], body_limit), ""


def _through_client(client: httpx.AsyncClient, headers: Headers, body_limit: int) -> Exchange:
    send = partial(client.send, stream=True, follow_redirects=False)
    return _Through(client.build_request, send, headers, body_limit).exchange


def _proxy_client(tls: ssl.SSLContext) -> httpx.AsyncClient:
    no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=()))
    try:
        return httpx.AsyncClient(verify=tls, timeout=_TIMEOUT, cookies=no_cookies)
    except Exception as exc:  # noqa: BLE001 - httpx has several for it
        raise ConfigurationError(
            f"The proxy that the environment asks for cannot be used ({shown(exc) or type(exc).__name__}). "
            "Correct HTTPS_PROXY, HTTP_PROXY or ALL_PROXY, or leave it out."
        ) from None


def _request(method: str, url: str, *, extensions: dict[str, Any], **rest: Any) -> httpx.Request:
    return httpx.Request(method, url, extensions=dict(extensions), **rest)


@frozen
class _Through:
    """A way through httpx."""

    make: Callable[..., httpx.Request]
    send: Callable[[httpx.Request], Awaitable[httpx.Response]]
    headers: Headers
    body_limit: int

    async def exchange(self, method: str, url: str, headers: Headers, content: Content) -> Response:
        split_address(url)
        # What is the program's own may have none.
        await trio.lowlevel.checkpoint()
        request: httpx.Request | None = None
        answer: httpx.Response | None = None
        try:
            request = _made(partial(self.make, method, url), [*self.headers, *headers], content)
            answer = await self.send(request)
            return await read_answer(answer, limit=self.body_limit)
        finally:
            del request, answer


def _made(make: Callable[..., httpx.Request], headers: Headers, content: Content) -> httpx.Request:
    try:
        body = None if content is None else plain_content(content)
        return make(headers=plain_headers(headers), content=body)
    except Exception:  # noqa: BLE001 - whatever it is, it shows what it was made of
        raise UnfitRequestError from None
