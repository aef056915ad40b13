"""Helix category Chat: messages, announcements, pins, settings, chatters, colors, emotes, badges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

from ... import scopes
from .._decoding import Envelope
from .._endpoint import ANYONE, USER, Bounds, endpoint
from .._pages import Pages
from .._resource import Resource
from .._rules import not_with, not_without
from .badges import ChatBadgeSet
from .emotes import ChannelEmote, Emotes, GlobalEmote, SetEmote, UserEmote
from .messages import AnnouncementColor, SentMessage
from .pins import PinnedChatMessage
from .settings import ChatSettings
from .users import ChatroomUser, NamedChatColor, SharedChatSession, UserChatColor

__all__ = ["Chat"]

E = TypeVar("E")

_PIN_DURATION: Final = {"duration_seconds": Bounds(min=30, max=1800)}


class Chat(Resource):
    """Helix category Chat.

    Where the app itself acts for a user (`acting_as(APP)`), that user must have granted it the scope named, and
    mostly `user:bot`, and the broadcaster `channel:bot`.
    """

    __slots__ = ()

    @endpoint(
        "GET",
        "/chat/chatters",
        ANYONE,
        scopes=(scopes.MODERATOR_READ_CHATTERS,),
        acts_as="moderator_id",
        bounds={"first": Bounds(min=1, max=1000)},
    )
    def get_chatters(
        self,
        *,
        broadcaster_id: str,
        moderator_id: str | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Pages[ChatroomUser]:
        """List the users who are connected to a chat room.

        Twitch: Get Chatters. Any token; `moderator:read:chatters` of the broadcaster or a moderator.
        """
        return self._pages(
            ChatroomUser,
            query={"broadcaster_id": broadcaster_id, "moderator_id": moderator_id, "first": first, "after": after},
        )

    @endpoint("GET", "/chat/emotes", ANYONE)
    async def get_channel_emotes(self, *, broadcaster_id: str) -> Emotes[ChannelEmote]:
        """List the emotes that a broadcaster made.

        Twitch: Get Channel Emotes. Any token.
        """
        return _emotes(await self._envelope(ChannelEmote, query={"broadcaster_id": broadcaster_id}))

    @endpoint("GET", "/chat/emotes/global", ANYONE)
    async def get_global_emotes(self) -> Emotes[GlobalEmote]:
        """List the emotes that everybody has.

        Twitch: Get Global Emotes. Any token.
        """
        return _emotes(await self._envelope(GlobalEmote))

    @endpoint("GET", "/chat/emotes/set", ANYONE, chunk=("emote_set_id",), chunk_size=25)
    async def get_emote_sets(self, *, emote_set_id: str | Sequence[str]) -> Emotes[SetEmote]:
        """List the emotes of sets.

        Twitch: Get Emote Sets. Any token.
        """
        return _emotes(await self._envelope(SetEmote, query={"emote_set_id": emote_set_id}))

    @endpoint("GET", "/chat/emotes/user", USER, scopes=(scopes.USER_READ_EMOTES,), acts_as="user_id")
    def get_user_emotes(
        self, *, user_id: str | None = None, broadcaster_id: str | None = None, after: str | None = None
    ) -> Pages[UserEmote]:
        """List the emotes that a user, the acting account, can use; with `broadcaster_id`, for followers of it too.

        Each page tells the template of the images' addresses.

        Twitch: Get User Emotes. User token with `user:read:emotes`.
        """
        return self._pages(UserEmote, query={"user_id": user_id, "broadcaster_id": broadcaster_id, "after": after})

    @endpoint("GET", "/chat/badges", ANYONE)
    async def get_channel_chat_badges(self, *, broadcaster_id: str) -> tuple[ChatBadgeSet, ...]:
        """List the badges that a broadcaster made. The list is empty where there are none.

        Twitch: Get Channel Chat Badges. Any token.
        """
        return await self._many(ChatBadgeSet, query={"broadcaster_id": broadcaster_id})

    @endpoint("GET", "/chat/badges/global", ANYONE)
    async def get_global_chat_badges(self) -> tuple[ChatBadgeSet, ...]:
        """List the badges that all chat rooms know.

        Twitch: Get Global Chat Badges. Any token.
        """
        return await self._many(ChatBadgeSet)

    @endpoint(
        "GET",
        "/chat/settings",
        ANYONE,
        optional_scopes=(scopes.MODERATOR_READ_CHAT_SETTINGS,),
        acts_as="moderator_id",
        fills=False,
    )
    async def get_chat_settings(self, *, broadcaster_id: str, moderator_id: str | None = None) -> ChatSettings:
        """The settings of a chat room; with `moderator_id`, its delay for all but moderators too.

        Twitch: Get Chat Settings. Any token; for the delay the moderator's, with `moderator:read:chat_settings`.
        """
        return await self._one(ChatSettings, query={"broadcaster_id": broadcaster_id, "moderator_id": moderator_id})

    @endpoint(
        "PATCH",
        "/chat/settings",
        ANYONE,
        scopes=(scopes.MODERATOR_MANAGE_CHAT_SETTINGS,),
        acts_as="moderator_id",
        bounds={
            "follower_mode_duration": Bounds(min=0, max=129600),
            "slow_mode_wait_time": Bounds(min=3, max=120),
        },
        needs_body=True,
        rules=(
            not_without("follower_mode_duration", "follower_mode"),
            not_without("non_moderator_chat_delay_duration", "non_moderator_chat_delay"),
            not_without("slow_mode_wait_time", "slow_mode"),
        ),
    )
    async def update_chat_settings(
        self,
        *,
        broadcaster_id: str,
        moderator_id: str | None = None,
        emote_mode: bool | None = None,
        follower_mode: bool | None = None,
        follower_mode_duration: int | None = None,
        non_moderator_chat_delay: bool | None = None,
        non_moderator_chat_delay_duration: int | None = None,
        slow_mode: bool | None = None,
        slow_mode_wait_time: int | None = None,
        subscriber_mode: bool | None = None,
        unique_chat_mode: bool | None = None,
    ) -> ChatSettings:
        """Change the settings of a chat room that are given.

        Each duration needs its mode set to true in the same call: of follower mode in minutes, of the delay in
        seconds (2, 4 or 6), of slow mode in seconds.

        Twitch: Update Chat Settings. Any token; `moderator:manage:chat_settings` of the broadcaster or a moderator.
        """
        return await self._one(
            ChatSettings,
            query={"broadcaster_id": broadcaster_id, "moderator_id": moderator_id},
            body={
                "emote_mode": emote_mode,
                "follower_mode": follower_mode,
                "follower_mode_duration": follower_mode_duration,
                "non_moderator_chat_delay": non_moderator_chat_delay,
                "non_moderator_chat_delay_duration": non_moderator_chat_delay_duration,
                "slow_mode": slow_mode,
                "slow_mode_wait_time": slow_mode_wait_time,
                "subscriber_mode": subscriber_mode,
                "unique_chat_mode": unique_chat_mode,
            },
        )

    @endpoint("GET", "/shared_chat/session", ANYONE)
    async def get_shared_chat_session(self, *, broadcaster_id: str) -> SharedChatSession:
        """The shared chat session that a channel is in.

        Twitch: Get Shared Chat Session. Any token.

        Raises:
            NotFoundError: It is in none.
        """
        return await self._one(SharedChatSession, query={"broadcaster_id": broadcaster_id})

    @endpoint(
        "POST",
        "/chat/announcements",
        ANYONE,
        scopes=(scopes.MODERATOR_MANAGE_ANNOUNCEMENTS,),
        app_scopes=(scopes.USER_BOT,),
        acts_as="moderator_id",
        app_only=("for_source_only",),
        own_limit=True,
    )
    async def send_chat_announcement(
        self,
        *,
        broadcaster_id: str,
        moderator_id: str | None = None,
        message: str,
        color: AnnouncementColor | str | None = None,
        for_source_only: bool | None = None,
    ) -> None:
        """Post an announcement, which Twitch cuts after 500 characters; one every 2 seconds and channel.

        `for_source_only` is for the app itself: whether a shared chat's other channels are spared.

        Twitch: Send Chat Announcement. Any token; `moderator:manage:announcements` of the broadcaster or a moderator.
        """
        await self._none(
            query={"broadcaster_id": broadcaster_id, "moderator_id": moderator_id},
            body={"message": message, "color": color, "for_source_only": for_source_only},
        )

    @endpoint(
        "POST",
        "/chat/shoutouts",
        ANYONE,
        scopes=(scopes.MODERATOR_MANAGE_SHOUTOUTS,),
        app_scopes=(scopes.USER_BOT,),
        acts_as="moderator_id",
        own_limit=True,
    )
    async def send_a_shoutout(
        self, *, from_broadcaster_id: str, to_broadcaster_id: str, moderator_id: str | None = None
    ) -> None:
        """Recommend another channel in chat; once in 2 minutes, and once in an hour for the same channel.

        Twitch: Send a Shoutout. Any token; `moderator:manage:shoutouts` of the broadcaster or a moderator.
        """
        await self._none(
            query={
                "from_broadcaster_id": from_broadcaster_id,
                "to_broadcaster_id": to_broadcaster_id,
                "moderator_id": moderator_id,
            }
        )

    @endpoint(
        "POST",
        "/chat/messages",
        ANYONE,
        scopes=(scopes.USER_WRITE_CHAT,),
        app_scopes=(scopes.USER_BOT,),
        acts_as="sender_id",
        app_only=("for_source_only",),
        bounds={"message": Bounds(max_length=500)},
        rules=(not_with("pin", "reply_parent_message_id", "for_source_only"),),
    )
    async def send_chat_message(
        self,
        *,
        broadcaster_id: str,
        sender_id: str | None = None,
        message: str,
        reply_parent_message_id: str | None = None,
        for_source_only: bool | None = None,
        pin: bool | None = None,
    ) -> SentMessage:
        """Send a message to a chat room. Whether Twitch shows it is in the answer.

        It is never sent twice: where the answer fails to come, `NetworkError.sent` tells whether it may have arrived.
        `for_source_only` is for the app itself; `pin` pins the message for 20 minutes, and goes with neither of the
        other two.

        Twitch: Send Chat Message. Any token; `user:write:chat` of the sender, and for `pin`
        `moderator:manage:chat_messages` too.
        """
        return await self._one(
            SentMessage,
            body={
                "broadcaster_id": broadcaster_id,
                "sender_id": sender_id,
                "message": message,
                "reply_parent_message_id": reply_parent_message_id,
                "for_source_only": for_source_only,
                "pin": pin,
            },
        )

    @endpoint(
        "GET",
        "/chat/pins",
        ANYONE,
        scopes=((scopes.MODERATOR_READ_CHAT_MESSAGES, scopes.MODERATOR_MANAGE_CHAT_MESSAGES),),
        app_scopes=(scopes.USER_BOT,),
        acts_as="moderator_id",
    )
    async def get_pinned_chat_message(
        self, *, broadcaster_id: str, moderator_id: str | None = None
    ) -> PinnedChatMessage:
        """The message that is pinned in a chat room.

        Twitch: Get Pinned Chat Message. Any token; `moderator:read:chat_messages` or `moderator:manage:chat_messages`
        of the broadcaster or a moderator.

        Raises:
            NotFoundError: None is pinned.
        """
        return await self._one(
            PinnedChatMessage, query={"broadcaster_id": broadcaster_id, "moderator_id": moderator_id}
        )

    @endpoint(
        "PUT",
        "/chat/pins",
        ANYONE,
        scopes=(scopes.MODERATOR_MANAGE_CHAT_MESSAGES,),
        app_scopes=(scopes.USER_BOT,),
        acts_as="moderator_id",
        bounds=_PIN_DURATION,
    )
    async def pin_chat_message(
        self,
        *,
        broadcaster_id: str,
        moderator_id: str | None = None,
        message_id: str,
        duration_seconds: int | None = None,
    ) -> None:
        """Pin a message, for 30 to 1800 seconds or until the stream ends.

        Twitch: Pin Chat Message. Any token; `moderator:manage:chat_messages` of the broadcaster or a moderator.
        """
        await self._none(
            query={
                "broadcaster_id": broadcaster_id,
                "moderator_id": moderator_id,
                "message_id": message_id,
                "duration_seconds": duration_seconds,
            }
        )

    @endpoint(
        "PATCH",
        "/chat/pins",
        ANYONE,
        scopes=(scopes.MODERATOR_MANAGE_CHAT_MESSAGES,),
        app_scopes=(scopes.USER_BOT,),
        acts_as="moderator_id",
        bounds=_PIN_DURATION,
    )
    async def update_pinned_chat_message(
        self,
        *,
        broadcaster_id: str,
        moderator_id: str | None = None,
        message_id: str,
        duration_seconds: int | None = None,
    ) -> None:
        """Change how long the pinned message stays: for 30 to 1800 seconds or until the stream ends.

        Twitch: Update Pinned Chat Message. Any token; `moderator:manage:chat_messages` of the broadcaster or a
        moderator.
        """
        await self._none(
            query={
                "broadcaster_id": broadcaster_id,
                "moderator_id": moderator_id,
                "message_id": message_id,
                "duration_seconds": duration_seconds,
            }
        )

    @endpoint(
        "DELETE",
        "/chat/pins",
        ANYONE,
        scopes=(scopes.MODERATOR_MANAGE_CHAT_MESSAGES,),
        app_scopes=(scopes.USER_BOT,),
        acts_as="moderator_id",
    )
    async def unpin_chat_message(
        self, *, broadcaster_id: str, moderator_id: str | None = None, message_id: str
    ) -> None:
        """Take the pinned message down.

        Twitch: Unpin Chat Message. Any token; `moderator:manage:chat_messages` of the broadcaster or a moderator.
        """
        await self._none(
            query={"broadcaster_id": broadcaster_id, "moderator_id": moderator_id, "message_id": message_id}
        )

    @endpoint("GET", "/chat/color", ANYONE, chunk=("user_id",), chunk_size=100)
    async def get_user_chat_color(self, *, user_id: str | Sequence[str]) -> tuple[UserChatColor, ...]:
        """Look up the colors of users' names in chat.

        Twitch: Get User Chat Color. Any token.
        """
        return await self._many(UserChatColor, query={"user_id": user_id})

    @endpoint("PUT", "/chat/color", USER, scopes=(scopes.USER_MANAGE_CHAT_COLOR,), acts_as="user_id")
    async def update_user_chat_color(self, *, user_id: str | None = None, color: NamedChatColor | str) -> None:
        """Change the color of a user's, the acting account's, name in chat; with Turbo or Prime, as `#9146FF` too.

        Twitch: Update User Chat Color. User token with `user:manage:chat_color`.
        """
        await self._none(query={"user_id": user_id, "color": color})


def _emotes(answer: Envelope[E]) -> Emotes[E]:
    return Emotes(answer.data, template=answer.template or "")
