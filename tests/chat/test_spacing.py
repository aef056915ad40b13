"""What a channel allows every so often."""

from __future__ import annotations

from itertools import pairwise

import pytest
import trio
from hypothesis import given, strategies as st
from trio.testing import MockClock

from twitchtrio.chat._spacing import Spacing
from twitchtrio.errors import BadRequestError, NetworkError, TwitchError

REFUSED = BadRequestError(status=400, error="Bad Request", message="no", method="POST", path="/chat/shoutouts")
SILENT = NetworkError("silence", address="https://twitch.example", sent=True)


async def act(spacing: Spacing, *, seconds: float = 0.0, error: Exception | None = None) -> float:
    """Do something in a channel, and tell when."""
    async with spacing.turn("1"):
        began = trio.current_time()
        await trio.sleep(seconds)
        if error is not None:
            raise error
    return began


@pytest.mark.parametrize(("error", "waits"), [(REFUSED, 0), (SILENT, 120), (ValueError(), 120)])
async def test_failures(error: Exception, waits: float, autojump_clock: MockClock) -> None:
    """The next one waits unless it is certain that nothing was done."""
    spacing = Spacing(120)
    began = trio.current_time()
    with pytest.raises(type(error)):
        await act(spacing, error=error)

    assert began + waits == await act(spacing)


async def test_distance_from_the_answer(autojump_clock: MockClock) -> None:
    """The time counts from when the last one was over, since it may have arrived as late as that."""
    spacing = Spacing(2)
    first = await act(spacing, seconds=5)

    assert first + 5 + 2 == await act(spacing)


async def test_cancelled_while_waiting(autojump_clock: MockClock) -> None:
    """Who gives up waiting holds nobody up."""
    spacing = Spacing(120)
    first = await act(spacing)
    for _ in range(3):
        with trio.move_on_after(1) as scope:
            await act(spacing)
        assert scope.cancelled_caught

    assert first + 120 == await act(spacing)


async def test_cancelled_while_acting(autojump_clock: MockClock) -> None:
    """Who is cancelled in the middle may have done it all the same."""
    spacing = Spacing(120)
    with trio.move_on_after(1):
        await act(spacing, seconds=60)

    assert trio.current_time() + 120 == await act(spacing)


async def test_nothing_is_kept(autojump_clock: MockClock) -> None:
    """Of channels whose time is over, nothing is kept."""
    spacing = Spacing(2)
    for number in range(100):
        async with spacing.turn(str(number)):
            await trio.sleep(1)

    assert {"97", "98", "99"} >= set(spacing._free)
    assert 0 == len(spacing._turns)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.floats(0, 10), st.booleans()), max_size=8))
def test_always_apart(deeds: list[tuple[str, float, bool]]) -> None:
    """In each channel deeds are as far apart as they have to be, in the order in which they were asked for."""
    done: dict[str, list[tuple[int, float]]] = {"a": [], "b": []}

    async def do(spacing: Spacing, number: int, channel: str, seconds: float, refused: bool) -> None:
        with trio.move_on_after(500):
            try:
                async with spacing.turn(channel):
                    done[channel].append((number, trio.current_time()))
                    await trio.sleep(seconds)
                    if refused:
                        done[channel].pop()
                        raise REFUSED
            except TwitchError:
                pass

    async def main() -> None:
        spacing = Spacing(120)
        async with trio.open_nursery(strict_exception_groups=True) as nursery:
            for number, deed in enumerate(deeds):
                nursery.start_soon(do, spacing, number, *deed)
                await trio.testing.wait_all_tasks_blocked()

    trio.run(main, clock=MockClock(autojump_threshold=0))
    for each in done.values():
        assert sorted(each) == each
        assert all(later - earlier >= 120 for (_, earlier), (_, later) in pairwise(each))
