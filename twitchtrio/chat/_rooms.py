"""What is kept of the channels where the bot talks, and for how long."""

from __future__ import annotations

import math
from collections.abc import Generator
from contextlib import contextmanager
from itertools import takewhile
from typing import Final

import trio
from attrs import Factory, define

__all__ = ["WINDOW", "Room", "Rooms"]

WINDOW: Final = 30.0
"""For so many seconds Twitch remembers what an account said."""


@define(eq=False)
class Room:
    """A channel, while somebody sends there and as long as Twitch remembers what was said."""

    id: str
    """Its broadcaster's."""
    lock: trio.Lock = Factory(trio.Lock)
    """Held by the text that is being sent."""
    senders: int = 0
    last: float = -math.inf
    """When Twitch last answered."""
    _under_way: list[str] = Factory(list[str])
    _said: dict[str, float] = Factory(dict[str, float])
    """When the answer came."""

    def begin(self, text: str) -> None:
        """A text goes out."""
        _fade(self._said)
        self._under_way.append(text)

    def end(self, text: str, *, shown: bool) -> None:
        """The answer has come, or will not; what may have been shown is remembered from now on."""
        self._under_way.remove(text)
        if shown:
            # At the end, where the latest stand.
            self._said.pop(text, None)
            self._said[text] = trio.current_time()

    def has_said(self, text: str) -> bool:
        """Whether a text may have been shown within the last 30 seconds, or may be soon."""
        return text in self._under_way or self._said.get(text, -math.inf) + WINDOW > trio.current_time()


class Rooms:
    """The channels where somebody sends, or did so within the last 30 seconds."""

    def __init__(self) -> None:
        self._rooms: dict[str, Room] = {}
        self._quiet: dict[str, float] = {}
        """Since when nobody sends there."""

    @contextmanager
    def entered(self, id: str) -> Generator[Room, None, None]:
        """A channel's room, for who sends there."""
        for quiet in _fade(self._quiet):
            del self._rooms[quiet]
        self._quiet.pop(id, None)
        room = self._rooms.setdefault(id, Room(id))
        room.senders += 1
        try:
            yield room
        finally:
            room.senders -= 1
            if not room.senders:
                self._quiet[id] = trio.current_time()


def _fade(times: dict[str, float]) -> list[str]:
    """Take out what is 30 s old, and say what that was; the times stand in order."""
    now = trio.current_time()
    old = list(takewhile(lambda name: times[name] + WINDOW <= now, times))
    for name in old:
        del times[name]
    return old
