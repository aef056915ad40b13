"""Bans and timeouts."""

from __future__ import annotations

import pytest


@pytest.fixture
def ban(caller, fake):
    """Bans somebody as the broadcaster."""
    broadcaster = fake.user("streamer")
    caller.act_as(broadcaster, "moderator:manage:banned_users")
    room = {"broadcaster_id": broadcaster.id, "moderator_id": broadcaster.id}

    async def post(login="viewer", **more):
        body = {"data": {"user_id": fake.user(login).id, **more}}
        return await caller("POST", "/moderation/bans", params=room, json=body)

    return post


async def test_ban(ban, fake):
    """A ban has no end, and cannot be given twice; a timeout has one, and takes a ban's place."""
    (first,) = (await ban(reason="spam")).json()["data"]

    assert None is first["end_time"]
    assert fake.channel("streamer").is_banned(fake.user("viewer"), fake.clock.now() + 1e9)
    assert 400 == (await ban()).status_code
    (second,) = (await ban(duration=60)).json()["data"]
    assert first["created_at"] < second["end_time"]
    assert not fake.channel("streamer").is_banned(fake.user("viewer"), fake.clock.now() + 61)


async def test_refused(ban, caller, fake):
    """The broadcaster cannot be banned, a moderator's scope is needed, and the body stands in data."""
    assert 400 == (await ban("streamer")).status_code
    assert 400 == (await ban(duration=0)).status_code
    room = {"broadcaster_id": fake.user("streamer").id, "moderator_id": fake.user("streamer").id}
    for body in ({"user_id": "1"}, {"data": []}, {"data": {"user_id": "1"}, "more": 1}):
        assert 400 == (await caller("POST", "/moderation/bans", params=room, json=body)).status_code
    caller.act_as("streamer")
    assert 401 == (await ban()).status_code
