"""Requests through a client or a transport of the program's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import httpx

from ._address import split_address
from ._body import read_answer
from ._plain import Content, Headers, exchange_plainly
from ._response import Response

__all__ = ["ThroughClient", "ThroughTransport"]


class ThroughClient:
    """Uses a client: its header fields and cookies are added, its hooks run, redirects are left alone.

    Args:
        client: The client.
        headers: Header fields for every request, which win over the client's.
        body_limit: How large the body of an answer may be.
    """

    def __init__(self, client: httpx.AsyncClient, headers: Sequence[tuple[str, str]], *, body_limit: int) -> None:
        self._client = client
        self._headers = headers
        self._send = partial(client.send, stream=True, follow_redirects=False)
        self._read = partial(read_answer, limit=body_limit)

    async def exchange(self, method: str, url: str, headers: Headers, content: Content) -> Response:
        """Send a request and read its answer whole."""
        split_address(url)
        make = partial(self._client.build_request, method, url)
        return await exchange_plainly(make, self._send, self._read, headers=[*self._headers, *headers], content=content)


class ThroughTransport:
    """Uses a transport: nothing is added but what HTTP takes.

    Args:
        transport: The transport.
        headers: Header fields for every request.
        extensions: What httpx is told with every request.
        body_limit: How large the body of an answer may be.
    """

    def __init__(
        self,
        transport: httpx.AsyncBaseTransport,
        headers: Sequence[tuple[str, str]],
        extensions: Mapping[str, Any],
        *,
        body_limit: int,
    ) -> None:
        self._transport = transport
        self._headers = headers
        self._extensions = extensions
        self._read = partial(read_answer, limit=body_limit)

    async def exchange(self, method: str, url: str, headers: Headers, content: Content) -> Response:
        """Send a request and read its answer whole."""
        split_address(url)
        make = partial(httpx.Request, method, url, extensions=dict(self._extensions))
        return await exchange_plainly(
            make, self._transport.handle_async_request, self._read, headers=[*self._headers, *headers], content=content
        )
