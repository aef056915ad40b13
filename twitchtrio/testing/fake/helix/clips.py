"""Clips."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from ..footage import Clip
from ..http import RefusedError
from ..world import FakeChannel
from ._call import Call
from ._endpoint import AFTER, BEFORE, BROADCASTER, Param, endpoint, first

_MANAGE: Final = ("editor:manage:clips", "channel:manage:clips")
_EDITOR: Final = Param(name="editor_id", required=True, acts=True)
_DURATION: Final = Param(name="duration", fraction=(5.0, 60.0))
_WEEK: Final = timedelta(days=7)


@endpoint(
    "POST",
    "/clips",
    query=(BROADCASTER, Param(name="title", max_length=140), _DURATION),
    tokens=("user",),
    scopes=("clips:edit",),
    status=202,
)
def create_clip(call: Call) -> dict[str, Any]:
    """Make a clip of a live stream."""
    channel = call.channel
    if channel.stream is None:
        raise RefusedError(404, "Clipping is not possible for an offline channel.")
    if channel.is_banned(call.acting, call.fake.clock.now()):
        raise RefusedError(403, "User does not have permissions to Clip on this channel.")
    duration = float(call.get("duration") or 30)
    clip = call.fake.clip(call.acting, channel.broadcaster, title=call.get("title"), duration=duration)
    return _made(clip)


@endpoint(
    "POST",
    "/videos/clips",
    query=(
        _EDITOR,
        BROADCASTER,
        Param(name="vod_id", required=True),
        Param(name="vod_offset", required=True, bounds=(0, 10**6)),
        _DURATION,
        Param(name="title", required=True),
    ),
    scopes=_MANAGE,
    status=202,
)
def create_clip_from_vod(call: Call) -> dict[str, Any]:
    """Make a clip of a video."""
    channel, offset = _edited(call), int(call.one("vod_offset"))
    duration = float(call.get("duration") or 30)
    video = next((each for each in channel.videos if each.id == call.one("vod_id")), None)
    if video is None:
        raise RefusedError(404, "The video was not found.")
    if not duration <= offset <= video.seconds:
        raise RefusedError(400, "vod_offset must be at least the duration, and within the video.")
    clip = call.fake.clip(
        call.acting,
        channel.broadcaster,
        title=call.one("title"),
        duration=duration,
        video_id=video.id,
        vod_offset=int(offset - duration),
    )
    return _made(clip)


@endpoint(
    "GET",
    "/clips",
    query=(
        Param(name="broadcaster_id", user=True),
        Param(name="game_id"),
        Param(name="id", most=100),
        Param(name="started_at"),
        Param(name="ended_at"),
        first(),
        BEFORE,
        AFTER,
        Param(name="is_featured", choices=("true", "false")),
    ),
)
def get_clips(call: Call) -> dict[str, Any]:
    """The clips of a broadcaster or a game, the most watched first, or those of ids."""
    broadcaster_id, game_id, ids = call.get("broadcaster_id"), call.get("game_id"), call.many("id")
    if [broadcaster_id is None, game_id is None, not ids].count(False) != 1:
        raise RefusedError(400, "Specify exactly one of broadcaster_id, game_id and id.")
    now, featured = call.fake.clock.now(), call.get("is_featured")
    since, until = _period(call)
    found = [
        (clip, channel)
        for channel in call.fake.world.channels()
        for clip in channel.clips
        if clip.ready_at <= now
        and broadcaster_id in (None, channel.broadcaster.id)
        and game_id in (None, clip.game_id)
        and (not ids or clip.id in ids)
        and featured in (None, str(clip.is_featured).lower())
        and since <= clip.created_at <= until
    ]
    found.sort(key=lambda pair: pair[0].views, reverse=True)
    return call.page([_clip(call, clip, channel) for clip, channel in found])


@endpoint(
    "GET",
    "/clips/downloads",
    query=(_EDITOR, BROADCASTER, Param(name="clip_id", required=True, most=10)),
    scopes=_MANAGE,
)
def get_clips_download(call: Call) -> dict[str, Any]:
    """Where clips can be downloaded."""
    channel, ids = _edited(call), call.many("clip_id")
    return {
        "data": [
            {
                "clip_id": clip.id,
                "landscape_download_url": f"https://production.assets.clips.twitchcdn.net/{clip.id}.mp4",
                "portrait_download_url": None,
            }
            for clip in channel.clips
            if clip.id in ids
        ]
    }


def _edited(call: Call) -> FakeChannel:
    channel = call.channel
    if call.acting is not channel.broadcaster and call.acting.id not in channel.editors:
        raise RefusedError(403, "The user is neither the broadcaster nor one of the editors.")
    return channel


def _period(call: Call) -> tuple[float, float]:
    started, ended, epoch = call.get("started_at"), call.get("ended_at"), call.fake.clock.epoch
    if started is None:
        return float("-inf"), float("inf")
    since = call.moment(started, "started_at")
    until = since + _WEEK if ended is None else call.moment(ended, "ended_at")
    return (since - epoch).total_seconds(), (until - epoch).total_seconds()


def _made(clip: Clip) -> dict[str, Any]:
    return {"data": [{"id": clip.id, "edit_url": f"https://clips.twitch.tv/{clip.id}/edit"}]}


def _clip(call: Call, clip: Clip, channel: FakeChannel) -> dict[str, Any]:
    creator = call.fake.world.users[clip.creator_id]
    return {
        "id": clip.id,
        "url": f"https://clips.twitch.tv/{clip.id}",
        "embed_url": f"https://clips.twitch.tv/embed?clip={clip.id}",
        "broadcaster_id": channel.broadcaster.id,
        "broadcaster_name": channel.broadcaster.display_name,
        "creator_id": creator.id,
        "creator_name": creator.display_name,
        "video_id": clip.video_id,
        "game_id": clip.game_id,
        "language": clip.language,
        "title": clip.title,
        "view_count": clip.views,
        "created_at": call.fake.clock.short_stamp(clip.created_at),
        "thumbnail_url": f"https://clips-media-assets2.twitch.tv/{clip.id}-preview-480x272.jpg",
        "duration": clip.duration,
        "vod_offset": clip.vod_offset,
        "is_featured": clip.is_featured,
    }
