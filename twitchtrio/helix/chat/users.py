"""The users of a chat room, as the category Chat gives them, and the rooms that share a chat."""

from __future__ import annotations

from attrs import frozen

from ..._json import Time
from ...enums import OpenEnum

__all__ = [
    "ChatroomUser",
    "NamedChatColor",
    "SharedChatParticipant",
    "SharedChatSession",
    "UserChatColor",
]


class NamedChatColor(OpenEnum):
    """The colors that every user can choose for the name in chat."""

    BLUE = "blue"
    BLUE_VIOLET = "blue_violet"
    CADET_BLUE = "cadet_blue"
    CHOCOLATE = "chocolate"
    CORAL = "coral"
    DODGER_BLUE = "dodger_blue"
    FIREBRICK = "firebrick"
    GOLDEN_ROD = "golden_rod"
    GREEN = "green"
    HOT_PINK = "hot_pink"
    ORANGE_RED = "orange_red"
    RED = "red"
    SEA_GREEN = "sea_green"
    SPRING_GREEN = "spring_green"
    YELLOW_GREEN = "yellow_green"


@frozen(kw_only=True)
class ChatroomUser:
    """A user who is connected to a chat room."""

    user_id: str
    user_login: str
    user_name: str


@frozen(kw_only=True)
class UserChatColor:
    """The color of a user's name in chat."""

    user_id: str
    user_login: str
    user_name: str
    color: str
    """As `#9146FF`; empty if none was chosen."""


@frozen(kw_only=True)
class SharedChatParticipant:
    """A channel in a shared chat session."""

    broadcaster_id: str


@frozen(kw_only=True)
class SharedChatSession:
    """Several channels that share their chat."""

    session_id: str
    host_broadcaster_id: str
    participants: tuple[SharedChatParticipant, ...]
    created_at: Time
    updated_at: Time
