"""Polls, read again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from ..eventsub._read_again import Missed
from ..eventsub.events.polls import (
    ChannelPollBegin,
    ChannelPollEnd,
    OfferedChoice,
    PollEndStatus,
    PollVoting,
    VotedChoice,
)
from ._asked import Asked, after, newest

if TYPE_CHECKING:
    from ..helix import Helix, Poll

__all__ = ["read_poll_begins", "read_poll_ends"]

_ENDS: Final = frozenset(PollEndStatus)


async def read_poll_begins(helix: Helix, asked: Asked) -> Sequence[Missed]:
    """Polls that began since then."""
    return [
        Missed(
            at=poll.started_at,
            event=ChannelPollBegin(
                id=poll.id,
                broadcaster_user_id=poll.broadcaster_id,
                broadcaster_user_login=poll.broadcaster_login,
                broadcaster_user_name=poll.broadcaster_name,
                title=poll.title,
                choices=tuple(OfferedChoice(id=each.id, title=each.title) for each in poll.choices),
                bits_voting=_bits(poll),
                channel_points_voting=_points(poll),
                started_at=poll.started_at,
                ends_at=after(poll.started_at, poll.duration),
            ),
        )
        for poll in await _polls(helix, asked)
    ]


async def read_poll_ends(helix: Helix, asked: Asked) -> Sequence[Missed]:
    """Polls that ended since then, with the status that they have now."""
    return [
        Missed(
            at=poll.ended_at,
            event=ChannelPollEnd(
                id=poll.id,
                broadcaster_user_id=poll.broadcaster_id,
                broadcaster_user_login=poll.broadcaster_login,
                broadcaster_user_name=poll.broadcaster_name,
                title=poll.title,
                choices=tuple(
                    VotedChoice(
                        id=each.id,
                        title=each.title,
                        bits_votes=each.bits_votes,
                        channel_points_votes=each.channel_points_votes,
                        votes=each.votes,
                    )
                    for each in poll.choices
                ),
                bits_voting=_bits(poll),
                channel_points_voting=_points(poll),
                status=PollEndStatus(poll.status.lower()),
                started_at=poll.started_at,
                ended_at=poll.ended_at,
            ),
        )
        for poll in await _polls(helix, asked)
        if poll.ended_at is not None and poll.status.lower() in _ENDS
    ]


async def _polls(helix: Helix, asked: Asked) -> Sequence[Poll]:
    return await newest(helix.polls.get_polls(broadcaster_id=asked.channel), asked, lambda each: each.ended_at)


def _bits(poll: Poll) -> PollVoting:
    return PollVoting(is_enabled=poll.bits_voting_enabled, amount_per_vote=poll.bits_per_vote)


def _points(poll: Poll) -> PollVoting:
    return PollVoting(is_enabled=poll.channel_points_voting_enabled, amount_per_vote=poll.channel_points_per_vote)
