"""What viewers bring together: goals, charity campaigns, hype trains."""

from __future__ import annotations

from typing import Any, Final

from attrs import define, field

from .timers import Timer

__all__ = ["Campaign", "Contribution", "Donation", "Goal", "HypeTrain", "Record", "money"]

_STEP: Final = 1000


def money(cents: int) -> dict[str, Any]:
    """An amount of dollars."""
    return {"value": cents, "decimal_places": 2, "currency": "USD"}


@define(kw_only=True, eq=False)
class Goal:
    """What a broadcaster asks viewers to reach; the type is Helix's."""

    id: str
    type: str
    description: str
    current: int
    target: int
    created_at: float


@define(kw_only=True, eq=False)
class Donation:
    """What a viewer gave."""

    id: str
    user_id: str
    cents: int


@define(kw_only=True, eq=False)
class Campaign:
    """A broadcaster's campaign for a charity."""

    id: str
    charity: str
    description: str
    target_cents: int | None
    donations: list[Donation] = field(factory=list[Donation])

    def told(self) -> dict[str, Any]:
        """The charity, as answers and events have it."""
        return {
            "charity_name": self.charity,
            "charity_description": self.description,
            "charity_logo": "https://static-cdn.jtvnw.net/charity.png",
            "charity_website": "https://charity.example",
        }

    def amounts(self) -> dict[str, Any]:
        """What has come in and what is wanted."""
        current = money(sum(donation.cents for donation in self.donations))
        target = None if self.target_cents is None else money(self.target_cents)
        return {"current_amount": current, "target_amount": target}


@define(kw_only=True)
class Contribution:
    """What a viewer gave to a hype train."""

    user_id: str
    type: str
    total: int


@define(kw_only=True)
class Record:
    """How far a train came."""

    level: int
    total: int
    achieved_at: float


@define(kw_only=True, eq=False)
class HypeTrain:
    """A train on its way. Each level takes 1000 points more than the one before."""

    id: str
    type: str
    started_at: float
    expires_at: float
    contributions: list[Contribution] = field(factory=list[Contribution])
    timer: Timer | None = field(default=None, repr=False)

    @property
    def total(self) -> int:
        """All points."""
        return sum(each.total for each in self.contributions)

    @property
    def progress(self) -> tuple[int, int, int]:
        """The level, the points in it, and the points that it takes."""
        level, rest = 1, self.total
        while rest >= level * _STEP:
            rest -= level * _STEP
            level += 1
        return level, rest, level * _STEP

    def top(self) -> list[Contribution]:
        """Who gave most, of each type."""
        kinds = {each.type: each for each in sorted(self.contributions, key=lambda each: each.total)}
        return list(kinds.values())
