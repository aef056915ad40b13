"""A stream's place at the desk, and what it waits for while it enters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import trio
from attrs import define, field

from ..errors import RefreshFailedError
from ._buffer import Buffer
from .wish import Wish

if TYPE_CHECKING:
    from ..tokens import Account
    from .events.event import Source, Subscription
    from .line import Line

__all__ = ["Entry", "Seat"]


class Entry:
    """Wishes that are entered together: all stand in the end, or none is kept."""

    def __init__(self, wishes: Sequence[Wish]) -> None:
        self.open: set[Wish] = set()
        self.refused: dict[Wish, None] = {}
        self._untried: set[Wish] = set()
        self._news = trio.lowlevel.ParkingLot()
        for wish in wishes:
            wish.watchers.append(self.look)
            self.look(wish)
        self._wishes = wishes

    def look(self, wish: Wish) -> None:
        """A wish has changed."""
        (self.open.discard if wish.record is not None else self.open.add)(wish)
        (self._untried.discard if wish.tried else self._untried.add)(wish)
        if wish.refused is not None:
            self.refused[wish] = None
        if self.is_settled or wish.troubled_by is RefreshFailedError:
            self.wake()

    def drop(self, wish: Wish) -> None:
        """A wish is waited for no longer; whoever drops it wakes the seat."""
        self.open.discard(wish)
        self._untried.discard(wish)
        self.refused.pop(wish, None)

    @property
    def is_settled(self) -> bool:
        """Whether it is known what comes of them."""
        return not self.open or bool(self.refused and not self._untried)

    def wake(self) -> None:
        """There may be something new."""
        self._news.unpark_all()

    async def news(self) -> None:
        """Wait for that."""
        await self._news.park()

    def close(self) -> None:
        """Look at nothing any more."""
        for wish in self._wishes:
            wish.watchers.remove(self.look)


@define(eq=False)
class Seat:
    """One stream's place at the desk."""

    buffer: Buffer
    sources: Sequence[Source[Any]]
    acting_as: Account | None
    parts: dict[Wish, Line] = field(factory=dict)
    """What it takes part in."""
    ids: dict[str, str] = field(factory=dict)
    """Of the channels that were named by their logins."""
    entering: set[Subscription[Any]] = field(factory=set)
    entries: list[Entry] = field(factory=list)
    """What is being waited for."""

    def wake(self) -> None:
        """Something has happened to the stream itself."""
        for entry in self.entries:
            entry.wake()
