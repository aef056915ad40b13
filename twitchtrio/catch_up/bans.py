"""Bans and timeouts, read again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..eventsub._read_again import Missed
from ..eventsub.events.moderation import ChannelBan
from ._asked import Asked, broadcaster_of, newest

if TYPE_CHECKING:
    from ..helix import Helix

__all__ = ["read_bans"]


async def read_bans(helix: Helix, asked: Asked) -> Sequence[Missed]:
    """Who was banned since then, and still is."""
    pages = helix.moderation.get_banned_users(broadcaster_id=asked.channel, first=100)
    banned = await newest(pages, asked, lambda each: each.created_at)
    if not banned:
        return ()
    channel = await broadcaster_of(helix, asked)
    return [
        Missed(
            at=each.created_at,
            event=ChannelBan(
                user_id=each.user_id,
                user_login=each.user_login,
                user_name=each.user_name,
                broadcaster_user_id=channel.user_id,
                broadcaster_user_login=channel.login,
                broadcaster_user_name=channel.display_name,
                moderator_user_id=each.moderator_id,
                moderator_user_login=each.moderator_login,
                moderator_user_name=each.moderator_name,
                reason=each.reason,
                banned_at=each.created_at,
                ends_at=each.expires_at,
                is_permanent=not each.is_timeout,
            ),
        )
        for each in banned
    ]
