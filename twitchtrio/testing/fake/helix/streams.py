"""Streams and their markers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from ..events import who
from ..http import RefusedError
from ..world import FakeChannel, FakeStream
from ._call import Call
from ._endpoint import AFTER, BEFORE, OWN_CHANNEL, Field, Param, endpoint, first

_MANAGE: Final = "channel:manage:broadcast"


@endpoint(
    "GET",
    "/streams/key",
    query=(OWN_CHANNEL,),
    tokens=("user",),
    scopes=("channel:read:stream_key",),
)
def get_stream_key(call: Call) -> dict[str, Any]:
    """What the broadcaster's encoder needs."""
    return {"data": [{"stream_key": f"live_{call.acting.id}_fake"}]}


@endpoint(
    "GET",
    "/streams",
    query=(
        Param(name="user_id", user=True, most=100),
        Param(name="user_login", most=100),
        Param(name="game_id", most=100),
        Param(name="type", choices=("all", "live")),
        Param(name="language", most=100),
        first(),
        BEFORE,
        AFTER,
    ),
)
def get_streams(call: Call) -> dict[str, Any]:
    """Who is live, the most watched first."""
    ids, logins = call.many("user_id"), [login.lower() for login in call.many("user_login")]
    games, languages = call.many("game_id"), call.many("language")
    channels = [
        channel
        for channel in call.fake.world.channels()
        if (not (ids or logins) or channel.broadcaster.id in ids or channel.broadcaster.login in logins)
        and (not games or channel.category_id in games)
        and (not languages or channel.language in languages)
    ]
    return call.page(_streams(call, channels))


@endpoint(
    "GET",
    "/streams/followed",
    query=(Param(name="user_id", user=True, required=True, acts=True), first(), AFTER),
    tokens=("user",),
    scopes=("user:read:follows",),
)
def get_followed_streams(call: Call) -> dict[str, Any]:
    """Who of those that the user follows is live."""
    followed = [channel for channel in call.fake.world.channels() if call.acting.id in channel.followers]
    return call.page(_streams(call, followed), size=100)


@endpoint(
    "POST",
    "/streams/markers",
    body=(Field(name="user_id", required=True), Field(name="description", lengths=(0, 140))),
    tokens=("user",),
    scopes=(_MANAGE,),
)
def create_stream_marker(call: Call) -> dict[str, Any]:
    """Mark a moment of a live stream, as its broadcaster or an editor."""
    channel, fake = _editable(call, call.body["user_id"]), call.fake
    if channel.stream is None:
        raise RefusedError(404, "The broadcaster is not streaming live.")
    now = fake.clock.now()
    marker = {
        "id": fake.ids.uuid(),
        "created_at": fake.clock.short_stamp(now),
        "position_seconds": int(now - channel.stream.started_at),
        "description": call.body.get("description", ""),
    }
    channel.stream.markers.append(marker)
    return {"data": [marker]}


@endpoint(
    "GET",
    "/streams/markers",
    query=(Param(name="user_id", user=True), Param(name="video_id"), first(), BEFORE, AFTER),
    tokens=("user",),
    scopes=("user:read:broadcast", _MANAGE),
)
def get_stream_markers(call: Call) -> dict[str, Any]:
    """The markers of a user's current stream. Its video has the stream's id."""
    user_id, video_id = call.get("user_id"), call.get("video_id")
    if (user_id is None) == (video_id is None):
        raise RefusedError(400, "Specify either user_id or video_id.")
    channel = _editable(call, user_id) if user_id is not None else _of_video(call, video_id)
    if channel.stream is None:
        raise RefusedError(404, "The video was not found.")
    user, stream = channel.broadcaster, channel.stream
    page = call.page([_marker(channel, stream, marker) for marker in stream.markers])
    videos = [{"video_id": stream.id, "markers": page["data"]}]
    entry = {**who("user", user), "videos": videos}
    return {"data": [entry] if page["data"] else [], "pagination": page["pagination"]}


def _marker(channel: FakeChannel, stream: FakeStream, marker: dict[str, Any]) -> dict[str, Any]:
    where = f"https://twitch.tv/{channel.broadcaster.login}/manager/highlighter/{stream.id}"
    return {**marker, "URL": f"{where}?t={marker['position_seconds']}s"}


def _editable(call: Call, user_id: str) -> FakeChannel:
    channel = call.channel_of(user_id)
    if channel.broadcaster is not call.acting and call.acting.id not in channel.editors:
        raise RefusedError(403, "The user is neither the broadcaster nor one of the editors.")
    return channel


def _of_video(call: Call, video_id: str | None) -> FakeChannel:
    for channel in call.fake.world.channels():
        if channel.stream is not None and channel.stream.id == video_id:
            return _editable(call, channel.broadcaster.id)
    raise RefusedError(404, "The video was not found.")


def _streams(call: Call, channels: Iterable[FakeChannel]) -> list[dict[str, Any]]:
    live = [(channel, channel.stream) for channel in channels if channel.stream is not None]
    live.sort(key=lambda pair: pair[1].viewer_count, reverse=True)
    return [_stream(call, channel, stream) for channel, stream in live]


def _stream(call: Call, channel: FakeChannel, stream: FakeStream) -> dict[str, Any]:
    user = channel.broadcaster
    picture = f"live_user_{user.login}-{{width}}x{{height}}.jpg"
    return {
        "id": stream.id,
        **who("user", user),
        "game_id": channel.category_id,
        "game_name": channel.category_name,
        "type": "live",
        "title": channel.title,
        "tags": channel.tags,
        "viewer_count": stream.viewer_count,
        "started_at": call.fake.clock.short_stamp(stream.started_at),
        "language": channel.language,
        "thumbnail_url": f"https://static-cdn.jtvnw.net/previews-ttv/{picture}",
        "tag_ids": [],
        "is_mature": False,
    }
