"""Calls: bans, timeouts and warnings, and requests to lift a ban."""

from __future__ import annotations

from collections.abc import Sequence

from ... import scopes
from .._endpoint import ANYONE, PAGE, USER, Bounds, endpoint
from .._pages import Pages
from .._resource import Resource
from .bans import BannedUser, ChatWarning, UnbanRequest, UnbanRequestStatus, UserBan

__all__ = ["Bans"]


class Bans(Resource):
    """Bans, timeouts, warnings and unban requests."""

    __slots__ = ()

    @endpoint(
        "GET",
        "/moderation/banned",
        ANYONE,
        scopes=((scopes.MODERATION_READ, scopes.MODERATOR_MANAGE_BANNED_USERS),),
        acts_as="broadcaster_id",
        bounds={"first": PAGE},
        chunk=("user_id",),
    )
    def get_banned_users(
        self,
        *,
        broadcaster_id: str | None = None,
        user_id: str | Sequence[str] | None = None,
        first: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> Pages[BannedUser]:
        """List who is banned from the chat of a channel, the acting account's, or in a timeout.

        With `user_id`, only those of them.

        Twitch: Get Banned Users. Any token; `moderation:read` or `moderator:manage:banned_users` of the broadcaster.
        """
        return self._pages(
            BannedUser,
            query={
                "broadcaster_id": broadcaster_id,
                "user_id": user_id,
                "first": first,
                "after": after,
                "before": before,
            },
        )

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

    @endpoint(
        "DELETE",
        "/moderation/bans",
        ANYONE,
        scopes=(scopes.MODERATOR_MANAGE_BANNED_USERS,),
        app_scopes=(scopes.USER_BOT,),
        acts_as="moderator_id",
    )
    async def unban_user(self, *, broadcaster_id: str, moderator_id: str | None = None, user_id: str) -> None:
        """Lift a ban or end a timeout.

        Twitch: Unban User. Any token; `moderator:manage:banned_users` of the broadcaster or a moderator.
        """
        await self._none(query={"broadcaster_id": broadcaster_id, "moderator_id": moderator_id, "user_id": user_id})

    @endpoint(
        "GET",
        "/moderation/unban_requests",
        USER,
        scopes=((scopes.MODERATOR_READ_UNBAN_REQUESTS, scopes.MODERATOR_MANAGE_UNBAN_REQUESTS),),
        acts_as="moderator_id",
    )
    def get_unban_requests(
        self,
        *,
        broadcaster_id: str,
        moderator_id: str | None = None,
        status: UnbanRequestStatus | str,
        user_id: str | None = None,
        after: str | None = None,
        first: int | None = None,
    ) -> Pages[UnbanRequest]:
        """List requests to lift a ban of one status, of all users or of one.

        Twitch: Get Unban Requests. User token of the broadcaster or a moderator with `moderator:read:unban_requests` or
        `moderator:manage:unban_requests`.
        """
        return self._pages(
            UnbanRequest,
            query={
                "broadcaster_id": broadcaster_id,
                "moderator_id": moderator_id,
                "status": status,
                "user_id": user_id,
                "after": after,
                "first": first,
            },
        )

    @endpoint(
        "PATCH",
        "/moderation/unban_requests",
        USER,
        scopes=(scopes.MODERATOR_MANAGE_UNBAN_REQUESTS,),
        acts_as="moderator_id",
        bounds={"resolution_text": Bounds(max_length=500)},
    )
    async def resolve_unban_requests(
        self,
        *,
        broadcaster_id: str,
        moderator_id: str | None = None,
        unban_request_id: str,
        status: UnbanRequestStatus | str,
        resolution_text: str | None = None,
    ) -> UnbanRequest:
        """Approve a request, which lifts the ban, or deny it.

        Twitch: Resolve Unban Requests. User token of the broadcaster or a moderator with
        `moderator:manage:unban_requests`.
        """
        return await self._one(
            UnbanRequest,
            query={
                "broadcaster_id": broadcaster_id,
                "moderator_id": moderator_id,
                "unban_request_id": unban_request_id,
                "status": status,
                "resolution_text": resolution_text,
            },
        )

    @endpoint(
        "POST",
        "/moderation/warnings",
        ANYONE,
        scopes=(scopes.MODERATOR_MANAGE_WARNINGS,),
        acts_as="moderator_id",
        bounds={"reason": Bounds(max_length=500)},
        body_in_data=True,
    )
    async def warn_chat_user(
        self, *, broadcaster_id: str, moderator_id: str | None = None, user_id: str, reason: str
    ) -> ChatWarning:
        """Warn a user, who cannot chat until they have acknowledged it.

        Twitch: Warn Chat User. Any token; `moderator:manage:warnings` of the broadcaster or a moderator.
        """
        return await self._one(
            ChatWarning,
            query={"broadcaster_id": broadcaster_id, "moderator_id": moderator_id},
            body={"user_id": user_id, "reason": reason},
        )
