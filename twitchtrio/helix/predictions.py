"""Helix category Predictions: what viewers stake their Channel Points on."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from .. import scopes
from .._json import MaybeTime, Time
from ..enums import OpenEnum
from ._endpoint import USER, Bounds, endpoint
from ._pages import Pages
from ._query import titled
from ._resource import Resource
from ._rules import needed_if

__all__ = [
    "NewPredictionOutcome",
    "Prediction",
    "PredictionColor",
    "PredictionOutcome",
    "PredictionStatus",
    "Predictions",
    "TopPredictor",
]


class PredictionStatus(OpenEnum):
    """What has become of a prediction."""

    ACTIVE = "ACTIVE"
    """Viewers can predict."""
    LOCKED = "LOCKED"
    """They cannot any more, and the outcome is open."""
    RESOLVED = "RESOLVED"
    """The outcome is known, and the points have been paid out."""
    CANCELED = "CANCELED"
    """The points have been given back."""


class PredictionColor(OpenEnum):
    """The color of an outcome."""

    BLUE = "BLUE"
    PINK = "PINK"


@frozen(kw_only=True)
class NewPredictionOutcome:
    """An outcome of a prediction that is to be made, of 25 characters at most."""

    title: str


@frozen(kw_only=True)
class TopPredictor:
    """A viewer who staked most."""

    user_id: str
    user_login: str
    user_name: str
    channel_points_used: int
    channel_points_won: int
    """0 until the outcome is known."""


@frozen(kw_only=True)
class PredictionOutcome:
    """An outcome and what was staked on it."""

    id: str
    title: str
    users: int
    """How many viewers chose it."""
    channel_points: int
    """How many points they staked."""
    top_predictors: tuple[TopPredictor, ...] | None = None
    """Those who staked most; `None` if nobody did."""
    color: PredictionColor


@frozen(kw_only=True)
class Prediction:
    """A prediction, running or over."""

    id: str
    broadcaster_id: str
    broadcaster_login: str
    broadcaster_name: str
    title: str
    winning_outcome_id: str | None = None
    """`None` until the outcome is known."""
    outcomes: tuple[PredictionOutcome, ...]
    prediction_window: int
    """Seconds for which viewers can predict."""
    status: PredictionStatus
    created_at: Time
    ended_at: MaybeTime = None
    """`None` as long as the outcome is open."""
    locked_at: MaybeTime = None
    """`None` as long as viewers can predict."""

    @property
    def winner(self) -> PredictionOutcome | None:
        """The outcome that came true; `None` until it is known."""
        return next((outcome for outcome in self.outcomes if outcome.id == self.winning_outcome_id), None)


class Predictions(Resource):
    """Helix category Predictions."""

    __slots__ = ()

    @endpoint(
        "GET",
        "/predictions",
        USER,
        scopes=((scopes.CHANNEL_READ_PREDICTIONS, scopes.CHANNEL_MANAGE_PREDICTIONS),),
        acts_as="broadcaster_id",
        bounds={"first": Bounds(min=1, max=25)},
        chunk=("id",),
        chunk_size=25,
    )
    def get_predictions(
        self,
        *,
        broadcaster_id: str | None = None,
        id: str | Sequence[str] | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Pages[Prediction]:
        """List the predictions of a channel, the acting account's, the latest first; or those of ids.

        Twitch: Get Predictions. User token with `channel:read:predictions` or `channel:manage:predictions`.
        """
        return self._pages(
            Prediction, query={"broadcaster_id": broadcaster_id, "id": id, "first": first, "after": after}
        )

    @endpoint(
        "POST",
        "/predictions",
        USER,
        scopes=(scopes.CHANNEL_MANAGE_PREDICTIONS,),
        acts_as="broadcaster_id",
        bounds={
            "title": Bounds(max_length=45),
            "outcomes": Bounds(min_items=2, max_items=10, each={"title": Bounds(max_length=25)}),
            "prediction_window": Bounds(min=30, max=1800),
        },
    )
    async def create_prediction(
        self,
        *,
        broadcaster_id: str | None = None,
        title: str,
        outcomes: Sequence[str | NewPredictionOutcome],
        prediction_window: int,
    ) -> Prediction:
        """Let the viewers of a channel, the acting account's, predict for `prediction_window` seconds.

        One prediction can run at a time.

        Args:
            outcomes: Two to ten, of 25 characters at most; a text is an outcome's title.

        Twitch: Create Prediction. User token with `channel:manage:predictions`.
        """
        return await self._one(
            Prediction,
            body={
                "broadcaster_id": broadcaster_id,
                "title": title,
                "outcomes": titled(NewPredictionOutcome, outcomes),
                "prediction_window": prediction_window,
            },
        )

    @endpoint(
        "PATCH",
        "/predictions",
        USER,
        scopes=(scopes.CHANNEL_MANAGE_PREDICTIONS,),
        acts_as="broadcaster_id",
        rules=(needed_if("winning_outcome_id", "status", "RESOLVED"),),
    )
    async def end_prediction(
        self,
        *,
        broadcaster_id: str | None = None,
        id: str,
        status: PredictionStatus | str,
        winning_outcome_id: str | None = None,
    ) -> Prediction:
        """Lock a prediction of a channel, the acting account's, resolve it, or cancel it.

        Args:
            status: `LOCKED`; `RESOLVED`, which pays out to those who chose `winning_outcome_id`; or `CANCELED`, which
                gives all points back.

        Twitch: End Prediction. User token with `channel:manage:predictions`.
        """
        return await self._one(
            Prediction,
            body={
                "broadcaster_id": broadcaster_id,
                "id": id,
                "status": status,
                "winning_outcome_id": winning_outcome_id,
            },
        )
