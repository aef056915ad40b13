"""Polls: begun, voted on, ended by their broadcaster or by the clock."""

import pytest
import trio

from twitchtrio.errors import BadRequestError, ConfigurationError, NotFoundError
from twitchtrio.helix import NewPollChoice, PollStatus


async def create(helix, **more):
    """A poll of a minute with three choices."""
    given = {"title": "Next?", "choices": ["Chess", "Go", NewPollChoice(title="Sleep")], "duration": 60} | more
    return await helix.polls.create_poll(**given)


async def test_a_poll(helix, fake, heard, autojump_clock):
    """Votes are counted, those that were paid for twice, and the clock ends it."""
    poll = await create(helix, channel_points_voting_enabled=True, channel_points_per_vote=100)
    fake.vote("viewer", "streamer", "Go")
    fake.vote("fan", "streamer", "Go", paid=3)
    fake.vote("other", "streamer", poll.choices[0].id)
    (running,) = await helix.polls.get_polls().collect()
    await trio.sleep(61)
    (over,) = await helix.polls.get_polls(id=poll.id).collect()

    assert (PollStatus.ACTIVE, PollStatus.COMPLETED) == (running.status, over.status)
    assert [("Chess", 1, 0), ("Go", 5, 3), ("Sleep", 0, 0)] == [
        (each.title, each.votes, each.channel_points_votes) for each in over.choices
    ]
    assert ["Go"] == [choice.title for choice in over.leading]
    assert 60 == (over.ended_at - over.started_at).total_seconds()
    assert 700 == fake.channel("streamer").points_of(fake.user("fan"))
    assert ["begin", *["progress"] * 3, "end"] == [type_.rpartition(".")[2] for type_, _ in heard]
    assert "completed" == heard[-1][1]["status"]


@pytest.mark.parametrize("status", [PollStatus.TERMINATED, PollStatus.ARCHIVED])
async def test_ended(helix, fake, status):
    """Ended by hand it is over, once, and another may begin."""
    poll = await create(helix)
    with pytest.raises(BadRequestError, match="already active"):
        await create(helix)
    ended = await helix.polls.end_poll(id=poll.id, status=status)
    with pytest.raises(BadRequestError, match="not active"):
        await helix.polls.end_poll(id=poll.id, status=status)

    assert status == ended.status
    assert ended.ended_at is not None
    assert poll.id != (await create(helix)).id
    assert 3 == len(await helix.polls.get_polls(first=1).collect()) + 1


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"choices": ["one"]}, "choices has 1 items; the least is 2"),
        ({"choices": ["a", "b" * 26]}, "an item whose title has 26 characters"),
        ({"title": "t" * 61}, "title has 61 characters"),
        ({"duration": 14}, "duration is 14"),
        ({"channel_points_per_vote": 5, "channel_points_voting_enabled": False}, "only where .*_enabled is true"),
    ],
)
async def test_refused_at_the_door(helix, fake, more, said):
    """What breaks a rule is told before any request."""
    with pytest.raises(ConfigurationError, match=said):
        await create(helix, **more)
    assert [] == fake.channel("streamer").polls


async def test_unknown(helix):
    """A poll that is not there."""
    with pytest.raises(NotFoundError):
        await helix.polls.get_polls(id="nothing").collect()


async def test_votes_that_do_not_count(helix, fake):
    """Nobody votes twice, for two, or with points that they do not have."""
    with pytest.raises(LookupError, match="no poll"):
        fake.vote("viewer", "streamer", "Go")
    await create(helix, channel_points_voting_enabled=True, channel_points_per_vote=600)
    fake.vote("viewer", "streamer", "Go")
    for choice, paid in (("Go", 0), ("Chess", 0), ("Go", 2), ("Nothing", 0)):
        with pytest.raises((ValueError, LookupError)):
            fake.vote("viewer", "streamer", choice, paid=paid)
    (poll,) = await helix.polls.get_polls().collect()

    assert [0, 1, 0] == [choice.votes for choice in poll.choices]
    assert 1000 == fake.channel("streamer").points_of(fake.user("viewer"))
