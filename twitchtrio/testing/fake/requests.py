"""What was asked of the fake over HTTP, for assertions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

from attrs import field, frozen

__all__ = ["LoggedRequest", "RequestLog"]


@frozen(kw_only=True)
class LoggedRequest:
    """A request and how it ended. Query and body hold secrets as they came.

    Attributes:
        status: None where the connection was cut instead of an answer.
        refusal: What the answer said where it was a refusal.
        at: Seconds on the fake's clock when it came in.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = field(repr=False)
    body: bytes = field(repr=False)
    status: int | None
    at: float
    refusal: str = ""


class RequestLog(Sequence[LoggedRequest]):
    """All requests in the order of their answers."""

    def __init__(self) -> None:
        self._entries: list[LoggedRequest] = []

    def add(self, entry: LoggedRequest) -> None:
        """Note a request."""
        self._entries.append(entry)

    def matching(
        self, method: str | None = None, path: str | None = None, status: int | None = None
    ) -> list[LoggedRequest]:
        """The requests that fit everything that is given, as in `matching("POST", "/oauth2/token")`."""
        return [
            entry
            for entry in self._entries
            if method in (None, entry.method) and path in (None, entry.path) and status in (None, entry.status)
        ]

    def count(self, method: str | None = None, path: str | None = None, status: int | None = None) -> int:
        """How many requests fit."""
        return len(self.matching(method, path, status))

    def clear(self) -> None:
        """Forget all."""
        self._entries.clear()

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[LoggedRequest]:
        return iter(self._entries)

    @overload
    def __getitem__(self, index: int) -> LoggedRequest: ...
    @overload
    def __getitem__(self, index: slice) -> list[LoggedRequest]: ...
    def __getitem__(self, index: int | slice) -> LoggedRequest | list[LoggedRequest]:
        return self._entries[index]
