"""Compares what streams gave with what happened in a storm."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import pairwise
from typing import Any

import trio

from tests.eventsub.storm import Emitted, Troubles, number_in
from twitchtrio.eventsub import EventStream, Gap, Notification, Subscription
from twitchtrio.testing.fake import SocketRecord

__all__ = ["judge", "read", "read_numbers"]


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


def out_of_order(numbers: Sequence[int]) -> list[int]:
    """Those that come after a larger one."""
    return [after for before, after in pairwise(numbers) if after < before]


def judge(
    emitted: Sequence[Emitted],
    troubles: Troubles,
    read: Iterable[int],
    wanted: Sequence[Subscription[Any]],
    items: Sequence[Notification[Any] | Gap],
    *,
    first: int = 0,
    lines: int = 1,
) -> str:
    """Compare what a stream gave with what happened; between several lines there is no order.

    Args:
        emitted: What happened while the stream was open, or before.
        troubles: When something went wrong.
        read: Numbers of what the sockets brought.
        wanted: What the stream listens to.
        items: What it gave.
        first: The number of the first event that it could not miss; earlier ones came while it was being opened.
        lines: Over how many sockets it listens.
    """
    mine = {event.number: event for event in emitted if event.subscription in wanted}
    got = [number_in(item.raw) for item in items if isinstance(item, Notification)]
    gaps = [item for item in items if isinstance(item, Gap)]
    said = {subscription: Gaps(subscription, gaps) for subscription in wanted}
    delivered = set(read) & mine.keys()

    assert [] == [number for number, times in Counter(got).items() if times > 1], "doubled"
    assert (set(), set()) == (delivered - set(got), set(got) - delivered), "lost, or from nowhere"
    assert [] == [each for each in wanted if out_of_order([n for n in got if mine[n].subscription == each])]
    assert lines > 1 or [] == out_of_order(got)

    missed = [event for number, event in mine.items() if number >= first and number not in delivered]
    unsaid = [event for event in missed if len(said[event.subscription].holding(event)) != 1]

    assert unsaid == [], unsaid

    groundless = [
        (gap, subscription)
        for gap in gaps
        for subscription in gap.subscriptions
        if not troubles.excuse(gap.start, gap.end, subscription)
    ]

    assert groundless == [], groundless

    # A gap says what may be missing: others lie in it too, at its edges, and, rarely, inside.
    held = [
        (event, span) for number in got for event in (mine[number],) for span in said[event.subscription].holding(event)
    ]
    inside = sum(start < event.at < end for event, (start, end) in held)

    assert len(got) > 50 * inside

    return f"{len(got)} events came, {len(missed)} were missed in {len(gaps)} gaps, in which {inside} had come"
