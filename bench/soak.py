"""Whether a bot grows: a million events through one process, and the resident memory before and after.

    python bench/soak.py [--events 1000000] [--warm 100000]

A fake Twitch in a process of its own serves on loopback; another task of it says what the bot reads. Linux only.
"""

import argparse
import os
import subprocess
import sys
from typing import Final

import trio

from twitchtrio import ChannelChatMessage, Endpoints, UserToken, open_bot
from twitchtrio.stores import MemoryStore
from twitchtrio.testing import FakeTwitch

ALLOWED_MB: Final = 2.0
STEP: Final = 500
AHEAD: Final = 1_500
BURST: Final = 50
SCOPES: Final = ["user:read:chat", "user:write:chat"]


def resident_mb() -> float:
    """Resident memory of this process."""
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


async def serve(events: int) -> None:
    """Be Twitch: print where, then talk as fast as the reader takes it, to whoever listens."""
    twitch = FakeTwitch()
    for login in ("bot", "streamer", "viewer"):
        twitch.add_user(login)
    async with twitch.serve() as served:
        grant = twitch.grant("bot", SCOPES)
        where = served.endpoints
        print(where.helix, where.oauth, where.eventsub_websocket, where.eventsub_subscriptions, grant.access_token)
        print(grant.refresh_token, flush=True)
        await twitch.listening("streamer")
        for number in range(events):
            if number % STEP == 0 and number >= AHEAD:
                # The bot says on this pipe how far it is.
                await trio.to_thread.run_sync(sys.stdin.readline)
            twitch.say("streamer", "viewer", str(number))
            if number % BURST == 0:
                await trio.lowlevel.checkpoint()
        await trio.sleep_forever()


async def listen(events: int, warm: int, process: subprocess.Popen[str]) -> bool:
    """Be the bot, which may grow until it is warm."""
    assert process.stdin is not None
    assert process.stdout is not None
    helix, oauth, websocket, subscriptions, access = process.stdout.readline().split()
    refresh = process.stdout.readline().strip()
    endpoints = Endpoints(helix=helix, oauth=oauth, eventsub_websocket=websocket, eventsub_subscriptions=subscriptions)
    token = UserToken(access_token=access, refresh_token=refresh)
    async with (
        open_bot("fake-client-id", token=token, store=MemoryStore(), endpoints=endpoints) as bot,
        bot.listen(ChannelChatMessage, "streamer") as messages,
    ):
        begin = 0.0
        for number in range(events):
            message = await messages.receive()
            assert message.text == str(number), (message.text, number)
            if number % STEP == 0:
                process.stdin.write("\n")
                process.stdin.flush()
            if number + 1 == warm:
                begin = resident_mb()
                print(f"after {warm:>9,} events  {begin:6.1f} MB", flush=True)
    end = resident_mb()
    print(f"after {events:>9,} events  {end:6.1f} MB", flush=True)
    print(f"grown by                {end - begin:6.1f} MB, {ALLOWED_MB:.0f} allowed", flush=True)
    return end - begin <= ALLOWED_MB


def main() -> None:
    """Run both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--warm", type=int, default=100_000)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        trio.run(serve, options.events)
        return
    command = [sys.executable, __file__, "--serve", "--events", str(options.events)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            grown_little = trio.run(listen, options.events, options.warm, process)
        finally:
            process.terminate()
    sys.exit(not grown_little)


if __name__ == "__main__":
    main()
