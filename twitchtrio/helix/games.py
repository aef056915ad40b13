"""Helix category Games: the games and other categories that channels are in."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from ._endpoint import ANYONE, PAGE, endpoint
from ._images import sized
from ._pages import Pages
from ._resource import Resource
from ._rules import at_least_one_of

__all__ = ["Game", "Games"]


@frozen(kw_only=True)
class Game:
    """A game, or another category such as Just Chatting."""

    id: str
    name: str
    box_art_url: str
    """Where its picture is; `box_art` gives the address for a size."""
    igdb_id: str = ""
    """Its id at IGDB; empty if it is not there."""

    def box_art(self, width: int, height: int) -> str:
        """The address of its picture with a width and a height in pixels."""
        return sized(self.box_art_url, width, height)


class Games(Resource):
    """Helix category Games."""

    __slots__ = ()

    @endpoint("GET", "/games/top", ANYONE, bounds={"first": PAGE})
    def get_top_games(
        self, *, first: int | None = None, after: str | None = None, before: str | None = None
    ) -> Pages[Game]:
        """List the games that most people watch, the most watched first.

        Twitch: Get Top Games. Any token.
        """
        return self._pages(Game, query={"first": first, "after": after, "before": before})

    @endpoint(
        "GET",
        "/games",
        ANYONE,
        chunk=("id", "name", "igdb_id"),
        chunk_size=100,
        rules=(at_least_one_of("id", "name", "igdb_id"),),
    )
    async def get_games(
        self,
        *,
        id: str | Sequence[str] | None = None,
        name: str | Sequence[str] | None = None,
        igdb_id: str | Sequence[str] | None = None,
    ) -> tuple[Game, ...]:
        """Look up games by id, by their exact name, or by their id at IGDB. Those that do not exist are left out.

        Twitch: Get Games. Any token.
        """
        return await self._many(Game, query={"id": id, "name": name, "igdb_id": igdb_id})
