"""Messages that AutoMod holds back, as their author's app sees them."""

from __future__ import annotations

from attrs import frozen

from ... import scopes
from ...enums import OpenEnum
from ...words import Cheermote, FragmentType
from ._people import NamesBroadcaster, NamesUser
from .conditions import WithUser
from .event import event

__all__ = [
    "ChannelChatUserMessageHold",
    "ChannelChatUserMessageUpdate",
    "HeldContent",
    "HeldEmote",
    "HeldFragment",
    "HeldStatus",
]


class HeldStatus(OpenEnum):
    """What became of a held message."""

    APPROVED = "approved"
    DENIED = "denied"
    INVALID = "invalid"
    """Nobody decided in time."""


@frozen(kw_only=True)
class HeldEmote:
    """An emote in a held message."""

    id: str
    emote_set_id: str = ""


@frozen(kw_only=True)
class HeldFragment:
    """A part of a held message."""

    type: FragmentType | None = None
    text: str
    emote: HeldEmote | None = None
    cheermote: Cheermote | None = None


@frozen(kw_only=True)
class HeldContent:
    """What a held message says, as text and in parts."""

    text: str
    fragments: tuple[HeldFragment, ...]


@event("channel.chat.user_message_hold", "1", scopes.USER_READ_CHAT, identity="message_id")
@frozen(kw_only=True)
class ChannelChatUserMessageHold(WithUser, NamesBroadcaster, NamesUser):
    """AutoMod holds a message of the acting user for review."""

    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    user_id: str
    user_login: str
    user_name: str
    message_id: str
    message: HeldContent


@event("channel.chat.user_message_update", "1", scopes.USER_READ_CHAT, identity="message_id")
@frozen(kw_only=True)
class ChannelChatUserMessageUpdate(WithUser, NamesBroadcaster, NamesUser):
    """A held message of the acting user was decided on."""

    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    user_id: str
    user_login: str
    user_name: str
    status: HeldStatus
    message_id: str
    message: HeldContent
