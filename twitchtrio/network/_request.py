"""Requests as they go out.

An exception shows the variables of every frame that it leaves. So what is plain of a request stays in one frame, which
forgets it when it is left; the frames above have it sealed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, TypeAlias
from urllib.parse import parse_qsl

from .._hidden import Sealed, Secret
from .._texts import shows
from .._version import __version__
from ._failure import UnfitRequestError

__all__ = ["AGENT", "GZIP", "Content", "Headers", "plain_content", "plain_headers", "request_text", "shows_secret"]

Headers: TypeAlias = Sequence[tuple[str, str | Secret]]
"""Header fields; a value that holds a secret is one."""

Content: TypeAlias = bytes | Sealed | None
"""A request's body; sealed if it holds a secret."""

AGENT: Final = ("User-Agent", f"twitchtrio/{__version__}")
GZIP: Final = ("Accept-Encoding", "gzip")

_FIT: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+: (?:[!-~]+(?:[ \t]+[!-~]+)*)?")
_HAVE_A_BODY: Final = frozenset({"POST", "PUT", "PATCH"})


def request_text(method: str, target: str, headers: Headers, content: Content) -> bytes:
    """A whole request of HTTP/1.1, with a length where there is, or may be, a body.

    Raises:
        UnfitRequestError: A header field is none that HTTP allows.
    """
    body = plain_content(content)
    lines = [f"{method} {target} HTTP/1.1"]
    for name, value in headers:
        if isinstance(value, Secret):
            line = f"{name}: {value.reveal()}"
            if not _FIT.fullmatch(line):
                raise UnfitRequestError
        else:
            line = _open_line(name, value)
        lines.append(line)
    if body or method in _HAVE_A_BODY:
        lines.append(f"Content-Length: {len(body)}")
    lines.append("\r\n")
    return "\r\n".join(lines).encode() + body


@lru_cache(maxsize=64)
def _open_line(name: str, value: str) -> str:
    """A header field without a secret; nearly all requests have the same."""
    line = f"{name}: {value}"
    if not _FIT.fullmatch(line):
        raise UnfitRequestError
    return line


def plain_headers(headers: Headers) -> list[tuple[str, str]]:
    """Header fields with their secrets."""
    return [(name, value.reveal() if isinstance(value, Secret) else value) for name, value in headers]


def plain_content(content: Content) -> bytes:
    """A body with its secrets."""
    return content.reveal() if isinstance(content, Sealed) else content or b""


def shows_secret(text: str, headers: Headers, content: Content) -> bool:
    """Whether a text shows a secret of a request, in whatever spelling."""
    return shows(text, _secrets(headers, content))


def _secrets(headers: Headers, content: Content) -> Iterator[Secret]:
    words = [word for _, value in headers if isinstance(value, Secret) for word in value.reveal().split()]
    if isinstance(content, Sealed):
        words += [value for _, value in parse_qsl(content.reveal().decode("utf-8", "replace"))]
    return map(Secret, words)
