"""Users whom a channel finds suspicious."""

from __future__ import annotations

from attrs import frozen

from ... import scopes
from ...enums import OpenEnum
from ...words import Cheermote, FragmentType
from ._people import NamesBroadcaster, NamesModerator, NamesUser
from .conditions import WithModerator
from .event import event

__all__ = [
    "BanEvasionEvaluation",
    "ChannelSuspiciousUserMessage",
    "ChannelSuspiciousUserUpdate",
    "LowTrustStatus",
    "LowTrustType",
    "SuspiciousEmote",
    "SuspiciousFragment",
    "SuspiciousMessage",
]


class LowTrustStatus(OpenEnum):
    """What a suspicious user may do."""

    NONE = "none"
    """All that others may."""
    ACTIVE_MONITORING = "active_monitoring"
    """Their messages are marked for moderators."""
    RESTRICTED = "restricted"
    """Their messages are seen by moderators alone."""


class LowTrustType(OpenEnum):
    """Why a user is suspicious."""

    MANUALLY_ADDED = "manually_added"
    BAN_EVADER = "ban_evader"
    BANNED_IN_SHARED_CHANNEL = "banned_in_shared_channel"


class BanEvasionEvaluation(OpenEnum):
    """How likely it is that a user was banned under another name, as far as Twitch can tell."""

    UNKNOWN = "unknown"
    POSSIBLE = "possible"
    LIKELY = "likely"


@frozen(kw_only=True)
class SuspiciousEmote:
    """An emote in a suspicious user's message."""

    id: str
    emote_set_id: str = ""


@frozen(kw_only=True)
class SuspiciousFragment:
    """A part of a suspicious user's message."""

    type: FragmentType
    text: str
    cheermote: Cheermote | None = None
    emote: SuspiciousEmote | None = None


@frozen(kw_only=True)
class SuspiciousMessage:
    """What a suspicious user wrote, as text and in parts."""

    message_id: str = ""
    text: str
    fragments: tuple[SuspiciousFragment, ...]


@event("channel.suspicious_user.message", "1", scopes.MODERATOR_READ_SUSPICIOUS_USERS)
@frozen(kw_only=True)
class ChannelSuspiciousUserMessage(WithModerator, NamesBroadcaster, NamesUser):
    """A suspicious user wrote in a channel's chat."""

    broadcaster_user_id: str
    broadcaster_user_name: str
    broadcaster_user_login: str
    user_id: str
    user_name: str
    user_login: str
    low_trust_status: LowTrustStatus
    shared_ban_channel_ids: tuple[str, ...] | None = None
    """User ids of the broadcasters who share their bans with this channel and have banned the user."""
    types: tuple[LowTrustType, ...] | None = None
    ban_evasion_evaluation: BanEvasionEvaluation
    message: SuspiciousMessage


@event("channel.suspicious_user.update", "1", scopes.MODERATOR_READ_SUSPICIOUS_USERS)
@frozen(kw_only=True)
class ChannelSuspiciousUserUpdate(WithModerator, NamesBroadcaster, NamesModerator, NamesUser):
    """A moderator changed what a suspicious user may do."""

    broadcaster_user_id: str
    broadcaster_user_name: str
    broadcaster_user_login: str
    moderator_user_id: str
    moderator_user_name: str
    moderator_user_login: str
    user_id: str
    user_name: str
    user_login: str
    low_trust_status: LowTrustStatus
