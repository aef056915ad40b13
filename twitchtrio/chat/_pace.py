"""Twitch's limits on how fast an account may chat, by Trio's clock."""

from __future__ import annotations

import math
from collections import deque
from typing import Final

import trio
from attrs import frozen

__all__ = ["BROADCASTER", "ORDINARY", "Pace", "Rate"]

WINDOW: Final = 30.0


@frozen(kw_only=True)
class Rate:
    """How many messages an account may send in 30 seconds, and how far apart in one channel."""

    messages: int
    interval: float


ORDINARY: Final = Rate(messages=20, interval=1.0)
BROADCASTER: Final = Rate(messages=100, interval=0.0)


class Pace:
    """Gives each message of one account its time."""

    def __init__(self) -> None:
        self._times: dict[Rate, deque[float]] = {}
        self._last: dict[str, float] = {}

    def reserve(self, channel: str, rate: Rate) -> float:
        """The time, by Trio's clock, at which the next message to a channel may go out; it is taken now."""
        times = self._times.setdefault(rate, deque(maxlen=rate.messages))
        slot = max(trio.current_time(), self._last.get(channel, -math.inf) + rate.interval)
        if len(times) == rate.messages:
            slot = max(slot, times[0] + WINDOW)
        times.append(slot)
        self._last[channel] = slot
        return slot

    def give_back(self, channel: str, rate: Rate, slot: float) -> None:
        """Leave a time that was taken to who comes next, since nothing is sent then."""
        times = self._times[rate]
        if slot in times:
            times.remove(slot)
            # In its place, so that no more go out than the window allows.
            times.appendleft(slot - WINDOW)
        if self._last[channel] == slot:
            self._last[channel] = slot - rate.interval

    def answered(self, channel: str) -> None:
        """Twitch has taken a message to a channel just now, to which the distance of the next one is kept."""
        self._last[channel] = max(self._last[channel], trio.current_time())
