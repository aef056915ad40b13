"""Calls: shield mode, suspicious users, and messages that are deleted."""

from __future__ import annotations

from ... import scopes
from .._endpoint import ANYONE, endpoint
from .._resource import Resource
from .protection import ShieldModeStatus, SuspiciousStatus, SuspiciousUser

__all__ = ["Protection"]


class Protection(Resource):
    """Shield mode, suspicious users and deletion of messages."""

    __slots__ = ()

    @endpoint(
        "DELETE",
        "/moderation/chat",
        ANYONE,
        scopes=(scopes.MODERATOR_MANAGE_CHAT_MESSAGES,),
        acts_as="moderator_id",
    )
    async def delete_chat_messages(
        self, *, broadcaster_id: str, moderator_id: str | None = None, message_id: str | None = None
    ) -> None:
        """Delete a message of the past six hours; without `message_id`, all that the chat room shows.

        Messages of the broadcaster and of other moderators cannot be deleted.

        Twitch: Delete Chat Messages. Any token; `moderator:manage:chat_messages` of the broadcaster or a moderator.
        """
        await self._none(
            query={"broadcaster_id": broadcaster_id, "moderator_id": moderator_id, "message_id": message_id}
        )

    @endpoint(
        "PUT",
        "/moderation/shield_mode",
        ANYONE,
        scopes=(scopes.MODERATOR_MANAGE_SHIELD_MODE,),
        acts_as="moderator_id",
    )
    async def update_shield_mode_status(
        self, *, broadcaster_id: str, moderator_id: str | None = None, is_active: bool
    ) -> ShieldModeStatus:
        """Put a channel in shield mode, or end it.

        Twitch: Update Shield Mode Status. Any token; `moderator:manage:shield_mode` of the broadcaster or a moderator.
        """
        return await self._one(
            ShieldModeStatus,
            query={"broadcaster_id": broadcaster_id, "moderator_id": moderator_id},
            body={"is_active": is_active},
        )

    @endpoint(
        "GET",
        "/moderation/shield_mode",
        ANYONE,
        scopes=((scopes.MODERATOR_READ_SHIELD_MODE, scopes.MODERATOR_MANAGE_SHIELD_MODE),),
        acts_as="moderator_id",
    )
    async def get_shield_mode_status(self, *, broadcaster_id: str, moderator_id: str | None = None) -> ShieldModeStatus:
        """Whether a channel is in shield mode.

        Twitch: Get Shield Mode Status. Any token; `moderator:read:shield_mode` or `moderator:manage:shield_mode` of the
        broadcaster or a moderator.
        """
        return await self._one(ShieldModeStatus, query={"broadcaster_id": broadcaster_id, "moderator_id": moderator_id})

    @endpoint(
        "POST",
        "/moderation/suspicious_users",
        ANYONE,
        scopes=(scopes.MODERATOR_MANAGE_SUSPICIOUS_USERS,),
        acts_as="moderator_id",
    )
    async def add_suspicious_status_to_chat_user(
        self,
        *,
        broadcaster_id: str,
        moderator_id: str | None = None,
        user_id: str,
        status: SuspiciousStatus | str,
    ) -> SuspiciousUser:
        """Monitor a user, or restrict them.

        Twitch: Add Suspicious Status to Chat User. Any token; `moderator:manage:suspicious_users` of the broadcaster
        or a moderator.
        """
        return await self._one(
            SuspiciousUser,
            query={"broadcaster_id": broadcaster_id, "moderator_id": moderator_id},
            body={"user_id": user_id, "status": status},
        )

    @endpoint(
        "DELETE",
        "/moderation/suspicious_users",
        ANYONE,
        scopes=(scopes.MODERATOR_MANAGE_SUSPICIOUS_USERS,),
        acts_as="moderator_id",
    )
    async def remove_suspicious_status_from_chat_user(
        self, *, broadcaster_id: str, moderator_id: str | None = None, user_id: str
    ) -> SuspiciousUser:
        """Treat a user like all others again.

        Twitch: Remove Suspicious Status From Chat User. Any token; `moderator:manage:suspicious_users` of the
        broadcaster or a moderator.
        """
        return await self._one(
            SuspiciousUser,
            query={"broadcaster_id": broadcaster_id, "moderator_id": moderator_id, "user_id": user_id},
        )
