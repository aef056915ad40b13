"""Polls and predictions, and how they appear in answers and events."""

from __future__ import annotations

from typing import Any, Final

from attrs import define, field

from .clock import Clock
from .timers import Timer

__all__ = ["Choice", "Outcome", "Poll", "Prediction", "Stake"]

_TOP: Final = 10


@define(kw_only=True)
class Choice:
    """A choice of a poll. Voters are user ids with how many votes they paid for."""

    id: str
    title: str
    voters: dict[str, int] = field(factory=dict[str, int])

    def shown(self) -> dict[str, Any]:
        """As answers and events have it."""
        paid = sum(self.voters.values())
        votes = len(self.voters) + paid
        return {"id": self.id, "title": self.title, "votes": votes, "channel_points_votes": paid, "bits_votes": 0}


@define(kw_only=True, eq=False)
class Poll:
    """A poll, running or over."""

    id: str
    title: str
    choices: list[Choice]
    points_per_vote: int | None
    started_at: float
    seconds: float
    status: str = "ACTIVE"
    ended_at: float | None = None
    timer: Timer | None = field(default=None, repr=False)

    def choice(self, named: str) -> Choice:
        """The choice with an id or a title.

        Raises:
            LookupError: There is none.
        """
        for choice in self.choices:
            if named in (choice.id, choice.title):
                return choice
        raise LookupError(f"the poll {self.title!r} has no choice {named!r}")

    def told(self, clock: Clock) -> dict[str, Any]:
        """As events have it, without its end."""
        return {
            "id": self.id,
            "title": self.title,
            "choices": [choice.shown() for choice in self.choices],
            "bits_voting": {"is_enabled": False, "amount_per_vote": 0},
            "channel_points_voting": {
                "is_enabled": self.points_per_vote is not None,
                "amount_per_vote": self.points_per_vote or 0,
            },
            "started_at": clock.stamp(self.started_at),
        }


@define(kw_only=True, eq=False)
class Stake:
    """What a viewer staked, and has won."""

    user_id: str
    points: int
    won: int | None = None


@define(kw_only=True, eq=False)
class Outcome:
    """An outcome of a prediction."""

    id: str
    title: str
    color: str
    stakes: dict[str, Stake] = field(factory=dict[str, Stake])

    @property
    def points(self) -> int:
        """All that is staked on it."""
        return sum(stake.points for stake in self.stakes.values())

    def top(self) -> list[Stake]:
        """Who staked most."""
        return sorted(self.stakes.values(), key=lambda stake: stake.points, reverse=True)[:_TOP]


@define(kw_only=True, eq=False)
class Prediction:
    """A prediction, running or over."""

    id: str
    title: str
    outcomes: list[Outcome]
    created_at: float
    seconds: float
    status: str = "ACTIVE"
    winner: Outcome | None = None
    locked_at: float | None = None
    ended_at: float | None = None
    timer: Timer | None = field(default=None, repr=False)

    @property
    def is_open(self) -> bool:
        """Whether its outcome is still to come."""
        return self.status in {"ACTIVE", "LOCKED"}

    def outcome(self, named: str) -> Outcome:
        """The outcome with an id or a title.

        Raises:
            LookupError: There is none.
        """
        for outcome in self.outcomes:
            if named in (outcome.id, outcome.title):
                return outcome
        raise LookupError(f"the prediction {self.title!r} has no outcome {named!r}")

    def pay(self) -> dict[str, int]:
        """What each of those who chose the winner gets: all that was staked, by what they staked."""
        if self.winner is None or not self.winner.points:
            return {}
        pool = sum(outcome.points for outcome in self.outcomes)
        for stake in self.winner.stakes.values():
            stake.won = pool * stake.points // self.winner.points
        return {stake.user_id: stake.won or 0 for stake in self.winner.stakes.values()}
