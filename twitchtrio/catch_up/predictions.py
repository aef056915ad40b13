"""Predictions, read again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from ..eventsub._read_again import Missed
from ..eventsub.events.predictions import (
    ChannelPredictionBegin,
    ChannelPredictionEnd,
    ChannelPredictionLock,
    Outcome,
    OutcomeColor,
    PredictionEndStatus,
    Predictor,
)
from ._asked import Asked, after, newest

if TYPE_CHECKING:
    from ..helix import Helix, Prediction, PredictionOutcome

__all__ = ["read_prediction_begins", "read_prediction_ends", "read_prediction_locks"]

_ENDS: Final = frozenset(PredictionEndStatus)


async def read_prediction_begins(helix: Helix, asked: Asked) -> Sequence[Missed]:
    """Predictions that began since then."""
    return [
        Missed(
            at=prediction.created_at,
            event=ChannelPredictionBegin(
                id=prediction.id,
                broadcaster_user_id=prediction.broadcaster_id,
                broadcaster_user_login=prediction.broadcaster_login,
                broadcaster_user_name=prediction.broadcaster_name,
                title=prediction.title,
                outcomes=tuple(
                    Outcome(id=each.id, title=each.title, color=_color(each)) for each in prediction.outcomes
                ),
                started_at=prediction.created_at,
                locks_at=after(prediction.created_at, prediction.prediction_window),
            ),
        )
        for prediction in await _predictions(helix, asked)
    ]


async def read_prediction_locks(helix: Helix, asked: Asked) -> Sequence[Missed]:
    """Predictions that were locked since then, before they ended; nobody could stake anything after that."""
    return [
        Missed(
            at=prediction.locked_at,
            event=ChannelPredictionLock(
                id=prediction.id,
                broadcaster_user_id=prediction.broadcaster_id,
                broadcaster_user_login=prediction.broadcaster_login,
                broadcaster_user_name=prediction.broadcaster_name,
                title=prediction.title,
                outcomes=tuple(_staked(each, known=False) for each in prediction.outcomes),
                started_at=prediction.created_at,
                locked_at=prediction.locked_at,
            ),
        )
        for prediction in await _predictions(helix, asked)
        if prediction.locked_at is not None
        and (prediction.ended_at is None or prediction.locked_at < prediction.ended_at)
    ]


async def read_prediction_ends(helix: Helix, asked: Asked) -> Sequence[Missed]:
    """Predictions that were resolved or canceled since then."""
    return [
        Missed(
            at=prediction.ended_at,
            event=ChannelPredictionEnd(
                id=prediction.id,
                broadcaster_user_id=prediction.broadcaster_id,
                broadcaster_user_login=prediction.broadcaster_login,
                broadcaster_user_name=prediction.broadcaster_name,
                title=prediction.title,
                winning_outcome_id=prediction.winning_outcome_id or None,
                outcomes=tuple(_staked(each, known=True) for each in prediction.outcomes),
                status=PredictionEndStatus(prediction.status.lower()),
                started_at=prediction.created_at,
                ended_at=prediction.ended_at,
            ),
        )
        for prediction in await _predictions(helix, asked)
        if prediction.ended_at is not None and prediction.status.lower() in _ENDS
    ]


async def _predictions(helix: Helix, asked: Asked) -> Sequence[Prediction]:
    pages = helix.predictions.get_predictions(broadcaster_id=asked.channel)
    return await newest(pages, asked, lambda each: each.ended_at)


def _staked(outcome: PredictionOutcome, *, known: bool) -> Outcome:
    """An outcome and what was staked on it; who won what, if that was known then."""
    top = outcome.top_predictors
    return Outcome(
        id=outcome.id,
        title=outcome.title,
        color=_color(outcome),
        users=outcome.users,
        channel_points=outcome.channel_points,
        top_predictors=None
        if top is None
        else tuple(
            Predictor(
                user_id=each.user_id,
                user_login=each.user_login,
                user_name=each.user_name,
                channel_points_won=(each.channel_points_won or None) if known else None,
                channel_points_used=each.channel_points_used,
            )
            for each in top
        ),
    )


def _color(outcome: PredictionOutcome) -> OutcomeColor:
    return OutcomeColor(outcome.color.lower())
