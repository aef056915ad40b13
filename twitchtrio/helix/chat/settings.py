"""The settings of a chat room, as the category Chat gives them."""

from __future__ import annotations

from attrs import frozen

__all__ = ["ChatSettings"]


@frozen(kw_only=True)
class ChatSettings:
    """The settings of a broadcaster's chat room."""

    broadcaster_id: str
    emote_mode: bool
    """Whether messages must be all emotes."""
    follower_mode: bool
    follower_mode_duration: int | None = None
    """Minutes for which one must have followed, `None` without follower mode."""
    slow_mode: bool
    slow_mode_wait_time: int | None = None
    """Seconds between a user's messages, `None` without slow mode."""
    subscriber_mode: bool
    unique_chat_mode: bool
    moderator_id: str | None = None
    """The moderator who asked; only they see the delay."""
    non_moderator_chat_delay: bool | None = None
    """Whether messages reach all but moderators late; `None` where it is not shown."""
    non_moderator_chat_delay_duration: int | None = None
    """Seconds of that delay, `None` without it."""
