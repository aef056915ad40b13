"""Pinned chat messages, as the category Chat gives them."""

from __future__ import annotations

from attrs import frozen

from .._json import MaybeTime, Time
from ..enums import OpenEnum

__all__ = [
    "PinnedChatMessage",
    "PinnedCheermote",
    "PinnedEmote",
    "PinnedFragment",
    "PinnedFragmentType",
    "PinnedGif",
    "PinnedMention",
    "PinnedMessageContent",
]


class PinnedFragmentType(OpenEnum):
    """What a fragment of a message is."""

    TEXT = "text"
    CHEERMOTE = "cheermote"
    EMOTE = "emote"
    MENTION = "mention"
    GIF = "gif"


@frozen(kw_only=True)
class PinnedCheermote:
    """An animated sum of Bits."""

    prefix: str
    bits: int
    tier: int


@frozen(kw_only=True)
class PinnedEmote:
    """An emote within a message."""

    id: str
    emote_set_id: str = ""
    owner_id: str = ""
    format: tuple[str, ...]


@frozen(kw_only=True)
class PinnedMention:
    """A user whom a message names."""

    user_id: str
    user_login: str
    user_name: str


@frozen(kw_only=True)
class PinnedGif:
    """A moving image within a message."""

    gif_id: str
    url: str


@frozen(kw_only=True)
class PinnedFragment:
    """A piece of a message. Of the last four fields, the one that fits the type is set."""

    type: PinnedFragmentType
    text: str
    cheermote: PinnedCheermote | None = None
    emote: PinnedEmote | None = None
    mention: PinnedMention | None = None
    gif: PinnedGif | None = None


@frozen(kw_only=True)
class PinnedMessageContent:
    """A message, as text and in pieces."""

    text: str
    fragments: tuple[PinnedFragment, ...]


@frozen(kw_only=True)
class PinnedChatMessage:
    """The message that is pinned on top of a chat room."""

    message_id: str
    broadcaster_id: str
    sender_user_id: str
    sender_user_login: str
    sender_user_name: str
    pinned_by_user_id: str = ""
    pinned_by_user_login: str
    pinned_by_user_name: str
    message: PinnedMessageContent
    starts_at: Time
    ends_at: MaybeTime = None
    """`None` if it stays until the stream ends."""
    updated_at: Time
