"""Tells streams what they may have missed: of every wish, each time in which its events may be missing, once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from .stream import EventStream, Gap
from .wish import Wish

if TYPE_CHECKING:
    from .events.event import Subscription

__all__ = ["tell_outages", "tell_pause"]

_Concerned: TypeAlias = list[tuple[Wish, tuple[EventStream[Any], ...]]]

_EVER_AFTER: Final = datetime.max.replace(tzinfo=UTC)


def tell_outages(wishes: Iterable[Wish]) -> None:
    """Tell the outages of all wishes that stand again; those that began together are one gap."""
    together: dict[datetime, _Concerned] = {}
    ends: dict[datetime, datetime] = {}
    for wish in wishes:
        if wish.outage is not None and wish.record is not None:
            since = wish.outage.since
            ends[since] = max(ends.get(since, since), wish.record.created_at)
            together.setdefault(since, []).append((wish, wish.outage.streams))
            wish.outage = None
    for since, concerned in together.items():
        _tell(since, ends[since], concerned)


def tell_pause(wishes: Iterable[Wish], since: datetime, until: datetime) -> None:
    """Tell that between these times the session went on, but events of what stood then may be missing."""
    together: dict[tuple[datetime, datetime], _Concerned] = {}
    for wish in wishes:
        for span in _untold(wish, since, until) if wish.proven else ():
            together.setdefault(span, []).append((wish, tuple(wish.streams)))
    for (start, end), concerned in together.items():
        _tell(start, end, concerned)


def _untold(wish: Wish, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    told = list(wish.settled)
    if wish.outage is not None:
        told.append((wish.outage.since, _EVER_AFTER))
    for first, last in sorted(told):
        if start < min(first, end):
            yield start, min(first, end)
        start = max(start, last)
    if start < end:
        yield start, end


def _tell(start: datetime, end: datetime, concerned: _Concerned) -> None:
    missing: dict[EventStream[Any], list[Subscription[Any]]] = {}
    for wish, streams in concerned:
        wish.settled.append((start, end))
        for stream in streams:
            if stream in wish.streams:
                missing.setdefault(stream, []).append(wish.subscription)
    for stream, subscriptions in missing.items():
        stream.post_gap(Gap(start=start, end=end, subscriptions=tuple(subscriptions)))
