"""The channels that are served."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import trio
from attrs import define, field

if TYPE_CHECKING:
    from ...errors import SubscriptionRevokedError
    from ..channel import Channel

__all__ = ["Place", "Places"]


@define(eq=False)
class Place:
    """A channel that is served, or about to be."""

    channel: Channel
    joined: bool = False
    loss: SubscriptionRevokedError | None = None
    """With what Twitch has last ended a subscription there."""
    scopes: set[trio.CancelScope] = field(factory=set)
    """Of the tasks that live as long as it is served."""

    def scope(self) -> trio.CancelScope:
        """For a task that is about to begin, and ends when the channel is left."""
        scope = trio.CancelScope()
        self.scopes.add(scope)
        return scope


class Places(dict[str, Place]):
    """All of them, by the ids of the channels.

    Attributes:
        loss: With what the last channel that was served was lost, unless there is one again.
    """

    def __init__(self) -> None:
        super().__init__()
        self.loss: SubscriptionRevokedError | None = None

    def of(self, channels: Iterable[Channel]) -> list[Place]:
        """Those of these channels that there are."""
        return [self[each.user_id] for each in channels if each.user_id in self]

    @property
    def joined(self) -> tuple[Channel, ...]:
        """Where it is served."""
        return tuple(place.channel for place in self.values() if place.joined)

    def add(self, channels: Iterable[Channel]) -> list[Place]:
        """Take further channels in; those that were not there before."""
        new = {each.user_id: Place(each) for each in channels if each.user_id not in self}
        self.update(new)
        return list(new.values())

    def join(self, places: Iterable[Place]) -> None:
        """Serve in what was added."""
        for place in places:
            place.joined = True
            self.loss = None

    def forget(self, places: Iterable[Place]) -> None:
        """Serve there no more, and end the tasks that lived as long."""
        for place in places:
            self.pop(place.channel.user_id, None)
            for scope in place.scopes:
                scope.cancel(reason="twitchtrio: the channel was left")

    def lose(self, place: Place) -> None:
        """Serve no more where Twitch has ended all."""
        self.forget([place])
        self.loss = None if self.joined else place.loss
