"""Nothing that reached the client is lost, and nothing that did not goes unsaid."""

# ruff: noqa: T201 - what a storm was like, shown by `pytest -rP`

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
import trio
from trio.testing import MockClock

from tests.eventsub.storm import Emitted, Storm, number_in, sources
from tests.proofs import seeds, times
from twitchtrio import _backoff
from twitchtrio.eventsub import EventStream, Gap, HealthState, Notification, Subscription
from twitchtrio.testing.bot import open_test_bot
from twitchtrio.testing.fake import FakeTwitch, SocketRecord

EVENTS = min(20_000, times(8_000))
FAULTS = EVENTS * 3 // 200


def read_numbers(log: Iterable[SocketRecord]) -> list[int]:
    """Numbers of the events that the client has read, each once, as the sockets brought them."""
    messages = (message for record in log for message in record.read if message.message_type == "notification")
    return list(dict.fromkeys(number_in(message) for message in messages))


class Gaps:
    """What a stream says that it may have missed of one subscription."""

    def __init__(self, subscription: Subscription[Any], gaps: Iterable[Gap]) -> None:
        self.spans: list[tuple[datetime, datetime]] = []
        for start, end in sorted((gap.start, gap.end) for gap in gaps if subscription in gap.subscriptions):
            if self.spans and start <= self.spans[-1][1]:
                self.spans[-1] = (self.spans[-1][0], max(end, self.spans[-1][1]))
            else:
                self.spans.append((start, end))

    def holding(self, event: Emitted) -> list[tuple[datetime, datetime]]:
        """The times in which an event lies; gaps that overlap are one."""
        following = bisect_right(self.spans, event.at, key=lambda span: span[0])
        return [span for span in self.spans[max(0, following - 2) : following] if event.at <= span[1]]


async def read(stream: EventStream[Any], into: list[Notification[Any] | Gap]) -> None:
    """Note all that a stream gives."""
    with suppress(trio.ClosedResourceError):
        async for item in stream.notifications():
            into.append(item)  # noqa: PERF401 - what came before an error is kept too


def judge(
    storm: Storm, read: Sequence[int], wanted: Sequence[Subscription[Any]], items: Sequence[Notification[Any] | Gap]
) -> str:
    """Compare what a stream gave with what happened."""
    mine = {event.number: event for event in storm.emitted if event.subscription in wanted}
    got = [number_in(item.raw) for item in items if isinstance(item, Notification)]
    gaps = [item for item in items if isinstance(item, Gap)]
    said = {subscription: Gaps(subscription, gaps) for subscription in wanted}
    delivered = set(read) & mine.keys()

    assert sorted(delivered) == got

    missed = [event for number, event in mine.items() if number not in delivered]

    assert [] == [event for event in missed if len(said[event.subscription].holding(event)) != 1]

    # A gap says what may be missing: others lie in it too, at its edges, and, rarely, inside.
    held = [
        (event, span) for number in got for event in (mine[number],) for span in said[event.subscription].holding(event)
    ]
    inside = sum(start < event.at < end for event, (start, end) in held)

    assert len(got) > 50 * inside

    return f"{len(got)} events came, {len(missed)} were missed in {len(gaps)} gaps, in which {inside} had come"


@pytest.fixture
def repeatable(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """Let nothing but the seed decide: neither Trio's dice nor those of the backoff."""
    monkeypatch.setattr(trio._core._run, "_ALLOW_DETERMINISTIC_SCHEDULING", True)
    trio._core._run._r.seed(seed)
    _backoff._random.seed(seed)


@pytest.mark.proof
@pytest.mark.parametrize("seed", seeds(1))
async def test_storm(seed: int, repeatable: None, autojump_clock: MockClock) -> None:
    """Each event that a socket delivered comes exactly once and in order; each other one lies in a gap."""
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
        assert (stream.revoked, stream.dropped, bot.eventsub.unclaimed) == ((), 0, 0)
        assert bot.eventsub.misfit_count <= storm.faults["bad message"]

    log = fake.read_log()
    numbers = read_numbers(log)
    print(
        f"seed {seed}: {sum(storm.faults.values())} faults, {len(log)} sockets, {autojump_clock.current_time():.0f} s"
    )
    print(judge(storm, numbers, wanted, everything))
    print(judge(storm, numbers, wanted[::2], some))
    assert {event.number for event in storm.emitted[-len(wanted) :]} <= set(numbers)
