"""How many instructions an event and a Helix call take, counted by Valgrind, which a busy machine does not disturb.

    python bench/instructions.py [--work events] [--work calls] ... [--write]

Each work is done twice, by processes of their own, the second time with twice as many units: the difference is what
the units took, without start-up and goodbye. An event begins as bytes of a WebSocket and ends in the user's task. It
all runs with whichever twitchtrio the interpreter imports, so `PYTHONPATH=/another/checkout` compares two. Linux only.

The table in `instructions.json` has what was counted last, by interpreter; where it has grown by more than a twentieth
since, this fails. With `--write`, the table gets what is counted now.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import trio
from wire import CLIENT_ID, TOKEN, USER_ID, Line, notifications

import twitchtrio
from twitchtrio import Bot, ChannelChatMessage, Endpoints, UserToken, open_bot
from twitchtrio.eventsub import EventStream
from twitchtrio.network import Network
from twitchtrio.stores import MemoryStore

AT_ONCE: Final = 50
TABLE: Final = pathlib.Path(__file__).with_name("instructions.json")
GROWTH: Final = 1.05
WIRE: Final = pathlib.Path(__file__).with_name("wire.py")
CALLGRIND: Final = ("valgrind", "--tool=callgrind", "--instr-atstart=no", "--callgrind-out-file=/dev/null")


@contextlib.asynccontextmanager
async def _bringing(bot: Bot, line: Line, count: int) -> AsyncIterator[EventStream[ChannelChatMessage]]:
    """A stream to which so many messages come, counted from their first byte on."""
    incoming = b"".join(notifications(count))
    wanted = ChannelChatMessage.where(broadcaster_user_id=USER_ID, user_id=USER_ID)
    # So much room that nobody rests, for which Valgrind is too slow.
    async with bot.listen(wanted, buffer=4 * count) as messages:
        start_counting()
        line.bring(incoming)
        yield messages


async def events(bot: Bot, line: Line, count: int) -> None:
    """Chat messages, from reads of 64 kB to the loop of the user's task."""
    got = 0
    async with _bringing(bot, line, count) as messages:
        async for message in messages:
            assert message.message.text == "Hi chat Kappa"
            got += 1
            if got == count:
                break


async def batches(bot: Bot, line: Line, count: int) -> None:
    """The same, in as many at once as have come."""
    got = 0
    async with _bringing(bot, line, count) as messages:
        async for batch in messages.batches():
            assert batch[-1].message.text == "Hi chat Kappa"
            got += len(batch)
            if got == count:
                break


async def items(bot: Bot, _: Line, count: int) -> None:
    """`GET /streams`, item by item of pages of a hundred."""
    left = count
    start_counting()
    async for stream in bot.helix.streams.get_streams(first=100):
        assert stream.viewer_count
        left -= 1
        if not left:
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
    "batches": (batches, 1_000),
    "items": (items, 1_000),
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


class Table:
    """What was counted last."""

    def __init__(self) -> None:
        self._counts: dict[str, dict[str, int]] = json.loads(TABLE.read_text(encoding="utf-8"))
        version = ".".join(map(str, sys.version_info[:2]))
        self.interpreter = f"{platform.python_implementation()} {version} on {platform.machine()}"
        self._ours = self._counts.setdefault(self.interpreter, {})

    def verdict(self, work: str, count: float) -> str | None:
        """What is wrong with a count, if something is."""
        before = self._ours.get(work)
        if before is None:
            return f"there is no count of {work} by {self.interpreter} yet; --write writes it down"
        if count > GROWTH * before:
            return f"{work} takes {count / before - 1:.1%} more than the {before:,} that were counted last"
        return None

    def write(self, counts: Mapping[str, float]) -> None:
        """Write down what was counted."""
        self._ours.update({work: round(count) for work, count in counts.items()})
        TABLE.write_text(json.dumps(self._counts, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def measure(works: Iterable[str], *, write: bool) -> None:
    """Print what a unit of each work takes, and see whether it has grown."""
    if shutil.which("valgrind") is None:
        sys.exit("Valgrind, which counts, is not installed.")
    print(f"instructions each, in {pathlib.Path(twitchtrio.__file__).parent}", flush=True)
    counts: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, serve() as port:
        runner = Runner(port, pathlib.Path(folder))
        for work in works:
            counts[work] = runner.each(work)
            print(f"{work:24}{counts[work]:>12,.0f}", flush=True)
    table = Table()
    if write:
        table.write(counts)
    problems = filter(None, (table.verdict(work, count) for work, count in counts.items()))
    if told := "\n".join(problems):
        sys.exit(told)


def main() -> None:
    """Measure, or be measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", action="append", choices=WORKS, help="one of them; all if none is named")
    parser.add_argument("--write", action="store_true", help="write down what is counted")
    parser.add_argument("--count", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.count is None:
        measure(options.work or WORKS, write=options.write)
        return
    throw_no_dice()
    work, _ = WORKS[options.work[0]]
    trio.run(do, work, options.count, options.port)


if __name__ == "__main__":
    main()
