"""An answer to a request."""

from __future__ import annotations

from collections.abc import Mapping

import httpx
from attrs import field, frozen

from ._failure import UnreadableAnswerError

__all__ = ["Response", "response_of"]


@frozen(kw_only=True)
class Response:
    """An answer, read whole."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    """Header fields; names in any case."""
    content: bytes = field(repr=False)


def response_of(answer: httpx.Response, content: bytes) -> Response:
    """What is needed of httpx's answer.

    Raises:
        UnreadableAnswerError: A transport of the program's own has given it no status of HTTP.
    """
    status: object = answer.status_code
    if not isinstance(status, int) or not 100 <= status <= 999:
        raise UnreadableAnswerError("the answer has no status of three digits")
    return Response(status=status, headers=answer.headers, content=content)
