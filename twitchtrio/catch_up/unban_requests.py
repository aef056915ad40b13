"""Requests to lift a ban, read again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import trio

from ..eventsub._read_again import Missed
from ..eventsub.events.unban_requests import (
    ChannelUnbanRequestCreate,
    ChannelUnbanRequestResolve,
    UnbanRequestResolution,
)
from ..helix.moderation.bans import UnbanRequestStatus
from ._asked import Asked, newest

if TYPE_CHECKING:
    from ..helix import Helix, UnbanRequest

__all__ = ["read_unban_requests", "read_unban_resolutions"]


async def read_unban_requests(helix: Helix, asked: Asked) -> Sequence[Missed]:
    """Requests that were made since then."""
    return [
        Missed(
            at=request.created_at,
            event=ChannelUnbanRequestCreate(
                id=request.id,
                broadcaster_user_id=request.broadcaster_id,
                broadcaster_user_login=request.broadcaster_login,
                broadcaster_user_name=request.broadcaster_name,
                user_id=request.user_id,
                user_login=request.user_login,
                user_name=request.user_name,
                text=request.text,
                created_at=request.created_at,
            ),
        )
        for request in await _requests(helix, asked, UnbanRequestStatus, lambda each: each.created_at)
    ]


async def read_unban_resolutions(helix: Helix, asked: Asked) -> Sequence[Missed]:
    """Requests that were answered or canceled since then."""
    return [
        Missed(
            at=request.resolved_at,
            event=ChannelUnbanRequestResolve(
                id=request.id,
                broadcaster_user_id=request.broadcaster_id,
                broadcaster_user_login=request.broadcaster_login,
                broadcaster_user_name=request.broadcaster_name,
                moderator_user_id=request.moderator_id,
                moderator_user_login=request.moderator_login,
                moderator_user_name=request.moderator_name,
                user_id=request.user_id,
                user_login=request.user_login,
                user_name=request.user_name,
                resolution_text=request.resolution_text,
                status=UnbanRequestResolution(request.status),
            ),
        )
        for request in await _requests(helix, asked, UnbanRequestResolution, lambda each: each.resolved_at)
        if request.resolved_at is not None
    ]


async def _requests(
    helix: Helix, asked: Asked, statuses: Iterable[str], last: Callable[[UnbanRequest], datetime | None]
) -> Sequence[UnbanRequest]:
    await trio.lowlevel.checkpoint()
    return [
        request
        for status in statuses
        for request in await newest(
            helix.moderation.get_unban_requests(broadcaster_id=asked.channel, status=status, first=100),
            asked,
            last,
            ordered=False,
        )
    ]
