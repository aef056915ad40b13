"""Bits: who cheered, and what else they were used for."""

from __future__ import annotations

from typing import TypeAlias

from attrs import frozen

from ... import scopes
from ..._json import Time
from ...enums import OpenEnum
from ...words import MessageContent
from ._people import MayNameUser, NamesBroadcaster, NamesUser
from .chat import Cheer
from .conditions import WithBroadcaster, WithReward
from .event import event
from .redemptions import RewardRedemptionStatus

__all__ = [
    "BitsUse",
    "BitsUseType",
    "ChannelBitsUse",
    "ChannelCheer",
    "ChannelCustomPowerUpRedemptionAdd",
    "CustomPowerUpUse",
    "PowerUp",
    "PowerUpEmote",
    "PowerUpType",
    "RedeemedPowerUp",
    "UnknownBitsUse",
]


class BitsUseType(OpenEnum):
    """What Bits were used for."""

    CHEER = "cheer"
    POWER_UP = "power_up"
    CUSTOM_POWER_UP = "custom_power_up"


class PowerUpType(OpenEnum):
    """Which of Twitch's own Power-ups it is."""

    MESSAGE_EFFECT = "message_effect"
    CELEBRATION = "celebration"
    GIGANTIFY_AN_EMOTE = "gigantify_an_emote"


@frozen(kw_only=True)
class PowerUpEmote:
    """The emote that a Power-up shows."""

    id: str
    name: str


@frozen(kw_only=True)
class PowerUp:
    """One of Twitch's own Power-ups."""

    type: PowerUpType
    emote: PowerUpEmote | None = None
    """`None` if it shows none."""
    message_effect_id: str | None = None
    """`None` if it is no message effect."""


@frozen(kw_only=True)
class CustomPowerUpUse:
    """A Power-up that the broadcaster made."""

    title: str
    reward_id: str
    """Of the Power-up."""


@frozen(kw_only=True)
class UnknownBitsUse:
    """A use that twitchtrio has no class for, or whose details Twitch left out."""

    type: BitsUseType


BitsUse: TypeAlias = Cheer | PowerUp | CustomPowerUpUse | UnknownBitsUse
"""What Bits were used for; `match` takes it apart."""


@frozen(kw_only=True)
class RedeemedPowerUp:
    """A broadcaster's Power-up as it was when it was redeemed."""

    id: str = ""
    title: str
    bits: int
    """What it cost."""
    prompt: str


@event("channel.cheer", "1", scopes.BITS_READ)
@frozen(kw_only=True)
class ChannelCheer(WithBroadcaster, MayNameUser, NamesBroadcaster):
    """Somebody cheered in a channel."""

    is_anonymous: bool
    user_id: str | None = None
    """Who it was; `None` if anonymous."""
    user_login: str | None = None
    user_name: str | None = None
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    message: str
    bits: int


@event("channel.bits.use", "1", scopes.BITS_READ)
@frozen(kw_only=True)
class ChannelBitsUse(WithBroadcaster, NamesBroadcaster, NamesUser):
    """A viewer used Bits in a channel, to cheer or for a Power-up."""

    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    user_id: str
    user_login: str
    user_name: str
    bits: int
    type: BitsUseType
    message: MessageContent | None = None
    """What the viewer wrote along with it; `None` if nothing."""
    power_up: PowerUp | None = None
    custom_power_up: CustomPowerUpUse | None = None

    @property
    def use(self) -> BitsUse:
        """What they were used for: the Bits of a cheer, or the attribute named like its type."""
        told: BitsUse | None = None
        match self.type:
            case BitsUseType.CHEER:
                told = Cheer(bits=self.bits)
            case BitsUseType.POWER_UP:
                told = self.power_up
            case BitsUseType.CUSTOM_POWER_UP:
                told = self.custom_power_up
        return told or UnknownBitsUse(type=self.type)


@event("channel.custom_power_up_redemption.add", "1", scopes.BITS_READ, identity="id")
@frozen(kw_only=True)
class ChannelCustomPowerUpRedemptionAdd(WithReward, NamesBroadcaster, NamesUser):
    """A viewer redeemed a Power-up that the broadcaster made."""

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
    custom_power_up: RedeemedPowerUp
    redeemed_at: Time
