"""Helix category Streams: live streams, markers in them, stream keys."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from .. import scopes
from .._json import TextOrNumber, Texts, Time
from ..tokens import Secret
from ..words import StreamType
from ._endpoint import ANYONE, PAGE, USER, Bounds, endpoint
from ._images import sized
from ._pages import Pages
from ._resource import Resource
from ._rules import exactly_one_of

__all__ = [
    "CreatedStreamMarker",
    "Stream",
    "StreamKey",
    "StreamMarker",
    "StreamMarkers",
    "Streams",
    "VideoMarkers",
]


@frozen(kw_only=True)
class Stream:
    """A live stream."""

    id: str
    user_id: str
    user_login: str
    user_name: str
    game_id: str = ""
    game_name: str
    type: StreamType
    title: str
    viewer_count: int
    started_at: Time
    language: str
    """ISO 639-1, or `other`."""
    thumbnail_url: str
    """Where a picture of it is; `thumbnail` gives the address for a size."""
    tags: Texts = ()
    tag_ids: Texts = ()
    """Deprecated by Twitch; always empty."""
    is_mature: bool = False
    """Deprecated by Twitch; always false."""

    def thumbnail(self, width: int, height: int) -> str:
        """The address of a picture of it with a width and a height in pixels."""
        return sized(self.thumbnail_url, width, height)


@frozen(kw_only=True)
class StreamKey:
    """What lets anyone stream to a channel."""

    stream_key: Secret


@frozen(kw_only=True)
class CreatedStreamMarker:
    """A marker that has just been set."""

    id: TextOrNumber
    created_at: Time
    position_seconds: int
    """Seconds from the beginning of the stream."""
    description: str


@frozen(kw_only=True)
class StreamMarker:
    """A moment of a video that somebody marked."""

    id: str
    created_at: Time
    description: str
    position_seconds: int
    """Seconds from the beginning of the stream."""
    url: str | None = None
    """Where the marker can be seen in Twitch's Highlighter."""
    URL: str | None = None
    """The same: Twitch's reference says `url`, and its example `URL`."""


@frozen(kw_only=True)
class VideoMarkers:
    """The markers of a video."""

    video_id: str
    markers: tuple[StreamMarker, ...]


@frozen(kw_only=True)
class StreamMarkers:
    """The markers that a user set."""

    user_id: str
    user_login: str
    user_name: str
    videos: tuple[VideoMarkers, ...]


class Streams(Resource):
    """Helix category Streams."""

    __slots__ = ()

    @endpoint(
        "GET",
        "/streams/key",
        USER,
        scopes=(scopes.CHANNEL_READ_STREAM_KEY,),
        acts_as="broadcaster_id",
        secret=True,
    )
    async def get_stream_key(self, *, broadcaster_id: str | None = None) -> StreamKey:
        """The stream key of a channel, the acting account's.

        Twitch: Get Stream Key. User token with `channel:read:stream_key`.
        """
        return await self._one(StreamKey, query={"broadcaster_id": broadcaster_id})

    @endpoint(
        "GET",
        "/streams",
        ANYONE,
        chunk=("user_id", "user_login"),
        chunk_size=100,
        bounds={"game_id": Bounds(max_items=100), "language": Bounds(max_items=100), "first": PAGE},
    )
    def get_streams(
        self,
        *,
        user_id: str | Sequence[str] | None = None,
        user_login: str | Sequence[str] | None = None,
        game_id: str | Sequence[str] | None = None,
        type: str | None = None,
        language: str | Sequence[str] | None = None,
        first: int | None = None,
        before: str | None = None,
        after: str | None = None,
    ) -> Pages[Stream]:
        """List live streams, those with the most viewers first; with users given, only theirs.

        `type` is `live` or `all`. A list may change while it is read, so a stream can be on two pages or on none.

        Twitch: Get Streams. Any token.
        """
        return self._pages(
            Stream,
            query={
                "user_id": user_id,
                "user_login": user_login,
                "game_id": game_id,
                "type": type,
                "language": language,
                "first": first,
                "before": before,
                "after": after,
            },
        )

    @endpoint(
        "GET",
        "/streams/followed",
        USER,
        scopes=(scopes.USER_READ_FOLLOWS,),
        acts_as="user_id",
        bounds={"first": PAGE},
    )
    def get_followed_streams(
        self, *, user_id: str | None = None, first: int | None = None, after: str | None = None
    ) -> Pages[Stream]:
        """List the live streams of the channels that a user, the acting account, follows.

        Twitch: Get Followed Streams. User token with `user:read:follows`.
        """
        return self._pages(Stream, query={"user_id": user_id, "first": first, "after": after})

    @endpoint(
        "POST",
        "/streams/markers",
        USER,
        scopes=(scopes.CHANNEL_MANAGE_BROADCAST,),
        bounds={"description": Bounds(max_length=140)},
    )
    async def create_stream_marker(self, *, user_id: str, description: str | None = None) -> CreatedStreamMarker:
        """Mark the current moment of a live stream, the acting account's or one that it is an editor of.

        Twitch: Create Stream Marker. User token with `channel:manage:broadcast`.

        Raises:
            NotFoundError: The broadcaster is not live, or keeps no videos.
        """
        return await self._one(CreatedStreamMarker, body={"user_id": user_id, "description": description})

    @endpoint(
        "GET",
        "/streams/markers",
        USER,
        scopes=((scopes.USER_READ_BROADCAST, scopes.CHANNEL_MANAGE_BROADCAST),),
        bounds={"first": PAGE},
        rules=(exactly_one_of("user_id", "video_id"),),
    )
    def get_stream_markers(
        self,
        *,
        user_id: str | None = None,
        video_id: str | None = None,
        first: int | None = None,
        before: str | None = None,
        after: str | None = None,
    ) -> Pages[StreamMarkers]:
        """List the markers of a user's newest video, or of one video.

        Twitch: Get Stream Markers. User token, of the owner or an editor, with `user:read:broadcast` or
        `channel:manage:broadcast`.
        """
        return self._pages(
            StreamMarkers,
            query={"user_id": user_id, "video_id": video_id, "first": first, "before": before, "after": after},
        )
