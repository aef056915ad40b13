"""Who leads in a poll, and what won a prediction."""

from __future__ import annotations

import pytest

from tests.eventsub.frames import notification
from twitchtrio.eventsub.envelope import decode_message

CHANNEL = {
    "id": "abc",
    "broadcaster_user_id": "1",
    "broadcaster_user_login": "streamer",
    "broadcaster_user_name": "Streamer",
    "title": "What next?",
    "started_at": "2026-01-01T00:00:00.123456000Z",
}
VOTING = {"is_enabled": False, "amount_per_vote": 0}


@pytest.mark.parametrize(("votes", "expected"), [((1, 2), ["1"]), ((2, 2), ["0", "1"]), ((0, 0), ["0", "1"]), ((), [])])
@pytest.mark.parametrize("type", ["channel.poll.progress", "channel.poll.end"])
def test_leading(type, votes, expected):
    """The choice with most votes leads, or all that are level."""
    choices = [
        {"id": str(number), "title": "", "bits_votes": 0, "channel_points_votes": 0, "votes": each}
        for number, each in enumerate(votes)
    ]
    times = {"ends_at": CHANNEL["started_at"], "ended_at": CHANNEL["started_at"], "status": "completed"}
    payload = {**CHANNEL, **times, "choices": choices, "bits_voting": VOTING, "channel_points_voting": VOTING}
    event = decode_message(notification(payload, type=type)).event

    assert expected == [choice.id for choice in event.leading]


def test_a_poll_can_end_twice():
    """It is archived after it was ended, under the same id, which therefore is no identity."""
    payload = {**CHANNEL, "choices": [], "bits_voting": VOTING, "channel_points_voting": VOTING}
    ends = [
        decode_message(
            notification({**payload, "ended_at": CHANNEL["started_at"], "status": status}, type="channel.poll.end")
        ).event
        for status in ("terminated", "archived")
    ]

    assert [("abc", None), ("abc", None)] == [(end.id, end.identity) for end in ends]


@pytest.mark.parametrize(("winning", "expected"), [("2", "No"), (None, None), ("", None), ("3", None)])
def test_winner(winning, expected):
    """The winner is the outcome with the winning id; a prediction that was canceled has none."""
    outcomes = [{"id": "1", "title": "Yes", "color": "blue"}, {"id": "2", "title": "No", "color": "pink"}]
    facts = {"winning_outcome_id": winning, "status": "resolved", "ended_at": CHANNEL["started_at"]}
    event = decode_message(
        notification({**CHANNEL, **facts, "outcomes": outcomes}, type="channel.prediction.end")
    ).event

    assert expected == (event.winner and event.winner.title)
