"""A channel's broadcast, and what viewers do in it."""

from __future__ import annotations

import pytest
from trio.testing import MockClock

from tests.chat.house import House, open_house, poll_in, prediction_in
from twitchtrio.bot import Bot
from twitchtrio.chat import PartialUser
from twitchtrio.errors import ConfigurationError, ForbiddenError, HelixError, MissingScopeError, NotFoundError
from twitchtrio.helix import PollStatus
from twitchtrio.testing import FakeTwitch

BROADCAST = "channel:manage:broadcast"
FOLLOWERS = "moderator:read:followers"
POLLS = "channel:manage:polls"
PREDICTIONS = "channel:manage:predictions"


async def test_edit(autojump_clock: MockClock) -> None:
    """What is given is changed, and the game is found by its name."""
    async with open_house((), [BROADCAST]) as house:
        await house.channel.edit(title="Chess", game="Just Chatting", tags=["Relaxed"], language="de")
        info = await house.channel.info()
        assert ("Chess", "Just Chatting", ("Relaxed",), "de") == (
            info.title,
            info.game_name,
            info.tags,
            info.broadcaster_language,
        )

        await house.channel.edit(game="", tags=[])
        info = await house.channel.info()
        assert ("Chess", "", "", ()) == (info.title, info.game_id, info.game_name, info.tags)
        assert 1 == house.twitch.requests.count("GET", "/helix/games")


async def test_no_game(autojump_clock: MockClock) -> None:
    """A game that nobody plays is told by its name, and nothing is changed."""
    async with open_house((), [BROADCAST]) as house:
        with pytest.raises(NotFoundError, match="no game has the name 'Chess 3'"):
            await house.channel.edit(title="Chess", game="Chess 3")
        with pytest.raises(ConfigurationError, match="at least one"):
            await house.channel.edit()

        assert 0 == house.twitch.requests.count("PATCH")


async def test_no_channel(autojump_clock: MockClock) -> None:
    """A broadcaster who is gone has no channel."""
    async with open_house() as house:
        gone = house.bot.channel_of(PartialUser(user_id="999999", login="gone", display_name="Gone"))
        with pytest.raises(NotFoundError, match="nobody has the user id '999999'"):
            await gone.info()


async def test_stream(autojump_clock: MockClock) -> None:
    """There is a stream while the channel is live."""
    async with open_house() as house:
        stream = await house.channel.stream()
        assert stream is not None
        assert "streamer" == stream.user_login

        house.twitch.go_offline("streamer")
        assert await house.channel.stream() is None


async def test_clip(autojump_clock: MockClock) -> None:
    """The bot makes a clip of what is live."""
    async with open_house(["clips:edit"]) as house:
        made = await house.channel.clip(title="The final", duration=12.5)
        [clip] = house.twitch.channel("streamer").clips
        assert (made.id, "The final", 12.5, house.bot.user.id) == (clip.id, clip.title, clip.duration, clip.creator_id)

        house.twitch.go_offline("streamer")
        with pytest.raises(NotFoundError):
            await house.channel.clip()


async def test_marker(autojump_clock: MockClock) -> None:
    """The broadcaster marks a moment; without a login of theirs, a bot that is an editor does."""
    async with open_house([BROADCAST], [BROADCAST]) as house:
        assert "The final" == (await house.channel.marker("The final")).description
    async with open_house([BROADCAST]) as house:
        with pytest.raises(ForbiddenError):
            await house.channel.marker()
        house.twitch.channel("streamer").editors[house.bot.user.id] = 0.0
        assert "" == (await house.channel.marker()).description


async def test_commercial(autojump_clock: MockClock) -> None:
    """The broadcaster starts advertisements."""
    async with open_house((), ["channel:edit:commercial"]) as house:
        assert 60 == (await house.channel.commercial(60)).length


async def test_raid(autojump_clock: MockClock) -> None:
    """The broadcaster raids another channel, and thinks better of it."""
    async with open_house((), ["channel:manage:raids"]) as house:
        await house.channel.raid("friend")
        raid = house.twitch.channel("streamer").raid
        assert raid is not None
        assert "friend" == raid.target.login

        await house.channel.cancel_raid()
        assert house.twitch.channel("streamer").raid is None
        with pytest.raises(NotFoundError):
            await house.channel.cancel_raid()


async def test_followers(autojump_clock: MockClock) -> None:
    """A moderator sees who follows, and whether somebody does."""
    async with open_house([FOLLOWERS]) as house:
        house.twitch.follow("viewer", "streamer")
        follower = await house.channel.follower("viewer")

        assert follower is not None
        assert [follower] == [each async for each in house.channel.followers()]
        assert await house.channel.follower("friend") is None


async def test_followers_of_others(autojump_clock: MockClock) -> None:
    """A follower is not denied because the bot may not know."""
    async with open_house([FOLLOWERS]) as house:
        house.twitch.remove_moderator("streamer", "bot")
        house.twitch.follow("viewer", "streamer")
        with pytest.raises((HelixError, MissingScopeError)):
            await house.channel.follower("viewer")


async def test_rewards(autojump_clock: MockClock) -> None:
    """The broadcaster knows the rewards."""
    async with open_house((), ["channel:read:redemptions"]) as house:
        house.twitch.add_reward("streamer", "Play a song", 100)

        assert ["Play a song"] == [reward.title for reward in await house.channel.rewards()]


async def test_poll(autojump_clock: MockClock) -> None:
    """Viewers are asked, and may pay for further votes where it is said what they cost."""
    async with open_house((), [POLLS]) as house:
        poll = await house.channel.poll("What next?", ("Chess", "Go"), seconds=60)
        assert ("What next?", 60, False) == (poll.title, poll.duration, poll.channel_points_voting_enabled)
        assert ["Chess", "Go"] == [choice.title for choice in poll.choices]
        assert PollStatus.TERMINATED == (await house.channel.end_poll(poll)).status

        poll = await house.channel.poll("What next?", ["Chess", "Go"], seconds=60, points=100)
        assert (True, 100) == (poll.channel_points_voting_enabled, poll.channel_points_per_vote)
        assert PollStatus.ARCHIVED == (await house.channel.end_poll(poll, archive=True)).status


@pytest.mark.parametrize("choices", [["Chess"], ["Chess", "x" * 26]])
async def test_no_poll(choices: list[str], autojump_clock: MockClock) -> None:
    """What Twitch does not take is refused before it is asked."""
    async with open_house((), [POLLS]) as house:
        with pytest.raises(ConfigurationError, match="choices has"):
            await house.channel.poll("What next?", choices, seconds=60)

        assert set() == house.asked()


async def test_predictions(autojump_clock: MockClock) -> None:
    """A prediction is made, locked, and resolved by an outcome's title or id, or canceled."""
    async with open_house((), [PREDICTIONS]) as house:
        channel = house.channel
        for winner in ("No", None):
            prediction = await channel.predict("Win?", ["Yes", "No"], seconds=60)
            assert ("Win?", 60) == (prediction.title, prediction.prediction_window)
            await channel.lock(prediction)
            assert "LOCKED" == status_of(house)
            await channel.resolve(prediction, winner or prediction.outcomes[1].id)
            assert "RESOLVED" == status_of(house)
            assert "No" == winner_of(house)

        await channel.cancel(await channel.predict("Win?", ["Yes", "No"], seconds=60))
        assert "CANCELED" == status_of(house)


def status_of(house: House) -> str:
    """What has become of the last prediction."""
    return house.twitch.channel("streamer").predictions[0].status


def winner_of(house: House) -> str | None:
    """Which outcome of it came true."""
    winner = house.twitch.channel("streamer").predictions[0].winner
    return None if winner is None else winner.title


async def test_no_outcome(autojump_clock: MockClock) -> None:
    """Who names no outcome hears which there are."""
    async with open_house((), [PREDICTIONS]) as house:
        prediction = prediction_in(house)
        listed = ", ".join(f"'{each.title}' \\({each.id}\\)" for each in prediction.outcomes)
        with pytest.raises(ConfigurationError, match=f"winner='yes' is not one of the outcomes: {listed}"):
            await house.channel.resolve(prediction, "yes")

        assert set() == house.asked()
        assert "ACTIVE" == status_of(house)


async def test_elsewhere(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """What is a poll is no prediction."""
    house = House(fake_twitch, twitch_bot, await twitch_bot.channel("streamer"))
    poll, prediction = poll_in(house), prediction_in(house)
    with pytest.raises(ConfigurationError, match="poll= takes a Poll, not Prediction"):
        await house.channel.end_poll(prediction)  # type: ignore[arg-type]  # that is what is tested
    with pytest.raises(ConfigurationError, match="prediction= takes a Prediction, not Poll"):
        await house.channel.cancel(poll)  # type: ignore[arg-type]  # the same
