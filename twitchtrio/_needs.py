"""Scopes as they are given and needed. Several are all needed; a tuple among them means that any of these will do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set as AbstractSet
from typing import Final, TypeAlias

from ._given import check

__all__ = ["Needed", "alternatives", "firsts", "in_words", "lacking", "scopes_in"]

_SCOPES: Final = "texts, such as ['user:read:chat']"

Needed: TypeAlias = str | tuple[str, ...]
"""One scope, or several any of which will do."""


def scopes_in(given: Iterable[str], *, name: str = "scopes") -> frozenset[str]:
    """The scopes that are given, one by one or as Twitch writes them, in one text.

    Raises:
        ConfigurationError: It is neither.
    """
    check(name, given, _SCOPES, Iterable)
    # A text is iterable too, by its letters.
    scopes = tuple(given.split() if isinstance(given, str) else given)
    for scope in scopes:
        check(name, scope, _SCOPES, str)
    return frozenset(scopes)


def alternatives(needs: Iterable[Needed]) -> tuple[tuple[str, ...], ...]:
    """Of each inner tuple, one scope is needed."""
    return tuple((each,) if isinstance(each, str) else tuple(each) for each in needs)


def firsts(needs: Iterable[Needed]) -> tuple[str, ...]:
    """One scope for each need, of several that will do the first."""
    return tuple(any_of[0] for any_of in alternatives(needs))


def lacking(needs: Sequence[Needed], granted: AbstractSet[str]) -> list[Needed]:
    """The needs that what was granted does not meet."""
    return [each for each in needs if granted.isdisjoint((each,) if isinstance(each, str) else each)]


def in_words(needs: Iterable[Needed]) -> str:
    """The scopes as a docstring names them."""
    return " and ".join(" or ".join(f"`{scope}`" for scope in any_of) for any_of in alternatives(needs))
