"""Calls: moderators and VIPs."""

from __future__ import annotations

from collections.abc import Sequence

from ... import scopes
from .._endpoint import ANYONE, PAGE, USER, endpoint
from .._pages import Pages
from .._resource import Resource
from .roles import VIP, ModeratedChannel, Moderator

__all__ = ["Roles"]


class Roles(Resource):
    """Moderators and VIPs."""

    __slots__ = ()

    @endpoint(
        "GET",
        "/moderation/channels",
        ANYONE,
        scopes=(scopes.USER_READ_MODERATED_CHANNELS,),
        acts_as="user_id",
        bounds={"first": PAGE},
    )
    def get_moderated_channels(
        self, *, user_id: str | None = None, after: str | None = None, first: int | None = None
    ) -> Pages[ModeratedChannel]:
        """List the channels in which a user, the acting account, is a moderator.

        Twitch: Get Moderated Channels. Any token; `user:read:moderated_channels` of the user.
        """
        return self._pages(ModeratedChannel, query={"user_id": user_id, "after": after, "first": first})

    @endpoint(
        "GET",
        "/moderation/moderators",
        USER,
        scopes=((scopes.MODERATION_READ, scopes.CHANNEL_MANAGE_MODERATORS),),
        acts_as="broadcaster_id",
        bounds={"first": PAGE},
        chunk=("user_id",),
    )
    def get_moderators(
        self,
        *,
        broadcaster_id: str | None = None,
        user_id: str | Sequence[str] | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Pages[Moderator]:
        """List the moderators of a channel, the acting account's; with `user_id`, only those of them.

        Twitch: Get Moderators. User token with `moderation:read` or `channel:manage:moderators`.
        """
        return self._pages(
            Moderator,
            query={"broadcaster_id": broadcaster_id, "user_id": user_id, "first": first, "after": after},
        )

    @endpoint(
        "POST",
        "/moderation/moderators",
        USER,
        scopes=(scopes.CHANNEL_MANAGE_MODERATORS,),
        acts_as="broadcaster_id",
        own_limit=True,
    )
    async def add_channel_moderator(self, *, broadcaster_id: str | None = None, user_id: str) -> None:
        """Make a user a moderator of a channel, the acting account's. Twitch allows ten calls in ten seconds.

        Twitch: Add Channel Moderator. User token with `channel:manage:moderators`.
        """
        await self._none(query={"broadcaster_id": broadcaster_id, "user_id": user_id})

    @endpoint(
        "DELETE",
        "/moderation/moderators",
        USER,
        scopes=(scopes.CHANNEL_MANAGE_MODERATORS,),
        acts_as="broadcaster_id",
        own_limit=True,
    )
    async def remove_channel_moderator(self, *, broadcaster_id: str | None = None, user_id: str) -> None:
        """Unmake a moderator of a channel, the acting account's. Twitch allows ten calls in ten seconds.

        Twitch: Remove Channel Moderator. User token with `channel:manage:moderators`.
        """
        await self._none(query={"broadcaster_id": broadcaster_id, "user_id": user_id})

    @endpoint(
        "GET",
        "/channels/vips",
        USER,
        scopes=((scopes.CHANNEL_READ_VIPS, scopes.CHANNEL_MANAGE_VIPS),),
        acts_as="broadcaster_id",
        bounds={"first": PAGE},
        chunk=("user_id",),
    )
    def get_vips(
        self,
        *,
        broadcaster_id: str | None = None,
        user_id: str | Sequence[str] | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Pages[VIP]:
        """List the VIPs of a channel, the acting account's; with `user_id`, only those of them.

        Twitch: Get VIPs. User token with `channel:read:vips` or `channel:manage:vips`.
        """
        return self._pages(
            VIP,
            query={"broadcaster_id": broadcaster_id, "user_id": user_id, "first": first, "after": after},
        )

    @endpoint(
        "POST",
        "/channels/vips",
        USER,
        scopes=(scopes.CHANNEL_MANAGE_VIPS,),
        acts_as="broadcaster_id",
        own_limit=True,
    )
    async def add_channel_vip(self, *, broadcaster_id: str | None = None, user_id: str) -> None:
        """Make a user a VIP of a channel, the acting account's. Twitch allows ten calls in ten seconds.

        Twitch: Add Channel VIP. User token with `channel:manage:vips`.
        """
        await self._none(query={"broadcaster_id": broadcaster_id, "user_id": user_id})

    @endpoint(
        "DELETE",
        "/channels/vips",
        USER,
        scopes=(scopes.CHANNEL_MANAGE_VIPS,),
        acts_as=("broadcaster_id", "user_id"),
        own_limit=True,
    )
    async def remove_channel_vip(self, *, broadcaster_id: str, user_id: str) -> None:
        """Unmake a VIP of a channel, as the broadcaster or as the VIP themself. Twitch allows ten calls in ten seconds.

        Twitch: Remove Channel VIP. User token with `channel:manage:vips`.
        """
        await self._none(query={"broadcaster_id": broadcaster_id, "user_id": user_id})
