"""Nothing that reached the client is lost, and nothing that did not goes unsaid."""

# ruff: noqa: T201 - what a storm was like, shown by `pytest -rP`

from __future__ import annotations

from typing import Any

import pytest
import trio
from trio.testing import MockClock

from tests.eventsub.judge import judge, read, read_numbers
from tests.eventsub.storm import Storm, sources
from tests.proofs import seeds, times
from twitchtrio.eventsub import Gap, HealthState, Notification, placing
from twitchtrio.testing.bot import open_test_bot
from twitchtrio.testing.fake import FakeTwitch, eventsub as server

EVENTS = min(100_000, times(8_000))
FAULTS = EVENTS // 100


@pytest.mark.proof
@pytest.mark.usefixtures("repeatable")
@pytest.mark.parametrize("seed", seeds(1, most=10))
async def test_storm(seed: int, autojump_clock: MockClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each event that a socket delivered comes exactly once and in order; each other one lies in a gap.

    No gap is told where nothing went wrong.
    """
    lines = 1 + seed % 2
    if lines == 2:
        # On a socket are so few that there have to be two.
        monkeypatch.setattr(placing, "MAX_SUBSCRIPTIONS", 3)
        monkeypatch.setattr(server, "_MAX_PER_SESSION", 3)
    fake = FakeTwitch(token_lifetime=3000.0)
    for login in ("bot", "streamer", "other", "viewer"):
        fake.add_user(login)
    fake.add_subscription_type("channel.brand_new")
    wanted = list(sources(fake))
    everything: list[Notification[Any] | Gap] = []
    some: list[Notification[Any] | Gap] = []
    async with (
        fake.open(),
        open_test_bot(fake, "bot") as bot,
        bot.listen(*wanted, buffer=EVENTS) as stream,
        bot.listen(*wanted[::2], buffer=EVENTS) as other,
    ):
        bot.start_soon(read, stream, everything)
        bot.start_soon(read, other, some)
        storm = Storm(fake, autojump_clock, seed)
        await storm.blow(events=EVENTS, faults=FAULTS)
        storm.calm()
        await trio.sleep(300)
        for subscription in wanted:
            storm.emit(subscription)
        await trio.sleep(1)

        assert bot.eventsub.health.state is HealthState.READY
        assert lines == len(bot.eventsub.report().lines)
        assert (stream.revoked, stream.dropped, bot.eventsub.unclaimed) == ((), 0, 0)
        assert bot.eventsub.misfit_count <= storm.faults["bad message"]

    log = fake.read_log()
    numbers = read_numbers(log)
    print(
        f"seed {seed}: {sum(storm.faults.values())} faults, {len(log)} sockets, {autojump_clock.current_time():.0f} s"
    )
    print(judge(storm.emitted, storm.troubles(), numbers, wanted, everything, lines=lines))
    print(judge(storm.emitted, storm.troubles(), numbers, wanted[::2], some, lines=lines))
    assert {event.number for event in storm.emitted[-len(wanted) :]} <= set(numbers)
