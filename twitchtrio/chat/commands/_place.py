"""A channel that is served."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import trio
from attrs import define, field

if TYPE_CHECKING:
    from ..channel import Channel

__all__ = ["Place"]


@define(eq=False)
class Place:
    """A channel that is served, or about to be."""

    channel: Channel
    joined: bool = False
    scopes: set[trio.CancelScope] = field(factory=set)
    """Of the tasks that live as long as it is served."""

    def leave(self) -> None:
        """End those tasks."""
        for scope in tuple(self.scopes):
            scope.cancel(reason="twitchtrio: the channel was left")

    @contextmanager
    def scope(self) -> Iterator[None]:
        """Ends what is in it when the channel is left."""
        with trio.CancelScope() as scope:
            self.scopes.add(scope)
            try:
                yield
            finally:
                self.scopes.discard(scope)
