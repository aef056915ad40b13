"""Query strings, and the pieces in which a long list of ids is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar
from urllib.parse import quote

from ..errors import ConfigurationError

if TYPE_CHECKING:
    from ._endpoint import Endpoint

__all__ = ["Query", "QueryValue", "chunks", "listed", "query_text", "titled"]

T = TypeVar("T")

QueryValue: TypeAlias = str | float | datetime | Sequence[str] | None
"""One value, or a sequence of them where Twitch takes several; `None` leaves the parameter out."""

Query: TypeAlias = Mapping[str, QueryValue]

_SINGLE: Final = (str, int, float, datetime)


def listed(value: object) -> tuple[Any, ...] | None:
    """What was given for a parameter that takes one value or several; a text is one."""
    if value is None:
        return None
    if isinstance(value, str) or not isinstance(value, Iterable):
        return (value,)
    items: Iterable[Any] = value  # pyright: ignore[reportUnknownVariableType]  # of anything
    return tuple(items)


def titled(model: Callable[..., T], items: Iterable[str | T]) -> tuple[T, ...]:
    """Models of which each has a title alone, of models or of titles."""
    return tuple(model(title=item) if isinstance(item, str) else item for item in items)


def query_text(query: Query) -> str:
    """The text after the question mark. A parameter with several values is repeated."""
    pairs: list[str] = []
    for name, value in query.items():
        if isinstance(value, _SINGLE):
            pairs.append(f"{name}={_text(name, value)}")
        elif value is not None:
            pairs.extend([f"{name}={_text(name, item)}" for item in value])
    return "&".join(pairs)


def _text(name: str, value: str | float | datetime) -> str:
    if isinstance(value, str):
        return value if value.isalnum() and value.isascii() else _quoted(name, value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return quote(_time(name, value), safe="")
    return str(value)


def _quoted(name: str, value: str) -> str:
    try:
        return quote(value, safe="")
    except UnicodeEncodeError:
        raise ConfigurationError(f"{name}={value!a} cannot be sent: it holds half a character.") from None


def _time(name: str, value: datetime) -> str:
    if value.tzinfo is None:
        raise ConfigurationError(f"{name} needs a time zone: {value.isoformat()} is another moment in each of them.")
    return value.isoformat().replace("+00:00", "Z")


def chunks(facts: Endpoint, query: Query) -> list[Query]:
    """`query`, with the values of its long lists spread over as many queries as Twitch's maximum asks for.

    Lists that are given and empty ask for nothing, so nothing comes of them.
    """
    given = {name: query[name] for name in facts.chunk if query.get(name) is not None}
    # Single values are no list.
    if set(map(type, given.values())) <= {str}:
        return [query]
    lists = {name: listed(value) or () for name, value in given.items()}
    wanted = [(name, item) for name, items in lists.items() for item in dict.fromkeys(items)]
    return [
        {**query, **_grouped(lists, wanted[start : start + facts.chunk_size])}
        for start in range(0, len(wanted), facts.chunk_size)
    ]


def _grouped(names: Mapping[str, object], pairs: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {name: [] for name in names}
    for name, item in pairs:
        grouped[name].append(item)
    return grouped
