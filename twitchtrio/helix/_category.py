"""Categories of Helix as attributes of the client."""

from __future__ import annotations

import importlib
from typing import Any, Final, Generic, Protocol, Self, TypeVar, final, overload

from ..tokens import Actor
from ._session import Session

__all__ = ["Category"]

R_co = TypeVar("R_co", covariant=True)


class _Client(Protocol):
    _session: Session
    _actor: Actor | None


@final
class Category(Generic[R_co]):
    """A category, imported and made when it is first used.

    Args:
        home: Its module and class, as `users.Users`.
    """

    def __init__(self, home: str) -> None:
        self.home: Final = home

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @property
    def resource(self) -> Any:
        """Its class, imported now."""
        module, _, name = self.home.rpartition(".")
        return getattr(importlib.import_module(f".{module}", __package__), name)

    @overload
    def __get__(self, client: None, owner: type, /) -> Self: ...
    @overload
    def __get__(self, client: _Client, owner: type, /) -> R_co: ...
    def __get__(self, client: _Client | None, owner: type, /) -> Any:
        if client is None:
            return self
        # From now on it hides this descriptor.
        made = vars(client)[self._name] = self.resource(client._session, client._actor)  # noqa: SLF001  # its own client
        return made
