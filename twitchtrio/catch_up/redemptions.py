"""Redemptions of rewards, read again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..eventsub._read_again import Missed
from ..eventsub.events.redemptions import ChannelChannelPointsCustomRewardRedemptionAdd, RewardRedemptionStatus
from ..helix.channel_points import RedemptionSort, RedemptionStatus
from ._asked import Asked, newest

if TYPE_CHECKING:
    from ..helix import CustomRewardRedemption, Helix

__all__ = ["read_redemptions"]


async def read_redemptions(helix: Helix, asked: Asked) -> Sequence[Missed]:
    """Redemptions since then of rewards that the app made, with the status that they have now."""
    only = asked.subscription.condition.get("reward_id")
    rewards = await helix.channel_points.get_custom_reward(broadcaster_id=asked.channel, only_manageable_rewards=True)
    return [
        Missed(at=each.redeemed_at, event=_event(each))
        for reward in rewards
        if only in (None, "", reward.id)
        for status in RedemptionStatus
        for each in await _redeemed(helix, asked, reward.id, status)
    ]


async def _redeemed(
    helix: Helix, asked: Asked, reward_id: str, status: RedemptionStatus
) -> Sequence[CustomRewardRedemption]:
    pages = helix.channel_points.get_custom_reward_redemption(
        broadcaster_id=asked.channel, reward_id=reward_id, status=status, sort=RedemptionSort.NEWEST, first=50
    )
    return await newest(pages, asked, lambda each: each.redeemed_at)


def _event(redemption: CustomRewardRedemption) -> ChannelChannelPointsCustomRewardRedemptionAdd:
    return ChannelChannelPointsCustomRewardRedemptionAdd(
        id=redemption.id,
        broadcaster_user_id=redemption.broadcaster_id,
        broadcaster_user_login=redemption.broadcaster_login,
        broadcaster_user_name=redemption.broadcaster_name,
        user_id=redemption.user_id,
        user_login=redemption.user_login,
        user_name=redemption.user_name,
        user_input=redemption.user_input,
        status=RewardRedemptionStatus(redemption.status.lower()),
        reward=redemption.reward,
        redeemed_at=redemption.redeemed_at,
    )
