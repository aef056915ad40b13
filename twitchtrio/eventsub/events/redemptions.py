"""What viewers redeem with Channel Points."""

from __future__ import annotations

from typing import TypeAlias

from attrs import frozen

from ... import scopes
from ..._json import Time
from ...enums import OpenEnum
from ...words import FragmentType, RedeemedReward
from ._people import NamesBroadcaster, NamesUser
from .conditions import WithBroadcaster, WithReward
from .event import event
from .subscriptions import EmotePosition

__all__ = [
    "AutomaticReward",
    "AutomaticRewardType",
    "AutomaticRewardV1",
    "ChannelChannelPointsAutomaticRewardRedemptionAdd",
    "ChannelChannelPointsAutomaticRewardRedemptionAddV1",
    "ChannelChannelPointsAutomaticRewardRedemptionAddV2",
    "ChannelChannelPointsCustomRewardRedemptionAdd",
    "ChannelChannelPointsCustomRewardRedemptionUpdate",
    "Redeemed",
    "RedemptionEmote",
    "RedemptionFragment",
    "RedemptionMessage",
    "RedemptionMessageV1",
    "RewardRedemptionStatus",
    "UnknownRedeemed",
    "UnlockedEmote",
]

_SCOPES = (scopes.CHANNEL_READ_REDEMPTIONS, scopes.CHANNEL_MANAGE_REDEMPTIONS)


class AutomaticRewardType(OpenEnum):
    """Which of Twitch's own rewards it is."""

    SINGLE_MESSAGE_BYPASS_SUB_MODE = "single_message_bypass_sub_mode"
    SEND_HIGHLIGHTED_MESSAGE = "send_highlighted_message"
    RANDOM_SUB_EMOTE_UNLOCK = "random_sub_emote_unlock"
    CHOSEN_SUB_EMOTE_UNLOCK = "chosen_sub_emote_unlock"
    CHOSEN_MODIFIED_SUB_EMOTE_UNLOCK = "chosen_modified_sub_emote_unlock"
    MESSAGE_EFFECT = "message_effect"
    """A Power-up, like the following two; only with version 1, since `ChannelBitsUse` tells of them now."""
    GIGANTIFY_AN_EMOTE = "gigantify_an_emote"
    CELEBRATION = "celebration"


class RewardRedemptionStatus(OpenEnum):
    """What has become of a redemption."""

    UNKNOWN = "unknown"
    UNFULFILLED = "unfulfilled"
    FULFILLED = "fulfilled"
    CANCELED = "canceled"
    """What it cost has been given back."""


@frozen(kw_only=True)
class UnlockedEmote:
    """The emote that a viewer can use now."""

    id: str
    name: str


@frozen(kw_only=True)
class RedemptionEmote:
    """An emote in a message that was sent for points."""

    id: str


@frozen(kw_only=True)
class RedemptionFragment:
    """A part of a message that was sent for points."""

    text: str
    type: FragmentType
    emote: RedemptionEmote | None = None


@frozen(kw_only=True)
class RedemptionMessage:
    """A message that was sent for points, as text and in parts."""

    text: str
    fragments: tuple[RedemptionFragment, ...]


@frozen(kw_only=True)
class RedemptionMessageV1:
    """A message that was sent for points, and where its emotes stand."""

    text: str
    emotes: tuple[EmotePosition, ...]


@frozen(kw_only=True)
class AutomaticReward:
    """One of Twitch's own rewards."""

    type: AutomaticRewardType
    channel_points: int
    """What it cost."""
    emote: UnlockedEmote | None = None
    """`None` if it unlocks none."""


@frozen(kw_only=True)
class AutomaticRewardV1:
    """One of Twitch's own rewards."""

    type: AutomaticRewardType
    cost: int
    unlocked_emote: UnlockedEmote | None = None
    """`None` if it unlocks none."""


@frozen(kw_only=True)
class UnknownRedeemed:
    """A reward that twitchtrio has no class for, or whose details Twitch left out."""

    type: AutomaticRewardType


Redeemed: TypeAlias = RedemptionMessage | UnlockedEmote | UnknownRedeemed
"""What a viewer got for points; `match` takes it apart."""


@event("channel.channel_points_automatic_reward_redemption.add", "1", _SCOPES, identity="id")
@frozen(kw_only=True)
class ChannelChannelPointsAutomaticRewardRedemptionAddV1(WithBroadcaster, NamesBroadcaster, NamesUser):
    """A viewer redeemed one of Twitch's own rewards, or used a Power-up."""

    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    user_id: str
    user_login: str
    user_name: str
    id: str
    reward: AutomaticRewardV1
    message: RedemptionMessageV1 | None = None
    """`None` if the reward has none."""
    user_input: str | None = None
    """What the viewer wrote; `None` if nothing was asked for."""
    redeemed_at: Time


@event("channel.channel_points_automatic_reward_redemption.add", "2", _SCOPES, identity="id")
@frozen(kw_only=True)
class ChannelChannelPointsAutomaticRewardRedemptionAdd(WithBroadcaster, NamesBroadcaster, NamesUser):
    """A viewer redeemed one of Twitch's own rewards."""

    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    user_id: str
    user_login: str
    user_name: str
    id: str
    reward: AutomaticReward
    message: RedemptionMessage | None = None
    """`None` if the reward has none."""
    redeemed_at: Time

    @property
    def redeemed(self) -> Redeemed:
        """What the viewer got, by the reward's type: the message that was sent for points, or the unlocked emote."""
        kind = AutomaticRewardType
        told: Redeemed | None = None
        match self.reward.type:
            case kind.SINGLE_MESSAGE_BYPASS_SUB_MODE | kind.SEND_HIGHLIGHTED_MESSAGE:
                told = self.message
            case kind.RANDOM_SUB_EMOTE_UNLOCK | kind.CHOSEN_SUB_EMOTE_UNLOCK | kind.CHOSEN_MODIFIED_SUB_EMOTE_UNLOCK:
                told = self.reward.emote
        return told or UnknownRedeemed(type=self.reward.type)


ChannelChannelPointsAutomaticRewardRedemptionAddV2: TypeAlias = ChannelChannelPointsAutomaticRewardRedemptionAdd
"""The same, by its number."""


@event("channel.channel_points_custom_reward_redemption.add", "1", _SCOPES, identity="id")
@frozen(kw_only=True)
class ChannelChannelPointsCustomRewardRedemptionAdd(WithReward, NamesBroadcaster, NamesUser):
    """A viewer redeemed a reward that the broadcaster made."""

    id: str
    """Of the redemption."""
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    user_id: str
    user_login: str
    user_name: str
    user_input: str
    """What the viewer wrote; may be empty."""
    status: RewardRedemptionStatus
    """Fulfilled already if the reward's redemptions need no answer."""
    reward: RedeemedReward
    redeemed_at: Time


@event("channel.channel_points_custom_reward_redemption.update", "1", _SCOPES, identity="id")
@frozen(kw_only=True)
class ChannelChannelPointsCustomRewardRedemptionUpdate(WithReward, NamesBroadcaster, NamesUser):
    """A viewer's redemption was fulfilled or canceled."""

    id: str
    """Of the redemption."""
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    user_id: str
    user_login: str
    user_name: str
    user_input: str
    """What the viewer wrote; may be empty."""
    status: RewardRedemptionStatus
    reward: RedeemedReward
    redeemed_at: Time
