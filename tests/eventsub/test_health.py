"""Health: how event delivery is doing, as a value and as a channel."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import trio
from trio.testing import MockClock

from twitchtrio import Bot, ChannelChatMessage
from twitchtrio.eventsub import HealthState
from twitchtrio.eventsub.health import HealthBoard
from twitchtrio.testing import FakeTwitch

SUBSCRIPTIONS = "/helix/eventsub/subscriptions"


@pytest.mark.parametrize(
    ("states", "whole"),
    [
        (["idle"], "idle"),
        (["idle", "ready"], "ready"),
        (["connecting", "ready"], "connecting"),
        (["degraded", "connecting"], "degraded"),
    ],
)
def test_the_worst_counts(states: list[str], whole: str) -> None:
    """Of several connections the one that is worst off decides."""
    board = HealthBoard()
    for number, state in enumerate(states):
        board.report(f"{number}", HealthState(state), account="bot")

    assert whole == board.overall.state


async def test_tells_changes() -> None:
    """Who watches gets the present state and each change of the whole, then the end."""
    board = HealthBoard()
    board.report("one", HealthState.READY, account="one")
    async with board.watch() as changes:
        board.report("one", HealthState.READY, account="one")
        board.report("two", HealthState.IDLE, account="two")
        board.report("two", HealthState.DEGRADED, "no route", account="two")
        board.report("one", HealthState.CONNECTING, account="one")
        board.end()
        told = [(each.state, each.account, each.why) async for each in changes]

    assert [("ready", "one", None), ("degraded", "two", "no route")] == told


def test_since_when() -> None:
    """A new reason does not make a state younger; a new state does."""
    board = HealthBoard()
    before = datetime.now(UTC)
    board.report("one", HealthState.DEGRADED, "no route", account="one")
    first = board.overall
    board.report("one", HealthState.DEGRADED, "refused", account="one")

    assert (first.since, "refused") == (board.overall.since, board.overall.why)
    assert before <= first.since <= datetime.now(UTC)

    board.report("one", HealthState.READY, account="one")
    assert first.since < board.overall.since


async def test_of_a_bot(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """Idle, connecting, ready, degraded by a lost connection, ready again, and idle once nobody listens."""
    told: list[str] = []

    async def note(changes: trio.abc.ReceiveChannel[object], state: HealthState) -> None:
        while not told or told[-1] != state:
            told.append((await changes.receive()).state)  # type: ignore[attr-defined]  # it is a Health

    async with twitch_bot.eventsub.watch_health() as changes:
        assert "idle" == twitch_bot.eventsub.health.state
        async with twitch_bot.listen(ChannelChatMessage, "streamer"):
            await note(changes, HealthState.READY)
            assert twitch_bot.eventsub.health.account == "bot"
            fake_twitch.faults.refuse_sockets(seconds=60)
            fake_twitch.sockets[0].drop()
            await note(changes, HealthState.DEGRADED)
            reasons = [twitch_bot.eventsub.health.why]
            await note(changes, HealthState.READY)
            reasons.append(twitch_bot.eventsub.health.why)
        await note(changes, HealthState.IDLE)

    assert [True, False] == [bool(why) for why in reasons]
    assert ["idle", "connecting", "ready", "degraded", "ready", "idle"] == [
        state for state, before in zip(told, [None, *told], strict=False) if state != before
    ]


async def test_of_a_bot_that_waits(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """While a first subscription has to wait it is degraded, and says why."""
    fake_twitch.faults.http(503, path=SUBSCRIPTIONS, method="POST", times=100)
    with trio.move_on_after(5):
        async with twitch_bot.listen(ChannelChatMessage, "streamer"):
            pytest.fail("Twitch is in trouble")
    assert "idle" == twitch_bot.eventsub.health.state
    with trio.move_on_after(5):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(twitch_bot.wait_for, ChannelChatMessage, "streamer")
            await trio.sleep(3)

            assert "degraded" == twitch_bot.eventsub.health.state
            assert "503" in str(twitch_bot.eventsub.health.why)
            nursery.cancel_scope.cancel()
