"""Helix category Tags: what streams were called before their own tags. Twitch has withdrawn it."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from ._endpoint import ANYONE, PAGE, endpoint
from ._pages import Pages
from ._resource import Resource

__all__ = ["StreamTag", "Tags"]


@frozen(kw_only=True)
class StreamTag:
    """A tag of Twitch's; names and descriptions by locale."""

    tag_id: str
    is_auto: bool
    localization_names: dict[str, str]
    localization_descriptions: dict[str, str]


class Tags(Resource):
    """Helix category Tags. Twitch has answered 410 since July 2023; see `ChannelInformation.tags`."""

    __slots__ = ()

    @endpoint("GET", "/tags/streams", ANYONE, bounds={"first": PAGE}, chunk=("tag_id",), withdrawn=True)
    def get_all_stream_tags(
        self, *, tag_id: str | Sequence[str] | None = None, first: int | None = None, after: str | None = None
    ) -> Pages[StreamTag]:
        """List all tags.

        Twitch: Get All Stream Tags (withdrawn). Any token.
        """
        return self._pages(StreamTag, query={"tag_id": tag_id, "first": first, "after": after})

    @endpoint("GET", "/streams/tags", ANYONE, withdrawn=True)
    async def get_stream_tags(self, *, broadcaster_id: str) -> tuple[StreamTag, ...]:
        """The tags of a channel.

        Twitch: Get Stream Tags (withdrawn). Any token.
        """
        return await self._many(StreamTag, query={"broadcaster_id": broadcaster_id})
