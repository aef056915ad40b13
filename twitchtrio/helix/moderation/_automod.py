"""Calls: what AutoMod holds back, how strict it is, and the terms that a channel blocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ... import scopes
from .._endpoint import ANYONE, PAGE, Bounds, endpoint
from .._pages import Pages
from .._resource import Resource
from .._rules import not_with
from .automod import AutoModAction, AutoModSettings, AutoModStatus, BlockedTerm, MessageToCheck

__all__ = ["AutoMod"]

_LEVELS: Final = (
    "aggression",
    "bullying",
    "disability",
    "misogyny",
    "race_ethnicity_or_religion",
    "sex_based_terms",
    "sexuality_sex_or_gender",
    "swearing",
)

_LEVEL: Final = Bounds(min=0, max=4)


class AutoMod(Resource):
    """AutoMod and blocked terms."""

    __slots__ = ()

    @endpoint(
        "POST",
        "/moderation/enforcements/status",
        ANYONE,
        scopes=(scopes.MODERATION_READ,),
        acts_as="broadcaster_id",
        bounds={"data": Bounds(min_items=1, max_items=100)},
        own_limit=True,
    )
    async def check_automod_status(
        self, *, broadcaster_id: str | None = None, data: Sequence[MessageToCheck]
    ) -> tuple[AutoModStatus, ...]:
        """Ask whether AutoMod would let messages pass in a channel, the acting account's.

        Twitch allows 5 calls in a minute and 50 in an hour, to affiliates 10 and 100, to partners 30 and 300.

        Twitch: Check AutoMod Status. Any token; `moderation:read` of the broadcaster.
        """
        return await self._many(AutoModStatus, query={"broadcaster_id": broadcaster_id}, body={"data": tuple(data)})

    @endpoint(
        "POST",
        "/moderation/automod/message",
        ANYONE,
        scopes=(scopes.MODERATOR_MANAGE_AUTOMOD,),
        acts_as="user_id",
    )
    async def manage_held_automod_messages(
        self, *, user_id: str | None = None, msg_id: str, action: AutoModAction | str
    ) -> None:
        """Let a message that AutoMod holds pass, or not.

        Args:
            user_id: The moderator, the acting account.
            msg_id: The `message_id` of the event that told of it.
            action: What to do with it.

        Twitch: Manage Held AutoMod Messages. Any token; `moderator:manage:automod` of the broadcaster or a moderator.
        """
        await self._none(body={"user_id": user_id, "msg_id": msg_id, "action": action})

    @endpoint(
        "GET",
        "/moderation/automod/settings",
        ANYONE,
        scopes=(scopes.MODERATOR_READ_AUTOMOD_SETTINGS,),
        acts_as="moderator_id",
    )
    async def get_automod_settings(self, *, broadcaster_id: str, moderator_id: str | None = None) -> AutoModSettings:
        """How strict AutoMod is in a channel.

        Twitch: Get AutoMod Settings. Any token; `moderator:read:automod_settings` of the broadcaster or a moderator.
        """
        return await self._one(AutoModSettings, query={"broadcaster_id": broadcaster_id, "moderator_id": moderator_id})

    @endpoint(
        "PUT",
        "/moderation/automod/settings",
        ANYONE,
        scopes=(scopes.MODERATOR_MANAGE_AUTOMOD_SETTINGS,),
        acts_as="moderator_id",
        bounds=dict.fromkeys(("overall_level", *_LEVELS), _LEVEL),
        rules=(not_with("overall_level", *_LEVELS),),
    )
    async def update_automod_settings(
        self,
        *,
        broadcaster_id: str,
        moderator_id: str | None = None,
        aggression: int | None = None,
        bullying: int | None = None,
        disability: int | None = None,
        misogyny: int | None = None,
        overall_level: int | None = None,
        race_ethnicity_or_religion: int | None = None,
        sex_based_terms: int | None = None,
        sexuality_sex_or_gender: int | None = None,
        swearing: int | None = None,
    ) -> AutoModSettings:
        """Set how strict AutoMod is in a channel: all levels by `overall_level`, or one by one.

        What is left out is set to 0.

        Twitch: Update AutoMod Settings. Any token; `moderator:manage:automod_settings` of the broadcaster or a
        moderator.
        """
        return await self._one(
            AutoModSettings,
            query={"broadcaster_id": broadcaster_id, "moderator_id": moderator_id},
            body={
                "aggression": aggression,
                "bullying": bullying,
                "disability": disability,
                "misogyny": misogyny,
                "overall_level": overall_level,
                "race_ethnicity_or_religion": race_ethnicity_or_religion,
                "sex_based_terms": sex_based_terms,
                "sexuality_sex_or_gender": sexuality_sex_or_gender,
                "swearing": swearing,
            },
        )

    @endpoint(
        "GET",
        "/moderation/blocked_terms",
        ANYONE,
        scopes=((scopes.MODERATOR_READ_BLOCKED_TERMS, scopes.MODERATOR_MANAGE_BLOCKED_TERMS),),
        acts_as="moderator_id",
        bounds={"first": PAGE},
    )
    def get_blocked_terms(
        self,
        *,
        broadcaster_id: str,
        moderator_id: str | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Pages[BlockedTerm]:
        """List the terms that moderators have blocked in a channel.

        Twitch: Get Blocked Terms. Any token; `moderator:read:blocked_terms` or `moderator:manage:blocked_terms` of the
        broadcaster or a moderator.
        """
        return self._pages(
            BlockedTerm,
            query={
                "broadcaster_id": broadcaster_id,
                "moderator_id": moderator_id,
                "first": first,
                "after": after,
            },
        )

    @endpoint(
        "POST",
        "/moderation/blocked_terms",
        ANYONE,
        scopes=(scopes.MODERATOR_MANAGE_BLOCKED_TERMS,),
        acts_as="moderator_id",
        bounds={"text": Bounds(min_length=2, max_length=500)},
    )
    async def add_blocked_term(self, *, broadcaster_id: str, moderator_id: str | None = None, text: str) -> BlockedTerm:
        """Block a word or phrase; a `*` at the beginning or end of a word stands for any letters.

        Twitch: Add Blocked Term. Any token; `moderator:manage:blocked_terms` of the broadcaster or a moderator.
        """
        return await self._one(
            BlockedTerm,
            query={"broadcaster_id": broadcaster_id, "moderator_id": moderator_id},
            body={"text": text},
        )

    @endpoint(
        "DELETE",
        "/moderation/blocked_terms",
        ANYONE,
        scopes=(scopes.MODERATOR_MANAGE_BLOCKED_TERMS,),
        acts_as="moderator_id",
    )
    async def remove_blocked_term(self, *, broadcaster_id: str, moderator_id: str | None = None, id: str) -> None:
        """Block a term no longer.

        Twitch: Remove Blocked Term. Any token; `moderator:manage:blocked_terms` of the broadcaster or a moderator.
        """
        await self._none(query={"broadcaster_id": broadcaster_id, "moderator_id": moderator_id, "id": id})
