"""Polls: what broadcasters let their viewers vote on."""

from __future__ import annotations

from attrs import frozen

from ... import scopes
from ..._json import Time
from ...enums import OpenEnum
from ._people import NamesBroadcaster
from .conditions import WithBroadcaster
from .event import Event, event

__all__ = [
    "ChannelPollBegin",
    "ChannelPollEnd",
    "ChannelPollProgress",
    "OfferedChoice",
    "PollEndStatus",
    "PollVoting",
    "VotedChoice",
]

_SCOPES = (scopes.CHANNEL_READ_POLLS, scopes.CHANNEL_MANAGE_POLLS)


class PollEndStatus(OpenEnum):
    """How a poll ended."""

    COMPLETED = "completed"
    """Its time was over."""
    TERMINATED = "terminated"
    """It was ended before, and its result is shown."""
    ARCHIVED = "archived"
    """It is not shown any more."""


@frozen(kw_only=True)
class PollVoting:
    """Whether viewers can pay for further votes, and what each costs."""

    is_enabled: bool
    amount_per_vote: int


@frozen(kw_only=True)
class OfferedChoice:
    """A choice of a poll that begins."""

    id: str
    title: str
    bits_votes: int | None = None
    """This and the following: `None`, since nobody has voted yet."""
    channel_points_votes: int | None = None
    votes: int | None = None


@frozen(kw_only=True)
class VotedChoice:
    """A choice of a poll and its votes."""

    id: str
    title: str
    bits_votes: int
    """Not used by Twitch; 0."""
    channel_points_votes: int
    """Votes that were paid for with Channel Points."""
    votes: int
    """All of them, those that were paid for too."""


class _Counted(Event):
    """Events that tell the votes."""

    __slots__ = ()

    choices: tuple[VotedChoice, ...]

    @property
    def leading(self) -> tuple[VotedChoice, ...]:
        """The choice that most have voted for, or several that are level."""
        most = max((choice.votes for choice in self.choices), default=0)
        return tuple(choice for choice in self.choices if choice.votes == most)


@event("channel.poll.begin", "1", _SCOPES, identity="id")
@frozen(kw_only=True)
class ChannelPollBegin(WithBroadcaster, NamesBroadcaster):
    """A poll began in a channel."""

    id: str
    """Of the poll."""
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    title: str
    choices: tuple[OfferedChoice, ...]
    bits_voting: PollVoting
    """Not used by Twitch."""
    channel_points_voting: PollVoting
    started_at: Time
    ends_at: Time


@event("channel.poll.progress", "1", _SCOPES)
@frozen(kw_only=True)
class ChannelPollProgress(WithBroadcaster, NamesBroadcaster, _Counted):
    """Viewers voted in a channel's poll."""

    id: str
    """Of the poll."""
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    title: str
    choices: tuple[VotedChoice, ...]
    bits_voting: PollVoting
    """Not used by Twitch."""
    channel_points_voting: PollVoting
    started_at: Time
    ends_at: Time


@event("channel.poll.end", "1", _SCOPES)
@frozen(kw_only=True)
class ChannelPollEnd(WithBroadcaster, NamesBroadcaster, _Counted):
    """A channel's poll ended, or it was archived after that: one poll can have two such events, told by `status`."""

    id: str
    """Of the poll."""
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    title: str
    choices: tuple[VotedChoice, ...]
    bits_voting: PollVoting
    """Not used by Twitch."""
    channel_points_voting: PollVoting
    status: PollEndStatus
    started_at: Time
    ended_at: Time
