"""Tells streams what they may have missed: of every wish, each time in which its events may be missing, once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from ._buffer import Buffer, Gap
from .wish import Wish

if TYPE_CHECKING:
    from .events.event import Subscription

__all__ = ["tell_outages", "tell_pause"]

_Span: TypeAlias = tuple[datetime, datetime]
_Concerned: TypeAlias = list[tuple[Wish, tuple[Buffer, ...]]]

_EVER_AFTER: Final = datetime.max.replace(tzinfo=UTC)


def tell_outages(wishes: Iterable[Wish]) -> None:
    """Tell the outages of all wishes that stand again; those that began together are one gap."""
    together: dict[datetime, _Concerned] = {}
    ends: dict[datetime, datetime] = {}
    for wish in wishes:
        if wish.outage is not None and wish.record is not None:
            since = wish.outage.since
            ends[since] = max(ends.get(since, since), wish.since)
            together.setdefault(since, []).append((wish, wish.outage.streams))
            wish.outage = None
    for since, concerned in together.items():
        _tell(since, ends[since], concerned)


def tell_pause(wishes: Iterable[Wish], since: datetime, until: datetime) -> None:
    """Tell that between these times the session went on, but events of what stood then may be missing."""
    _tell(since, until, [(wish, tuple(wish.streams)) for wish in wishes if wish.proven])


def _tell(since: datetime, until: datetime, concerned: _Concerned) -> None:
    together: dict[_Span, _Concerned] = {}
    for wish, streams in concerned:
        for span in _untold(wish, since, until):
            together.setdefault(span, []).append((wish, streams))
    for span, alike in together.items():
        _post(span, alike)


def _untold(wish: Wish, start: datetime, end: datetime) -> Iterator[_Span]:
    """What is left of a time without what has been told, or is going to be."""
    told = sorted(wish.accounted)
    if wish.outage is not None:
        told.append((wish.outage.since, _EVER_AFTER))
    if start == end and not any(first <= start < last or first == start == last for first, last in told):
        # Twitch's clocks do not agree, or the fake's stands still: something may be missing all the same.
        yield start, end
    for first, last in told:
        if start < min(first, end):
            yield start, min(first, end)
        start = max(start, last)
    if start < end:
        yield start, end


def _post(span: _Span, concerned: _Concerned) -> None:
    missing: dict[Buffer, list[Subscription[Any]]] = {}
    for wish, streams in concerned:
        wish.accounted.append(span)
        for stream in streams:
            if stream in wish.streams:
                missing.setdefault(stream, []).append(wish.subscription)
    for stream, subscriptions in missing.items():
        stream.post_gap(Gap(start=span[0], end=span[1], subscriptions=tuple(subscriptions)))
