"""Helix category Channel Points: rewards that viewers redeem with their points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import frozen

from .. import scopes
from .._json import MaybeTime, Time
from ..enums import OpenEnum
from ..words import RedeemedReward, RewardImage
from ._endpoint import USER, Bounds, endpoint
from ._formats import HEX_COLOR
from ._pages import Pages
from ._resource import Resource
from ._rules import needed_unless

__all__ = [
    "ChannelPoints",
    "CustomReward",
    "CustomRewardRedemption",
    "GlobalCooldownSetting",
    "MaxPerStreamSetting",
    "MaxPerUserPerStreamSetting",
    "RedemptionSort",
    "RedemptionStatus",
]

_REWARD: Final = {
    "title": Bounds(max_length=45),
    "prompt": Bounds(max_length=200),
    "cost": Bounds(min=1),
    "background_color": Bounds(format=HEX_COLOR),
    "max_per_stream": Bounds(min=1),
    "max_per_user_per_stream": Bounds(min=1),
    "global_cooldown_seconds": Bounds(min=1),
}
_MOST: Final = 50


@frozen(kw_only=True)
class MaxPerStreamSetting:
    """How often a reward can be redeemed in one stream."""

    is_enabled: bool
    max_per_stream: int


@frozen(kw_only=True)
class MaxPerUserPerStreamSetting:
    """How often one viewer can redeem a reward in one stream."""

    is_enabled: bool
    max_per_user_per_stream: int


@frozen(kw_only=True)
class GlobalCooldownSetting:
    """How many seconds must be between two redemptions of a reward."""

    is_enabled: bool
    global_cooldown_seconds: int


@frozen(kw_only=True)
class CustomReward:
    """A reward that a broadcaster made."""

    broadcaster_id: str
    broadcaster_login: str = ""
    broadcaster_name: str
    id: str
    title: str
    prompt: str
    """What viewers read who must write something; may be empty."""
    cost: int
    image: RewardImage | None = None
    """The broadcaster's own picture; `None` if there is none."""
    default_image: RewardImage
    background_color: str
    """As `#9147FF`."""
    is_enabled: bool
    """Whether viewers see it."""
    is_user_input_required: bool
    """Whether viewers must write something."""
    max_per_stream_setting: MaxPerStreamSetting
    max_per_user_per_stream_setting: MaxPerUserPerStreamSetting
    global_cooldown_setting: GlobalCooldownSetting
    is_paused: bool
    """Whether viewers see it, and cannot redeem it."""
    is_in_stock: bool
    """Whether it can be redeemed in this stream once more."""
    should_redemptions_skip_request_queue: bool
    """Whether redemptions are fulfilled at once."""
    redemptions_redeemed_current_stream: int | None = None
    """`None` without a stream, or without a limit."""
    cooldown_expires_at: MaybeTime = None
    """When it can be redeemed again; `None` if it can be now."""


class RedemptionStatus(OpenEnum):
    """What has become of a redemption."""

    CANCELED = "CANCELED"
    """The points have been given back."""
    FULFILLED = "FULFILLED"
    UNFULFILLED = "UNFULFILLED"


class RedemptionSort(OpenEnum):
    """Which redemptions come first."""

    OLDEST = "OLDEST"
    NEWEST = "NEWEST"


@frozen(kw_only=True)
class CustomRewardRedemption:
    """What a viewer redeemed."""

    broadcaster_id: str
    broadcaster_login: str
    broadcaster_name: str
    id: str
    user_id: str
    user_login: str = ""
    user_name: str
    user_input: str
    """What the viewer wrote; may be empty."""
    status: RedemptionStatus
    redeemed_at: Time
    reward: RedeemedReward


class ChannelPoints(Resource):
    """Helix category Channel Points.

    An app can change the rewards that it made, and answer their redemptions; those of others it can only read.
    """

    __slots__ = ()

    @endpoint(
        "POST",
        "/channel_points/custom_rewards",
        USER,
        scopes=(scopes.CHANNEL_MANAGE_REDEMPTIONS,),
        acts_as="broadcaster_id",
        bounds=_REWARD,
    )
    async def create_custom_rewards(
        self,
        *,
        broadcaster_id: str | None = None,
        title: str,
        cost: int,
        prompt: str | None = None,
        is_enabled: bool | None = None,
        background_color: str | None = None,
        is_user_input_required: bool | None = None,
        is_max_per_stream_enabled: bool | None = None,
        max_per_stream: int | None = None,
        is_max_per_user_per_stream_enabled: bool | None = None,
        max_per_user_per_stream: int | None = None,
        is_global_cooldown_enabled: bool | None = None,
        global_cooldown_seconds: int | None = None,
        should_redemptions_skip_request_queue: bool | None = None,
    ) -> CustomReward:
        """Make a reward in a channel, the acting account's, which can have 50. Each title can be there once.

        Twitch: Create Custom Rewards. User token with `channel:manage:redemptions`.
        """
        return await self._one(
            CustomReward,
            query={"broadcaster_id": broadcaster_id},
            body={
                "title": title,
                "cost": cost,
                "prompt": prompt,
                "is_enabled": is_enabled,
                "background_color": background_color,
                "is_user_input_required": is_user_input_required,
                "is_max_per_stream_enabled": is_max_per_stream_enabled,
                "max_per_stream": max_per_stream,
                "is_max_per_user_per_stream_enabled": is_max_per_user_per_stream_enabled,
                "max_per_user_per_stream": max_per_user_per_stream,
                "is_global_cooldown_enabled": is_global_cooldown_enabled,
                "global_cooldown_seconds": global_cooldown_seconds,
                "should_redemptions_skip_request_queue": should_redemptions_skip_request_queue,
            },
        )

    @endpoint(
        "DELETE",
        "/channel_points/custom_rewards",
        USER,
        scopes=(scopes.CHANNEL_MANAGE_REDEMPTIONS,),
        acts_as="broadcaster_id",
    )
    async def delete_custom_reward(self, *, broadcaster_id: str | None = None, id: str) -> None:
        """Delete a reward of a channel, the acting account's. Its redemptions that are open become fulfilled.

        Twitch: Delete Custom Reward. User token with `channel:manage:redemptions`.
        """
        await self._none(query={"broadcaster_id": broadcaster_id, "id": id})

    @endpoint(
        "GET",
        "/channel_points/custom_rewards",
        USER,
        scopes=((scopes.CHANNEL_READ_REDEMPTIONS, scopes.CHANNEL_MANAGE_REDEMPTIONS),),
        acts_as="broadcaster_id",
        chunk=("id",),
        chunk_size=_MOST,
    )
    async def get_custom_reward(
        self,
        *,
        broadcaster_id: str | None = None,
        id: str | Sequence[str] | None = None,
        only_manageable_rewards: bool | None = None,
    ) -> tuple[CustomReward, ...]:
        """The rewards of a channel, the acting account's: all, those of ids, or those that the app made.

        Twitch: Get Custom Reward. User token with `channel:read:redemptions` or `channel:manage:redemptions`.
        """
        return await self._many(
            CustomReward,
            query={
                "broadcaster_id": broadcaster_id,
                "id": id,
                "only_manageable_rewards": only_manageable_rewards,
            },
        )

    @endpoint(
        "GET",
        "/channel_points/custom_rewards/redemptions",
        USER,
        scopes=((scopes.CHANNEL_READ_REDEMPTIONS, scopes.CHANNEL_MANAGE_REDEMPTIONS),),
        acts_as="broadcaster_id",
        bounds={"first": Bounds(min=1, max=50)},
        chunk=("id",),
        chunk_size=_MOST,
        rules=(needed_unless("status", "id"),),
    )
    def get_custom_reward_redemption(
        self,
        *,
        broadcaster_id: str | None = None,
        reward_id: str,
        status: RedemptionStatus | str | None = None,
        id: str | Sequence[str] | None = None,
        sort: RedemptionSort | str | None = None,
        after: str | None = None,
        first: int | None = None,
    ) -> Pages[CustomRewardRedemption]:
        """List the redemptions of a reward that the app made: those of one status, or of ids; the oldest first.

        Twitch: Get Custom Reward Redemption. User token with `channel:read:redemptions` or
        `channel:manage:redemptions`.
        """
        return self._pages(
            CustomRewardRedemption,
            query={
                "broadcaster_id": broadcaster_id,
                "reward_id": reward_id,
                "status": status,
                "id": id,
                "sort": sort,
                "after": after,
                "first": first,
            },
        )

    @endpoint(
        "PATCH",
        "/channel_points/custom_rewards",
        USER,
        scopes=(scopes.CHANNEL_MANAGE_REDEMPTIONS,),
        acts_as="broadcaster_id",
        bounds=_REWARD,
        needs_body=True,
    )
    async def update_custom_reward(
        self,
        *,
        broadcaster_id: str | None = None,
        id: str,
        title: str | None = None,
        prompt: str | None = None,
        cost: int | None = None,
        background_color: str | None = None,
        is_enabled: bool | None = None,
        is_user_input_required: bool | None = None,
        is_max_per_stream_enabled: bool | None = None,
        max_per_stream: int | None = None,
        is_max_per_user_per_stream_enabled: bool | None = None,
        max_per_user_per_stream: int | None = None,
        is_global_cooldown_enabled: bool | None = None,
        global_cooldown_seconds: int | None = None,
        is_paused: bool | None = None,
        should_redemptions_skip_request_queue: bool | None = None,
    ) -> CustomReward:
        """Change what is given of a reward that the app made.

        Twitch: Update Custom Reward. User token with `channel:manage:redemptions`.
        """
        return await self._one(
            CustomReward,
            query={"broadcaster_id": broadcaster_id, "id": id},
            body={
                "title": title,
                "prompt": prompt,
                "cost": cost,
                "background_color": background_color,
                "is_enabled": is_enabled,
                "is_user_input_required": is_user_input_required,
                "is_max_per_stream_enabled": is_max_per_stream_enabled,
                "max_per_stream": max_per_stream,
                "is_max_per_user_per_stream_enabled": is_max_per_user_per_stream_enabled,
                "max_per_user_per_stream": max_per_user_per_stream,
                "is_global_cooldown_enabled": is_global_cooldown_enabled,
                "global_cooldown_seconds": global_cooldown_seconds,
                "is_paused": is_paused,
                "should_redemptions_skip_request_queue": should_redemptions_skip_request_queue,
            },
        )

    @endpoint(
        "PATCH",
        "/channel_points/custom_rewards/redemptions",
        USER,
        scopes=(scopes.CHANNEL_MANAGE_REDEMPTIONS,),
        acts_as="broadcaster_id",
        bounds={"id": Bounds(max_items=_MOST)},
    )
    async def update_redemption_status(
        self,
        *,
        id: str | Sequence[str],
        broadcaster_id: str | None = None,
        reward_id: str,
        status: RedemptionStatus | str,
    ) -> tuple[CustomRewardRedemption, ...]:
        """Fulfil redemptions of a reward that the app made, or cancel them, which gives the points back.

        Twitch: Update Redemption Status. User token with `channel:manage:redemptions`.
        """
        return await self._many(
            CustomRewardRedemption,
            query={"id": id, "broadcaster_id": broadcaster_id, "reward_id": reward_id},
            body={"status": status},
        )
