"""Requests as they go out: the one place where their secrets are plain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from .._hidden import Sealed, Secret

__all__ = ["Content", "Headers", "plain_content", "plain_headers"]

Headers: TypeAlias = Sequence[tuple[str, str | Secret]]
"""Header fields; a value that holds a secret is one."""

Content: TypeAlias = bytes | Sealed | None
"""A request's body; sealed if it holds a secret."""


def plain_headers(headers: Headers) -> list[tuple[str, str]]:
    """Header fields with their secrets in clear."""
    return [(name, value.reveal() if isinstance(value, Secret) else value) for name, value in headers]


def plain_content(content: Content) -> bytes | None:
    """A body with its secrets in clear."""
    return content.reveal() if isinstance(content, Sealed) else content
