"""Changes of a chat's settings."""

from __future__ import annotations

from attrs import frozen

from ... import scopes
from ._people import NamesBroadcaster
from .conditions import WithUser
from .event import event

__all__ = ["ChannelChatSettingsUpdate"]


@event("channel.chat_settings.update", "1", scopes.USER_READ_CHAT)
@frozen(kw_only=True)
class ChannelChatSettingsUpdate(WithUser, NamesBroadcaster):
    """A chat's settings were changed; all of them, as they are now."""

    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    emote_mode: bool
    """Whether messages may hold nothing but emotes."""
    follower_mode: bool
    """Whether only followers may write."""
    follower_mode_duration_minutes: int | None = None
    """How long they must have followed."""
    slow_mode: bool
    slow_mode_wait_time_seconds: int | None = None
    """How long each chatter must wait between messages."""
    subscriber_mode: bool
    """Whether only subscribers may write."""
    unique_chat_mode: bool
    """Whether a message must differ from earlier ones."""
