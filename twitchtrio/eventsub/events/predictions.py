"""Predictions: what viewers stake their Channel Points on."""

from __future__ import annotations

from attrs import frozen

from ... import scopes
from ..._json import Time
from ...enums import OpenEnum
from ._people import NamesBroadcaster
from .conditions import WithBroadcaster
from .event import event

__all__ = [
    "ChannelPredictionBegin",
    "ChannelPredictionEnd",
    "ChannelPredictionLock",
    "ChannelPredictionProgress",
    "Outcome",
    "OutcomeColor",
    "PredictionEndStatus",
    "Predictor",
]

_SCOPES = (scopes.CHANNEL_READ_PREDICTIONS, scopes.CHANNEL_MANAGE_PREDICTIONS)


class OutcomeColor(OpenEnum):
    """The color of an outcome."""

    PINK = "pink"
    BLUE = "blue"


class PredictionEndStatus(OpenEnum):
    """How a prediction ended."""

    RESOLVED = "resolved"
    """The outcome is known, and the points have been paid out."""
    CANCELED = "canceled"
    """The points have been given back."""


@frozen(kw_only=True)
class Predictor:
    """A viewer who staked most."""

    user_id: str
    user_login: str
    user_name: str
    channel_points_won: int | None = None
    """`None` until the outcome is known, and for those who lost."""
    channel_points_used: int


@frozen(kw_only=True)
class Outcome:
    """An outcome of a prediction and what was staked on it."""

    id: str
    title: str
    color: OutcomeColor
    users: int | None = None
    """How many viewers chose it; this and the following are `None` if nobody has yet."""
    channel_points: int | None = None
    """How many points they staked."""
    top_predictors: tuple[Predictor, ...] | None = None
    """Those who staked most, ten at most."""


@event("channel.prediction.begin", "1", _SCOPES, identity="id")
@frozen(kw_only=True)
class ChannelPredictionBegin(WithBroadcaster, NamesBroadcaster):
    """A prediction began in a channel."""

    id: str
    """Of the prediction."""
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    title: str
    outcomes: tuple[Outcome, ...]
    started_at: Time
    locks_at: Time


@event("channel.prediction.progress", "1", _SCOPES)
@frozen(kw_only=True)
class ChannelPredictionProgress(WithBroadcaster, NamesBroadcaster):
    """Viewers staked points in a channel's prediction."""

    id: str
    """Of the prediction."""
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    title: str
    outcomes: tuple[Outcome, ...]
    started_at: Time
    locks_at: Time


@event("channel.prediction.lock", "1", _SCOPES, identity="id")
@frozen(kw_only=True)
class ChannelPredictionLock(WithBroadcaster, NamesBroadcaster):
    """Viewers cannot stake points in a channel's prediction any more."""

    id: str
    """Of the prediction."""
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    title: str
    outcomes: tuple[Outcome, ...]
    started_at: Time
    locked_at: Time


@event("channel.prediction.end", "1", _SCOPES, identity="id")
@frozen(kw_only=True)
class ChannelPredictionEnd(WithBroadcaster, NamesBroadcaster):
    """A channel's prediction was resolved or canceled."""

    id: str
    """Of the prediction."""
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    title: str
    winning_outcome_id: str | None = None
    """`None` if the prediction was canceled."""
    outcomes: tuple[Outcome, ...]
    status: PredictionEndStatus
    started_at: Time
    ended_at: Time

    @property
    def winner(self) -> Outcome | None:
        """The outcome that came true; `None` if the prediction was canceled."""
        return next((outcome for outcome in self.outcomes if outcome.id == self.winning_outcome_id), None)
