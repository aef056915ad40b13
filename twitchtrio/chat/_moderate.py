"""Verbs of a channel: who may write there, and who watches over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from .._given import check
from ._arguments import whole
from ._handle import Handle

if TYPE_CHECKING:
    from datetime import timedelta

    from ..helix import VIP, BannedUser, Moderator, Pages
    from ..protocols import UserRef

__all__ = ["Moderate"]


@frozen(kw_only=True)
class Moderate(Handle):
    """Who may write in a channel, and who watches over it."""

    async def ban(self, user: UserRef, *, reason: str = "") -> None:
        """Ban a user from the chat.

        Twitch: Ban User. The bot, as the broadcaster or a moderator; `moderator:manage:banned_users`.
        """
        check("reason", reason, "a str", str)
        banned = await self._id_of("user", user)
        await self._bot.moderation.ban_user(broadcaster_id=self.user_id, user_id=banned, reason=reason or None)

    async def unban(self, user: UserRef) -> None:
        """Lift a ban or end a timeout.

        Twitch: Unban User. The bot, as the broadcaster or a moderator; `moderator:manage:banned_users`.

        Raises:
            BadRequestError: The user is not banned.
        """
        freed = await self._id_of("user", user)
        await self._bot.moderation.unban_user(broadcaster_id=self.user_id, user_id=freed)

    async def timeout(self, user: UserRef, length: float | timedelta, *, reason: str = "") -> None:
        """Ban a user from the chat for a time.

        Twitch: Ban User. The bot, as the broadcaster or a moderator; `moderator:manage:banned_users`.

        Args:
            user: Who it is.
            length: Seconds, or a timedelta, of two weeks at most. Parts of a second count as one.
            reason: What the user and moderators are told.
        """
        check("reason", reason, "a str", str)
        seconds = whole("length", length)
        banned = await self._id_of("user", user)
        await self._bot.moderation.ban_user(
            broadcaster_id=self.user_id, user_id=banned, duration=seconds, reason=reason or None
        )

    async def warn(self, user: UserRef, reason: str) -> None:
        """Warn a user, who cannot chat until they have acknowledged it.

        Twitch: Warn Chat User. The bot, as the broadcaster or a moderator; `moderator:manage:warnings`.
        """
        check("reason", reason, "a str", str)
        warned = await self._id_of("user", user)
        await self._bot.moderation.warn_chat_user(broadcaster_id=self.user_id, user_id=warned, reason=reason)

    def bans(self) -> Pages[BannedUser]:
        """List who is banned from the chat, or in a timeout.

        Twitch: Get Banned Users. The broadcaster; `moderation:read` or `moderator:manage:banned_users`.
        """
        return self._helix.moderation.get_banned_users(broadcaster_id=self.user_id)

    def moderators(self) -> Pages[Moderator]:
        """List the moderators.

        Twitch: Get Moderators. The broadcaster; `moderation:read` or `channel:manage:moderators`.
        """
        return self._helix.moderation.get_moderators(broadcaster_id=self.user_id)

    def vips(self) -> Pages[VIP]:
        """List the VIPs.

        Twitch: Get VIPs. The broadcaster; `channel:read:vips` or `channel:manage:vips`.
        """
        return self._helix.moderation.get_vips(broadcaster_id=self.user_id)

    async def add_moderator(self, user: UserRef) -> None:
        """Make a user a moderator. Twitch allows ten in ten seconds.

        Twitch: Add Channel Moderator. The broadcaster; `channel:manage:moderators`.
        """
        added = await self._id_of("user", user)
        await self._helix.moderation.add_channel_moderator(broadcaster_id=self.user_id, user_id=added)

    async def remove_moderator(self, user: UserRef) -> None:
        """Unmake a moderator. Twitch allows ten in ten seconds.

        Twitch: Remove Channel Moderator. The broadcaster; `channel:manage:moderators`.
        """
        removed = await self._id_of("user", user)
        await self._helix.moderation.remove_channel_moderator(broadcaster_id=self.user_id, user_id=removed)

    async def add_vip(self, user: UserRef) -> None:
        """Make a user a VIP. Twitch allows ten in ten seconds.

        Twitch: Add Channel VIP. The broadcaster; `channel:manage:vips`.
        """
        added = await self._id_of("user", user)
        await self._helix.moderation.add_channel_vip(broadcaster_id=self.user_id, user_id=added)

    async def remove_vip(self, user: UserRef) -> None:
        """Unmake a VIP. Twitch allows ten in ten seconds.

        Twitch: Remove Channel VIP. The broadcaster, or the VIP; `channel:manage:vips`.
        """
        removed = await self._id_of("user", user)
        await self._helix.moderation.remove_channel_vip(broadcaster_id=self.user_id, user_id=removed)

    async def is_moderator(self, user: UserRef | None = None) -> bool:
        """Whether a user is a moderator here, or the bot if none is given. A broadcaster is none.

        The bot itself is found among the channels that it moderates; another user takes the broadcaster's login.

        Twitch: Get Moderated Channels. The bot; `user:read:moderated_channels`.

        Twitch: Get Moderators. The broadcaster; `moderation:read` or `channel:manage:moderators`.
        """
        own = self._acting.account.user_id
        asked = own if user is None else await self._id_of("user", user)
        if asked == own:
            return await self._is_moderated()
        found = self._helix.moderation.get_moderators(broadcaster_id=self.user_id, user_id=asked)
        return await found.first() is not None

    async def _is_moderated(self) -> bool:  # noqa: ASYNC910  # there is always a page
        """Whether the bot is a moderator here, of which its sender is told."""
        own = self._acting.account.user_id
        moderated = False
        async for channel in self._bot.moderation.get_moderated_channels(first=100):
            moderated = channel.broadcaster_id == self.user_id
            if moderated:
                break
        self._acting.sender.learn(self.user_id, privileged=moderated or own == self.user_id)
        return moderated
