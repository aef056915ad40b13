"""The time that an answer is about."""

from __future__ import annotations

from attrs import frozen

from .._json import MaybeTime

__all__ = ["DateRange"]


@frozen(kw_only=True)
class DateRange:
    """From when to when something was counted; both ends are `None` for all time."""

    started_at: MaybeTime = None
    ended_at: MaybeTime = None
