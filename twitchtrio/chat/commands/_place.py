"""A channel that is served."""

from __future__ import annotations

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

    def scope(self) -> trio.CancelScope:
        """For a task that is about to begin, and ends when the channel is left."""
        scope = trio.CancelScope()
        self.scopes.add(scope)
        return scope

    def leave(self) -> None:
        """End those tasks."""
        for scope in self.scopes:
            scope.cancel(reason="twitchtrio: the channel was left")
