"""Verbs of a channel: the rules of its chat room."""

from __future__ import annotations

from datetime import timedelta
from types import NoneType
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from attrs import frozen
from msgspec import UNSET, UnsetType

from .._given import check
from ..errors import ConfigurationError
from ._arguments import whole
from ._handle import Handle

if TYPE_CHECKING:
    from ..helix import AutoModSettings, ChatSettings

__all__ = ["Room"]

T = TypeVar("T")


@frozen(kw_only=True)
class Room(Handle):
    """The rules of a channel's chat room."""

    async def settings(self) -> ChatSettings:
        """The settings of the chat room, but for its delay, which Twitch shows to moderators alone.

        Twitch: Get Chat Settings. Anyone.
        """
        return await self._helix.chat.get_chat_settings(broadcaster_id=self.user_id)

    async def edit_settings(
        self,
        *,
        slow: int | UnsetType | None = UNSET,
        followers: timedelta | UnsetType | None = UNSET,
        subscribers: bool | UnsetType = UNSET,
        emotes: bool | UnsetType = UNSET,
        unique: bool | UnsetType = UNSET,
        delay: Literal[2, 4, 6] | UnsetType | None = UNSET,
    ) -> ChatSettings:
        """Change settings of the chat room. `None` switches off, and what is left out stays as it is.

        Twitch: Update Chat Settings. The bot, as the broadcaster or a moderator; `moderator:manage:chat_settings`.

        Args:
            slow: Seconds that each user waits between two messages, from 3 to 120.
            followers: For how long one must have followed to chat, three months at most; zero lets all followers chat.
                Parts of a minute count as one.
            subscribers: Whether only subscribers can chat.
            emotes: Whether messages must be all emotes.
            unique: Whether messages must differ from those before.
            delay: Seconds by which messages reach all but moderators late.
        """
        check("slow", slow, "seconds, or None for off", int, NoneType, UnsetType)
        check("followers", followers, "a timedelta, or None for off", timedelta, NoneType, UnsetType)
        for name, mode in {"subscribers": subscribers, "emotes": emotes, "unique": unique}.items():
            check(name, mode, "True or False", bool, UnsetType)
        if delay not in (2, 4, 6, None, UNSET):
            raise ConfigurationError(f"delay={delay!r} should be 2, 4 or 6 seconds, or None for off.")
        followed = whole("followers", followers, 60) if isinstance(followers, timedelta) else None
        return await self._bot.chat.update_chat_settings(
            broadcaster_id=self.user_id,
            emote_mode=_given(emotes),
            follower_mode=_is_on(followers),
            follower_mode_duration=followed,
            non_moderator_chat_delay=_is_on(delay),
            non_moderator_chat_delay_duration=_given(delay),
            slow_mode=_is_on(slow),
            slow_mode_wait_time=_given(slow),
            subscriber_mode=_given(subscribers),
            unique_chat_mode=_given(unique),
        )

    async def set_shield_mode(self, on: bool) -> None:  # noqa: FBT001  # the verb says what it is
        """Put the channel in shield mode, or end it.

        Twitch: Update Shield Mode Status. The bot, as the broadcaster or a moderator; `moderator:manage:shield_mode`.
        """
        check("on", on, "True or False", bool)
        await self._bot.moderation.update_shield_mode_status(broadcaster_id=self.user_id, is_active=on)

    async def automod(self) -> AutoModSettings:
        """How strict AutoMod is here.

        Twitch: Get AutoMod Settings. The bot, as the broadcaster or a moderator; `moderator:read:automod_settings`.
        """
        return await self._bot.moderation.get_automod_settings(broadcaster_id=self.user_id)

    async def edit_automod(
        self,
        *,
        overall_level: int | UnsetType = UNSET,
        aggression: int | UnsetType = UNSET,
        bullying: int | UnsetType = UNSET,
        disability: int | UnsetType = UNSET,
        misogyny: int | UnsetType = UNSET,
        race_ethnicity_or_religion: int | UnsetType = UNSET,
        sex_based_terms: int | UnsetType = UNSET,
        sexuality_sex_or_gender: int | UnsetType = UNSET,
        swearing: int | UnsetType = UNSET,
    ) -> AutoModSettings:
        """Change how strict AutoMod is here: by `overall_level`, or in single categories, each from 0 to 4.

        Twitch takes all categories at once, so those that are left out are read first, and written again.

        Twitch: Get AutoMod Settings. The bot, as the broadcaster or a moderator; `moderator:read:automod_settings`.

        Twitch: Update AutoMod Settings. The bot, as the broadcaster or a moderator;
        `moderator:manage:automod_settings`.
        """
        categories = {
            "aggression": aggression,
            "bullying": bullying,
            "disability": disability,
            "misogyny": misogyny,
            "race_ethnicity_or_religion": race_ethnicity_or_religion,
            "sex_based_terms": sex_based_terms,
            "sexuality_sex_or_gender": sexuality_sex_or_gender,
            "swearing": swearing,
        }
        for name, level in {"overall_level": overall_level, **categories}.items():
            check(name, level, "a level from 0 to 4", int, UnsetType)
        levels: dict[str, Any] = {name: level for name, level in categories.items() if level is not UNSET}
        if overall_level is UNSET and not levels:
            raise ConfigurationError("edit_automod takes overall_level=, or the level of a category.")
        if overall_level is UNSET:
            present = await self.automod()
            levels = {name: getattr(present, name) for name in categories} | levels
        return await self._bot.moderation.update_automod_settings(
            broadcaster_id=self.user_id, overall_level=_given(overall_level), **levels
        )


def _given(value: T | UnsetType) -> T | None:
    return None if isinstance(value, UnsetType) else value


def _is_on(value: object) -> bool | None:
    """Whether a mode that has a number is to be on; `None` if it is to stay as it is."""
    return None if value is UNSET else value is not None
