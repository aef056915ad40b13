"""Ctrl-C and cancellation at every step of a refresh: the store has the old pair or the new one, never neither.

Each sweep prints what it met, for `pytest -rP`.
"""

from __future__ import annotations

import random
import signal
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
import trio

import twitchtrio
from tests.proofs import times
from twitchtrio.auth.accounts import _digest
from twitchtrio.network import Network
from twitchtrio.stores import MemoryStore

pytestmark = pytest.mark.skipif(not hasattr(signal, "raise_signal"), reason="there is no way to press Ctrl-C")

PHASES = ("before", "lease", "mark", "request", "answer", "store", "callback", "after")
"""What was begun last when it struck."""
# Of a coroutine that is struck between its call and its first step, Python warns.
NOT_STRUCK = {"arm", "disarm", "_by_the_program"}
OURS = (str(Path(twitchtrio.__file__).parent / "auth"), str(Path(twitchtrio.__file__).parent / "stores"), __file__)


class Scene:
    """A refresh that somebody watches, and what is to strike it."""

    def __init__(self, bench, strike):
        self.bench = bench
        self.strike = strike
        self.phase = "before"
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


# What strikes. Each fires once, when it has counted down.


class Steps(trio.abc.Instrument):
    """Strikes when any task is about to go on for the nth time."""

    def __init__(self, n, act):
        self.left = n
        self.act = act
        self.struck_in = None

    def arm(self, scene):
        self.scene = scene
        trio.lowlevel.add_instrument(self)

    def disarm(self):
        with suppress(KeyError):
            trio.lowlevel.remove_instrument(self)

    def before_task_step(self, task):
        self.count()

    def count(self):
        self.left -= 1
        if self.left == 0:
            self.struck_in = self.scene.phase
            self.act(self.scene)


class Lines(Steps):
    """Strikes at the nth line of code of `auth`, of the stores and of the callback."""

    def arm(self, scene):
        self.scene = scene
        self.before = sys.gettrace()
        sys.settrace(self.trace)

    def disarm(self):
        if sys.gettrace() == self.trace or self.left <= 0:
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
    "Ctrl-C at a step": (Steps, press, 1),
    "Ctrl-C at a line": (Lines, press, 53),
    "cancelled at a step": (Steps, cancel, 1),
    "cancelled at a line": (Lines, cancel, 83),
}


# Where the refresh happens.


async def in_the_keeper(bench, scene, strike):
    """While the bot runs, in a task of its own; somebody waits for it."""
    await bench.save()
    with scene.scope:
        async with bench.supervisor(on_user_token_refresh=scene.told) as supervisor:
            strike.arm(scene)
            await supervisor.refresh(supervisor.own)
            strike.disarm()


async def of_a_seed(bench, scene, strike):
    """While a bot is opened with a token of its program's that has expired."""
    scene.seed = bench.grant()
    bench.fake.expire(bench.bot)
    with scene.scope:
        strike.arm(scene)
        async with bench.supervisor(token=scene.seed, on_user_token_refresh=scene.told):
            strike.disarm()


def struck(open_bench, where, strike):
    """Run a scene with a strike; gives the bench, and whether Ctrl-C came out."""
    benches = []

    async def main():
        async with open_bench() as bench:
            benches.append(bench)
            scene = Scene(bench, strike)
            benches.append(scene)
            try:
                await where(bench, scene, strike)
            finally:
                strike.disarm()

    interrupted = False
    try:
        trio.run(main, clock=trio.testing.MockClock(autojump_threshold=0))
    except KeyboardInterrupt:
        interrupted = True
    return (*benches, interrupted)


async def outcome(bench, scene):
    """Which pair is left: in the store, or, before it was stored at all, with the program."""
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
def test_whatever_strikes_a_refresh(open_bench, where, kind, monkeypatch):
    """Wherever it strikes, a pair that Twitch takes is left, the new one from its answer on; and Ctrl-C comes out."""
    # Trio puts its tasks into a random order.
    monkeypatch.setattr("trio._core._run._ALLOW_DETERMINISTIC_SCHEDULING", True)
    maker, act, apart = STRIKES[kind]
    table, n = Counter(), 1
    while True:
        strike = maker(n, act)
        monkeypatch.setattr("trio._core._run._r", random.Random(n))
        bench, scene, interrupted = struck(open_bench, where, strike)
        if strike.left > 0:
            break
        left = trio.run(outcome, bench, scene, clock=trio.testing.MockClock())
        table[strike.struck_in, left] += 1
        assert left != "neither", f"{kind} {n}, after {strike.struck_in}"
        assert left == "new pair" or PHASES.index(strike.struck_in) < PHASES.index("answer")
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
