"""Notices in chat: subscriptions, gifts, raids, announcements and their kind."""

from __future__ import annotations

from typing import TypeAlias

from attrs import frozen

from ... import scopes
from ...enums import OpenEnum
from ...words import Amount, Fragment, SubTier
from ._people import Badge, MayNameChatter, MayNameSourceBroadcaster, NamesBroadcaster
from .conditions import WithUser
from .event import event

__all__ = [
    "AnnouncementNotice",
    "BitsBadgeTierNotice",
    "ChannelChatNotification",
    "CharityDonationNotice",
    "CommunitySubGiftNotice",
    "GiftPaidUpgradeNotice",
    "ModiversaryNotice",
    "Notice",
    "NoticeContent",
    "NoticeType",
    "PayItForwardNotice",
    "PrimePaidUpgradeNotice",
    "RaidNotice",
    "ResubNotice",
    "SubGiftNotice",
    "SubNotice",
    "UnknownNotice",
    "UnraidNotice",
    "WatchStreakNotice",
]


class NoticeType(OpenEnum):
    """What a notice is about; the attribute of this name has the details."""

    SUB = "sub"
    RESUB = "resub"
    SUB_GIFT = "sub_gift"
    COMMUNITY_SUB_GIFT = "community_sub_gift"
    GIFT_PAID_UPGRADE = "gift_paid_upgrade"
    PRIME_PAID_UPGRADE = "prime_paid_upgrade"
    RAID = "raid"
    UNRAID = "unraid"
    PAY_IT_FORWARD = "pay_it_forward"
    ANNOUNCEMENT = "announcement"
    BITS_BADGE_TIER = "bits_badge_tier"
    CHARITY_DONATION = "charity_donation"
    WATCH_STREAK = "watch_streak"
    MODIVERSARY = "modiversary"
    SHARED_CHAT_SUB = "shared_chat_sub"
    SHARED_CHAT_RESUB = "shared_chat_resub"
    SHARED_CHAT_SUB_GIFT = "shared_chat_sub_gift"
    SHARED_CHAT_COMMUNITY_SUB_GIFT = "shared_chat_community_sub_gift"
    SHARED_CHAT_GIFT_PAID_UPGRADE = "shared_chat_gift_paid_upgrade"
    SHARED_CHAT_PRIME_PAID_UPGRADE = "shared_chat_prime_paid_upgrade"
    SHARED_CHAT_RAID = "shared_chat_raid"
    SHARED_CHAT_PAY_IT_FORWARD = "shared_chat_pay_it_forward"
    SHARED_CHAT_ANNOUNCEMENT = "shared_chat_announcement"
    SHARED_CHAT_MODIVERSARY = "shared_chat_modiversary"
    UNKNOWN = "unknown"
    """A notice that Twitch itself has no name for."""


@frozen(kw_only=True)
class NoticeContent:
    """What the user wrote along with a notice, as text and in parts."""

    text: str
    fragments: tuple[Fragment, ...] | None = None


@frozen(kw_only=True)
class SubNotice:
    """Somebody subscribed."""

    sub_tier: SubTier
    is_prime: bool
    duration_months: int


@frozen(kw_only=True)
class ResubNotice:
    """Somebody shared the renewal of a subscription."""

    cumulative_months: int
    duration_months: int
    streak_months: int | None = None
    """`None` if not shared."""
    sub_tier: SubTier | None = None
    sub_plan: SubTier | None = None
    """The tier, under the name that Twitch's example gives it."""
    is_prime: bool | None = None
    is_gift: bool
    gifter_is_anonymous: bool | None = None
    gifter_user_id: str | None = None
    gifter_user_login: str | None = None
    gifter_user_name: str | None = None


@frozen(kw_only=True)
class SubGiftNotice:
    """Somebody gave a subscription to somebody."""

    duration_months: int
    cumulative_total: int | None = None
    """How many this user has given in this channel; `None` if anonymous."""
    recipient_user_id: str
    recipient_user_login: str
    recipient_user_name: str
    sub_tier: SubTier
    community_gift_id: str | None = None
    """Id of the community gift that it is part of."""


@frozen(kw_only=True)
class CommunitySubGiftNotice:
    """Somebody gave subscriptions to the community."""

    id: str = ""
    total: int
    sub_tier: SubTier
    cumulative_total: int | None = None
    """How many this user has given in this channel; `None` if anonymous."""


@frozen(kw_only=True)
class GiftPaidUpgradeNotice:
    """Somebody goes on paying for a subscription that was given to them."""

    gifter_is_anonymous: bool
    gifter_user_id: str | None = None
    gifter_user_login: str | None = None
    gifter_user_name: str | None = None


@frozen(kw_only=True)
class PrimePaidUpgradeNotice:
    """Somebody goes on paying for what was a Prime subscription."""

    sub_tier: SubTier


@frozen(kw_only=True)
class PayItForwardNotice:
    """Somebody who was given a subscription gives one on."""

    gifter_is_anonymous: bool
    gifter_user_id: str | None = None
    """Who had given to them."""
    gifter_user_login: str | None = None
    gifter_user_name: str | None = None
    recipient_user_id: str | None = None
    recipient_user_login: str | None = None
    recipient_user_name: str | None = None


@frozen(kw_only=True)
class RaidNotice:
    """A raid arrived."""

    user_id: str
    """The broadcaster it comes from."""
    user_login: str
    user_name: str
    viewer_count: int
    profile_image_url: str


@frozen(kw_only=True)
class UnraidNotice:
    """A raid was called off."""


@frozen(kw_only=True)
class AnnouncementNotice:
    """A moderator announced something."""

    color: str


@frozen(kw_only=True)
class BitsBadgeTierNotice:
    """Somebody earned a new badge for Bits."""

    tier: int


@frozen(kw_only=True)
class CharityDonationNotice:
    """Somebody donated to a charity."""

    charity_name: str
    amount: Amount


@frozen(kw_only=True)
class WatchStreakNotice:
    """Somebody shared a streak of streams watched."""

    streak_count: int
    channel_points_awarded: int


@frozen(kw_only=True)
class ModiversaryNotice:
    """Somebody has been a moderator for so long."""

    months: int


@frozen(kw_only=True)
class UnknownNotice:
    """A notice that twitchtrio has no class for, or whose details Twitch left out."""

    notice_type: NoticeType


Notice: TypeAlias = (
    SubNotice
    | ResubNotice
    | SubGiftNotice
    | CommunitySubGiftNotice
    | GiftPaidUpgradeNotice
    | PrimePaidUpgradeNotice
    | PayItForwardNotice
    | RaidNotice
    | UnraidNotice
    | AnnouncementNotice
    | BitsBadgeTierNotice
    | CharityDonationNotice
    | WatchStreakNotice
    | ModiversaryNotice
    | UnknownNotice
)
"""What a notice tells; `match` takes it apart."""


@event("channel.chat.notification", "1", scopes.USER_READ_CHAT, identity="message_id")
@frozen(kw_only=True)
class ChannelChatNotification(WithUser, NamesBroadcaster, MayNameChatter, MayNameSourceBroadcaster):
    """A notice appeared in a channel's chat."""

    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    chatter_user_id: str | None = None
    """Who it is about; `None` where a giver is anonymous."""
    chatter_user_login: str | None = None
    chatter_user_name: str | None = None
    chatter_is_anonymous: bool
    color: str
    """Of the chatter's name, as `#RRGGBB`; empty if none was chosen."""
    badges: tuple[Badge, ...]
    system_message: str
    """What Twitch shows in chat."""
    message_id: str
    message: NoticeContent
    notice_type: NoticeType
    sub: SubNotice | None = None
    resub: ResubNotice | None = None
    sub_gift: SubGiftNotice | None = None
    community_sub_gift: CommunitySubGiftNotice | None = None
    gift_paid_upgrade: GiftPaidUpgradeNotice | None = None
    prime_paid_upgrade: PrimePaidUpgradeNotice | None = None
    pay_it_forward: PayItForwardNotice | None = None
    raid: RaidNotice | None = None
    unraid: UnraidNotice | None = None
    announcement: AnnouncementNotice | None = None
    bits_badge_tier: BitsBadgeTierNotice | None = None
    charity_donation: CharityDonationNotice | None = None
    watch_streak: WatchStreakNotice | None = None
    modiversary: ModiversaryNotice | None = None
    shared_chat_sub: SubNotice | None = None
    """This and the following: what happened in another channel of a shared chat."""
    shared_chat_resub: ResubNotice | None = None
    shared_chat_sub_gift: SubGiftNotice | None = None
    shared_chat_community_sub_gift: CommunitySubGiftNotice | None = None
    shared_chat_gift_paid_upgrade: GiftPaidUpgradeNotice | None = None
    shared_chat_prime_paid_upgrade: PrimePaidUpgradeNotice | None = None
    shared_chat_pay_it_forward: PayItForwardNotice | None = None
    shared_chat_raid: RaidNotice | None = None
    shared_chat_unraid: UnraidNotice | None = None
    shared_chat_announcement: AnnouncementNotice | None = None
    shared_chat_bits_badge_tier: BitsBadgeTierNotice | None = None
    shared_chat_charity_donation: CharityDonationNotice | None = None
    shared_chat_modiversary: ModiversaryNotice | None = None
    source_broadcaster_user_id: str | None = None
    """In a shared chat, the channel that the notice appeared in first; `None` if it is this one."""
    source_broadcaster_user_login: str | None = None
    source_broadcaster_user_name: str | None = None
    source_message_id: str | None = None
    source_badges: tuple[Badge, ...] | None = None
    """The chatter's badges in that channel."""
    is_source_only: bool | None = None
    """Whether the notice goes to that channel only."""

    @property
    def notice(self) -> Notice:
        """What it tells, of this channel or of another one of a shared chat: the attribute named like its type."""
        here = NoticeType(self.notice_type.removeprefix("shared_chat_"))
        told = getattr(self, self.notice_type, None) if here.known else None
        if told is None and here == NoticeType.UNRAID:
            return UnraidNotice()
        return told or UnknownNotice(notice_type=self.notice_type)
