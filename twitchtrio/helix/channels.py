"""Helix category Channels: what a channel shows, its editors, followers and followed channels."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from .. import scopes
from .._json import Texts, Time
from ..enums import OpenEnum
from ._endpoint import ANYONE, PAGE, USER, Bounds, endpoint
from ._pages import Pages
from ._query import listed
from ._resource import Resource

__all__ = [
    "ChannelEditor",
    "ChannelFollower",
    "ChannelInformation",
    "Channels",
    "ContentClassification",
    "ContentClassificationLabel",
    "FollowedChannel",
]


@frozen(kw_only=True)
class ChannelInformation:
    """What a channel shows, whether it is live or not."""

    broadcaster_id: str
    broadcaster_login: str
    broadcaster_name: str
    broadcaster_language: str
    """ISO 639-1, or `other`."""
    game_name: str
    """Empty if no category is set, as `game_id`."""
    game_id: str = ""
    title: str
    delay: int
    """Seconds, of partners only."""
    tags: Texts = ()
    content_classification_labels: Texts = ()
    is_branded_content: bool


class ContentClassification(OpenEnum):
    """What viewers are warned of."""

    DEBATED_SOCIAL_ISSUES_AND_POLITICS = "DebatedSocialIssuesAndPolitics"
    DRUGS_INTOXICATION = "DrugsIntoxication"
    SEXUAL_THEMES = "SexualThemes"
    VIOLENT_GRAPHIC = "ViolentGraphic"
    GAMBLING = "Gambling"
    PROFANITY_VULGARITY = "ProfanityVulgarity"


@frozen(kw_only=True)
class ContentClassificationLabel:
    """A warning to switch on or off."""

    id: ContentClassification | str
    is_enabled: bool


@frozen(kw_only=True)
class ChannelEditor:
    """A user who may edit a channel."""

    user_id: str
    user_name: str
    created_at: Time


@frozen(kw_only=True)
class FollowedChannel:
    """A channel that a user follows."""

    broadcaster_id: str
    broadcaster_login: str
    broadcaster_name: str
    followed_at: Time


@frozen(kw_only=True)
class ChannelFollower:
    """A user who follows a channel."""

    user_id: str
    user_login: str
    user_name: str
    followed_at: Time


class Channels(Resource):
    """Helix category Channels."""

    __slots__ = ()

    @endpoint("GET", "/channels", ANYONE, chunk=("broadcaster_id",), chunk_size=100)
    async def get_channel_information(self, *, broadcaster_id: str | Sequence[str]) -> tuple[ChannelInformation, ...]:
        """Look up what channels show. Those that do not exist are left out.

        Twitch: Get Channel Information. Any token.
        """
        return await self._many(ChannelInformation, query={"broadcaster_id": broadcaster_id})

    @endpoint(
        "PATCH",
        "/channels",
        USER,
        scopes=(scopes.CHANNEL_MANAGE_BROADCAST,),
        acts_as="broadcaster_id",
        bounds={
            "title": Bounds(min_length=1),
            "delay": Bounds(min=0, max=900),
            "tags": Bounds(max_items=10, item_max_length=25),
        },
        needs_body=True,
    )
    async def modify_channel_information(
        self,
        *,
        broadcaster_id: str | None = None,
        game_id: str | None = None,
        broadcaster_language: str | None = None,
        title: str | None = None,
        delay: int | None = None,
        tags: str | Sequence[str] | None = None,
        content_classification_labels: ContentClassificationLabel | Sequence[ContentClassificationLabel] | None = None,
        is_branded_content: bool | None = None,
    ) -> None:
        """Change what is given of a channel, the acting account's.

        An empty `game_id` and empty `tags` remove what is set; the delay is in seconds.

        Twitch: Modify Channel Information. User token with `channel:manage:broadcast`.
        """
        await self._none(
            query={"broadcaster_id": broadcaster_id},
            body={
                "game_id": game_id,
                "broadcaster_language": broadcaster_language,
                "title": title,
                "delay": delay,
                "tags": listed(tags),
                "content_classification_labels": listed(content_classification_labels),
                "is_branded_content": is_branded_content,
            },
        )

    @endpoint(
        "GET",
        "/channels/editors",
        USER,
        scopes=(scopes.CHANNEL_READ_EDITORS,),
        acts_as="broadcaster_id",
    )
    async def get_channel_editors(self, *, broadcaster_id: str | None = None) -> tuple[ChannelEditor, ...]:
        """List the editors of a channel, the acting account's.

        Twitch: Get Channel Editors. User token with `channel:read:editors`.
        """
        return await self._many(ChannelEditor, query={"broadcaster_id": broadcaster_id})

    @endpoint(
        "GET",
        "/channels/followed",
        USER,
        scopes=(scopes.USER_READ_FOLLOWS,),
        acts_as="user_id",
        bounds={"first": PAGE},
    )
    def get_followed_channels(
        self,
        *,
        user_id: str | None = None,
        broadcaster_id: str | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Pages[FollowedChannel]:
        """List the channels that a user, the acting account, follows; with `broadcaster_id`, only that one.

        Twitch: Get Followed Channels. User token with `user:read:follows`.
        """
        return self._pages(
            FollowedChannel,
            query={"user_id": user_id, "broadcaster_id": broadcaster_id, "first": first, "after": after},
        )

    @endpoint(
        "GET",
        "/channels/followers",
        USER,
        optional_scopes=(scopes.MODERATOR_READ_FOLLOWERS,),
        bounds={"first": PAGE},
    )
    def get_channel_followers(
        self,
        *,
        broadcaster_id: str,
        user_id: str | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Pages[ChannelFollower]:
        """List the followers of a channel; with `user_id`, only that user.

        Twitch: Get Channel Followers. User token of the broadcaster or a moderator with `moderator:read:followers`;
        with any other, the list is empty and only the `total` of its page tells something.
        """
        return self._pages(
            ChannelFollower,
            query={"broadcaster_id": broadcaster_id, "user_id": user_id, "first": first, "after": after},
        )
