"""Helix category Bits: who cheered most, cheermotes, Power-ups, and what extensions sold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Self

from attrs import frozen

from .. import scopes
from .._json import MaybeTime, Time
from ..enums import OpenEnum
from ..words import EmoteFormat, EmoteThemeMode, RewardImage
from ._endpoint import ANYONE, APP_ONLY, PAGE, USER, endpoint
from ._pages import Pages
from ._resource import Resource
from .beside import DateRange
from .channel_points import GlobalCooldownSetting, MaxPerStreamSetting, MaxPerUserPerStreamSetting

__all__ = [
    "AvailableCheermote",
    "Bits",
    "BitsLeader",
    "BitsLeaderboard",
    "BitsPeriod",
    "CheermoteTier",
    "CheermoteTierId",
    "CheermoteType",
    "CustomPowerUp",
    "ExtensionTransaction",
    "ProductCost",
    "ProductCostType",
    "ProductData",
    "ProductType",
]


class BitsPeriod(OpenEnum):
    """For which time Bits are counted."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    ALL = "all"


@frozen(kw_only=True)
class BitsLeader:
    """A user who cheered."""

    user_id: str
    user_login: str
    user_name: str
    rank: int
    score: int
    """Bits."""


class BitsLeaderboard(tuple[BitsLeader, ...]):  # noqa: SLOT001  # a tuple's subclass cannot have slots of its own
    """Who cheered most, the first first.

    Attributes:
        date_range: From when to when Bits were counted; both ends are `None` for all time.
        total: How many there are here.
    """

    date_range: DateRange
    total: int

    def __new__(  # noqa: D102 - the class tells how to make one
        cls, leaders: Iterable[BitsLeader] = (), *, date_range: DateRange | None = None, total: int | None = None
    ) -> Self:
        made = super().__new__(cls, leaders)
        made.date_range = date_range or DateRange()
        made.total = len(made) if total is None else total
        return made


class CheermoteType(OpenEnum):
    """Whose a cheermote is."""

    GLOBAL_FIRST_PARTY = "global_first_party"
    GLOBAL_THIRD_PARTY = "global_third_party"
    CHANNEL_CUSTOM = "channel_custom"
    DISPLAY_ONLY = "display_only"
    SPONSORED = "sponsored"


class CheermoteTierId(OpenEnum):
    """From how many Bits on a cheermote looks so."""

    ONE = "1"
    HUNDRED = "100"
    FIVE_HUNDRED = "500"
    THOUSAND = "1000"
    FIVE_THOUSAND = "5000"
    TEN_THOUSAND = "10000"
    HUNDRED_THOUSAND = "100000"


@frozen(kw_only=True)
class CheermoteTier:
    """How a cheermote looks from a number of Bits on."""

    min_bits: int
    id: CheermoteTierId
    color: str
    """As `#979797`."""
    images: dict[str, dict[str, dict[str, str]]]
    """Addresses by theme, format and scale; `image` finds one."""
    can_cheer: bool
    show_in_bits_card: bool

    def image(
        self,
        *,
        theme: EmoteThemeMode | str = EmoteThemeMode.DARK,
        format: EmoteFormat | str = EmoteFormat.ANIMATED,
        scale: str = "4",
    ) -> str | None:
        """The address of its picture, `None` if there is none of that kind. The scales are 1, 1.5, 2, 3 and 4."""
        return self.images.get(theme, {}).get(format, {}).get(scale)


@frozen(kw_only=True)
class AvailableCheermote:
    """A cheermote that viewers can cheer with."""

    prefix: str
    """What stands before the number in a message, as `Cheer`."""
    tiers: tuple[CheermoteTier, ...]
    type: CheermoteType
    order: int
    last_updated: Time
    is_charitable: bool


@frozen(kw_only=True)
class CustomPowerUp:
    """What a broadcaster offers for Bits."""

    broadcaster_id: str
    broadcaster_login: str
    broadcaster_name: str
    id: str
    title: str
    prompt: str
    bits: int
    image: RewardImage | None = None
    """The broadcaster's own picture; `None` if there is none."""
    default_image: RewardImage
    background_color: str
    is_enabled: bool
    is_user_input_required: bool
    max_per_stream_setting: MaxPerStreamSetting
    max_per_user_per_stream_setting: MaxPerUserPerStreamSetting
    global_cooldown_setting: GlobalCooldownSetting
    is_paused: bool
    is_in_stock: bool
    redemptions_redeemed_current_stream: int | None = None
    cooldown_expires_at: MaybeTime = None


class ProductType(OpenEnum):
    """What was sold."""

    BITS_IN_EXTENSION = "BITS_IN_EXTENSION"


class ProductCostType(OpenEnum):
    """What it was paid with."""

    BITS = "bits"


@frozen(kw_only=True)
class ProductCost:
    """What a product costs."""

    amount: int
    type: ProductCostType


@frozen(kw_only=True)
class ProductData:
    """A product of an extension."""

    sku: str
    domain: str
    cost: ProductCost
    inDevelopment: bool  # noqa: N815  # Twitch's name
    displayName: str  # noqa: N815  # Twitch's name
    expiration: MaybeTime = None
    """`None` if it does not expire."""
    broadcast: bool
    """Whether all who see the extension were told."""


@frozen(kw_only=True)
class ExtensionTransaction:
    """What a user bought in an extension."""

    id: str
    timestamp: Time
    broadcaster_id: str
    broadcaster_login: str
    broadcaster_name: str
    user_id: str
    user_login: str
    user_name: str
    product_type: ProductType
    product_data: ProductData


class Bits(Resource):
    """Helix category Bits."""

    __slots__ = ()

    @endpoint("GET", "/bits/leaderboard", USER, scopes=(scopes.BITS_READ,), bounds={"count": PAGE})
    async def get_bits_leaderboard(
        self,
        *,
        count: int | None = None,
        period: BitsPeriod | str | None = None,
        started_at: datetime | None = None,
        user_id: str | None = None,
    ) -> BitsLeaderboard:
        """Who cheered most in the acting account's channel: `count` users, ten if it is left out.

        Args:
            started_at: The day, week, month or year in which this is; the `period` says which.
            user_id: With a `count` above 1, those around this user.

        Twitch: Get Bits Leaderboard. User token with `bits:read`.
        """
        found = await self._envelope(
            BitsLeader,
            query={"count": count, "period": period, "started_at": started_at, "user_id": user_id},
        )
        return BitsLeaderboard(found.data, date_range=found.date_range, total=found.total)

    @endpoint("GET", "/bits/cheermotes", ANYONE)
    async def get_cheermotes(self, *, broadcaster_id: str | None = None) -> tuple[AvailableCheermote, ...]:
        """List the cheermotes that viewers can use everywhere, and with `broadcaster_id` those of a channel too.

        Twitch: Get Cheermotes. Any token.
        """
        return await self._many(AvailableCheermote, query={"broadcaster_id": broadcaster_id})

    @endpoint(
        "GET",
        "/bits/custom_power_ups",
        USER,
        scopes=(scopes.BITS_READ,),
        acts_as="broadcaster_id",
        chunk=("id",),
        chunk_size=50,
        beta=True,
    )
    async def get_custom_power_up(
        self, *, broadcaster_id: str | None = None, id: str | Sequence[str] | None = None
    ) -> tuple[CustomPowerUp, ...]:
        """The Power-ups of a channel, the acting account's: all, or those of ids.

        Twitch: Get Custom Power-up (beta). User token with `bits:read`.
        """
        return await self._many(CustomPowerUp, query={"broadcaster_id": broadcaster_id, "id": id})

    @endpoint("GET", "/extensions/transactions", APP_ONLY, bounds={"first": PAGE}, chunk=("id",))
    def get_extension_transactions(
        self,
        *,
        extension_id: str,
        id: str | Sequence[str] | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Pages[ExtensionTransaction]:
        """List what users bought in an extension, the latest first; or the transactions of ids.

        Twitch: Get Extension Transactions. App token, of the extension.
        """
        return self._pages(
            ExtensionTransaction, query={"extension_id": extension_id, "id": id, "first": first, "after": after}
        )
