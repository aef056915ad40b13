"""Streams and markers."""

from __future__ import annotations

import pytest
import trio


@pytest.fixture
def live(fake):
    """Two who are live."""
    fake.go_live("streamer", title="On air", viewers=10)
    fake.go_live("viewer", viewers=20)
    fake.channel("viewer").language = "de"
    fake.channel("viewer").category_id = "33214"


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, ["viewer", "streamer"]),
        ({"user_login": "Streamer"}, ["streamer"]),
        ({"user_id": ["1001", "1003"]}, ["viewer", "streamer"]),
        ({"game_id": "33214"}, ["viewer"]),
        ({"language": ["en", "fr"]}, ["streamer"]),
        ({"type": "live", "user_login": "bot"}, []),
    ],
)
async def test_streams(caller, live, params, expected):
    """Whoever is live, filtered, the most watched first."""
    data = (await caller("GET", "/streams", params=params)).json()["data"]

    assert expected == [stream["user_login"] for stream in data]


async def test_stream_fields(caller, live):
    """A stream has its channel's title and its own beginning."""
    (stream,) = (await caller("GET", "/streams", params={"user_login": "streamer"})).json()["data"]

    assert ("On air", "live", 10) == (stream["title"], stream["type"], stream["viewer_count"])
    assert "2026-01-01T00:00:00Z" == stream["started_at"]


async def test_followed(caller, fake, live):
    """Those that the user follows."""
    fake.follow("bot", "streamer")
    caller.act_as("bot", "user:read:follows")
    data = (await caller("GET", "/streams/followed", params={"user_id": fake.user("bot").id})).json()["data"]

    assert ["streamer"] == [stream["user_login"] for stream in data]


async def test_key(caller, fake):
    """The broadcaster's own."""
    caller.act_as("streamer", "channel:read:stream_key")
    reply = await caller("GET", "/streams/key", params={"broadcaster_id": fake.user("streamer").id})

    assert reply.json()["data"][0]["stream_key"].startswith("live_")


async def test_markers(caller, fake, live, autojump_clock):
    """Set while live, by the broadcaster or an editor, and read by user or video."""
    caller.act_as("bot", "channel:manage:broadcast")
    user_id = fake.user("streamer").id
    stranger = await caller("POST", "/streams/markers", json={"user_id": user_id})
    fake.channel("streamer").editors[fake.user("bot").id] = 0.0
    await trio.sleep(90)
    made = await caller("POST", "/streams/markers", json={"user_id": user_id, "description": "wow"})
    (entry,) = (await caller("GET", "/streams/markers", params={"user_id": user_id})).json()["data"]
    video = entry["videos"][0]
    by_video = (await caller("GET", "/streams/markers", params={"video_id": video["video_id"]})).json()["data"]

    assert (403, 90) == (stranger.status_code, made.json()["data"][0]["position_seconds"])
    assert ["wow"] == [marker["description"] for marker in video["markers"]]
    assert video["markers"][0]["URL"].endswith("?t=90s")
    assert [entry] == by_video


async def test_markers_refused(caller, fake):
    """Not without a stream, not by both names, not of an unknown video."""
    caller.act_as("streamer", "channel:manage:broadcast")
    user_id = fake.user("streamer").id
    offline = await caller("POST", "/streams/markers", json={"user_id": user_id})
    nothing = await caller("GET", "/streams/markers", params={"user_id": user_id})
    neither = await caller("GET", "/streams/markers")
    unknown = await caller("GET", "/streams/markers", params={"video_id": "1"})

    assert [404, 404, 400, 404] == [reply.status_code for reply in (offline, nothing, neither, unknown)]
