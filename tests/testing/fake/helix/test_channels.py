"""Channels."""

from __future__ import annotations

import pytest


async def test_information(caller, fake):
    """Several channels at once."""
    ids = [fake.user(login).id for login in ("streamer", "viewer")]
    data = (await caller("GET", "/channels", params={"broadcaster_id": ids})).json()["data"]

    assert ids == [channel["broadcaster_id"] for channel in data]
    assert "Just Chatting" == data[0]["game_name"]


async def test_modify(caller, fake):
    """Everything that can be changed is."""
    caller.act_as("streamer", "channel:manage:broadcast")
    params = {"broadcaster_id": fake.user("streamer").id}
    label = {"id": "Gambling", "is_enabled": True}
    body = {
        "title": "New",
        "game_id": "0",
        "broadcaster_language": "de",
        "tags": ["Chill", "Deutsch"],
        "content_classification_labels": [label, {"id": "SexualThemes", "is_enabled": False}],
        "is_branded_content": True,
    }
    reply = await caller("PATCH", "/channels", params=params, json=body)
    (channel,) = (await caller("GET", "/channels", params=params)).json()["data"]

    assert 204 == reply.status_code
    assert ("New", "", "", "de") == tuple(channel[k] for k in ("title", "game_id", "game_name", "broadcaster_language"))
    assert (["Chill", "Deutsch"], ["Gambling"]) == (channel["tags"], channel["content_classification_labels"])
    assert channel["is_branded_content"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"title": ""},
        {"game_id": "1"},
        {"delay": 5},
        {"delay": 901},
        {"tags": ["not one"]},
        {"tags": ["x"] * 11},
        {"content_classification_labels": [{"id": "Boring", "is_enabled": True}]},
        {"content_classification_labels": ["Gambling"]},
    ],
)
async def test_modify_refused(caller, fake, body):
    """What Twitch does not take: 400."""
    caller.act_as("streamer", "channel:manage:broadcast")
    params = {"broadcaster_id": fake.user("streamer").id}

    assert 400 == (await caller("PATCH", "/channels", params=params, json=body)).status_code


async def test_editors(caller, fake):
    """Who else may edit."""
    fake.channel("streamer").editors[fake.user("viewer").id] = 0.0
    caller.act_as("streamer", "channel:read:editors")
    data = (await caller("GET", "/channels/editors", params={"broadcaster_id": fake.user("streamer").id})).json()[
        "data"
    ]

    assert [("Viewer", "2026-01-01T00:00:00Z")] == [(e["user_name"], e["created_at"]) for e in data]


async def test_followed(caller, fake):
    """Whom the user follows, one of them where asked for."""
    caller.act_as("viewer", "user:read:follows")
    me = fake.user("viewer").id
    fake.follow("viewer", "streamer")
    fake.follow("viewer", "bot")
    everybody = (await caller("GET", "/channels/followed", params={"user_id": me})).json()
    one = {"user_id": me, "broadcaster_id": fake.user("bot").id}
    only = (await caller("GET", "/channels/followed", params=one)).json()

    assert (2, {"streamer", "bot"}) == (everybody["total"], {c["broadcaster_login"] for c in everybody["data"]})
    assert ["bot"] == [c["broadcaster_login"] for c in only["data"]]


async def test_followers_for_strangers(caller, fake):
    """Without scope or role the number alone; asking for one is refused."""
    fake.follow("viewer", "streamer")
    params = {"broadcaster_id": fake.user("streamer").id}
    number = (await caller("GET", "/channels/followers", params=params)).json()
    one = await caller("GET", "/channels/followers", params={**params, "user_id": fake.user("viewer").id})

    assert ([], 1, 401) == (number["data"], number["total"], one.status_code)


async def test_one_follower(caller, fake):
    """A moderator can ask whether somebody follows."""
    fake.follow("viewer", "streamer")
    fake.follow("bot", "streamer")
    caller.act_as("streamer", "moderator:read:followers")
    params = {"broadcaster_id": fake.user("streamer").id, "user_id": fake.user("viewer").id}
    data = (await caller("GET", "/channels/followers", params=params)).json()["data"]

    assert ["viewer"] == [entry["user_login"] for entry in data]
