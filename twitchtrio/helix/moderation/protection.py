"""Shield mode, suspicious users, and messages that are deleted."""

from __future__ import annotations

from attrs import frozen

from ... import scopes
from ..._json import MaybeTime, Time
from ...enums import OpenEnum
from .._endpoint import ANYONE, endpoint
from .._resource import Resource

__all__ = ["ShieldModeStatus", "SuspiciousStatus", "SuspiciousType", "SuspiciousUser"]


@frozen(kw_only=True)
class ShieldModeStatus:
    """Whether a channel is in shield mode, and who put it there last."""

    is_active: bool
    moderator_id: str = ""
    """Empty if shield mode was never used, as login and name."""
    moderator_login: str
    moderator_name: str
    last_activated_at: MaybeTime = None


class SuspiciousStatus(OpenEnum):
    """What a suspicious user may do."""

    ACTIVE_MONITORING = "ACTIVE_MONITORING"
    """Their messages are marked for moderators."""
    RESTRICTED = "RESTRICTED"
    """Their messages are seen by moderators alone."""
    NO_TREATMENT = "NO_TREATMENT"
    """All that others may."""


class SuspiciousType(OpenEnum):
    """Why a user is suspicious."""

    MANUALLY_ADDED = "MANUALLY_ADDED"
    DETECTED_BAN_EVADER = "DETECTED_BAN_EVADER"
    DETECTED_SUS_CHATTER = "DETECTED_SUS_CHATTER"
    BANNED_IN_SHARED_CHANNEL = "BANNED_IN_SHARED_CHANNEL"


@frozen(kw_only=True)
class SuspiciousUser:
    """How a channel treats a user whom it finds suspicious."""

    user_id: str
    broadcaster_id: str
    moderator_id: str
    """Who changed it last."""
    updated_at: Time
    status: SuspiciousStatus
    types: tuple[SuspiciousType, ...]


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
