"""How long lists are read."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import trio

from twitchtrio.catch_up._asked import Asked, after, newest
from twitchtrio.eventsub import StreamOnline
from twitchtrio.helix import Page

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
ASKED = Asked(
    subscription=StreamOnline.where(broadcaster_user_id="1"), since=EPOCH, until=EPOCH + timedelta(seconds=100)
)


class Listed(AsyncIterator[Page[int]]):
    """A list of pages of seconds."""

    def __init__(self, pages: Sequence[tuple[int, ...]]) -> None:
        self._pages = deque(pages)

    def pages(self) -> AsyncIterator[Page[int]]:
        return self

    async def __anext__(self) -> Page[int]:
        await trio.lowlevel.checkpoint()
        items = self._pages.popleft()
        return Page(items=items, cursor="next" if self._pages else None)


async def read(*pages: tuple[int, ...], ordered: bool = True) -> list[int]:
    """What of a list is recent; 0 may change still."""
    listed: Any = Listed(pages)
    return await newest(listed, ASKED, lambda each: EPOCH + timedelta(seconds=each) if each else None, ordered=ordered)


@pytest.mark.parametrize(("start", "seconds"), [(EPOCH, 10**30), (EPOCH, 1e308), (datetime.max.replace(tzinfo=UTC), 1)])
def test_after_all_times(start: datetime, seconds: float) -> None:
    """Whatever Helix says how long something takes, it ends at a time."""
    assert EPOCH + timedelta(seconds=60) == after(EPOCH, 60)
    assert datetime.max.replace(tzinfo=UTC) == after(start, seconds)


async def test_newest(caplog: pytest.LogCaptureFixture) -> None:
    """As far as they are recent, ten pages at most; what is beyond these is left out, and that is told."""
    assert [0, 9, 8, 7] == await read((0, 9), (8, 7, -1), (-2, -3), (5,))
    assert [9, 5] == await read((9,), (), (-2,), (5,), ordered=False)
    assert [9] == await read((9,), (), (-2,), (5,))
    assert [] == caplog.messages

    assert list(range(12, 2, -1)) == await read(*[(each,) for each in range(12, 0, -1)])
    assert ["Helix lists more of stream.online (broadcaster_user_id=1) than 10 pages; the rest is left out."] == (
        caplog.messages
    )
