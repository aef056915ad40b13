"""Which scopes something needs. Several are all needed; a tuple among them means that any of these will do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

__all__ = ["Needed", "alternatives", "in_words"]

Needed: TypeAlias = str | tuple[str, ...]
"""One scope, or several any of which will do."""


def alternatives(needs: Iterable[Needed]) -> tuple[tuple[str, ...], ...]:
    """Of each inner tuple, one scope is needed."""
    return tuple((each,) if isinstance(each, str) else tuple(each) for each in needs)


def in_words(needs: Iterable[Needed]) -> str:
    """The scopes as a docstring names them."""
    return " and ".join(" or ".join(f"`{scope}`" for scope in any_of) for any_of in alternatives(needs))
