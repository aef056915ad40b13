"""What stands, what does not, and why, as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from attrs import frozen

from .health import Health

if TYPE_CHECKING:
    from ._buffer import Buffer
    from .line import Line

__all__ = ["EventSubReport", "LineReport", "StreamReport", "line_report", "stream_reports"]


@frozen(kw_only=True)
class LineReport:
    """One connection of an account."""

    account: str
    """Its login."""
    number: int
    """Which of the account's connections it is, from 1."""
    connected: bool
    """Whether subscriptions can be made on it now."""
    wishes: Mapping[str, int]
    """How many subscriptions are `wanted`, `asked` for, and `stand`."""
    lingering: int
    """How many of these nobody wants any more; they are deleted two seconds after they were left."""
    cost: int
    """What those that stand cost."""
    cost_limit: int
    """What those of all connections of the account may cost together."""
    trouble: str | None
    """What is the matter, if something is."""


@frozen(kw_only=True)
class StreamReport:
    """One open stream."""

    subscriptions: int
    """How many it takes part in."""
    buffered: int
    """How many events and gaps wait for their reader."""
    dropped: int
    """How many events were lost because its buffer was full."""
    revoked: int
    """How many of its subscriptions Twitch has ended for good."""
    ended: bool
    """Whether nothing comes any more but what is buffered."""


@frozen(kw_only=True)
class EventSubReport:
    """How event delivery is doing, in numbers."""

    health: Health
    lines: tuple[LineReport, ...]
    """The connections of all accounts; one that is not needed now is not `connected`."""
    streams: tuple[StreamReport, ...]
    """All that are open."""
    last_event_at: datetime | None
    """When Twitch sent the last event of all."""
    unclaimed: int
    """How many notifications belonged to no subscription of this program."""
    repeated: int
    """How many events were left out since Twitch had sent the same under another id less than a minute before."""
    misfits: int
    """How many messages, events and items within events could not be read."""


def line_report(line: Line) -> LineReport:
    """What a line tells of itself."""
    book = line.reconciler.book
    return LineReport(
        account=line.account.login,
        number=line.number,
        connected=line.is_connected,
        wishes=book.counts(),
        lingering=len(book.lingering),
        cost=book.standing_cost,
        cost_limit=line.ledger.limit,
        trouble=line.trouble_now,
    )


def stream_reports(seats: Iterable[tuple[Buffer, int]]) -> tuple[StreamReport, ...]:
    """What the buffers of streams tell, each with the number of its subscriptions."""
    return tuple(
        StreamReport(
            subscriptions=number,
            buffered=len(buffer.items),
            dropped=buffer.dropped,
            revoked=len(buffer.revoked),
            ended=buffer.ended,
        )
        for buffer, number in seats
    )
