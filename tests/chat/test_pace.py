"""Chat limits: how fast an account may go."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import trio
from hypothesis import example, given, strategies as st
from trio.testing import MockClock

from twitchtrio.chat._pace import BROADCASTER, ORDINARY, WINDOW, Pace, Rate


async def test_first_message_goes_at_once(autojump_clock: MockClock) -> None:  # noqa: ASYNC124  # it needs a clock
    """Nobody waits who has sent nothing."""
    assert Pace().reserve("1", ORDINARY) == trio.current_time()


async def test_times_that_are_given_back(autojump_clock: MockClock) -> None:  # noqa: ASYNC124  # it needs a clock
    """Who gives up leaves its time to the next one, and no window holds too many for that."""
    pace = Pace()
    for _ in range(100):
        pace.give_back("1", ORDINARY, pace.reserve("1", ORDINARY))
    slots = [pace.reserve("1", ORDINARY) for _ in range(30)]

    assert slots[0] == trio.current_time()
    assert all(later - earlier >= WINDOW for earlier, later in zip(slots, slots[20:], strict=False))


@example(channels=[*"abc"] * 10, rate=ORDINARY)
@given(
    channels=st.lists(st.sampled_from("abc"), min_size=1, max_size=80), rate=st.sampled_from([ORDINARY, BROADCASTER])
)
def test_never_faster_than_allowed(channels: list[str], rate: Rate) -> None:
    """No window of 30 s holds too many messages, and a channel's messages keep their distance and order."""

    async def main() -> list[tuple[str, float]]:  # noqa: ASYNC124  # it needs a clock
        pace = Pace()
        return [(channel, pace.reserve(channel, rate)) for channel in channels]

    slots = trio.run(main, clock=MockClock())
    times = sorted(time for _, time in slots)
    assert all(later - earlier >= WINDOW for earlier, later in zip(times, times[rate.messages :], strict=False))
    by_channel: dict[str, list[float]] = defaultdict(list)
    for channel, time in slots:
        by_channel[channel].append(time)
    for each in by_channel.values():
        assert all(later - earlier >= rate.interval for earlier, later in pairwise(each))
