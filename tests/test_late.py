"""That silence is judged after the readers have had their turn, and then is judged."""

from __future__ import annotations

import pytest
import trio
from trio.testing import MockClock

from twitchtrio._late import readers_first


@pytest.mark.parametrize(("late", "turns"), [(0.0, 1), (0.3, 5)])
async def test_late(late: float, turns: int, mock_clock: MockClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is in time has a glance, and who is always late no more than five turns."""
    slept: list[float] = []

    async def sleep_until(time: float) -> None:
        await trio.lowlevel.checkpoint()
        slept.append(time - trio.current_time())
        mock_clock.jump(slept[-1] + late)

    monkeypatch.setattr(trio, "sleep_until", sleep_until)
    with trio.fail_after(60):
        await readers_first(trio.current_time() - late)

    assert turns == len(slept)
    assert max(slept) == pytest.approx(1.0 if late else 0.05)
