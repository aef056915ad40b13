"""How many instructions an event and a Helix call take, counted by Valgrind, which a busy machine does not disturb.

    python bench/instructions.py [--work events] [--work calls] [--work calls-at-once]

Each work is done twice, by processes of their own, the second time with twice as many units: the difference is what
the units took, without start-up and goodbye. An event begins as bytes of a WebSocket and ends in the user's task. It
all runs with whichever twitchtrio the interpreter imports, so `PYTHONPATH=/another/checkout` compares two. Linux only.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import pathlib
import re
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Any, Final

import trio
from wire import CLIENT_ID, TOKEN, USER_ID, Line, notifications

import twitchtrio
from twitchtrio import Bot, ChannelChatMessage, Endpoints, UserToken, open_bot
from twitchtrio.network import Network
from twitchtrio.stores import MemoryStore

AT_ONCE: Final = 50
WIRE: Final = pathlib.Path(__file__).with_name("wire.py")
CALLGRIND: Final = ("valgrind", "--tool=callgrind", "--instr-atstart=no", "--callgrind-out-file=/dev/null")


async def events(bot: Bot, line: Line, count: int) -> None:
    """Chat messages, from reads of 64 kB to the loop of the user's task."""
    incoming = b"".join(notifications(count))
    wanted = ChannelChatMessage.where(broadcaster_user_id=USER_ID, user_id=USER_ID)
    got = 0
    async with bot.listen(wanted) as messages:
        start_counting()
        line.bring(incoming)
        async for message in messages:
            assert message.message.text == "Hi chat Kappa"
            got += 1
            if got == count:
                break


async def calls(bot: Bot, _: Line, count: int) -> None:
    """`GET /users`, one after another on a connection that stays open."""
    start_counting()
    for _ in range(count):
        (user,) = await bot.helix.users.get_users(id=USER_ID)
        assert user.id == USER_ID


async def calls_at_once(bot: Bot, _: Line, count: int) -> None:
    """The same, fifty at once on as many connections that stay open."""
    await _some_calls(bot)
    start_counting()
    for _ in range(count // AT_ONCE):
        await _some_calls(bot)


async def _some_calls(bot: Bot) -> None:
    async with trio.open_nursery() as nursery:
        for _ in range(AT_ONCE):
            nursery.start_soon(lambda: bot.helix.users.get_users(id=USER_ID))


Work = Callable[[Bot, Line, int], Awaitable[None]]
# With the units that they are done in.
WORKS: Final[dict[str, tuple[Work, int]]] = {
    "events": (events, 1_000),
    "calls": (calls, 100),
    "calls-at-once": (calls_at_once, 2 * AT_ONCE),
}


async def do(work: Work, count: int, port: int) -> None:
    """Do a work in a bot of its own."""
    twitch = f"http://127.0.0.1:{port}"
    endpoints = Endpoints(
        helix=f"{twitch}/helix",
        oauth=f"{twitch}/oauth2",
        eventsub_websocket=f"ws://127.0.0.1:{port}/ws",
        eventsub_subscriptions=f"{twitch}/helix/eventsub/subscriptions",
    )
    token = UserToken(access_token=TOKEN, refresh_token=TOKEN)
    line = Line()
    network = Network(dial=line.dial)
    async with open_bot(CLIENT_ID, token=token, store=MemoryStore(), endpoints=endpoints, network=network) as bot:
        await work(bot, line, count)


def start_counting() -> None:
    """Have Valgrind, if it watches, count from here on: until then it is five times as quick."""
    if "vgpreload" in os.environ.get("LD_PRELOAD", ""):
        command = ["vgdb", f"--pid={os.getpid()}", "--wait=9", "instrumentation", "on"]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)  # noqa: S603 - our own words


def throw_no_dice() -> None:
    """Let Trio run its tasks in the same order each time, where it still has that switch."""
    run: Any = getattr(trio._core, "_run", None)  # noqa: SLF001 - Hypothesis does the same
    if hasattr(run, "_ALLOW_DETERMINISTIC_SCHEDULING") and hasattr(run, "_r"):
        run._ALLOW_DETERMINISTIC_SCHEDULING = True  # noqa: SLF001
        run._r.seed(0)  # noqa: SLF001


class Runner:
    """Has works done by processes of their own."""

    def __init__(self, port: str, folder: pathlib.Path) -> None:
        self._port = port
        self._log = folder / "log"
        self._environment = os.environ | {"PYTHONHASHSEED": "0", "PYTHONPYCACHEPREFIX": str(folder / "cache")}

    def each(self, work: str) -> float:
        """The instructions that a unit of a work takes."""
        _, units = WORKS[work]
        self._run(work, 1)  # compiles what is not compiled yet
        few, many = (self._instructions(work, times * units) for times in (1, 2))
        return (many - few) / units

    def _instructions(self, work: str, count: int) -> int:
        self._run(work, count, *CALLGRIND, f"--log-file={self._log}")
        collected = re.search(r"Collected *: *(\d+)", self._log.read_text(encoding="utf-8"))
        assert collected
        return int(collected[1])

    def _run(self, work: str, count: int, *under: str) -> None:
        command = [*under, sys.executable, __file__, "--work", work, "--count", str(count), "--port", self._port]
        subprocess.run(command, env=self._environment, check=True)  # noqa: S603 - our own words


@contextlib.contextmanager
def serve() -> Iterator[str]:
    """Have Twitch's HTTP answered by a process of its own; gives the port."""
    command = [sys.executable, WIRE]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603
        assert server.stdin
        assert server.stdout
        try:
            yield server.stdout.readline().strip()
        finally:
            server.stdin.close()


def measure(works: Iterable[str]) -> None:
    """Print what a unit of each work takes."""
    print(f"instructions each, in {pathlib.Path(twitchtrio.__file__).parent}", flush=True)
    with tempfile.TemporaryDirectory() as folder, serve() as port:
        runner = Runner(port, pathlib.Path(folder))
        for work in works:
            print(f"{work:24}{runner.each(work):>12,.0f}", flush=True)


def main() -> None:
    """Measure, or be measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", action="append", choices=WORKS, help="one of them; all if none is named")
    parser.add_argument("--count", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.count is None:
        measure(options.work or WORKS)
        return
    throw_no_dice()
    work, _ = WORKS[options.work[0]]
    trio.run(do, work, options.count, options.port)


if __name__ == "__main__":
    main()
