"""Helix category Guest Star: guests in a live stream. All of it is beta."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from .. import scopes
from .._json import Time
from ..enums import OpenEnum
from ..tokens import Secret
from ._endpoint import USER, Bounds, endpoint
from ._resource import Resource

__all__ = [
    "GuestStar",
    "GuestStarGuest",
    "GuestStarInvite",
    "GuestStarInviteStatus",
    "GuestStarLayout",
    "GuestStarMedia",
    "GuestStarSession",
    "GuestStarSettings",
]

_READ: Final = (
    (
        scopes.CHANNEL_READ_GUEST_STAR,
        scopes.CHANNEL_MANAGE_GUEST_STAR,
        scopes.MODERATOR_READ_GUEST_STAR,
        scopes.MODERATOR_MANAGE_GUEST_STAR,
    ),
)
_MANAGE: Final = ((scopes.CHANNEL_MANAGE_GUEST_STAR, scopes.MODERATOR_MANAGE_GUEST_STAR),)


class GuestStarLayout(OpenEnum):
    """Where guests are in the picture."""

    TILED = "TILED_LAYOUT"
    SCREENSHARE = "SCREENSHARE_LAYOUT"
    HORIZONTAL = "HORIZONTAL_LAYOUT"
    VERTICAL = "VERTICAL_LAYOUT"


@frozen(kw_only=True)
class GuestStarSettings:
    """How a channel has guests."""

    is_moderator_send_live_enabled: bool
    """Whether moderators may put guests on air."""
    slot_count: int
    """How many guests there can be, from 1 to 6."""
    is_browser_source_audio_enabled: bool
    group_layout: GuestStarLayout | None = None
    layout: str | None = None
    """The same, by the name that Twitch's example gives it."""
    browser_source_token: Secret
    """With it, anyone can show the guests."""


@frozen(kw_only=True)
class GuestStarMedia:
    """Whether a guest is heard, or seen."""

    is_host_enabled: bool
    """Whether the host lets them be."""
    is_guest_enabled: bool
    """Whether they want to be."""
    is_available: bool
    """Whether they have a microphone, or a camera."""


@frozen(kw_only=True)
class GuestStarGuest:
    """A guest in a session; the host is one too."""

    slot_id: str | None = None
    """0 is the host's."""
    id: str | None = None
    """The same, by the name that some of Twitch's examples give it."""
    is_live: bool
    user_id: str
    user_login: str
    user_display_name: str
    volume: int
    """From 0 to 100."""
    assigned_at: Time
    audio_settings: GuestStarMedia
    video_settings: GuestStarMedia


@frozen(kw_only=True)
class GuestStarSession:
    """A session and who is in it."""

    id: str
    guests: tuple[GuestStarGuest, ...]


class GuestStarInviteStatus(OpenEnum):
    """What has become of an invitation."""

    INVITED = "INVITED"
    ACCEPTED = "ACCEPTED"
    READY = "READY"


@frozen(kw_only=True)
class GuestStarInvite:
    """An invitation to a session."""

    user_id: str
    invited_at: Time
    status: GuestStarInviteStatus
    is_video_enabled: bool
    is_audio_enabled: bool
    is_video_available: bool
    is_audio_available: bool


class GuestStar(Resource):
    """Helix category Guest Star. Twitch may still change it."""

    __slots__ = ()

    @endpoint(
        "GET",
        "/guest_star/channel_settings",
        USER,
        scopes=_READ,
        acts_as="moderator_id",
        secret=True,
        beta=True,
    )
    async def get_channel_guest_star_settings(
        self, *, broadcaster_id: str, moderator_id: str | None = None
    ) -> GuestStarSettings:
        """How a channel has guests.

        Twitch: Get Channel Guest Star Settings (beta). User token of the broadcaster or a moderator with
        `channel:read:guest_star` or `channel:manage:guest_star` or `moderator:read:guest_star` or
        `moderator:manage:guest_star`.
        """
        return await self._one(
            GuestStarSettings, query={"broadcaster_id": broadcaster_id, "moderator_id": moderator_id}
        )

    @endpoint(
        "PUT",
        "/guest_star/channel_settings",
        USER,
        scopes=(scopes.CHANNEL_MANAGE_GUEST_STAR,),
        acts_as="broadcaster_id",
        bounds={"slot_count": Bounds(min=1, max=6)},
        beta=True,
    )
    async def update_channel_guest_star_settings(
        self,
        *,
        broadcaster_id: str | None = None,
        is_moderator_send_live_enabled: bool | None = None,
        slot_count: int | None = None,
        is_browser_source_audio_enabled: bool | None = None,
        group_layout: GuestStarLayout | str | None = None,
        regenerate_browser_sources: bool | None = None,
    ) -> None:
        """Change how a channel, the acting account's, has guests.

        Twitch: Update Channel Guest Star Settings (beta). User token with `channel:manage:guest_star`.
        """
        await self._none(
            query={"broadcaster_id": broadcaster_id},
            body={
                "is_moderator_send_live_enabled": is_moderator_send_live_enabled,
                "slot_count": slot_count,
                "is_browser_source_audio_enabled": is_browser_source_audio_enabled,
                "group_layout": group_layout,
                "regenerate_browser_sources": regenerate_browser_sources,
            },
        )

    @endpoint("GET", "/guest_star/session", USER, scopes=_READ, acts_as="moderator_id", beta=True)
    async def get_guest_star_session(self, *, broadcaster_id: str, moderator_id: str | None = None) -> GuestStarSession:
        """The session of a channel.

        Twitch: Get Guest Star Session (beta). User token of the broadcaster or a moderator with
        `channel:read:guest_star` or `channel:manage:guest_star` or `moderator:read:guest_star` or
        `moderator:manage:guest_star`.

        Raises:
            NotFoundError: There is none.
        """
        return await self._one(GuestStarSession, query={"broadcaster_id": broadcaster_id, "moderator_id": moderator_id})

    @endpoint(
        "POST",
        "/guest_star/session",
        USER,
        scopes=(scopes.CHANNEL_MANAGE_GUEST_STAR,),
        acts_as="broadcaster_id",
        beta=True,
    )
    async def create_guest_star_session(self, *, broadcaster_id: str | None = None) -> GuestStarSession:
        """Begin a session in a channel, the acting account's.

        Twitch: Create Guest Star Session (beta). User token with `channel:manage:guest_star`.
        """
        return await self._one(GuestStarSession, query={"broadcaster_id": broadcaster_id})

    @endpoint(
        "DELETE",
        "/guest_star/session",
        USER,
        scopes=(scopes.CHANNEL_MANAGE_GUEST_STAR,),
        acts_as="broadcaster_id",
        beta=True,
    )
    async def end_guest_star_session(self, *, broadcaster_id: str | None = None, session_id: str) -> GuestStarSession:
        """End a session of a channel, the acting account's.

        Twitch: End Guest Star Session (beta). User token with `channel:manage:guest_star`.
        """
        return await self._one(GuestStarSession, query={"broadcaster_id": broadcaster_id, "session_id": session_id})

    @endpoint("GET", "/guest_star/invites", USER, scopes=_READ, acts_as="moderator_id", beta=True)
    async def get_guest_star_invites(
        self, *, broadcaster_id: str, moderator_id: str | None = None, session_id: str
    ) -> tuple[GuestStarInvite, ...]:
        """List who is invited to a session.

        Twitch: Get Guest Star Invites (beta). User token of the broadcaster or a moderator with
        `channel:read:guest_star` or `channel:manage:guest_star` or `moderator:read:guest_star` or
        `moderator:manage:guest_star`.
        """
        return await self._many(
            GuestStarInvite,
            query={"broadcaster_id": broadcaster_id, "moderator_id": moderator_id, "session_id": session_id},
        )

    @endpoint("POST", "/guest_star/invites", USER, scopes=_MANAGE, acts_as="moderator_id", beta=True)
    async def send_guest_star_invite(
        self, *, broadcaster_id: str, moderator_id: str | None = None, session_id: str, guest_id: str
    ) -> None:
        """Invite a user to a session.

        Twitch: Send Guest Star Invite (beta). User token of the broadcaster or a moderator with
        `channel:manage:guest_star` or `moderator:manage:guest_star`.
        """
        await self._none(
            query={
                "broadcaster_id": broadcaster_id,
                "moderator_id": moderator_id,
                "session_id": session_id,
                "guest_id": guest_id,
            }
        )

    @endpoint("DELETE", "/guest_star/invites", USER, scopes=_MANAGE, acts_as="moderator_id", beta=True)
    async def delete_guest_star_invite(
        self, *, broadcaster_id: str, moderator_id: str | None = None, session_id: str, guest_id: str
    ) -> None:
        """Take an invitation back.

        Twitch: Delete Guest Star Invite (beta). User token of the broadcaster or a moderator with
        `channel:manage:guest_star` or `moderator:manage:guest_star`.
        """
        await self._none(
            query={
                "broadcaster_id": broadcaster_id,
                "moderator_id": moderator_id,
                "session_id": session_id,
                "guest_id": guest_id,
            }
        )

    @endpoint("POST", "/guest_star/slot", USER, scopes=_MANAGE, acts_as="moderator_id", beta=True)
    async def assign_guest_star_slot(
        self,
        *,
        broadcaster_id: str,
        moderator_id: str | None = None,
        session_id: str,
        guest_id: str,
        slot_id: str,
    ) -> None:
        """Give a guest who is ready a slot.

        Twitch: Assign Guest Star Slot (beta). User token of the broadcaster or a moderator with
        `channel:manage:guest_star` or `moderator:manage:guest_star`.
        """
        await self._none(
            query={
                "broadcaster_id": broadcaster_id,
                "moderator_id": moderator_id,
                "session_id": session_id,
                "guest_id": guest_id,
                "slot_id": slot_id,
            }
        )

    @endpoint("PATCH", "/guest_star/slot", USER, scopes=_MANAGE, acts_as="moderator_id", beta=True)
    async def update_guest_star_slot(
        self,
        *,
        broadcaster_id: str,
        moderator_id: str | None = None,
        session_id: str,
        source_slot_id: str,
        destination_slot_id: str | None = None,
    ) -> None:
        """Move a guest to another slot; whoever is there goes to the guest's.

        Twitch: Update Guest Star Slot (beta). User token of the broadcaster or a moderator with
        `channel:manage:guest_star` or `moderator:manage:guest_star`.
        """
        await self._none(
            query={
                "broadcaster_id": broadcaster_id,
                "moderator_id": moderator_id,
                "session_id": session_id,
                "source_slot_id": source_slot_id,
                "destination_slot_id": destination_slot_id,
            }
        )

    @endpoint("DELETE", "/guest_star/slot", USER, scopes=_MANAGE, acts_as="moderator_id", beta=True)
    async def delete_guest_star_slot(
        self,
        *,
        broadcaster_id: str,
        moderator_id: str | None = None,
        session_id: str,
        guest_id: str,
        slot_id: str,
        should_reinvite_guest: bool | str | None = None,
    ) -> None:
        """Take a guest out of a slot, and invite them anew if that is wanted.

        Twitch: Delete Guest Star Slot (beta). User token of the broadcaster or a moderator with
        `channel:manage:guest_star` or `moderator:manage:guest_star`.
        """
        await self._none(
            query={
                "broadcaster_id": broadcaster_id,
                "moderator_id": moderator_id,
                "session_id": session_id,
                "guest_id": guest_id,
                "slot_id": slot_id,
                "should_reinvite_guest": should_reinvite_guest,
            }
        )

    @endpoint(
        "PATCH",
        "/guest_star/slot_settings",
        USER,
        scopes=_MANAGE,
        acts_as="moderator_id",
        bounds={"volume": Bounds(min=0, max=100)},
        beta=True,
    )
    async def update_guest_star_slot_settings(
        self,
        *,
        broadcaster_id: str,
        moderator_id: str | None = None,
        session_id: str,
        slot_id: str,
        is_audio_enabled: bool | None = None,
        is_video_enabled: bool | None = None,
        is_live: bool | None = None,
        volume: int | None = None,
    ) -> None:
        """Let the guest in a slot be heard, seen, and on air, or not, and how loud.

        Twitch: Update Guest Star Slot Settings (beta). User token of the broadcaster or a moderator with
        `channel:manage:guest_star` or `moderator:manage:guest_star`.
        """
        await self._none(
            query={
                "broadcaster_id": broadcaster_id,
                "moderator_id": moderator_id,
                "session_id": session_id,
                "slot_id": slot_id,
                "is_audio_enabled": is_audio_enabled,
                "is_video_enabled": is_video_enabled,
                "is_live": is_live,
                "volume": volume,
            }
        )
