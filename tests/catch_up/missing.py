"""A bot that misses something."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from operator import methodcaller
from typing import Any, TypeAlias

import trio

from twitchtrio import Bot, Gap
from twitchtrio.eventsub import EventStream, Notification
from twitchtrio.testing import FakeTwitch
from twitchtrio.testing.bot import open_test_bot

__all__ = ["SCOPES", "Deed", "Item", "Points", "deed", "listening", "miss", "opened", "taken"]

SCOPES = (
    "channel:moderate",
    "channel:read:polls",
    "channel:read:predictions",
    "channel:read:redemptions",
    "moderation:read",
    "moderator:read:followers",
    "moderator:read:unban_requests",
    "user:read:chat",
)

Deed: TypeAlias = Callable[[FakeTwitch], object]
Item: TypeAlias = Notification[Any] | Gap

deed: Callable[..., Deed] = methodcaller


@asynccontextmanager
async def opened(twitch: FakeTwitch, *, scopes: tuple[str, ...] = SCOPES) -> AsyncGenerator[Bot, None]:
    """A bot that acts as the streamer."""
    async with open_test_bot(twitch, "streamer", scopes=scopes) as bot:
        yield bot


@asynccontextmanager
async def listening(
    twitch: FakeTwitch, *events: Any, scopes: tuple[str, ...] = SCOPES, **options: Any
) -> AsyncGenerator[EventStream[Any], None]:
    """A stream of the streamer's own bot, which is told what it misses."""
    async with (
        opened(twitch, scopes=scopes) as bot,
        bot.listen(events, "streamer", catch_up=True, **options) as stream,
    ):
        await trio.sleep(20)
        yield stream


async def miss(twitch: FakeTwitch, *deeds: Deed, then: float = 100.0) -> None:
    """Lose the connection for half a minute, in which something is done, each after some seconds."""
    twitch.faults.refuse_sockets(seconds=30)
    for socket in twitch.sockets:
        socket.drop()
    for each in deeds:
        await trio.sleep(3)
        each(twitch)
    await trio.sleep(then)


async def taken(stream: EventStream[Any]) -> list[Item]:
    """What a stream has."""
    items: list[Item] = []
    with trio.move_on_after(1):
        async for item in stream.notifications():
            items.append(item)  # noqa: PERF401 - what came before the time is up is kept
    return items


class Points:
    """How many requests are made besides those for subscriptions."""

    def __init__(self, twitch: FakeTwitch) -> None:
        self._twitch = twitch
        self._before = self._count()

    def _count(self) -> int:
        paths = [each.path for each in self._twitch.requests]
        return sum(path.startswith("/helix/") and not path.endswith("/eventsub/subscriptions") for path in paths)

    def spent(self) -> int:
        """Since this was last asked."""
        before, self._before = self._before, self._count()
        return self._before - before
