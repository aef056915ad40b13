"""Polls."""

from __future__ import annotations

from typing import Any, Final

from ..events import who
from ..http import RefusedError
from ..votes import Poll
from ._call import Call, titles_of
from ._endpoint import AFTER, OWN_CHANNEL, Field, Param, endpoint, first

_MANAGE: Final = "channel:manage:polls"


@endpoint(
    "GET",
    "/polls",
    query=(OWN_CHANNEL, Param(name="id", most=20), first(20), AFTER),
    tokens=("user",),
    scopes=("channel:read:polls", _MANAGE),
)
def get_polls(call: Call) -> dict[str, Any]:
    """A channel's polls, the latest first."""
    ids = call.many("id")
    polls = [poll for poll in call.channel.polls if not ids or poll.id in ids]
    if ids and not polls:
        raise RefusedError(404, "The poll was not found.")
    return call.page([_poll(call, poll) for poll in polls])


@endpoint(
    "POST",
    "/polls",
    body=(
        Field(name="broadcaster_id", required=True, acts=True),
        Field(name="title", required=True, lengths=(1, 60)),
        Field(name="choices", type="array", required=True, lengths=(2, 5)),
        Field(name="duration", type="integer", required=True, bounds=(15, 1800)),
        Field(name="channel_points_voting_enabled", type="boolean"),
        Field(name="channel_points_per_vote", type="integer", bounds=(1, 1_000_000)),
    ),
    tokens=("user",),
    scopes=(_MANAGE,),
)
def create_poll(call: Call) -> dict[str, Any]:
    """Begin a poll; one can run at a time."""
    body = call.body
    titles = titles_of(body["choices"], "choices")
    if call.fake.poll(call.acting) is not None:
        raise RefusedError(400, "A poll is already active for this broadcaster.")
    if "channel_points_per_vote" in body and body.get("channel_points_voting_enabled") is False:
        raise RefusedError(400, "channel_points_per_vote needs channel_points_voting_enabled.")
    price = body.get("channel_points_per_vote", 1) if body.get("channel_points_voting_enabled") else None
    poll = call.fake.start_poll(call.acting, body["title"], titles, seconds=body["duration"], points_per_vote=price)
    return {"data": [_poll(call, poll)]}


@endpoint(
    "PATCH",
    "/polls",
    body=(
        Field(name="broadcaster_id", required=True, acts=True),
        Field(name="id", required=True),
        Field(name="status", required=True, choices=("TERMINATED", "ARCHIVED")),
    ),
    tokens=("user",),
    scopes=(_MANAGE,),
)
def end_poll(call: Call) -> dict[str, Any]:
    """End the poll that runs."""
    poll = call.fake.poll(call.acting)
    if poll is None or poll.id != call.body["id"]:
        raise RefusedError(400, "The poll is not active.")
    call.fake.end_poll(call.acting, status=call.body["status"])
    return {"data": [_poll(call, poll)]}


def _poll(call: Call, poll: Poll) -> dict[str, Any]:
    user, clock = call.acting, call.fake.clock
    return {
        "id": poll.id,
        **who("broadcaster", user),
        "title": poll.title,
        "choices": [choice.shown() for choice in poll.choices],
        "bits_voting_enabled": False,
        "bits_per_vote": 0,
        "channel_points_voting_enabled": poll.points_per_vote is not None,
        "channel_points_per_vote": poll.points_per_vote or 0,
        "status": poll.status,
        "duration": int(poll.seconds),
        "started_at": clock.short_stamp(poll.started_at),
        "ended_at": None if poll.ended_at is None else clock.short_stamp(poll.ended_at),
    }
