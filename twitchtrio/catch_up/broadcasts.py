"""Streams that began or ended, read again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..eventsub._read_again import Missed
from ..eventsub.events.stream import StreamOffline, StreamOnline
from ._asked import Asked, after

if TYPE_CHECKING:
    from ..helix import Helix

__all__ = ["read_offline", "read_online"]


async def read_online(helix: Helix, asked: Asked) -> Sequence[Missed]:
    """The stream that began since then, if it is still live: of one that is over, nothing tells what type it was."""
    return [
        Missed(
            at=live.started_at,
            event=StreamOnline(
                id=live.id,
                broadcaster_user_id=live.user_id,
                broadcaster_user_login=live.user_login,
                broadcaster_user_name=live.user_name,
                type=live.type,
                started_at=live.started_at,
            ),
        )
        for live in await helix.streams.get_streams(user_id=asked.channel).collect()
    ]


async def read_offline(helix: Helix, asked: Asked) -> Sequence[Missed]:
    """Streams that were live then and have ended, if a video is kept, which tells which it was and how long it went."""
    videos = await helix.videos.get_videos(user_id=asked.channel, type="archive", first=20).collect(limit=20)
    over = [
        (each, ended)
        for each in videos
        if each.stream_id
        and each.created_at
        < asked.since
        <= (ended := after(each.created_at, each.length.total_seconds()))
        <= asked.until
    ]
    if not over:
        return ()
    # The video of a stream that is live grows.
    live = {each.id for each in await helix.streams.get_streams(user_id=asked.channel).collect()}
    return [
        Missed(
            at=ended,
            event=StreamOffline(
                id=video.stream_id,
                broadcaster_user_id=video.user_id,
                broadcaster_user_login=video.user_login,
                broadcaster_user_name=video.user_name,
            ),
        )
        for video, ended in over
        if video.stream_id not in live
    ]
