"""Search."""

from __future__ import annotations

from typing import Any

from ..world import FakeChannel
from ._call import Call
from ._endpoint import AFTER, Param, endpoint, first


@endpoint("GET", "/search/categories", query=(Param(name="query", required=True), first(), AFTER))
def search_categories(call: Call) -> dict[str, Any]:
    """The games that have the words in their names."""
    words = call.one("query").lower().split()
    found = [game for game in call.fake.world.games.values() if all(word in game.name.lower() for word in words)]
    return call.page([{"id": game.id, "name": game.name, "box_art_url": game.box_art_url} for game in found])


@endpoint(
    "GET",
    "/search/channels",
    query=(
        Param(name="query", required=True),
        Param(name="live_only", choices=("true", "false")),
        first(),
        AFTER,
    ),
)
def search_channels(call: Call) -> dict[str, Any]:
    """The channels that have the words in their names, or, of those that are live, in their category's."""
    words, live_only = call.one("query").lower().split(), call.get("live_only") == "true"
    found = [
        channel
        for channel in call.fake.world.channels()
        if (channel.stream is not None or not live_only)
        and all(word in _text(channel, live_only=live_only) for word in words)
    ]
    return call.page([_channel(call, channel) for channel in found])


def _text(channel: FakeChannel, *, live_only: bool) -> str:
    user = channel.broadcaster
    category = channel.category_name if live_only else ""
    return f"{user.login} {user.display_name} {user.description} {category}".lower()


def _channel(call: Call, channel: FakeChannel) -> dict[str, Any]:
    user, stream = channel.broadcaster, channel.stream
    return {
        "id": user.id,
        "broadcaster_login": user.login,
        "display_name": user.display_name,
        "broadcaster_language": channel.language,
        "game_id": channel.category_id,
        "game_name": channel.category_name,
        "title": channel.title,
        "is_live": stream is not None,
        "started_at": "" if stream is None else call.fake.clock.short_stamp(stream.started_at),
        "tags": channel.tags,
        "tag_ids": [],
        "thumbnail_url": f"https://static-cdn.jtvnw.net/jtv_user_pictures/{user.login}-300x300.png",
    }
