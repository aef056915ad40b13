"""Helix category Polls: what broadcasters ask their viewers to vote on."""

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
from ._rules import not_without

__all__ = ["NewPollChoice", "Poll", "PollChoice", "PollStatus", "Polls"]


class PollStatus(OpenEnum):
    """What has become of a poll."""

    ACTIVE = "ACTIVE"
    COMPLETED = "COMPLETED"
    """Its time was over."""
    TERMINATED = "TERMINATED"
    """It was ended before, and its result is shown."""
    ARCHIVED = "ARCHIVED"
    """It is over and not shown any more."""
    MODERATED = "MODERATED"
    """Twitch deleted it."""
    INVALID = "INVALID"


@frozen(kw_only=True)
class NewPollChoice:
    """A choice of a poll that is to be made, of 25 characters at most."""

    title: str


@frozen(kw_only=True)
class PollChoice:
    """A choice of a poll and its votes."""

    id: str
    title: str
    votes: int
    """All of them, those that were paid for too."""
    channel_points_votes: int
    """Votes that were paid for with Channel Points."""
    bits_votes: int
    """Not used by Twitch; 0."""


@frozen(kw_only=True)
class Poll:
    """A poll, running or over."""

    id: str
    broadcaster_id: str
    broadcaster_login: str
    broadcaster_name: str
    title: str
    choices: tuple[PollChoice, ...]
    bits_voting_enabled: bool
    """Not used by Twitch; false."""
    bits_per_vote: int
    """Not used by Twitch; 0."""
    channel_points_voting_enabled: bool
    channel_points_per_vote: int
    status: PollStatus
    duration: int
    """Seconds."""
    started_at: Time
    ended_at: MaybeTime = None
    """`None` as long as it runs."""

    @property
    def leading(self) -> tuple[PollChoice, ...]:
        """The choice that most have voted for, or several that are level."""
        most = max((choice.votes for choice in self.choices), default=0)
        return tuple(choice for choice in self.choices if choice.votes == most)


class Polls(Resource):
    """Helix category Polls."""

    __slots__ = ()

    @endpoint(
        "GET",
        "/polls",
        USER,
        scopes=((scopes.CHANNEL_READ_POLLS, scopes.CHANNEL_MANAGE_POLLS),),
        acts_as="broadcaster_id",
        bounds={"first": Bounds(min=1, max=20)},
        chunk=("id",),
        chunk_size=20,
    )
    def get_polls(
        self,
        *,
        broadcaster_id: str | None = None,
        id: str | Sequence[str] | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Pages[Poll]:
        """List the polls of a channel, the acting account's, of the past 90 days, the latest first; or those of ids.

        Twitch: Get Polls. User token with `channel:read:polls` or `channel:manage:polls`.
        """
        return self._pages(Poll, query={"broadcaster_id": broadcaster_id, "id": id, "first": first, "after": after})

    @endpoint(
        "POST",
        "/polls",
        USER,
        scopes=(scopes.CHANNEL_MANAGE_POLLS,),
        acts_as="broadcaster_id",
        bounds={
            "title": Bounds(max_length=60),
            "choices": Bounds(min_items=2, max_items=5, each={"title": Bounds(max_length=25)}),
            "duration": Bounds(min=15, max=1800),
            "channel_points_per_vote": Bounds(min=1, max=1_000_000),
        },
        rules=(not_without("channel_points_per_vote", "channel_points_voting_enabled"),),
    )
    async def create_poll(
        self,
        *,
        broadcaster_id: str | None = None,
        title: str,
        choices: Sequence[str | NewPollChoice],
        duration: int,
        channel_points_voting_enabled: bool | None = None,
        channel_points_per_vote: int | None = None,
    ) -> Poll:
        """Ask the viewers of a channel, the acting account's, for `duration` seconds. One poll can run at a time.

        Args:
            choices: Two to five, of 25 characters at most; a text is a choice's title.
            channel_points_per_vote: What each further vote costs, if `channel_points_voting_enabled` allows them.

        Twitch: Create Poll. User token with `channel:manage:polls`.
        """
        return await self._one(
            Poll,
            body={
                "broadcaster_id": broadcaster_id,
                "title": title,
                "choices": titled(NewPollChoice, choices),
                "duration": duration,
                "channel_points_voting_enabled": channel_points_voting_enabled,
                "channel_points_per_vote": channel_points_per_vote,
            },
        )

    @endpoint("PATCH", "/polls", USER, scopes=(scopes.CHANNEL_MANAGE_POLLS,), acts_as="broadcaster_id")
    async def end_poll(self, *, broadcaster_id: str | None = None, id: str, status: PollStatus | str) -> Poll:
        """End a poll of a channel, the acting account's, and show its result (`TERMINATED`), or hide it (`ARCHIVED`).

        Twitch: End Poll. User token with `channel:manage:polls`.
        """
        return await self._one(Poll, body={"broadcaster_id": broadcaster_id, "id": id, "status": status})
