"""What happened in a demo, from both sides: what the fake did and what the bot saw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Final

import trio
from attrs import Factory, define

from ..eventsub import Gap

__all__ = ["Record"]

_LIMIT: Final = 15.0
_LOOK_EVERY: Final = 0.1


@define(kw_only=True)
class Record:
    """The books of one demo."""

    said: dict[str, datetime] = Factory(dict)
    """Each viewer's message, and when it was said by the fake's clock."""
    read: Counter[str] = Factory(Counter)
    """How often the bot was given each message."""
    asked: int = 0
    """How many messages the bot should have answered."""
    answers: int = 0
    """How many answers were seen in chat."""
    refreshes: int = 0
    gaps: list[Gap] = Factory(list)
    moves: int = 0
    troubles: list[str] = Factory(list)
    _news: trio.lowlevel.ParkingLot = Factory(trio.lowlevel.ParkingLot)

    def changed(self) -> None:
        """Let whoever waits look again."""
        self._news.unpark_all()

    async def until(self, condition: Callable[[], bool], otherwise: str) -> bool:
        """Wait for something that should happen; if it does not, note a trouble and return false."""
        await trio.lowlevel.checkpoint()
        limit = trio.current_time() + _LIMIT
        while not condition():
            if trio.current_time() >= limit:
                self.troubles.append(otherwise)
                return False
            # What the fake does makes no news.
            with trio.move_on_after(_LOOK_EVERY):
                await self._news.park()
        return True

    @property
    def missed(self) -> list[str]:
        """Viewers' messages that the bot was not given."""
        return [message_id for message_id in self.said if not self.read[message_id]]

    @property
    def in_gaps(self) -> int:
        """How many of the missed ones were said in a time that the bot knows it missed."""
        return sum(any(gap.start <= self.said[each] <= gap.end for gap in self.gaps) for each in self.missed)

    @property
    def lost(self) -> int:
        """How many messages were missed without the bot's knowing."""
        return len(self.missed) - self.in_gaps

    @property
    def doubled(self) -> int:
        """How many messages the bot was given more than once."""
        return sum(times > 1 for times in self.read.values())
