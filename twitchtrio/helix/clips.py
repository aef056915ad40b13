"""Helix category Clips: short parts of broadcasts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from attrs import frozen

from .. import scopes
from .._json import Time
from ._endpoint import ANYONE, PAGE, USER, Bounds, endpoint
from ._pages import Pages
from ._resource import Resource
from ._rules import exactly_one_of

__all__ = ["Clip", "ClipDownload", "Clips", "CreatedClip"]

_DURATION: Final = {"duration": Bounds(min=5, max=60)}
_MANAGE: Final = ((scopes.EDITOR_MANAGE_CLIPS, scopes.CHANNEL_MANAGE_CLIPS),)


@frozen(kw_only=True)
class CreatedClip:
    """A clip that is being made. After 15 seconds without it in `get_clips`, it has failed."""

    id: str
    edit_url: str
    """Where its maker can change it, for 24 hours."""


@frozen(kw_only=True)
class Clip:
    """A short part of a broadcast."""

    id: str
    url: str
    embed_url: str
    """For an iframe."""
    broadcaster_id: str
    broadcaster_name: str
    creator_id: str
    creator_name: str
    video_id: str = ""
    """The video that it is part of; empty if there is none."""
    game_id: str = ""
    language: str
    """ISO 639-1, or `other`."""
    title: str
    view_count: int
    created_at: Time
    thumbnail_url: str
    duration: float
    """Seconds."""
    vod_offset: int | None = None
    """Where in the video it begins, in seconds; `None` if there is no video, or not yet."""
    is_featured: bool


@frozen(kw_only=True)
class ClipDownload:
    """Where a clip can be downloaded for a while."""

    clip_id: str
    landscape_download_url: str | None = None
    portrait_download_url: str | None = None


class Clips(Resource):
    """Helix category Clips."""

    __slots__ = ()

    @endpoint("POST", "/clips", USER, scopes=(scopes.CLIPS_EDIT,), bounds=_DURATION)
    async def create_clip(
        self, *, broadcaster_id: str, title: str | None = None, duration: float | None = None
    ) -> CreatedClip:
        """Make a clip of what a live stream showed last, 30 seconds of it or `duration`, from 5 to 60.

        Twitch: Create Clip. User token with `clips:edit`.

        Raises:
            NotFoundError: The broadcaster is not live.
        """
        return await self._one(
            CreatedClip, query={"broadcaster_id": broadcaster_id, "title": title, "duration": duration}
        )

    @endpoint("POST", "/videos/clips", ANYONE, scopes=_MANAGE, acts_as="editor_id", bounds=_DURATION)
    async def create_clip_from_vod(
        self,
        *,
        editor_id: str | None = None,
        broadcaster_id: str,
        vod_id: str,
        vod_offset: int,
        duration: float | None = None,
        title: str,
    ) -> CreatedClip:
        """Make a clip of a past broadcast, as its broadcaster or an editor.

        Args:
            vod_offset: Where in the video the clip ends, in seconds.
            duration: Its seconds, from 5 to 60; 30 if it is left out.

        Twitch: Create Clip From VOD. Any token; `editor:manage:clips` or `channel:manage:clips` of the editor.
        """
        return await self._one(
            CreatedClip,
            query={
                "editor_id": editor_id,
                "broadcaster_id": broadcaster_id,
                "vod_id": vod_id,
                "vod_offset": vod_offset,
                "duration": duration,
                "title": title,
            },
        )

    @endpoint(
        "GET",
        "/clips",
        ANYONE,
        bounds={"first": PAGE},
        chunk=("id",),
        rules=(exactly_one_of("broadcaster_id", "game_id", "id"),),
    )
    def get_clips(
        self,
        *,
        broadcaster_id: str | None = None,
        game_id: str | None = None,
        id: str | Sequence[str] | None = None,
        started_at: datetime | None = None,
        ended_at: datetime | None = None,
        first: int | None = None,
        before: str | None = None,
        after: str | None = None,
        is_featured: bool | None = None,
    ) -> Pages[Clip]:
        """List clips: of a broadcaster or of a game, the most watched first, of which Twitch shows 1000; or by id.

        With `started_at` those of a week from then on, or until `ended_at`.

        Twitch: Get Clips. Any token.
        """
        return self._pages(
            Clip,
            query={
                "broadcaster_id": broadcaster_id,
                "game_id": game_id,
                "id": id,
                "started_at": started_at,
                "ended_at": ended_at,
                "first": first,
                "before": before,
                "after": after,
                "is_featured": is_featured,
            },
        )

    @endpoint(
        "GET",
        "/clips/downloads",
        ANYONE,
        scopes=_MANAGE,
        acts_as="editor_id",
        chunk=("clip_id",),
        chunk_size=10,
        own_limit=True,
    )
    async def get_clips_download(
        self, *, editor_id: str | None = None, broadcaster_id: str, clip_id: str | Sequence[str]
    ) -> tuple[ClipDownload, ...]:
        """Where clips of a channel can be downloaded, as its broadcaster or an editor. Twitch allows 100 in a minute.

        Twitch: Get Clips Download. Any token; `editor:manage:clips` or `channel:manage:clips` of the editor.
        """
        return await self._many(
            ClipDownload,
            query={"editor_id": editor_id, "broadcaster_id": broadcaster_id, "clip_id": clip_id},
        )
