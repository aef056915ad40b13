"""An answer to a request."""

from __future__ import annotations

from collections.abc import Mapping

import httpx
from attrs import field, frozen

__all__ = ["Response", "response_of"]


@frozen(kw_only=True)
class Response:
    """An answer, read whole."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    """Header fields; names in any case."""
    content: bytes = field(repr=False)


def response_of(answer: httpx.Response, content: bytes) -> Response:
    """What is needed of httpx's answer."""
    return Response(status=answer.status_code, headers=answer.headers, content=content)
