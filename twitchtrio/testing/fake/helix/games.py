"""Games and other categories."""

from __future__ import annotations

from typing import Any, Final

from ..http import RefusedError
from ..world import FakeGame
from ._call import Call
from ._endpoint import AFTER, BEFORE, Param, endpoint, first

_MOST: Final = 100


@endpoint("GET", "/games/top", query=(first(), AFTER, BEFORE))
def get_top_games(call: Call) -> dict[str, Any]:
    """All games, the most watched first."""
    watched = dict.fromkeys(call.fake.world.games, 0)
    for channel in call.fake.world.channels():
        if channel.stream is not None and channel.category_id in watched:
            watched[channel.category_id] += channel.stream.viewer_count
    games = sorted(call.fake.world.games.values(), key=lambda game: watched[game.id], reverse=True)
    return call.page([_game(game) for game in games])


@endpoint(
    "GET",
    "/games",
    query=(Param(name="id", most=100), Param(name="name", most=100), Param(name="igdb_id", most=100)),
)
def get_games(call: Call) -> dict[str, Any]:
    """The games with these ids or names."""
    ids, names, others = call.many("id"), call.many("name"), call.many("igdb_id")
    wanted = len(ids) + len(names) + len(others)
    if not 1 <= wanted <= _MOST:
        raise RefusedError(400, f"Specify 1 to {_MOST} of id, name and igdb_id.")
    found = [
        game
        for game in call.fake.world.games.values()
        if game.id in ids or game.name in names or (game.igdb_id and game.igdb_id in others)
    ]
    return {"data": [_game(game) for game in found]}


def _game(game: FakeGame) -> dict[str, Any]:
    return {"id": game.id, "name": game.name, "box_art_url": game.box_art_url, "igdb_id": game.igdb_id}
