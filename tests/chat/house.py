"""A channel with all that its verbs need: a bot that moderates it, viewers, a live stream."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from attrs import frozen

from twitchtrio import Bot, Channel, UserToken
from twitchtrio.helix import (
    Poll,
    PollChoice,
    PollStatus,
    Prediction,
    PredictionColor,
    PredictionOutcome,
    PredictionStatus,
)
from twitchtrio.testing import FakeTwitch, open_test_bot

__all__ = ["House", "open_house", "poll_in", "prediction_in"]

_NOW = datetime(2026, 1, 1, tzinfo=UTC)


@frozen
class House:
    """The fake, the bot in it, and the channel `streamer`."""

    twitch: FakeTwitch
    bot: Bot
    channel: Channel

    def asked(self) -> set[tuple[str, str]]:
        """Method and path of each call of Helix, but for looking up users."""
        paths = {(entry.method, entry.path.removeprefix("/helix")) for entry in self.twitch.requests}
        return {
            each for each in paths if each[1].startswith("/") and each != ("GET", "/users") and "oauth" not in each[1]
        }


@asynccontextmanager
async def open_house(
    bot: Iterable[str] = (), streamer: Iterable[str] | None = None, *, secret: str | None = None
) -> AsyncGenerator[House, None]:
    """A house whose bot has granted some scopes, and whose broadcaster too, if there is a login of theirs."""
    twitch = FakeTwitch(client_secret=secret)
    for login in ("bot", "streamer", "viewer", "friend"):
        twitch.add_user(login)
    twitch.add_moderator("streamer", "bot")
    twitch.go_live("streamer")
    async with twitch.open(), open_test_bot(twitch, "bot", scopes=bot) as running:
        if streamer is not None:
            grant = twitch.grant("streamer", sorted(streamer))
            await running.tokens.add(UserToken(access_token=grant.access_token, refresh_token=grant.refresh_token))
        channel = await running.channel("streamer")
        twitch.requests.clear()
        yield House(twitch, running, channel)


def poll_in(house: House) -> Poll:
    """A poll that runs in the channel."""
    house.twitch.start_poll("streamer", "What next?", ["Chess", "Go"], seconds=60)
    poll = house.twitch.poll("streamer")
    assert poll is not None
    counts = {"votes": 0, "channel_points_votes": 0, "bits_votes": 0}
    return Poll(
        id=poll.id,
        broadcaster_id=house.channel.user_id,
        broadcaster_login="streamer",
        broadcaster_name="streamer",
        title=poll.title,
        choices=tuple(PollChoice(id=each.id, title=each.title, **counts) for each in poll.choices),
        bits_voting_enabled=False,
        bits_per_vote=0,
        channel_points_voting_enabled=False,
        channel_points_per_vote=0,
        status=PollStatus.ACTIVE,
        duration=60,
        started_at=_NOW,
    )


def prediction_in(house: House) -> Prediction:
    """A prediction that runs in the channel."""
    house.twitch.start_prediction("streamer", "Win?", ["Yes", "No"])
    prediction = house.twitch.prediction("streamer")
    assert prediction is not None
    return Prediction(
        id=prediction.id,
        broadcaster_id=house.channel.user_id,
        broadcaster_login="streamer",
        broadcaster_name="streamer",
        title=prediction.title,
        outcomes=tuple(
            PredictionOutcome(id=each.id, title=each.title, users=0, channel_points=0, color=PredictionColor.BLUE)
            for each in prediction.outcomes
        ),
        prediction_window=60,
        status=PredictionStatus.ACTIVE,
        created_at=_NOW,
    )
