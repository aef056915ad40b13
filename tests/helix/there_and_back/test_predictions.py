"""Predictions: points that go, and come back or do not."""

import pytest
import trio

from twitchtrio.errors import BadRequestError, ConfigurationError, NotFoundError
from twitchtrio.helix import NewPredictionOutcome, PredictionColor, PredictionStatus


@pytest.fixture
async def prediction(helix):
    """One of a minute with two outcomes."""
    outcomes = ["Yes", NewPredictionOutcome(title="No")]
    return await helix.predictions.create_prediction(title="Win?", outcomes=outcomes, prediction_window=60)


@pytest.fixture
def points(fake):
    """How many points viewers have."""
    return lambda *logins: [fake.channel("streamer").points_of(fake.user(login)) for login in logins]


async def test_resolved(*, helix, fake, prediction, points, heard, autojump_clock):
    """Those who were right share what all have staked, by what they staked."""
    fake.predict("viewer", "streamer", "Yes", 300)
    fake.predict("fan", "streamer", prediction.outcomes[0].id, 100)
    fake.predict("other", "streamer", "No", 200)
    await trio.sleep(61)
    (locked,) = await helix.predictions.get_predictions().collect()
    with pytest.raises(ValueError, match="locked"):
        fake.predict("other", "streamer", "No", 1)
    yes = prediction.outcomes[0].id
    over = await helix.predictions.end_prediction(
        id=prediction.id, status=PredictionStatus.RESOLVED, winning_outcome_id=yes
    )

    assert (PredictionStatus.LOCKED, 60) == (
        locked.status,
        (locked.locked_at - locked.created_at).total_seconds(),
    )
    assert (PredictionStatus.RESOLVED, "Yes") == (over.status, over.winner.title)
    assert [(2, 400), (1, 200)] == [(each.users, each.channel_points) for each in over.outcomes]
    assert [("viewer", 300, 450), ("fan", 100, 150)] == [
        (each.user_login, each.channel_points_used, each.channel_points_won) for each in over.outcomes[0].top_predictors
    ]
    assert [PredictionColor.BLUE, PredictionColor.PINK] == [each.color for each in over.outcomes]
    assert [1150, 1050, 800] == points("viewer", "fan", "other")
    kinds = [type_.rpartition(".")[2] for type_, _ in heard]
    assert ["begin", *["progress"] * 3, "lock", "end"] == kinds


async def test_canceled(helix, fake, prediction, points):
    """Canceled, all points come back."""
    fake.predict("viewer", "streamer", "Yes", 300)
    fake.predict("viewer", "streamer", "Yes", 300)
    assert [400] == points("viewer")
    over = await helix.predictions.end_prediction(id=prediction.id, status="CANCELED")

    assert (PredictionStatus.CANCELED, None) == (over.status, over.winner)
    assert [1000] == points("viewer")
    with pytest.raises(BadRequestError, match="already ended"):
        await helix.predictions.end_prediction(id=prediction.id, status="LOCKED")


async def test_forgotten(helix, fake, prediction, points, autojump_clock):
    """What nobody resolves within a day is canceled."""
    fake.predict("viewer", "streamer", "Yes", 300)
    await helix.predictions.end_prediction(id=prediction.id, status="LOCKED")
    with pytest.raises(BadRequestError, match="already locked"):
        await helix.predictions.end_prediction(id=prediction.id, status="LOCKED")
    await trio.sleep(86400)

    assert ["CANCELED"] == [each.status async for each in helix.predictions.get_predictions()]
    assert [1000] == points("viewer")


async def test_refused(helix, fake, prediction):
    """The winner must be named, and one of the outcomes; one prediction is open at a time."""
    with pytest.raises(ConfigurationError, match="needs winning_outcome_id where status is RESOLVED"):
        await helix.predictions.end_prediction(id=prediction.id, status=PredictionStatus.RESOLVED)
    with pytest.raises(BadRequestError, match="none of the prediction's outcomes"):
        await helix.predictions.end_prediction(id=prediction.id, status="RESOLVED", winning_outcome_id="x")
    with pytest.raises(NotFoundError):
        await helix.predictions.end_prediction(id="nothing", status="CANCELED")
    with pytest.raises(BadRequestError, match="already active"):
        await helix.predictions.create_prediction(title="?", outcomes=["a", "b"], prediction_window=30)
    with pytest.raises(ConfigurationError, match="outcomes has 11 items"):
        await helix.predictions.create_prediction(title="?", outcomes=list("abcdefghijk"), prediction_window=30)
    for outcome, staked in (("No", 1), ("Yes", 5000), ("Maybe", 1)):
        fake.channel("streamer").predictions[0].outcomes[0].stakes.clear()
        fake.predict("viewer", "streamer", "Yes", 0)
        with pytest.raises((ValueError, LookupError)):
            fake.predict("viewer", "streamer", outcome, staked)
