"""Rewards, and what viewers redeem."""

import pytest
import trio

from twitchtrio.errors import BadRequestError, ConfigurationError, ForbiddenError, NotFoundError
from twitchtrio.helix import RedemptionSort, RedemptionStatus


@pytest.fixture
def points(fake):
    """A viewer's points."""
    return lambda login: fake.channel("streamer").points_of(fake.user(login))


async def test_a_reward(helix, fake, heard):
    """Made, changed, read and deleted; each title once."""
    made = await helix.channel_points.create_custom_rewards(
        title="Hydrate", cost=100, background_color="#9147FF", is_max_per_stream_enabled=True, max_per_stream=2
    )
    with pytest.raises(BadRequestError, match="DUPLICATE"):
        await helix.channel_points.create_custom_rewards(title="Hydrate", cost=1)
    changed = await helix.channel_points.update_custom_reward(
        id=made.id, is_paused=True, is_max_per_stream_enabled=False
    )
    fake.add_reward("streamer", "Made by hand", 5)
    both = await helix.channel_points.get_custom_reward()
    own = await helix.channel_points.get_custom_reward(only_manageable_rewards=True)
    await helix.channel_points.delete_custom_reward(id=made.id)

    assert (True, 2, False) == (
        made.max_per_stream_setting.is_enabled,
        made.max_per_stream_setting.max_per_stream,
        made.is_paused,
    )
    assert (True, False, "#9147FF") == (
        changed.is_paused,
        changed.max_per_stream_setting.is_enabled,
        changed.background_color,
    )
    assert (["Hydrate", "Made by hand"], (changed,)) == ([each.title for each in both], own)
    with pytest.raises(NotFoundError):
        await helix.channel_points.get_custom_reward(id=made.id)
    assert ["add", "update", "add", "remove"] == [type_.rpartition(".")[2] for type_, _ in heard]


async def test_redemptions(helix, fake, points, heard):
    """Points are paid; fulfilled they are gone, canceled they come back."""
    reward = await helix.channel_points.create_custom_rewards(title="Song", cost=100, is_user_input_required=True)
    for login in ("viewer", "fan", "other"):
        fake.redeem(login, "streamer", "Song", text=f"for {login}")
    listed = helix.channel_points.get_custom_reward_redemption
    pending = await listed(reward_id=reward.id, status="UNFULFILLED", sort=RedemptionSort.NEWEST).collect()
    first, second, third = reversed(pending)
    done = await helix.channel_points.update_redemption_status(
        id=[first.id, second.id], reward_id=reward.id, status=RedemptionStatus.FULFILLED
    )
    (back,) = await helix.channel_points.update_redemption_status(id=third.id, reward_id=reward.id, status="CANCELED")
    with pytest.raises(NotFoundError):
        await helix.channel_points.update_redemption_status(id=third.id, reward_id=reward.id, status="FULFILLED")

    assert ["other", "fan", "viewer"] == [each.user_login for each in pending]
    assert ("for viewer", 100, "Song") == (first.user_input, first.reward.cost, first.reward.title)
    assert {RedemptionStatus.FULFILLED} == {each.status for each in done}
    assert RedemptionStatus.CANCELED == back.status
    assert [900, 900, 1000] == [points(login) for login in ("viewer", "fan", "other")]
    assert (back,) == await listed(reward_id=reward.id, id=third.id).collect()
    assert 3 == [type_ for type_, _ in heard].count("channel.channel_points_custom_reward_redemption.update")
    with pytest.raises(ConfigurationError, match="needs status, or id"):
        listed(reward_id=reward.id)


async def test_limits(helix, fake, autojump_clock):
    """Stock, turns of one viewer, cooldown, pause, text and price are kept, and a new stream begins anew."""
    fake.go_live("streamer")
    reward = await helix.channel_points.create_custom_rewards(
        title="Song",
        cost=300,
        is_user_input_required=True,
        is_max_per_stream_enabled=True,
        max_per_stream=2,
        is_max_per_user_per_stream_enabled=True,
        max_per_user_per_stream=1,
        is_global_cooldown_enabled=True,
        global_cooldown_seconds=60,
    )

    def refused(login, said, text="hi"):
        with pytest.raises(ValueError, match=said):
            fake.redeem(login, "streamer", "Song", text=text)

    refused("viewer", "needs a text", text="")
    fake.redeem("viewer", "streamer", "Song", text="hi")
    refused("fan", "cools down")
    (cooling,) = await helix.channel_points.get_custom_reward(id=reward.id)
    await trio.sleep(61)
    refused("viewer", "has been redeemed")
    fake.redeem("fan", "streamer", "Song", text="hi")
    await trio.sleep(61)
    refused("other", "out of stock")
    (sold_out,) = await helix.channel_points.get_custom_reward(id=reward.id)
    fake.go_offline("streamer")
    fake.channel("streamer").points[fake.user("other").id] = 299
    refused("other", "cannot pay")
    await helix.channel_points.update_custom_reward(id=reward.id, is_paused=True)
    refused("viewer", "not to be had")

    assert cooling.cooldown_expires_at is not None
    assert (1, True) == (cooling.redemptions_redeemed_current_stream, cooling.is_in_stock)
    assert (2, False) == (sold_out.redemptions_redeemed_current_stream, sold_out.is_in_stock)


@pytest.mark.parametrize("maker", [None, "another-app"])
async def test_rewards_of_others(helix, fake, maker):
    """What another app or the broadcaster made can be read, neither changed nor settled."""
    reward = fake.add_reward("streamer", "Made by others", 5, client_id=maker)
    redemption = fake.redeem("viewer", "streamer", "Made by others")
    for call in (
        helix.channel_points.update_redemption_status(id=redemption.id, reward_id=reward.id, status="FULFILLED"),
        helix.channel_points.update_custom_reward(id=reward.id, cost=6),
        helix.channel_points.delete_custom_reward(id=reward.id),
        helix.channel_points.get_custom_reward_redemption(reward_id=reward.id, status="FULFILLED").collect(),
    ):
        with pytest.raises(ForbiddenError):
            await call
    assert "UNFULFILLED" == redemption.status


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"background_color": "purple"}, "background_color is no color such as #9147FF: 'purple'"),
        ({"cost": 0}, "cost is 0; the least is 1"),
        ({"title": "t" * 46}, "title has 46 characters"),
    ],
)
async def test_refused_at_the_door(helix, fake, more, said):
    """What breaks a rule is told before any request."""
    with pytest.raises(ConfigurationError, match=said):
        await helix.channel_points.create_custom_rewards(**{"title": "t", "cost": 1, **more})
    with pytest.raises(ConfigurationError, match="at least one of title"):
        await helix.channel_points.update_custom_reward(id="1")


async def test_one_reward_alone(helix, fake, heard, monkeypatch):
    """Whoever listens to one reward hears of no other."""
    one, other = [await helix.channel_points.create_custom_rewards(title=title, cost=1) for title in ("One", "Other")]
    told = []
    monkeypatch.setattr(fake.eventsub, "emit", lambda *args, narrowed: told.append(narrowed))
    for reward in (one, other):
        fake.redeem("viewer", "streamer", reward.title)

    assert [{"reward_id": one.id}, {"reward_id": other.id}] == told
