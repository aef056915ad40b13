"""Helix category Moderation: bans and timeouts."""

from __future__ import annotations

from attrs import frozen

from .. import scopes
from .._json import MaybeTime, Time
from ._endpoint import ANYONE, Bounds, endpoint
from ._resource import Resource

__all__ = ["Moderation", "UserBan"]


@frozen(kw_only=True)
class UserBan:
    """A user who may not write in a channel's chat."""

    broadcaster_id: str
    moderator_id: str
    user_id: str
    created_at: Time
    end_time: MaybeTime = None
    """When the timeout is over; `None` if it is a ban."""


class Moderation(Resource):
    """Helix category Moderation.

    Where the app itself acts for a moderator (`acting_as(APP)`), that user must have granted it the scope named, and
    `user:bot`.
    """

    __slots__ = ()

    @endpoint(
        "POST",
        "/moderation/bans",
        ANYONE,
        scopes=(scopes.MODERATOR_MANAGE_BANNED_USERS,),
        app_scopes=(scopes.USER_BOT,),
        acts_as="moderator_id",
        bounds={"duration": Bounds(min=1, max=1_209_600), "reason": Bounds(max_length=500)},
        body_in_data=True,
    )
    async def ban_user(
        self,
        *,
        broadcaster_id: str,
        moderator_id: str | None = None,
        user_id: str,
        duration: int | None = None,
        reason: str | None = None,
    ) -> UserBan:
        """Ban a user from a channel's chat, or put them in a timeout of `duration` seconds, two weeks at most.

        Twitch: Ban User. Any token; `moderator:manage:banned_users` of the broadcaster or a moderator.
        """
        return await self._one(
            UserBan,
            query={"broadcaster_id": broadcaster_id, "moderator_id": moderator_id},
            body={"user_id": user_id, "duration": duration, "reason": reason},
        )
