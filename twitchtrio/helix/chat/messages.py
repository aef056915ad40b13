"""What the category Chat says and takes of messages."""

from __future__ import annotations

from attrs import frozen

from ...enums import OpenEnum

__all__ = [
    "AnnouncementColor",
    "DropReason",
    "SentMessage",
]


class AnnouncementColor(OpenEnum):
    """The frame of an announcement."""

    PRIMARY = "primary"
    """The channel's accent color."""
    BLUE = "blue"
    GREEN = "green"
    ORANGE = "orange"
    PURPLE = "purple"


@frozen(kw_only=True)
class DropReason:
    """Why Twitch accepted a message and does not show it, as far as it said."""

    code: str = ""
    message: str = ""


@frozen(kw_only=True)
class SentMessage:
    """What became of a message."""

    message_id: str = ""
    """Empty if it was dropped."""
    is_sent: bool
    drop_reason: DropReason | None = None
