"""Goals, charity campaigns and hype trains."""

from decimal import Decimal

import pytest
import trio

from twitchtrio.errors import NotFoundError
from twitchtrio.helix import GoalType, HypeTrainContributionType, HypeTrainType


async def test_goals(helix, fake, heard):
    """A goal is listed until it ends, which it does where it is reached."""
    fake.start_goal("streamer", 10, type="new_cheerer", description="Cheer!", current=3)
    (goal,) = await helix.goals.get_creator_goals()
    fake.advance_goal("streamer", 10)

    assert (GoalType.NEW_CHEERER, "Cheer!", 3, 10) == (
        goal.type,
        goal.description,
        goal.current_amount,
        goal.target_amount,
    )
    assert () == await helix.goals.get_creator_goals()
    assert [("begin", None), ("progress", None), ("end", True)] == [
        (type_.rpartition(".")[2], event.get("is_achieved")) for type_, event in heard
    ]
    with pytest.raises(LookupError):
        fake.end_goal("streamer")


async def test_charity(helix, fake, heard):
    """Money is exact, and what came in is what was given."""
    with pytest.raises(NotFoundError):
        await helix.charity.get_charity_campaign()
    assert () == await helix.charity.get_charity_campaign_donations().collect()
    fake.start_charity("streamer", "Cats", target_cents=100_000)
    for login, cents in (("viewer", 1050), ("fan", 5)):
        fake.donate(login, "streamer", cents)
    campaign = await helix.charity.get_charity_campaign()
    donations = await helix.charity.get_charity_campaign_donations().collect()
    fake.end_charity("streamer")

    assert ("Cats", Decimal("10.55"), Decimal(1000), "USD") == (
        campaign.charity_name,
        campaign.current_amount.decimal,
        campaign.target_amount.decimal,
        campaign.current_amount.currency,
    )
    assert [("fan", Decimal("0.05")), ("viewer", Decimal("10.50"))] == [
        (each.user_login, each.amount.decimal) for each in donations
    ]
    assert {campaign.id} == {each.campaign_id for each in donations}
    assert ["start", "donate", "notification", "progress", "donate", "notification", "progress", "stop"] == [
        type_.rpartition(".")[2] for type_, _ in heard
    ]
    with pytest.raises(LookupError):
        fake.donate("fan", "streamer", 5)


async def test_hype_train(helix, fake, heard, autojump_clock):
    """It climbs by what viewers give, lives longer with each level, and leaves a record."""
    assert (None, None) == (
        (await helix.hype_train.get_hype_train_status()).current,
        (await helix.hype_train.get_hype_train_status()).all_time_high,
    )
    fake.start_hype_train("streamer", type="golden_kappa")
    fake.drive_hype_train("viewer", "streamer", 600)
    await trio.sleep(200)
    fake.drive_hype_train("fan", "streamer", 700, type="subscription")
    await trio.sleep(200)
    train = (await helix.hype_train.get_hype_train_status()).current
    await trio.sleep(101)
    status = await helix.hype_train.get_hype_train_status()

    assert (HypeTrainType.GOLDEN_KAPPA, 2, 1300, 300, 2000) == (
        train.type,
        train.level,
        train.total,
        train.progress,
        train.goal,
    )
    assert {("viewer", HypeTrainContributionType.BITS), ("fan", HypeTrainContributionType.SUBSCRIPTION)} == {
        (each.user_login, each.type) for each in train.top_contributions
    }
    assert status.current is None
    assert (2, 1300) == (status.all_time_high.level, status.all_time_high.total)
    assert ["begin", "progress", "progress", "end"] == [type_.rpartition(".")[2] for type_, _ in heard]
