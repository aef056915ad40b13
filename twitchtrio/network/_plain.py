"""Requests as they go out: the one place where their secrets are plain.

An exception shows the variables of every frame that it leaves. So a request is made, sent and answered in one frame
here, which forgets it when it is left; the frames above have it sealed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias
from urllib.parse import parse_qsl

import httpx

from .._hidden import Sealed, Secret
from .._texts import shows
from ._failure import UnfitRequestError
from ._response import Response

__all__ = ["Content", "Headers", "direct_request", "exchange_plainly", "shows_secret", "size"]

Headers: TypeAlias = Sequence[tuple[str, str | Secret]]
"""Header fields; a value that holds a secret is one."""

Content: TypeAlias = bytes | Sealed | None
"""A request's body; sealed if it holds a secret."""


async def exchange_plainly(
    make: Callable[..., httpx.Request],
    send: Callable[[httpx.Request], Awaitable[httpx.Response]],
    read: Callable[[httpx.Response], Awaitable[Response]],
    *,
    headers: Headers,
    content: Content,
) -> Response:
    """Make a request with `headers` and `content`, send it, and read the answer.

    Raises:
        UnfitRequestError: It cannot be made.
    """
    request: httpx.Request | None = None
    answer: httpx.Response | None = None
    try:
        request = _made(make, headers, content)
        answer = await send(request)
        return await read(answer)
    finally:
        del request, answer


def _made(make: Callable[..., httpx.Request], headers: Headers, content: Content) -> httpx.Request:
    try:
        plain = [(name, value.reveal() if isinstance(value, Secret) else value) for name, value in headers]
        return make(headers=plain, content=content.reveal() if isinstance(content, Sealed) else content)
    except Exception:  # noqa: BLE001 - whatever it is, it shows what it was made of
        raise UnfitRequestError from None


def direct_request(
    method: str,
    url: httpx.URL,
    extensions: Mapping[str, Any],
    *,
    headers: Sequence[tuple[str, str]],
    content: bytes | None,
) -> httpx.Request:
    """A request to which httpx adds nothing."""
    return httpx.Request(
        method, url, headers=headers, stream=httpx.ByteStream(content or b""), extensions=dict(extensions)
    )


def size(content: Content) -> int:
    """How many bytes a body has."""
    return len(content.reveal() if isinstance(content, Sealed) else content or b"")


def shows_secret(text: str, headers: Headers, content: Content) -> bool:
    """Whether a text shows a secret of a request, in whatever spelling."""
    return shows(text, _secrets(headers, content))


def _secrets(headers: Headers, content: Content) -> Iterator[Secret]:
    words = [word for _, value in headers if isinstance(value, Secret) for word in value.reveal().split()]
    if isinstance(content, Sealed):
        words += [value for _, value in parse_qsl(content.reveal().decode("utf-8", "replace"))]
    return map(Secret, words)
