"""What Twitch allows a channel only every so often."""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

import trio

from ..auth.permission import turn
from ..errors import NetworkError, TwitchError

__all__ = ["Spacing"]


class Spacing:
    """Keeps the deeds of each channel apart, in the order in which they were asked for."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._free: dict[str, float] = {}
        self._turns: WeakValueDictionary[str, trio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, channel: str) -> AsyncGenerator[None, None]:
        """Wait until a channel's next deed is allowed, and do it. One that Twitch refused costs no time."""
        lock = self._turns.setdefault(channel, trio.Lock())
        async with turn(lock):
            await trio.sleep_until(self._free.get(channel, -math.inf))
            refused = False
            try:
                yield
            except TwitchError as exc:
                refused = not isinstance(exc, NetworkError)
                raise
            finally:
                if not refused:
                    self._note(channel)

    def _note(self, channel: str) -> None:
        now = trio.current_time()
        self._free = {each: until for each, until in self._free.items() if until > now}
        self._free[channel] = now + self._seconds
