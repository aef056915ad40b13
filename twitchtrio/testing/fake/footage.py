"""Clips and videos."""

from __future__ import annotations

from attrs import define

__all__ = ["Clip", "Video", "spelt"]


@define(kw_only=True, eq=False)
class Clip:
    """A short part of a broadcast. It can be seen some seconds after it was made."""

    id: str
    creator_id: str
    title: str
    game_id: str
    language: str
    video_id: str
    vod_offset: int | None
    duration: float
    created_at: float
    ready_at: float
    views: int = 0
    is_featured: bool = False


@define(kw_only=True, eq=False)
class Video:
    """A past broadcast, a highlight or an upload."""

    id: str
    type: str
    title: str
    language: str
    game_id: str
    seconds: int
    created_at: float
    stream_id: str | None = None
    description: str = ""
    views: int = 0


def spelt(seconds: int) -> str:
    """A duration as `1h2m3s`."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}h{minutes}m{rest}s"
    return f"{minutes}m{rest}s" if minutes else f"{rest}s"
