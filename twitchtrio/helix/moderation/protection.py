"""Shield mode, suspicious users, and messages that are deleted."""

from __future__ import annotations

from attrs import frozen

from ..._json import MaybeTime, Time
from ...enums import OpenEnum

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
