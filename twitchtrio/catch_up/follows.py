"""Follows, read again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..eventsub._read_again import Missed
from ..eventsub.events.channel import ChannelFollow
from ._asked import Asked, broadcaster_of, newest

if TYPE_CHECKING:
    from ..helix import Helix

__all__ = ["read_follows"]


async def read_follows(helix: Helix, asked: Asked) -> Sequence[Missed]:
    """Who follows since then, and still does."""
    pages = helix.channels.get_channel_followers(broadcaster_id=asked.channel, first=100)
    followers = await newest(pages, asked, lambda each: each.followed_at)
    if not followers:
        return ()
    channel = await broadcaster_of(helix, asked)
    return [
        Missed(
            at=each.followed_at,
            event=ChannelFollow(
                user_id=each.user_id,
                user_login=each.user_login,
                user_name=each.user_name,
                broadcaster_user_id=channel.user_id,
                broadcaster_user_login=channel.login,
                broadcaster_user_name=channel.display_name,
                followed_at=each.followed_at,
            ),
        )
        for each in followers
    ]
