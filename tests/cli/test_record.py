"""The books of a demo."""

from datetime import UTC, datetime, timedelta

import trio

from twitchtrio.cli._record import Record
from twitchtrio.eventsub import Gap

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def _at(seconds):
    return EPOCH + timedelta(seconds=seconds)


def test_figures():
    """What was missed lies in a gap or is lost, and what was read twice is doubled."""
    record = Record(said={"a": _at(1), "b": _at(2), "c": _at(3), "d": _at(9)})
    record.read.update(["a", "c", "c"])
    record.gaps.append(Gap(start=_at(1.5), end=_at(2.5), subscriptions=()))

    assert record.missed == ["b", "d"]
    assert (record.in_gaps, record.lost, record.doubled) == (1, 1, 1)


async def test_until(autojump_clock):
    """Waiting ends when it has come true."""
    record = Record()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(record.until, lambda: record.answers == 2, "no answers")
        for _ in range(2):
            await trio.sleep(5)
            record.answers += 1
            record.changed()

    assert record.troubles == []


async def test_until_never(autojump_clock):
    """What never comes true is noted, and the story goes on."""
    record = Record()

    await record.until(lambda: False, "no answers")

    assert record.troubles == ["no answers"]
