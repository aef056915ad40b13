"""Answers to requests."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from typing import TypeAlias, TypeVar, final, overload

from attrs import field, frozen

from ._request import Content, Headers

__all__ = ["Exchange", "Fields", "Response"]


T = TypeVar("T")


@final
class Fields(Mapping[str, str]):
    """Header fields: names in any case, and with one name the values of all that have it.

    Args:
        fields: Names, in small letters, and values.
    """

    __slots__ = ("_values",)

    def __init__(self, fields: Iterable[tuple[str, str]]) -> None:
        values: dict[str, str] = {}
        for name, value in fields:
            values[name] = f"{values[name]}, {value}" if name in values else value
        self._values = values

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    @overload
    def get(self, key: str, /) -> str | None: ...

    @overload
    def get(self, key: str, /, default: str) -> str: ...

    @overload
    def get(self, key: str, /, default: T) -> str | T: ...

    def get(self, key: str, /, default: object = None) -> object:
        return self._values.get(key.lower(), default)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


@frozen(kw_only=True)
class Response:
    """An answer, read whole."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    """Header fields; names in any case."""
    content: bytes = field(repr=False)


Exchange: TypeAlias = Callable[[str, str, Headers, Content], Awaitable[Response]]
"""Sends a request, of a method to an address with header fields and a body, and reads its answer whole."""
