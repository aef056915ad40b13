"""Since when chatters follow, asked once in a while."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

import trio

if TYPE_CHECKING:
    from ...people import PartialUser
    from ..channel import Channel

__all__ = ["Followers"]

_LIFE: Final = 60.0
_MOST: Final = 4096


class Followers:
    """Keeps each answer for a minute; of more than 4,096 the oldest leave."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[datetime | None, float]] = {}

    async def since(self, channel: Channel, user: PartialUser) -> datetime | None:
        """When a user began to follow a channel; `None` if they do not."""
        await trio.lowlevel.checkpoint()
        key = channel.user_id, user.user_id
        found, until = self._known.pop(key, (None, 0.0))
        if until <= trio.current_time():
            follower = await channel.follower(user)
            found, until = None if follower is None else follower.followed_at, trio.current_time() + _LIFE
            if len(self._known) >= _MOST:
                del self._known[next(iter(self._known))]
        self._known[key] = found, until
        return found
