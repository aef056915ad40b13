"""Ctrl-C and cancellation at every step of a refresh: the store has the old pair or the new one, never neither.

Of a new one the program's callback was told to the end, or an ERROR names it.

Each sweep prints what it met, for `pytest -rP`.
"""

from __future__ import annotations

import random
import signal
import sys
from collections import Counter
from pathlib import Path

import httpx
import pytest
import trio

import twitchtrio
from tests.proofs import times
from tests.steps import Countdown
from twitchtrio.auth.accounts import _digest
from twitchtrio.network import Network
from twitchtrio.stores import MemoryStore

pytestmark = pytest.mark.skipif(not hasattr(signal, "raise_signal"), reason="there is no way to press Ctrl-C")

PHASES = ("before", "lease", "mark", "request", "answer", "store", "callback", "after")
"""What was begun last when it struck."""
# Of a coroutine that is struck between its call and its first step, Python warns.
NOT_STRUCK = {"__enter__", "__exit__", "_by_the_program"}
OURS = (str(Path(twitchtrio.__file__).parent / "auth"), str(Path(twitchtrio.__file__).parent / "stores"), __file__)


class Scene:
    """A refresh that somebody watches, and what strikes it."""

    def __init__(self, bench, act):
        self.bench = bench
        self.act = act
        self.phase = "before"
        self.struck_in = None
        self.scope = trio.CancelScope()
        bench.store = Watched(self)
        inner = bench.fake.network.http

        async def send(request):
            if not request.url.path.endswith("/token"):
                return await inner.handle_async_request(request)
            self.phase = "request"
            answer = await inner.handle_async_request(request)
            await answer.aread()
            self.phase = "answer"
            return answer

        bench.fake._network = Network(http=httpx.MockTransport(send))

    def strike(self):
        """Strike, and note where."""
        self.struck_in = self.phase
        self.act(self)

    async def told(self, old, new):
        """The program's callback."""
        self.phase = "callback"
        await trio.lowlevel.checkpoint()
        self.phase = "after"


class Watched(MemoryStore):
    """Tells the scene of the steps of a refresh."""

    def __init__(self, scene):
        super().__init__()
        self.scene = scene

    async def hold(self, names, **terms):
        self.scene.phase = "lease"
        return await super().hold(names, **terms)

    async def write(self, name, value, **terms):
        if self.scene.phase in ("lease", "answer"):
            self.scene.phase = "mark" if self.scene.phase == "lease" else "store"
        return await super().write(name, value, **terms)


# What strikes.


class Lines(Countdown):
    """Strikes at the nth line of code of `auth`, of the stores and of the callback."""

    def __enter__(self):
        self.before = sys.gettrace()
        sys.settrace(self.trace)
        return self

    def __exit__(self, *_):
        sys.settrace(self.before)

    def trace(self, frame, event, arg):
        if not frame.f_code.co_filename.startswith(OURS) or frame.f_code.co_name in NOT_STRUCK:
            return None
        if event == "line":
            self.count()
        return self.trace


def press(scene):
    """Press Ctrl-C."""
    signal.raise_signal(signal.SIGINT)


def cancel(scene):
    """Cancel the block from outside."""
    scene.scope.cancel()


STRIKES = {
    "Ctrl-C at a step": (Countdown, press, 1),
    "Ctrl-C at a line": (Lines, press, 53),
    "cancelled at a step": (Countdown, cancel, 1),
    "cancelled at a line": (Lines, cancel, 41),
}


# Where the refresh happens.


async def in_the_keeper(bench, scene, countdown):
    """While the bot runs, in a task of its own; somebody waits for it."""
    await bench.save()
    with scene.scope:
        async with bench.supervisor(on_user_token_refresh=scene.told) as supervisor:
            with countdown:
                await supervisor.refresh(supervisor.own)


async def of_a_seed(bench, scene, countdown):
    """While a bot is opened with a token of its program's that has expired."""
    scene.seed = bench.grant()
    bench.fake.expire(bench.bot)
    with scene.scope, countdown:
        async with bench.supervisor(token=scene.seed, on_user_token_refresh=scene.told):
            countdown.at = 0


def struck(open_bench, where, maker, n, act):
    """Run a scene with a strike; gives the scene, and whether Ctrl-C came out."""
    scenes = []

    async def main():
        async with open_bench() as bench:
            scenes.append(scene := Scene(bench, act))
            await where(bench, scene, maker(n, scene.strike))

    interrupted = False
    try:
        trio.run(main, clock=trio.testing.MockClock(autojump_threshold=0))
    except KeyboardInterrupt:
        interrupted = True
    return scenes[0], interrupted


async def outcome(scene):
    """Which pair is left: in the store, or, before it was stored at all, with the program."""
    bench = scene.bench
    held = [await bench.load()]
    seed = getattr(scene, "seed", None)
    if seed is not None:
        held.append(await bench.logins().load(f"seed:{_digest(seed)}"))
    tokens = [login.token for login in held if login is not None] or [seed]
    alive = [token for token in tokens if token.refresh_token.reveal() in bench.fake.accounts._refresh]
    if not alive:
        return "neither"
    assert await bench.lease(), "the lease was not given back"
    return "new pair" if bench.refreshes else "old pair"


@pytest.mark.proof
@pytest.mark.parametrize("where", [in_the_keeper, of_a_seed], ids=lambda where: where.__name__)
@pytest.mark.parametrize("kind", STRIKES)
def test_whatever_strikes_a_refresh(open_bench, where, kind, monkeypatch, caplog):
    """Wherever it strikes, a pair that Twitch takes is left, the new one from its answer on; and Ctrl-C comes out."""
    # Trio puts its tasks into a random order.
    monkeypatch.setattr("trio._core._run._ALLOW_DETERMINISTIC_SCHEDULING", True)
    maker, act, apart = STRIKES[kind]
    table, n = Counter(), 1
    while True:
        monkeypatch.setattr("trio._core._run._r", random.Random(n))
        caplog.clear()
        scene, interrupted = struck(open_bench, where, maker, n, act)
        told = scene.phase == "after" or "did not return from being told" in caplog.text
        if scene.struck_in is None:
            break
        left = trio.run(outcome, scene, clock=trio.testing.MockClock())
        table[scene.struck_in, left] += 1
        assert left != "neither", f"{kind} {n}, after {scene.struck_in}"
        assert left == "new pair" or PHASES.index(scene.struck_in) < PHASES.index("answer")
        assert told is (left == "new pair"), f"{kind} {n}, after {scene.struck_in}"
        assert interrupted is (act is press)
        n += max(1, apart // times(1))

    show(f"{kind}, {where.__name__}: {sum(table.values())} strikes", table)
    assert {"old pair", "new pair"} == {left for _, left in table}
    if apart == 1:
        assert {"lease", "mark", "request", "store"} <= {phase for phase, _ in table}


def show(title, table):
    """Print how often what was left."""
    lines = [title, f"    {'struck after':14}{'old pair':>10}{'new pair':>10}{'neither':>10}"]
    for phase in PHASES:
        counts = [table[phase, left] for left in ("old pair", "new pair", "neither")]
        if any(counts):
            lines.append(f"    {phase:14}{counts[0]:10}{counts[1]:10}{counts[2]:10}")
    sys.stdout.write("\n".join(lines) + "\n")
