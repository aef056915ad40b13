"""Schedules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from attrs import define, field

from .clock import Clock

__all__ = ["Plan", "Schedule", "Slot"]

_WEEK: Final = 7 * 86400.0
_WEEKS: Final = 26


@define(kw_only=True, eq=False)
class Plan:
    """A stream that is planned, once or each week."""

    id: str
    title: str
    starts_at: float
    minutes: int
    is_recurring: bool
    category_id: str = ""
    category_name: str = ""
    canceled: set[int] = field(factory=set[int])
    """Numbers of weeks in which it is not."""

    def slots(self, since: float) -> Iterator[Slot]:
        """When it is, from a time on."""
        for week in range(_WEEKS if self.is_recurring else 1):
            begins = self.starts_at + week * _WEEK
            if begins + self.minutes * 60 > since:
                yield Slot(plan=self, week=week, begins=begins)


@define(kw_only=True)
class Slot:
    """One time of a plan."""

    plan: Plan
    week: int
    begins: float

    @property
    def id(self) -> str:
        """The id of this time, which is the plan's where it is the only one."""
        return f"{self.plan.id}.{self.week}" if self.plan.is_recurring else self.plan.id

    def shown(self, clock: Clock) -> dict[str, Any]:
        """As answers have it."""
        plan, end = self.plan, clock.short_stamp(self.begins + self.plan.minutes * 60)
        category = {"id": plan.category_id, "name": plan.category_name} if plan.category_id else None
        return {
            "id": self.id,
            "start_time": clock.short_stamp(self.begins),
            "end_time": end,
            "title": plan.title,
            "canceled_until": end if self.week in plan.canceled else None,
            "category": category,
            "is_recurring": plan.is_recurring,
        }


@define(kw_only=True)
class Schedule:
    """What a channel has planned, and when it does not stream."""

    plans: list[Plan] = field(factory=list[Plan])
    vacation: tuple[float, float] | None = None

    def slots(self, since: float) -> list[Slot]:
        """All times from one on, in order."""
        found = [slot for plan in self.plans for slot in plan.slots(since)]
        return sorted(found, key=lambda slot: slot.begins)

    def plan(self, id: str) -> tuple[Plan, int] | None:
        """The plan and the week that an id means."""
        plan_id, _, week = id.partition(".")
        found = next((plan for plan in self.plans if plan.id == plan_id), None)
        return None if found is None else (found, int(week or 0))
