"""Videos."""

from __future__ import annotations

from typing import Any, Final

from ..events import who
from ..footage import Video, spelt
from ..http import RefusedError
from ..world import FakeChannel
from ._call import Call
from ._endpoint import AFTER, BEFORE, Param, endpoint, first

_LISTED: Final = ("language", "period", "sort", "type", "first", "after", "before")
_PERIODS: Final = {"day": 86400.0, "week": 7 * 86400.0, "month": 30 * 86400.0, "all": float("inf")}


@endpoint(
    "GET",
    "/videos",
    query=(
        Param(name="id", most=100),
        Param(name="user_id", user=True),
        Param(name="game_id"),
        Param(name="language"),
        Param(name="period", choices=("all", "day", "month", "week")),
        Param(name="sort", choices=("time", "trending", "views")),
        Param(name="type", choices=("all", "archive", "highlight", "upload")),
        first(),
        AFTER,
        BEFORE,
    ),
)
def get_videos(call: Call) -> dict[str, Any]:
    """The videos of a user or a game, or those of ids."""
    ids, user_id, game_id = call.many("id"), call.get("user_id"), call.get("game_id")
    _check(call, ids, user_id, game_id)
    kind, language = call.get("type") or "all", call.get("language")
    since = call.fake.clock.now() - _PERIODS[call.get("period") or "all"]
    found = [
        (video, channel)
        for channel in call.fake.world.channels()
        for video in channel.videos
        if (not ids or video.id in ids)
        and user_id in (None, channel.broadcaster.id)
        and game_id in (None, video.game_id)
        and kind in ("all", video.type)
        and language in (None, video.language)
        and video.created_at >= since
    ]
    if ids and not found:
        raise RefusedError(404, "The videos were not found.")
    by_time = call.get("sort") in (None, "time")
    found.sort(key=lambda pair: pair[0].created_at if by_time else pair[0].views, reverse=True)
    return call.page([_video(call, video, channel) for video, channel in found])


@endpoint(
    "DELETE",
    "/videos",
    query=(Param(name="id", required=True, most=5),),
    tokens=("user",),
    scopes=("channel:manage:videos",),
)
def delete_videos(call: Call) -> dict[str, Any]:
    """Delete videos of the user, all or none."""
    channel, ids = call.fake.channel(call.acting), call.many("id")
    if any(id_ not in [video.id for video in channel.videos] for id_ in ids):
        raise RefusedError(401, "The user may not delete one of the videos.")
    channel.videos[:] = [video for video in channel.videos if video.id not in ids]
    return {"data": ids}


def _check(call: Call, ids: list[str], user_id: str | None, game_id: str | None) -> None:
    if [not ids, user_id is None, game_id is None].count(False) != 1:
        raise RefusedError(400, "Specify exactly one of id, user_id and game_id.")
    given = {name for name in _LISTED if call.get(name) is not None}
    allowed = set(_LISTED) if game_id is None else set(_LISTED) - {"after", "before"}
    if user_id is not None:
        allowed -= {"language"}
    for name in sorted(given - (set() if ids else allowed)):
        raise RefusedError(400, f'The parameter "{name}" may not be there.')


def _video(call: Call, video: Video, channel: FakeChannel) -> dict[str, Any]:
    made = call.fake.clock.short_stamp(video.created_at)
    return {
        "id": video.id,
        "stream_id": video.stream_id,
        **who("user", channel.broadcaster),
        "title": video.title,
        "description": video.description,
        "created_at": made,
        "published_at": made,
        "url": f"https://www.twitch.tv/videos/{video.id}",
        "thumbnail_url": f"https://static-cdn.jtvnw.net/cf_vods/{video.id}/thumb-%{{width}}x%{{height}}.jpg",
        "viewable": "public",
        "view_count": video.views,
        "language": video.language,
        "type": video.type,
        "duration": spelt(video.seconds),
        "muted_segments": None,
    }
