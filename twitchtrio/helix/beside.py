"""What stands beside the list in some answers."""

from __future__ import annotations

from attrs import frozen

from .._json import MaybeTime

__all__ = ["DateRange", "RefusedShard"]


@frozen(kw_only=True)
class DateRange:
    """From when to when something was counted; both ends are `None` for all time."""

    started_at: MaybeTime = None
    ended_at: MaybeTime = None


@frozen(kw_only=True)
class RefusedShard:
    """A shard that could not be changed, and why."""

    id: str
    message: str
    code: str
