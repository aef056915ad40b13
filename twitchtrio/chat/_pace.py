"""Twitch's limits on how fast an account may chat, by Trio's clock.

When a message arrives at Twitch is not known: it counts from when it goes out until 30 s after its answer.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import trio

from ..auth.permission import permission
from ._rooms import WINDOW, Room
from .limits import ChatLimits

if TYPE_CHECKING:
    from ..eventsub import Chatter

__all__ = ["Pace", "is_privileged"]

# Seconds between messages to a channel where the account is nobody.
_DISTANCE: Final = 1.0

# Clocks are rounded, and hardly too early is too early.
_ROUNDING: Final = 1e-8


def is_privileged(chatter: Chatter) -> bool:
    """Whether somebody may chat faster in a channel, and repeat themselves, by the badges that they wear there."""
    return chatter.is_broadcaster or chatter.is_moderator or chatter.is_vip


class Pace:
    """Lets the messages of one account out, each when it may go."""

    def __init__(self, limits: ChatLimits, *, own: str) -> None:
        self._own = own
        self._privileged: set[str] = set()
        # By whether the account is privileged in the channel.
        self._bounds = {True: limits.privileged, False: limits.ordinary}
        self._under_way = {True: 0, False: 0}
        # Who is next of those with the same limit looks at the clock; the others stand behind.
        self._gates = {True: trio.Lock(), False: trio.Lock()}
        self._waiting: dict[trio.CancelScope, str] = {}
        self._answered: deque[float] = deque()
        self._news = trio.lowlevel.ParkingLot()

    def is_privileged(self, channel: str) -> bool:
        """Whether the account is more than anybody in a channel, as far as is known."""
        return channel == self._own or channel in self._privileged

    def learn(self, channel: str, *, privileged: bool) -> None:
        """Say what the account is in a channel; what waits there for its turn goes by that."""
        if privileged == self.is_privileged(channel):
            return
        if privileged:
            self._privileged.add(channel)
        else:
            self._privileged.discard(channel)
        for scope, waited_for in self._waiting.items():
            if waited_for == channel:
                scope.cancel(reason="the account's role has changed")

    @asynccontextmanager
    async def turn(self, room: Room) -> AsyncGenerator[bool, None]:
        """Send one message inside, by a role of which this tells whether it is privileged.

        Those under way may be waiting for a token callback: its code waits neither for them nor behind anybody.
        """
        hurried = permission() is not None
        privileged = await (self._hurry(room) if hurried else self._wait(room))
        self._under_way[privileged] += 1
        try:
            yield privileged
        finally:
            self._under_way[privileged] -= 1
            room.last = trio.current_time()
            self._answered.append(room.last)
            self._news.unpark_all()
        if hurried and not privileged:
            # Who waits for a token callback sends at once when it has returned.
            await trio.sleep(_DISTANCE)

    async def _wait(self, room: Room) -> bool:
        while True:
            privileged = self.is_privileged(room.id)
            with trio.CancelScope() as scope:
                self._waiting[scope] = room.id
                try:
                    if (apart := self._apart(room)) > trio.current_time():
                        await trio.sleep_until(apart)
                    async with self._gates[privileged]:
                        await self._until_free(room)
                        if not scope.cancel_called:
                            return privileged
                finally:
                    del self._waiting[scope]

    async def _hurry(self, room: Room) -> bool:
        await trio.lowlevel.checkpoint()
        await self._until_free(room, overtaking=True)
        return self.is_privileged(room.id)

    async def _until_free(  # noqa: ASYNC910  # who waits has made a checkpoint
        self, room: Room, *, overtaking: bool = False
    ) -> None:
        while (until := max(self._apart(room), self._free_at(room, overtaking=overtaking))) > trio.current_time():
            with trio.move_on_at(until):
                await self._news.park()

    def _apart(self, room: Room) -> float:
        """From when on a message is far enough from the last one to the channel."""
        return -math.inf if self.is_privileged(room.id) else room.last + _DISTANCE + _ROUNDING

    def _free_at(self, room: Room, *, overtaking: bool) -> float:
        """When so few messages count that one more may go: at once, or, as far as is known now, not before then."""
        while self._answered and self._answered[0] + WINDOW + _ROUNDING <= trio.current_time():
            self._answered.popleft()
        counted, bounds = len(self._answered), [self._bounds[self.is_privileged(room.id)]]
        if not overtaking:
            counted += sum(self._under_way.values())
            # Whichever arrives last is to meet no more than it may.
            bounds += [self._bounds[role] for role, number in self._under_way.items() if number]
        if counted < min(bounds):
            return -math.inf
        return self._answered[0] + WINDOW + _ROUNDING if self._answered else math.inf
