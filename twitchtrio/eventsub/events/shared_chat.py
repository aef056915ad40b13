"""Shared chats, in which several channels chat together."""

from __future__ import annotations

from attrs import frozen

from ._people import NamesBroadcaster, NamesHostBroadcaster
from .conditions import WithBroadcaster
from .event import event

__all__ = ["ChannelSharedChatBegin", "ChannelSharedChatEnd", "ChannelSharedChatUpdate", "SharedChatChannel"]


@frozen(kw_only=True)
class SharedChatChannel:
    """A channel that takes part in a shared chat."""

    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str


@event("channel.shared_chat.begin", "1")
@frozen(kw_only=True)
class ChannelSharedChatBegin(WithBroadcaster, NamesBroadcaster, NamesHostBroadcaster):
    """A channel takes part in a shared chat from now on."""

    session_id: str
    """Of the shared chat, the same in all channels that take part."""
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    host_broadcaster_user_id: str
    host_broadcaster_user_login: str
    host_broadcaster_user_name: str
    participants: tuple[SharedChatChannel, ...]
    """All channels that take part, the host and this one too."""


@event("channel.shared_chat.update", "1")
@frozen(kw_only=True)
class ChannelSharedChatUpdate(WithBroadcaster, NamesBroadcaster, NamesHostBroadcaster):
    """Others take part in the shared chat of a channel than before."""

    session_id: str
    """Of the shared chat, the same in all channels that take part."""
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    host_broadcaster_user_id: str
    host_broadcaster_user_login: str
    host_broadcaster_user_name: str
    participants: tuple[SharedChatChannel, ...]
    """All channels that take part now."""


@event("channel.shared_chat.end", "1")
@frozen(kw_only=True)
class ChannelSharedChatEnd(WithBroadcaster, NamesBroadcaster, NamesHostBroadcaster):
    """A channel takes part in a shared chat no more: it left, or the shared chat is over."""

    session_id: str
    """Of the shared chat, the same in all channels that took part."""
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    host_broadcaster_user_id: str
    host_broadcaster_user_login: str
    host_broadcaster_user_name: str
