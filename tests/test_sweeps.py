"""A bot that is ended at any one step of any task: it ends soon, as it was told to, and leaves nothing behind.

The whole of a bot's life is played, from opening it to a refresh, and cut at each step in turn: cancelled from
outside, and by Ctrl-C. An everyday run tries a sample of the steps, a proof all of them, in several orders of tasks.
"""

# ruff: noqa: T201 - how many steps there were, shown by `pytest -rP`

from __future__ import annotations

import signal
from collections import Counter
from contextlib import AbstractAsyncContextManager

import pytest
import trio
from trio.testing import MockClock

from tests.proofs import PROVING, seeds
from tests.steps import Countdown
from twitchtrio import Bot, ChannelChatMessage, _backoff
from twitchtrio.stores import MemoryStore
from twitchtrio.testing import FakeTwitch, open_test_bot

SAMPLE = 30
"""How many of the steps an everyday run tries."""


class Stage:
    """A fake Twitch, and a bot whose tokens outlive it."""

    def __init__(self) -> None:
        self.twitch = FakeTwitch(one_time_refresh=True)
        for login in ("bot", "streamer", "viewer", "other"):
            self.twitch.add_user(login)
        self.store = MemoryStore()

    async def play(self) -> None:
        """A bot's life: open, listen, move, add, lose the connection, refresh, send, give up, wait for one."""
        twitch = self.twitch
        async with self.open() as bot:
            async with bot.listen(ChannelChatMessage, "streamer") as messages:
                twitch.say("streamer", "viewer", "one")
                await messages.receive()
                twitch.sockets[-1].reconnect(welcome_delay=0.2)
                twitch.say("streamer", "viewer", "two")
                await messages.receive()
                await messages.add("other")
                await trio.sleep(1)
                twitch.sockets[-1].drop()
                await trio.sleep(3)
                twitch.say("other", "viewer", "three")
                await messages.receive()
                twitch.accounts.expire(twitch.user("bot"))
                await bot.send("streamer", "four")
                await messages.discard("other")
            bot.start_soon(bot.wait_for, ChannelChatMessage, "other")
            await bot.tokens.refresh(bot.account)
            twitch.say("other", "viewer", "five")

    def open(self) -> AbstractAsyncContextManager[Bot]:
        """A bot on the same store."""
        return open_test_bot(self.twitch, "bot", store=self.store)

    async def check(self, before: int) -> None:
        """Nothing is left running, and the account can still sign in with what was stored."""
        await trio.sleep(2)
        assert before == trio.lowlevel.current_statistics().tasks_living
        assert [] == self.twitch.sockets
        with trio.fail_after(300):
            async with self.open() as bot:
                await bot.tokens.refresh(bot.account)
                await bot.send("streamer", "back")


async def cancelled(countdown: Countdown, stage: Stage) -> str:
    """Play, and be cancelled."""
    with trio.CancelScope() as scope:
        countdown.strike = scope.cancel
        with countdown:
            await stage.play()
            await trio.lowlevel.checkpoint()
    return "cancelled" if scope.cancelled_caught else "done"


async def interrupted(countdown: Countdown, stage: Stage) -> str:
    """Play, and be struck by Ctrl-C."""
    try:
        with countdown:
            await stage.play()
            # Where it came too late for the bot, it comes now.
            await trio.lowlevel.checkpoint()
    except KeyboardInterrupt:
        return "interrupted"
    return "done"


ENDINGS = {"cancelled": cancelled, "interrupted": interrupted}


async def run(countdown: Countdown, ending: str) -> str:
    """Play once."""
    stage = Stage()
    async with stage.twitch.open():
        before = trio.lowlevel.current_statistics().tasks_living
        with trio.fail_after(60):
            outcome = await ENDINGS[ending](countdown, stage)
        await stage.check(before)
    return outcome


def play(number: int, seed: int, ending: str) -> tuple[Countdown, str]:
    """The same again, but for where it is struck."""
    trio._core._run._r.seed(seed)
    _backoff._random.seed(seed)
    countdown = Countdown(number, lambda: signal.raise_signal(signal.SIGINT))
    try:
        outcome = trio.run(run, countdown, ending, clock=MockClock(autojump_threshold=0))
    except BaseException as exc:
        exc.add_note(f"Struck at step {number}, with seed {seed}.")
        raise
    return countdown, outcome


@pytest.mark.proof
@pytest.mark.parametrize("seed", seeds(1))
@pytest.mark.parametrize("ending", ENDINGS)
def test_ended_at_any_step(ending: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends within a minute, as it was ended and without another exception; its login is kept."""
    monkeypatch.setattr(trio._core._run, "_ALLOW_DETERMINISTIC_SCHEDULING", True)
    whole, _ = play(0, seed, ending)
    every = 1 if PROVING else max(1, whole.steps // SAMPLE)
    outcomes = Counter(
        outcome if countdown.struck else "over"
        for countdown, outcome in (play(number, seed, ending) for number in range(1, whole.steps + 1, every))
    )
    print(f"{ending}, seed {seed}: {whole.steps} steps; {dict(outcomes)}")

    assert whole.steps > 400
    assert {ending} == set(outcomes)
