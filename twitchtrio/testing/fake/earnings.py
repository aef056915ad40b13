"""What a broadcaster lives on: subscriptions, Bits, advertisements."""

from __future__ import annotations

from attrs import define, field

from .timers import Timer

__all__ = ["Ads", "Cheer", "FakeSubscription"]


@define(kw_only=True)
class FakeSubscription:
    """A viewer's subscription to a channel, for so many months by now."""

    months: int
    tier: str
    gifter_id: str | None = None


@define(kw_only=True)
class Cheer:
    """Bits that a viewer cheered with."""

    user_id: str
    bits: int
    at: float


@define(kw_only=True)
class Ads:
    """When advertisements come and came, and how often they can be put off; None where there are none."""

    next_at: float | None = None
    last_at: float | None = None
    duration: int = 0
    snoozes: int = 3
    snoozes_grow_at: float | None = None
    timer: Timer | None = field(default=None, repr=False)
