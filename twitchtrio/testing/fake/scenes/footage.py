"""Clips and videos."""

from __future__ import annotations

from typing import Final

from ..footage import Clip, Video
from ..world import UserRef
from ._stage import Stage

__all__ = ["Footage"]

_READY_AFTER: Final = 5.0


class Footage(Stage):
    """What is kept of broadcasts."""

    def add_video(
        self,
        broadcaster: UserRef,
        title: str,
        *,
        type: str = "upload",
        seconds: int = 60,
        stream_id: str | None = None,
        views: int = 0,
    ) -> Video:
        """A video can be seen.

        Args:
            type: `archive`, `highlight` or `upload`.
        """
        channel = self.channel(broadcaster)
        video = Video(
            id=self.ids.number(),
            type=type,
            title=title,
            language=channel.language,
            game_id=channel.category_id,
            seconds=seconds,
            created_at=self.clock.now(),
            stream_id=stream_id,
            views=views,
        )
        channel.videos.insert(0, video)
        return video

    def clip(
        self,
        user: UserRef,
        broadcaster: UserRef,
        *,
        title: str | None = None,
        duration: float = 30.0,
        views: int = 0,
        video_id: str = "",
        vod_offset: int | None = None,
    ) -> Clip:
        """Somebody makes a clip, which can be seen five seconds later."""
        channel, maker, now = self.channel(broadcaster), self.user(user), self.clock.now()
        clip = Clip(
            id=self.ids.token(20),
            creator_id=maker.id,
            title=channel.title if title is None else title,
            game_id=channel.category_id,
            language=channel.language,
            video_id=video_id,
            vod_offset=vod_offset,
            duration=duration,
            created_at=now,
            ready_at=now + _READY_AFTER,
            views=views,
        )
        channel.clips.append(clip)
        return clip
