"""Helix category Videos: past broadcasts, highlights and uploads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from attrs import frozen

from .. import scopes
from .._json import Time
from ..enums import OpenEnum
from ._endpoint import ANYONE, PAGE, USER, Bounds, endpoint
from ._images import sized
from ._pages import Pages
from ._resource import Resource
from ._rules import exactly_one_of, only_with

__all__ = ["MutedSegment", "Video", "VideoPeriod", "VideoSort", "VideoType", "VideoViewable", "Videos"]

_SECONDS: Final = {"h": 3600, "m": 60, "s": 1}


class VideoType(OpenEnum):
    """What a video is."""

    ARCHIVE = "archive"
    """A past broadcast."""
    HIGHLIGHT = "highlight"
    UPLOAD = "upload"


class VideoViewable(OpenEnum):
    """Who can see a video."""

    PUBLIC = "public"


class VideoPeriod(OpenEnum):
    """Since when videos were published."""

    ALL = "all"
    DAY = "day"
    MONTH = "month"
    WEEK = "week"


class VideoSort(OpenEnum):
    """Which videos come first."""

    TIME = "time"
    """The latest."""
    TRENDING = "trending"
    VIEWS = "views"


@frozen(kw_only=True)
class MutedSegment:
    """A part of a video without sound."""

    duration: int
    """Seconds."""
    offset: int
    """Seconds from the beginning."""


@frozen(kw_only=True)
class Video:
    """A past broadcast, a highlight or an upload."""

    id: str
    stream_id: str | None = None
    """The stream that it shows; `None` of an upload."""
    user_id: str
    user_login: str
    user_name: str
    title: str
    description: str
    created_at: Time
    published_at: Time
    url: str
    thumbnail_url: str
    """Where its picture is; `thumbnail` gives the address for a size."""
    viewable: VideoViewable
    view_count: int
    language: str
    """ISO 639-1, or `other`."""
    type: VideoType
    duration: str
    """As `3m21s`; `length` is the same to reckon with."""
    muted_segments: tuple[MutedSegment, ...] | None = None

    @property
    def length(self) -> timedelta:
        """How long it is."""
        parts = re.findall(r"(\d{1,9})([hms])", self.duration)
        return timedelta(seconds=sum(int(number) * _SECONDS[unit] for number, unit in parts))

    def thumbnail(self, width: int, height: int) -> str:
        """The address of its picture with a width and a height in pixels."""
        return sized(self.thumbnail_url.replace("%{", "{"), width, height)


class Videos(Resource):
    """Helix category Videos."""

    __slots__ = ()

    @endpoint(
        "GET",
        "/videos",
        ANYONE,
        bounds={"first": PAGE},
        chunk=("id",),
        rules=(
            exactly_one_of("id", "user_id", "game_id"),
            only_with(("language",), "game_id"),
            only_with(("period", "sort", "type", "first"), "game_id", "user_id"),
            only_with(("after", "before"), "user_id"),
        ),
    )
    def get_videos(
        self,
        *,
        id: str | Sequence[str] | None = None,
        user_id: str | None = None,
        game_id: str | None = None,
        language: str | None = None,
        period: VideoPeriod | str | None = None,
        sort: VideoSort | str | None = None,
        type: VideoType | str | None = None,
        first: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> Pages[Video]:
        """List videos: those of ids, of a user, or of a game, of which Twitch shows 500.

        Twitch: Get Videos. Any token.
        """
        return self._pages(
            Video,
            query={
                "id": id,
                "user_id": user_id,
                "game_id": game_id,
                "language": language,
                "period": period,
                "sort": sort,
                "type": type,
                "first": first,
                "after": after,
                "before": before,
            },
        )

    @endpoint("DELETE", "/videos", USER, scopes=(scopes.CHANNEL_MANAGE_VIDEOS,), bounds={"id": Bounds(max_items=5)})
    async def delete_videos(self, *, id: str | Sequence[str]) -> tuple[str, ...]:
        """Delete up to five videos of the acting account; the ids of those that are gone.

        Twitch: Delete Videos. User token with `channel:manage:videos`.
        """
        return await self._many(str, query={"id": id})
