"""Tells streams what they may have missed; such times may overlap."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from ._buffer import Buffer, Gap
from .wish import Wish

if TYPE_CHECKING:
    from .events.event import Subscription

__all__ = ["tell_outages", "tell_pause"]

_AHEAD: Final = timedelta(hours=1)


def tell_outages(healed: Iterable[Wish]) -> None:
    """Tell the outages of wishes that stand again; those that began together are one gap for each stream."""
    together: dict[datetime, list[tuple[Wish, Iterable[Buffer]]]] = {}
    for wish in healed:
        if wish.outage is not None:
            together.setdefault(wish.outage.since, []).append((wish, wish.outage.streams))
            wish.outage = None
    for since, concerned in together.items():
        # Where Twitch's clocks do not agree, a loss may seem to end before it began.
        _post(since, max(since, *(wish.since for wish, _ in concerned)), concerned)


def tell_pause(wishes: Iterable[Wish], since: datetime, until: datetime) -> None:
    """Tell that between these times events may be missing, although the target stood.

    What stood before and was made again since may have died in that time: of it all is missing up to then.
    """
    together: dict[tuple[datetime, datetime], list[tuple[Wish, Iterable[Buffer]]]] = {}
    for wish in wishes:
        if wish.first_since is None:
            continue
        # Where Twitch dates one far ahead, it is not known when it was made.
        first = wish.first_since if wish.first_since - until < _AHEAD else since
        again = wish.since if wish.since - until < _AHEAD else until
        if first <= until:
            together.setdefault((max(since, first), max(until, again)), []).append((wish, wish.streams))
    for (start, end), concerned in together.items():
        _post(start, end, concerned)


def _post(start: datetime, end: datetime, concerned: Iterable[tuple[Wish, Iterable[Buffer]]]) -> None:
    missing: dict[Buffer, list[Subscription[Any]]] = {}
    for wish, streams in concerned:
        for stream in streams:
            if stream in wish.streams:
                missing.setdefault(stream, []).append(wish.subscription)
    for stream, subscriptions in missing.items():
        stream.post_gap(Gap(start=start, end=end, subscriptions=tuple(subscriptions)))
