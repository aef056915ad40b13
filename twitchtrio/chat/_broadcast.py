"""Verbs of a channel: its broadcast, and what viewers do in it."""

from __future__ import annotations

from collections.abc import Sequence
from types import NoneType
from typing import TYPE_CHECKING

from attrs import frozen

from .. import scopes
from .._given import check
from ..errors import ConfigurationError, LoginRequiredError
from ..helix._lookup import channel_information, game_by_name
from ._arguments import texts
from ._handle import Handle

if TYPE_CHECKING:
    from ..helix import (
        ChannelFollower,
        ChannelInformation,
        Commercial,
        CreatedClip,
        CreatedStreamMarker,
        CustomReward,
        Helix,
        Pages,
        PendingRaid,
        Poll,
        Prediction,
        Stream,
    )
    from ..protocols import UserRef

__all__ = ["Broadcast"]


@frozen(kw_only=True)
class Broadcast(Handle):
    """A channel's broadcast, and what viewers do in it."""

    async def info(self) -> ChannelInformation:
        """What the channel shows, whether it is live or not.

        Twitch: Get Channel Information. Anyone.

        Raises:
            NotFoundError: The broadcaster is no user any more.
        """
        return await channel_information(self._helix.channels, self.user_id)

    async def edit(
        self,
        *,
        title: str | None = None,
        game: str | None = None,
        tags: Sequence[str] | None = None,
        language: str | None = None,
    ) -> None:
        """Change what the channel shows, as far as it is given.

        Twitch: Get Games. Anyone.

        Twitch: Modify Channel Information. The broadcaster; `channel:manage:broadcast`.

        Args:
            title: Of the stream.
            game: The exact name of a game or another category; an empty one removes what is set.
            tags: Ten at most, of 25 characters at most; none at all remove what is set.
            language: ISO 639-1, or `other`.

        Raises:
            NotFoundError: No game has that name.
        """
        for name, text in {"title": title, "game": game, "language": language}.items():
            check(name, text, "a str", str, NoneType)
        given = None if tags is None else texts("tags", tags)
        # An empty one is no game, as at Twitch an empty id is.
        game_id = (await game_by_name(self._helix.games, game)).id if game else game
        await self._helix.channels.modify_channel_information(
            broadcaster_id=self.user_id,
            game_id=game_id,
            broadcaster_language=language,
            title=title,
            tags=given,
        )

    async def stream(self) -> Stream | None:
        """The live stream; `None` if there is none.

        Twitch: Get Streams. Anyone.
        """
        return await self._helix.streams.get_streams(user_id=self.user_id).first()

    async def clip(self, *, title: str | None = None, duration: float | None = None) -> CreatedClip:
        """Make a clip of what the stream showed last, 30 seconds of it or `duration`, from 5 to 60.

        Twitch: Create Clip. The bot; `clips:edit`.

        Raises:
            NotFoundError: The broadcaster is not live.
        """
        check("title", title, "a str", str, NoneType)
        check("duration", duration, "seconds as a number", int, float, NoneType)
        return await self._bot.clips.create_clip(broadcaster_id=self.user_id, title=title, duration=duration)

    async def marker(self, text: str = "") -> CreatedStreamMarker:
        """Mark the current moment of the stream, with 140 characters at most.

        Twitch: Create Stream Marker. The broadcaster if there is a login of theirs, or else the bot as an editor;
        `channel:manage:broadcast`.

        Raises:
            NotFoundError: The broadcaster is not live, or keeps no videos.
        """
        check("text", text, "a str", str)
        return await self._editor().streams.create_stream_marker(user_id=self.user_id, description=text or None)

    async def commercial(self, seconds: int) -> Commercial:
        """Show advertisements in the stream, of 180 seconds at most; the next can follow after eight minutes.

        Twitch: Start Commercial. The broadcaster; `channel:edit:commercial`.
        """
        check("seconds", seconds, "whole seconds", int)
        return await self._helix.ads.start_commercial(broadcaster_id=self.user_id, length=seconds)

    async def raid(self, to: UserRef) -> PendingRaid:
        """Raid another channel. Viewers go after 90 seconds, or when the broadcaster presses Raid Now.

        Twitch allows ten raids in ten minutes.

        Twitch: Start a raid. The broadcaster; `channel:manage:raids`.
        """
        target = await self._id_of("to", to)
        return await self._helix.raids.start_a_raid(from_broadcaster_id=self.user_id, to_broadcaster_id=target)

    async def cancel_raid(self) -> None:
        """Cancel the raid that has not begun yet.

        Twitch: Cancel a raid. The broadcaster; `channel:manage:raids`.

        Raises:
            NotFoundError: There is none.
        """
        await self._helix.raids.cancel_a_raid(broadcaster_id=self.user_id)

    def followers(self) -> Pages[ChannelFollower]:
        """List the followers, the latest first. To who is no moderator, Twitch shows an empty list.

        Twitch: Get Channel Followers. The bot, as the broadcaster or a moderator; `moderator:read:followers`.
        """
        return self._followers()

    async def follower(self, user: UserRef) -> ChannelFollower | None:
        """A user as a follower; `None` if they do not follow.

        Twitch: Get Channel Followers. The bot, as the broadcaster or a moderator; `moderator:read:followers`.
        """
        return await self._followers(await self._id_of("user", user)).first()

    async def rewards(self) -> tuple[CustomReward, ...]:
        """The rewards that viewers can redeem with their Channel Points.

        Twitch: Get Custom Reward. The broadcaster; `channel:read:redemptions` or `channel:manage:redemptions`.
        """
        return await self._helix.channel_points.get_custom_reward(broadcaster_id=self.user_id)

    async def poll(self, title: str, choices: Sequence[str], *, seconds: int, points: int | None = None) -> Poll:
        """Ask the viewers. One poll can run at a time.

        Twitch: Create Poll. The broadcaster; `channel:manage:polls`.

        Args:
            title: The question, of 60 characters at most.
            choices: Two to five, of 25 characters at most.
            seconds: How long they can vote, from 15 to 1800.
            points: What each further vote costs in Channel Points; without it, there are none.
        """
        check("title", title, "a str", str)
        check("seconds", seconds, "whole seconds", int)
        check("points", points, "a whole number", int, NoneType)
        return await self._helix.polls.create_poll(
            broadcaster_id=self.user_id,
            title=title,
            choices=texts("choices", choices),
            duration=seconds,
            channel_points_voting_enabled=None if points is None else True,
            channel_points_per_vote=points,
        )

    async def end_poll(self, poll: Poll, *, archive: bool = False) -> Poll:
        """End a poll and show its result, or with `archive` hide it.

        Twitch: End Poll. The broadcaster; `channel:manage:polls`.
        """
        from ..helix.polls import Poll, PollStatus  # noqa: PLC0415  # few programs ask the viewers

        check("poll", poll, "a Poll", Poll)
        status = PollStatus.ARCHIVED if archive else PollStatus.TERMINATED
        return await self._helix.polls.end_poll(broadcaster_id=self.user_id, id=poll.id, status=status)

    async def predict(self, title: str, outcomes: Sequence[str], *, seconds: int) -> Prediction:
        """Let viewers stake their Channel Points on an outcome. One prediction can run at a time.

        Twitch: Create Prediction. The broadcaster; `channel:manage:predictions`.

        Args:
            title: The question, of 45 characters at most.
            outcomes: Two to ten, of 25 characters at most.
            seconds: How long they can predict, from 30 to 1800.
        """
        check("title", title, "a str", str)
        check("seconds", seconds, "whole seconds", int)
        return await self._helix.predictions.create_prediction(
            broadcaster_id=self.user_id,
            title=title,
            outcomes=texts("outcomes", outcomes),
            prediction_window=seconds,
        )

    async def lock(self, prediction: Prediction) -> None:
        """Let viewers predict no longer.

        Twitch: End Prediction. The broadcaster; `channel:manage:predictions`.
        """
        await self._end(prediction, "LOCKED")

    async def resolve(self, prediction: Prediction, winner: str) -> None:
        """End a prediction and pay out to those who chose an outcome, by its title or id.

        Twitch: End Prediction. The broadcaster; `channel:manage:predictions`.

        Raises:
            ConfigurationError: It has no such outcome, or several of that title; the error lists all.
        """
        check("winner", winner, "the title or the id of an outcome", str)
        await self._end(prediction, "RESOLVED", winner)

    async def cancel(self, prediction: Prediction) -> None:
        """End a prediction and give all points back.

        Twitch: End Prediction. The broadcaster; `channel:manage:predictions`.
        """
        await self._end(prediction, "CANCELED")

    async def _end(self, prediction: Prediction, status: str, winner: str | None = None) -> None:
        from ..helix.predictions import Prediction  # noqa: PLC0415  # as above

        check("prediction", prediction, "a Prediction", Prediction)
        await self._helix.predictions.end_prediction(
            broadcaster_id=self.user_id,
            id=prediction.id,
            status=status,
            winning_outcome_id=None if winner is None else _outcome_id(prediction, winner),
        )

    def _editor(self) -> Helix:
        needed = (scopes.CHANNEL_MANAGE_BROADCAST,)
        try:
            account = self._helix.account_for(self.user_id, needed, action="helix.streams.create_stream_marker")
        except LoginRequiredError:
            return self._bot
        return self._helix.acting_as(account)

    def _followers(self, user_id: str | None = None) -> Pages[ChannelFollower]:
        """Followers, as the bot, which would find none without the scope."""
        needed = (scopes.MODERATOR_READ_FOLLOWERS,)
        own = self._acting.account.user_id
        self._helix.account_for(own, needed, action="helix.channels.get_channel_followers")
        return self._bot.channels.get_channel_followers(broadcaster_id=self.user_id, user_id=user_id)


def _outcome_id(prediction: Prediction, winner: str) -> str:
    """The id of the outcome with a title or an id."""
    found = [outcome.id for outcome in prediction.outcomes if winner in (outcome.id, outcome.title)]
    if len(found) != 1:
        outcomes = ", ".join(f"{outcome.title!r} ({outcome.id})" for outcome in prediction.outcomes)
        raise ConfigurationError(f"winner={winner!r} is not one of the outcomes: {outcomes}.")
    return found[0]
