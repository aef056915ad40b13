"""Bans, timeouts and warnings, and requests to lift a ban."""

from __future__ import annotations

from attrs import frozen

from ..._json import MaybeTime, Time
from ...enums import OpenEnum

__all__ = ["BannedUser", "ChatWarning", "UnbanRequest", "UnbanRequestStatus", "UserBan"]


@frozen(kw_only=True)
class UserBan:
    """A user who may not write in a channel's chat."""

    broadcaster_id: str
    moderator_id: str
    user_id: str
    created_at: Time
    end_time: MaybeTime = None
    """When the timeout is over; `None` if it is a ban."""


@frozen(kw_only=True)
class BannedUser:
    """A user who may not write in a channel's chat, who did it and why."""

    user_id: str
    user_login: str
    user_name: str
    expires_at: MaybeTime = None
    """When the timeout is over; `None` if it is a ban."""
    created_at: Time
    reason: str
    """What the moderator wrote; may be empty."""
    moderator_id: str
    moderator_login: str
    moderator_name: str

    @property
    def is_timeout(self) -> bool:
        """Whether it ends by itself."""
        return self.expires_at is not None


class UnbanRequestStatus(OpenEnum):
    """What has become of a request to lift a ban."""

    PENDING = "pending"
    APPROVED = "approved"
    DENIED = "denied"
    ACKNOWLEDGED = "acknowledged"
    CANCELED = "canceled"


@frozen(kw_only=True)
class UnbanRequest:
    """What a user who is banned wrote to have it lifted, and what came of it."""

    id: str
    broadcaster_id: str
    broadcaster_login: str
    broadcaster_name: str
    user_id: str
    user_login: str
    user_name: str
    text: str
    status: UnbanRequestStatus
    created_at: Time
    moderator_id: str | None = None
    """Who answered; `None` as long as nobody did."""
    moderator_login: str | None = None
    moderator_name: str | None = None
    resolved_at: MaybeTime = None
    resolution_text: str | None = None
    """What they answered."""


@frozen(kw_only=True)
class ChatWarning:
    """A warning that a user must acknowledge before they can chat again."""

    broadcaster_id: str
    user_id: str
    moderator_id: str
    reason: str
