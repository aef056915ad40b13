"""Predictions."""

from __future__ import annotations

from typing import Any, Final

from ..events import who
from ..http import RefusedError
from ..votes import Outcome, Prediction
from ._call import Call, titles_of
from ._endpoint import AFTER, OWN_CHANNEL, Field, Param, endpoint, first

_MANAGE: Final = "channel:manage:predictions"


@endpoint(
    "GET",
    "/predictions",
    query=(OWN_CHANNEL, Param(name="id", most=25), first(25), AFTER),
    tokens=("user",),
    scopes=("channel:read:predictions", _MANAGE),
)
def get_predictions(call: Call) -> dict[str, Any]:
    """A channel's predictions, the latest first."""
    ids = call.many("id")
    return call.page([_prediction(call, each) for each in call.channel.predictions if not ids or each.id in ids])


@endpoint(
    "POST",
    "/predictions",
    body=(
        Field(name="broadcaster_id", required=True, acts=True),
        Field(name="title", required=True, lengths=(1, 45)),
        Field(name="outcomes", type="array", required=True, lengths=(2, 10)),
        Field(name="prediction_window", type="integer", required=True, bounds=(30, 1800)),
    ),
    tokens=("user",),
    scopes=(_MANAGE,),
)
def create_prediction(call: Call) -> dict[str, Any]:
    """Begin a prediction; one can be open at a time."""
    body = call.body
    titles = titles_of(body["outcomes"], "outcomes")
    if call.fake.prediction(call.acting) is not None:
        raise RefusedError(400, "A prediction is already active for this broadcaster.")
    made = call.fake.start_prediction(call.acting, body["title"], titles, seconds=body["prediction_window"])
    return {"data": [_prediction(call, made)]}


@endpoint(
    "PATCH",
    "/predictions",
    body=(
        Field(name="broadcaster_id", required=True, acts=True),
        Field(name="id", required=True),
        Field(name="status", required=True, choices=("RESOLVED", "CANCELED", "LOCKED")),
        Field(name="winning_outcome_id"),
    ),
    tokens=("user",),
    scopes=(_MANAGE,),
)
def end_prediction(call: Call) -> dict[str, Any]:
    """Lock, resolve or cancel the prediction that is open."""
    body, fake, user = call.body, call.fake, call.acting
    if not any(each.id == body["id"] for each in call.channel_of(user.id).predictions):
        raise RefusedError(404, "The prediction was not found.")
    prediction = fake.prediction(user)
    if prediction is None or prediction.id != body["id"]:
        raise RefusedError(400, "The prediction has already ended.")
    match body["status"]:
        case "LOCKED":
            if prediction.status == "LOCKED":
                raise RefusedError(400, "The prediction is already locked.")
            fake.lock_prediction(user)
        case "CANCELED":
            fake.cancel_prediction(user)
        case _:
            _resolve(call, prediction)
    return {"data": [_prediction(call, prediction)]}


def _resolve(call: Call, prediction: Prediction) -> None:
    winner = call.body.get("winning_outcome_id")
    if winner is None:
        raise RefusedError(400, 'Missing required parameter "winning_outcome_id"')
    if winner not in [outcome.id for outcome in prediction.outcomes]:
        raise RefusedError(400, "The ID in winning_outcome_id is none of the prediction's outcomes.")
    call.fake.resolve_prediction(call.acting, winner)


def _prediction(call: Call, prediction: Prediction) -> dict[str, Any]:
    user, clock = call.acting, call.fake.clock
    ended, locked = prediction.ended_at, prediction.locked_at
    return {
        "id": prediction.id,
        **who("broadcaster", user),
        "title": prediction.title,
        "winning_outcome_id": prediction.winner and prediction.winner.id,
        "outcomes": [_outcome(call, each) for each in prediction.outcomes],
        "prediction_window": int(prediction.seconds),
        "status": prediction.status,
        "created_at": clock.short_stamp(prediction.created_at),
        "ended_at": None if ended is None else clock.short_stamp(ended),
        "locked_at": None if locked is None else clock.short_stamp(locked),
    }


def _outcome(call: Call, outcome: Outcome) -> dict[str, Any]:
    users = call.fake.world.users
    top = [
        {
            **who("user", users[stake.user_id]),
            "channel_points_used": stake.points,
            "channel_points_won": stake.won or 0,
        }
        for stake in outcome.top()
    ]
    return {
        "id": outcome.id,
        "title": outcome.title,
        "users": len(outcome.stakes),
        "channel_points": outcome.points,
        "top_predictors": top or None,
        "color": outcome.color,
    }
