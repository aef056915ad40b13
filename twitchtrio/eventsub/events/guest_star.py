"""Guest Star: guests in a live stream. All of it is beta, and Twitch may still change it."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from ... import scopes
from ..._json import Time
from ...enums import OpenEnum
from ._people import MayNameGuest, MayNameHost, MayNameModerator, NamesBroadcaster
from .conditions import WithModerator
from .event import event

__all__ = [
    "ChannelGuestStarGuestUpdate",
    "ChannelGuestStarSessionBegin",
    "ChannelGuestStarSessionEnd",
    "ChannelGuestStarSettingsUpdate",
    "GuestStarGroupLayout",
    "GuestStarState",
]

_READ: Final = (
    scopes.CHANNEL_READ_GUEST_STAR,
    scopes.CHANNEL_MANAGE_GUEST_STAR,
    scopes.MODERATOR_READ_GUEST_STAR,
    scopes.MODERATOR_MANAGE_GUEST_STAR,
)


class GuestStarState(OpenEnum):
    """Where a guest is, on the way into the stream and out of it."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    READY = "ready"
    BACKSTAGE = "backstage"
    LIVE = "live"
    REMOVED = "removed"


class GuestStarGroupLayout(OpenEnum):
    """Where guests are in the picture."""

    TILED = "tiled"
    SCREENSHARE = "screenshare"
    HORIZONTAL_TOP = "horizontal_top"
    HORIZONTAL_BOTTOM = "horizontal_bottom"
    VERTICAL_LEFT = "vertical_left"
    VERTICAL_RIGHT = "vertical_right"


@event("channel.guest_star_session.begin", "beta", _READ)
@frozen(kw_only=True)
class ChannelGuestStarSessionBegin(WithModerator, NamesBroadcaster, MayNameModerator):
    """A channel opened a session for guests."""

    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    session_id: str
    started_at: Time
    moderator_user_id: str | None = None
    """Sent in Twitch's example, and not documented."""
    moderator_user_login: str | None = None
    moderator_user_name: str | None = None


@event("channel.guest_star_session.end", "beta", _READ)
@frozen(kw_only=True)
class ChannelGuestStarSessionEnd(WithModerator, NamesBroadcaster, MayNameHost, MayNameModerator):
    """A channel's session for guests is over."""

    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    session_id: str
    started_at: Time
    ended_at: Time
    host_user_id: str | None = None
    """Documented, and not in Twitch's example."""
    host_user_login: str | None = None
    host_user_name: str | None = None
    moderator_user_id: str | None = None
    """Sent in Twitch's example, and not documented."""
    moderator_user_login: str | None = None
    moderator_user_name: str | None = None


@event("channel.guest_star_guest.update", "beta", _READ)
@frozen(kw_only=True)
class ChannelGuestStarGuestUpdate(WithModerator, NamesBroadcaster, MayNameModerator, MayNameGuest, MayNameHost):
    """A guest, or a slot for one, is in another state than before."""

    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    session_id: str
    moderator_user_id: str | None = None
    """Who changed it; `None` if the guest did."""
    moderator_user_login: str | None = None
    moderator_user_name: str | None = None
    guest_user_id: str | None = None
    """`None` if the slot is empty now."""
    guest_user_login: str | None = None
    guest_user_name: str | None = None
    slot_id: str | None = None
    """`None` while the guest is in no slot, as when they are invited, or removed."""
    state: GuestStarState | None = None
    """`None` if the slot is empty now."""
    host_user_id: str | None = None
    """Documented, and not in Twitch's example."""
    host_user_login: str | None = None
    host_user_name: str | None = None
    host_video_enabled: bool | None = None
    """Whether the host lets the guest be seen; `None` if no guest is in the slot."""
    host_audio_enabled: bool | None = None
    """Whether the host lets the guest be heard; `None` if no guest is in the slot."""
    host_volume: int | None = None
    """How loud the host has the guest, from 0 to 100; `None` if no guest is in the slot."""


@event("channel.guest_star_settings.update", "beta", _READ)
@frozen(kw_only=True)
class ChannelGuestStarSettingsUpdate(WithModerator, NamesBroadcaster):
    """A channel's settings for guests were changed; all of them, as they are now."""

    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    is_moderator_send_live_enabled: bool
    """Whether moderators may put guests on air."""
    slot_count: int
    """How many guests there can be, from 1 to 6."""
    is_browser_source_audio_enabled: bool
    """Whether the guests' browser sources have sound."""
    group_layout: GuestStarGroupLayout
