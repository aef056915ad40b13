"""How fast an import, an event and a Helix call are, everything in one process.

The fake's own work is in the figures, so compare runs of this program with each other and with nothing else.
"""

import contextlib
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator

import trio

from twitchtrio import Bot, ChannelChatMessage, UserToken, open_bot
from twitchtrio.stores import MemoryStore
from twitchtrio.testing import FakeTwitch

RUNS = 5
EVENTS = 20_000
BURST = 500
CALLS = 100
AT_ONCE = 50


def import_milliseconds() -> float:
    """A fresh interpreter that imports twitchtrio, less one that imports nothing."""
    return 1000 * (_process_seconds("import twitchtrio") - _process_seconds("pass"))


def _process_seconds(code: str) -> float:
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - our own words
    return time.perf_counter() - begin


@contextlib.asynccontextmanager
async def _bot_in_a_fake() -> AsyncIterator[tuple[FakeTwitch, Bot]]:
    fake = FakeTwitch()
    fake.add_user("streamer")
    fake.add_user("viewer")
    fake.add_user("bot")
    grant = fake.grant("bot", ["user:read:chat"])
    token = UserToken(access_token=grant.access_token, refresh_token=grant.refresh_token)
    async with (
        fake.open(),
        open_bot(
            "fake-client-id", token=token, store=MemoryStore(), endpoints=fake.endpoints, network=fake.network
        ) as bot,
    ):
        yield fake, bot


async def events_per_second() -> float:
    """From the fake's `say` to the user's `receive`, in bursts."""
    async with _bot_in_a_fake() as (fake, bot), bot.listen(ChannelChatMessage, "streamer") as messages:
        begin = time.perf_counter()
        for _ in range(EVENTS // BURST):
            for _ in range(BURST):
                fake.say("streamer", "viewer", "hello")
            for _ in range(BURST):
                await messages.receive()
        return EVENTS / (time.perf_counter() - begin)


async def calls_per_second() -> float:
    """Helix calls one after another."""
    async with _bot_in_a_fake() as (_, bot):
        begin = time.perf_counter()
        for _ in range(CALLS):
            await bot.helix.users.get_users(login="viewer")
        return CALLS / (time.perf_counter() - begin)


async def calls_per_second_at_once() -> float:
    """Helix calls, many at once."""
    async with _bot_in_a_fake() as (_, bot):
        begin = time.perf_counter()
        async with trio.open_nursery() as nursery:
            for _ in range(AT_ONCE):
                nursery.start_soon(lambda: bot.helix.users.get_users(login="viewer"))
        return AT_ONCE / (time.perf_counter() - begin)


def main() -> None:
    """Print the median of each figure."""
    figures = {
        "import, ms": import_milliseconds,
        "events/s": lambda: trio.run(events_per_second),
        "calls/s": lambda: trio.run(calls_per_second),
        f"calls/s, {AT_ONCE} at once": lambda: trio.run(calls_per_second_at_once),
    }
    for name, measure in figures.items():
        print(f"{name:24}{statistics.median(measure() for _ in range(RUNS)):>12,.0f}")


if __name__ == "__main__":
    main()
