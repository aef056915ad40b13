"""Messages in chat, and their removal."""

from __future__ import annotations

from attrs import frozen

from ... import scopes
from ...enums import OpenEnum
from ...words import Cheermote, Emote, Mention, MessageContent
from ._people import Badge, MayNameSourceBroadcaster, NamesBroadcaster, NamesChatter, NamesTarget
from .conditions import WithUser
from .event import event

__all__ = [
    "ChannelChatClear",
    "ChannelChatClearUserMessages",
    "ChannelChatMessage",
    "ChannelChatMessageDelete",
    "ChatMessageType",
    "Cheer",
    "Reply",
]


class ChatMessageType(OpenEnum):
    """What is special about a message."""

    TEXT = "text"
    CHANNEL_POINTS_HIGHLIGHTED = "channel_points_highlighted"
    CHANNEL_POINTS_SUB_ONLY = "channel_points_sub_only"
    USER_INTRO = "user_intro"
    POWER_UPS_MESSAGE_EFFECT = "power_ups_message_effect"
    POWER_UPS_GIGANTIFIED_EMOTE = "power_ups_gigantified_emote"


@frozen(kw_only=True)
class Cheer:
    """Bits cheered with a message."""

    bits: int


@frozen(kw_only=True)
class Reply:
    """What a message replies to."""

    parent_message_id: str
    parent_message_body: str
    parent_user_id: str = ""
    parent_user_login: str
    parent_user_name: str
    thread_message_id: str = ""
    """The message that the thread began with."""
    thread_user_id: str = ""
    thread_user_login: str
    thread_user_name: str


@event("channel.chat.message", "1", scopes.USER_READ_CHAT, identity="message_id")
@frozen(kw_only=True)
class ChannelChatMessage(WithUser, NamesBroadcaster, NamesChatter, MayNameSourceBroadcaster):
    """Somebody wrote in a channel's chat."""

    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    chatter_user_id: str
    chatter_user_login: str
    chatter_user_name: str
    message_id: str
    message: MessageContent
    message_type: ChatMessageType
    badges: tuple[Badge, ...]
    cheer: Cheer | None = None
    color: str
    """Of the chatter's name, as `#RRGGBB`; empty if none was chosen."""
    reply: Reply | None = None
    channel_points_custom_reward_id: str | None = None
    channel_points_animation_id: str | None = None
    """Sent by Twitch and not documented."""
    source_broadcaster_user_id: str | None = None
    """In a shared chat, the channel that the message was written in; `None` if it is this one."""
    source_broadcaster_user_login: str | None = None
    source_broadcaster_user_name: str | None = None
    source_message_id: str | None = None
    source_badges: tuple[Badge, ...] | None = None
    """The chatter's badges in that channel."""
    is_source_only: bool | None = None
    """Whether the message goes to that channel only."""

    @property
    def text(self) -> str:
        """What was written: `message.text`."""
        return self.message.text

    @property
    def bits(self) -> int:
        """How many Bits were cheered with it; 0 if none."""
        return 0 if self.cheer is None else self.cheer.bits

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """The users whom it mentions, in the order of the text."""
        return tuple(part.mention for part in self.message.fragments if part.mention is not None)

    @property
    def emotes(self) -> tuple[Emote, ...]:
        """The emotes in it, in the order of the text."""
        return tuple(part.emote for part in self.message.fragments if part.emote is not None)

    @property
    def cheermotes(self) -> tuple[Cheermote, ...]:
        """The cheermotes in it, in the order of the text."""
        return tuple(part.cheermote for part in self.message.fragments if part.cheermote is not None)

    @property
    def is_mirrored(self) -> bool:
        """Whether it was written in another channel of a shared chat."""
        return self.source_broadcaster_user_id not in {None, "", self.broadcaster_user_id}


@event("channel.chat.message_delete", "1", scopes.USER_READ_CHAT, identity="message_id")
@frozen(kw_only=True)
class ChannelChatMessageDelete(WithUser, NamesBroadcaster, NamesTarget):
    """A moderator removed a message."""

    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    target_user_id: str
    """Whose message it was."""
    target_user_login: str
    target_user_name: str
    message_id: str


@event("channel.chat.clear_user_messages", "1", scopes.USER_READ_CHAT)
@frozen(kw_only=True)
class ChannelChatClearUserMessages(WithUser, NamesBroadcaster, NamesTarget):
    """All messages of a user were removed, since they were banned or timed out."""

    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    target_user_id: str
    """Whose messages they were."""
    target_user_login: str
    target_user_name: str


@event("channel.chat.clear", "1", scopes.USER_READ_CHAT)
@frozen(kw_only=True)
class ChannelChatClear(WithUser, NamesBroadcaster):
    """A moderator removed all messages."""

    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
