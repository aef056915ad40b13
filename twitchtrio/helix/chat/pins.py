"""Pinned chat messages, as the category Chat gives them."""

from __future__ import annotations

from attrs import frozen

from ..._json import MaybeTime, Time
from ...words import MessageContent

__all__ = ["PinnedChatMessage"]


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
    message: MessageContent
    starts_at: Time
    ends_at: MaybeTime = None
    """`None` if it stays until the stream ends."""
    updated_at: Time
