"""Helix category Search: channels and games by what they are called."""

from __future__ import annotations

from attrs import frozen

from .._json import MaybeTime, Texts
from ._endpoint import ANYONE, PAGE, endpoint
from ._images import sized
from ._pages import Pages
from ._resource import Resource

__all__ = ["FoundCategory", "FoundChannel", "Search"]


@frozen(kw_only=True)
class FoundCategory:
    """A game or another category whose name fits."""

    id: str
    name: str
    box_art_url: str
    """Where its picture is; `box_art` gives the address for a size."""

    def box_art(self, width: int, height: int) -> str:
        """The address of its picture with a width and a height in pixels."""
        return sized(self.box_art_url, width, height)


@frozen(kw_only=True)
class FoundChannel:
    """A channel whose name or description fits."""

    id: str
    """User id of the broadcaster."""
    broadcaster_login: str
    display_name: str
    broadcaster_language: str
    """ISO 639-1, or `other`."""
    game_id: str = ""
    game_name: str
    title: str
    is_live: bool
    started_at: MaybeTime = None
    """When the stream began; `None` if there is none."""
    tags: Texts = ()
    tag_ids: Texts = ()
    """Deprecated by Twitch; always empty."""
    thumbnail_url: str
    """Where the broadcaster's picture is."""


class Search(Resource):
    """Helix category Search."""

    __slots__ = ()

    @endpoint("GET", "/search/categories", ANYONE, bounds={"first": PAGE})
    def search_categories(
        self, *, query: str, first: int | None = None, after: str | None = None
    ) -> Pages[FoundCategory]:
        """List games and other categories whose name has the words of `query` in it.

        Twitch: Search Categories. Any token.
        """
        return self._pages(FoundCategory, query={"query": query, "first": first, "after": after})

    @endpoint("GET", "/search/channels", ANYONE, bounds={"first": PAGE})
    def search_channels(
        self, *, query: str, live_only: bool | None = None, first: int | None = None, after: str | None = None
    ) -> Pages[FoundChannel]:
        """List channels that fit `query` and have streamed within the past six months.

        By `live_only` those that stream now, by the name of their category too.

        Twitch: Search Channels. Any token.
        """
        return self._pages(FoundChannel, query={"query": query, "live_only": live_only, "first": first, "after": after})
