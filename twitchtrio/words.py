"""Words and parts that Twitch uses alike in its API and in its events."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from attrs import frozen

from .enums import OpenEnum

__all__ = [
    "Amount",
    "AnyEmote",
    "Cheermote",
    "Emote",
    "EmoteFormat",
    "EmoteScale",
    "EmoteThemeMode",
    "Fragment",
    "FragmentType",
    "Gif",
    "HypeTrainChannel",
    "HypeTrainContribution",
    "HypeTrainContributionType",
    "HypeTrainType",
    "Mention",
    "MessageContent",
    "RedeemedReward",
    "RewardImage",
    "StreamType",
    "SubTier",
]

_MOST_PLACES: Final = 20
_PICTURES: Final = "https://static-cdn.jtvnw.net/emoticons/v2"


class StreamType(OpenEnum):
    """What is being streamed."""

    LIVE = "live"
    PLAYLIST = "playlist"
    WATCH_PARTY = "watch_party"
    PREMIERE = "premiere"
    RERUN = "rerun"
    UNKNOWN = ""
    """Twitch could not tell."""


class SubTier(OpenEnum):
    """Tier of a subscription."""

    TIER_1 = "1000"
    TIER_2 = "2000"
    TIER_3 = "3000"


@frozen(kw_only=True)
class Amount:
    """An amount of money, in units of its currency's smallest part."""

    value: int
    decimal_place: int | None = None
    """How many digits of `value` stand behind the point."""
    decimal_places: int | None = None
    """The same, under the name that Twitch gives it elsewhere."""
    currency: str
    """ISO 4217 code."""

    @property
    def decimal(self) -> Decimal:
        """The amount in the currency's own unit, as `Decimal("12.50")`."""
        places = self.decimal_place or self.decimal_places or 0
        # No currency has more than four; what is out of all reason says nothing.
        return Decimal(self.value).scaleb(-places) if 0 < places <= _MOST_PLACES else Decimal(self.value)


class FragmentType(OpenEnum):
    """What a part of a message is."""

    TEXT = "text"
    CHEERMOTE = "cheermote"
    EMOTE = "emote"
    MENTION = "mention"
    GIF = "gif"


class EmoteFormat(OpenEnum):
    """Whether an emote moves."""

    ANIMATED = "animated"
    STATIC = "static"


class EmoteScale(OpenEnum):
    """Size of an emote's image."""

    SMALL = "1.0"
    MEDIUM = "2.0"
    LARGE = "3.0"


class EmoteThemeMode(OpenEnum):
    """The background that an emote's image is drawn for."""

    DARK = "dark"
    LIGHT = "light"


class AnyEmote:
    """An emote, of a message or of a list."""

    __slots__ = ()

    id: str
    format: tuple[EmoteFormat, ...]

    def url(
        self,
        *,
        scale: EmoteScale | str = EmoteScale.LARGE,
        theme: EmoteThemeMode | str = EmoteThemeMode.DARK,
        format: EmoteFormat | str | None = None,
    ) -> str:
        """The address of its picture; one that moves, if there is one, unless another `format` is asked for."""
        usual = EmoteFormat.ANIMATED if EmoteFormat.ANIMATED in self.format else EmoteFormat.STATIC
        return f"{_PICTURES}/{self.id}/{format or usual}/{theme}/{scale}"


@frozen(kw_only=True)
class Cheermote:
    """An animated emote that stands for Bits."""

    prefix: str
    bits: int
    tier: int


@frozen(kw_only=True)
class Emote(AnyEmote):
    """An emote in a message."""

    id: str
    emote_set_id: str = ""
    owner_id: str = ""
    """User id of the broadcaster whose emote it is."""
    format: tuple[EmoteFormat, ...]


@frozen(kw_only=True)
class Mention:
    """A user mentioned in a message."""

    user_id: str
    user_login: str
    user_name: str


@frozen(kw_only=True)
class Gif:
    """A GIF in a message."""

    gif_id: str
    url: str


@frozen(kw_only=True)
class Fragment:
    """A part of a message; the attribute named like its type is set, the others are `None`."""

    type: FragmentType
    text: str
    cheermote: Cheermote | None = None
    emote: Emote | None = None
    mention: Mention | None = None
    gif: Gif | None = None

    def __attrs_pre_init__(self) -> None:
        # It is mostly left out, which costs msgspec an exception each time, unless a value is there already.
        object.__setattr__(self, "gif", None)


@frozen(kw_only=True)
class MessageContent:
    """What a message says, as text and in parts."""

    text: str
    fragments: tuple[Fragment, ...]


@frozen(kw_only=True)
class RewardImage:
    """Where a reward's picture is, in three sizes."""

    url_1x: str
    """28 pixels."""
    url_2x: str
    """56 pixels."""
    url_4x: str
    """112 pixels."""


@frozen(kw_only=True)
class RedeemedReward:
    """A reward as it was when it was redeemed."""

    id: str = ""
    title: str
    prompt: str
    cost: int


class HypeTrainType(OpenEnum):
    """What kind of train it is."""

    REGULAR = "regular"
    GOLDEN_KAPPA = "golden_kappa"
    TREASURE = "treasure"
    """One in which subscriptions that are given cost less."""


class HypeTrainContributionType(OpenEnum):
    """What a viewer drove a train with."""

    BITS = "bits"
    SUBSCRIPTION = "subscription"
    OTHER = "other"


@frozen(kw_only=True)
class HypeTrainContribution:
    """What a viewer did for a train."""

    user_id: str
    user_login: str
    user_name: str
    type: HypeTrainContributionType
    total: int
    """Bits; of subscriptions 500, 1000 and 2500 for the tiers."""


@frozen(kw_only=True)
class HypeTrainChannel:
    """A channel that shares a train with others."""

    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
