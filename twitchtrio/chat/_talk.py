"""Verbs of a channel: what is said there, and who listens."""

from __future__ import annotations

from types import NoneType
from typing import TYPE_CHECKING

from attrs import frozen

from .._given import check
from ..errors import DecodeError
from ..helix.chat.messages import AnnouncementColor
from ..tokens import APP
from ._arguments import message_id
from ._handle import Handle

if TYPE_CHECKING:
    from ..eventsub import ChannelChatMessage
    from ..helix import AvailableCheermote, ChannelEmote, ChatroomUser, Emotes, Pages, SentMessage
    from ..protocols import UserRef

__all__ = ["Talk"]


@frozen(kw_only=True)
class Talk(Handle):
    """What is said in a channel, and who listens."""

    async def send(
        self, text: str, *, reply_to: ChannelChatMessage | str | None = None, source_only: bool = False
    ) -> tuple[SentMessage, ...]:
        """Send a chat message, in parts where it is longer than 500 characters.

        A text that begins with `/` or `.` would be taken for a command: it is sent with an invisible U+034F in front,
        so that all of it arrives. Only `/me` with a space after it stays what it is.

        Twitch: Send Chat Message. The bot; `user:write:chat`.

        Args:
            text: What to say.
            reply_to: The message that it answers, or its id.
            source_only: Whether a shared chat's other channels are spared, which only the app itself can ask for.

        Raises:
            ConfigurationError: The text is empty, or no `str`.
            MessageDroppedError: Twitch did not show a part; those before it are its `sent_parts`.
        """
        parent = None if reply_to is None else message_id("reply_to", reply_to)
        return await self._acting.sender.send(self.user_id, text, reply_to=parent, source_only=source_only)

    async def announce(
        self, text: str, *, color: AnnouncementColor = AnnouncementColor.PRIMARY, source_only: bool = False
    ) -> None:
        """Post an announcement, which Twitch cuts after 500 characters.

        It waits until 2 seconds have passed since the bot's last one in this channel, as Twitch wants it.

        Twitch: Send Chat Announcement. The bot, as the broadcaster or a moderator; `moderator:manage:announcements`.

        Args:
            text: What to announce.
            color: Of its frame.
            source_only: Whether a shared chat's other channels are spared. The app itself acts then, which needs its
                secret, and `user:bot` of the bot.
        """
        check("text", text, "a str", str)
        check("color", color, "an AnnouncementColor", str)
        helix = self._helix.acting_as(APP) if source_only else self._bot
        async with self._acting.announcements.turn(self.user_id):
            await helix.chat.send_chat_announcement(
                broadcaster_id=self.user_id,
                moderator_id=self._acting.account.user_id,
                message=text,
                color=color,
                for_source_only=source_only or None,
            )

    async def shoutout(self, who: UserRef) -> None:
        """Recommend another channel to the viewers; the channel itself must be live.

        It waits until 2 minutes have passed since the bot's last one in this channel, as Twitch wants it. Put it into
        a cancel scope, or a task of its own, where that is too long.

        Twitch: Send a Shoutout. The bot, as the broadcaster or a moderator; `moderator:manage:shoutouts`.

        Raises:
            RateLimitedError: It was recommended within the hour, or somebody else recommended a channel just now.
        """
        target = await self._id_of("who", who)
        async with self._acting.shoutouts.turn(self.user_id):
            await self._bot.chat.send_a_shoutout(from_broadcaster_id=self.user_id, to_broadcaster_id=target)

    async def pin(self, message: ChannelChatMessage | str, *, seconds: int | None = None) -> None:
        """Pin a message, or the one with an id, for 30 to 1800 seconds or until the stream ends.

        Twitch: Pin Chat Message. The bot, as the broadcaster or a moderator; `moderator:manage:chat_messages`.
        """
        check("seconds", seconds, "whole seconds", int, NoneType)
        await self._bot.chat.pin_chat_message(
            broadcaster_id=self.user_id, message_id=message_id("message", message), duration_seconds=seconds
        )

    async def unpin(self) -> None:
        """Take the pinned message down, whichever it is.

        Twitch: Get Pinned Chat Message. The bot, as the broadcaster or a moderator; `moderator:read:chat_messages` or
        `moderator:manage:chat_messages`.

        Twitch: Unpin Chat Message. The bot, as the broadcaster or a moderator; `moderator:manage:chat_messages`.

        Raises:
            NotFoundError: None is pinned.
        """
        chat = self._bot.chat
        pinned = await chat.get_pinned_chat_message(broadcaster_id=self.user_id)
        await chat.unpin_chat_message(broadcaster_id=self.user_id, message_id=pinned.message_id)

    async def delete(self, message: ChannelChatMessage | str) -> None:
        """Delete a message of the past six hours, or the one with an id.

        Messages of the broadcaster and of other moderators cannot be deleted.

        Twitch: Delete Chat Messages. The bot, as the broadcaster or a moderator; `moderator:manage:chat_messages`.
        """
        found = message_id("message", message)
        await self._bot.moderation.delete_chat_messages(broadcaster_id=self.user_id, message_id=found)

    async def clear(self) -> None:
        """Delete all messages that the chat room shows.

        Twitch: Delete Chat Messages. The bot, as the broadcaster or a moderator; `moderator:manage:chat_messages`.
        """
        await self._bot.moderation.delete_chat_messages(broadcaster_id=self.user_id)

    def chatters(self) -> Pages[ChatroomUser]:
        """List the users who are connected to the chat room.

        Twitch: Get Chatters. The bot, as the broadcaster or a moderator; `moderator:read:chatters`.
        """
        return self._bot.chat.get_chatters(broadcaster_id=self.user_id)

    async def chatter_count(self) -> int:
        """How many users are connected to the chat room.

        Twitch: Get Chatters. The bot, as the broadcaster or a moderator; `moderator:read:chatters`.
        """
        page = await anext(self._bot.chat.get_chatters(broadcaster_id=self.user_id, first=1).pages())
        if page.total is None:
            raise DecodeError("it is missing", model="ChatroomUser", path="$.total")
        return page.total

    async def emotes(self) -> Emotes[ChannelEmote]:
        """The emotes that the broadcaster made.

        Twitch: Get Channel Emotes. Anyone.
        """
        return await self._helix.chat.get_channel_emotes(broadcaster_id=self.user_id)

    async def cheermotes(self) -> tuple[AvailableCheermote, ...]:
        """The cheermotes that viewers can use here: those of everywhere, and the channel's own.

        Twitch: Get Cheermotes. Anyone.
        """
        return await self._helix.bits.get_cheermotes(broadcaster_id=self.user_id)
