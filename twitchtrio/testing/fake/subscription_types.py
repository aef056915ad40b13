"""Every EventSub subscription type: its condition, and who must have granted what."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from typing import Final

from attrs import frozen

__all__ = ["SUBSCRIPTION_TYPES", "SubscriptionType", "check_type"]


@frozen(kw_only=True)
class SubscriptionType:
    """What Twitch asks of a subscription.

    Attributes:
        required: Condition keys that must be there.
        optional: Condition keys that may be there.
        one_of: Whether exactly one of `optional` must be there.
        granted_by: The condition key whose user must have granted the scopes.
        scopes: Of each group, one scope is needed.
        app_only: Whether it needs an app access token.
        websocket: Whether it can be had over WebSocket at all.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    one_of: bool = False
    granted_by: str | None = None
    scopes: tuple[tuple[str, ...], ...] = ()
    app_only: bool = False
    websocket: bool = True

    @property
    def keys(self) -> tuple[str, ...]:
        """All condition keys."""
        return self.required + self.optional

    @property
    def needs_moderator(self) -> bool:
        """Whether the granting user must moderate the channel."""
        return self.granted_by == "moderator_user_id"


def _either(scopes: str) -> tuple[str, ...]:
    """`a:read|manage:b` is either of two scopes."""
    head, _, tail = scopes.partition("read|manage")
    return (f"{head}read{tail}", f"{head}manage{tail}") if tail else (scopes,)


_BROADCASTER, _MODERATOR, _USER = "broadcaster_user_id", "moderator_user_id", "user_id"

_OPEN: Final = SubscriptionType(required=(_BROADCASTER,))


def _by_broadcaster(*scopes: str, optional: tuple[str, ...] = ()) -> SubscriptionType:
    groups = tuple(_either(scope) for scope in scopes)
    return SubscriptionType(required=(_BROADCASTER,), optional=optional, granted_by=_BROADCASTER, scopes=groups)


def _by_moderator(*scopes: str) -> SubscriptionType:
    groups = tuple(_either(scope) for scope in scopes)
    return SubscriptionType(required=(_BROADCASTER, _MODERATOR), granted_by=_MODERATOR, scopes=groups)


def _app_only(*required: str, optional: tuple[str, ...] = (), websocket: bool = False) -> SubscriptionType:
    return SubscriptionType(required=required, optional=optional, app_only=True, websocket=websocket)


_CHAT: Final = SubscriptionType(required=(_BROADCASTER, _USER), granted_by=_USER, scopes=(("user:read:chat",),))
_AUTOMOD: Final = _by_moderator("moderator:manage:automod")
_REDEMPTIONS: Final = "channel:read|manage:redemptions"
_GUEST_STAR: Final = SubscriptionType(
    required=(_BROADCASTER, _MODERATOR),
    granted_by=_MODERATOR,
    scopes=((*_either("channel:read|manage:guest_star"), *_either("moderator:read|manage:guest_star")),),
)
_MODERATE_V1: Final = (
    "moderator:read|manage:blocked_terms",
    "moderator:read|manage:chat_settings",
    "moderator:read|manage:unban_requests",
    "moderator:read|manage:banned_users",
    "moderator:read|manage:chat_messages",
    "moderator:read:moderators",
    "moderator:read:vips",
)

_FAMILIES: Final[tuple[tuple[SubscriptionType, str], ...]] = (
    (_OPEN, "channel.update/2 channel.shared_chat.begin channel.shared_chat.update channel.shared_chat.end"),
    (_OPEN, "stream.online stream.offline"),
    (_AUTOMOD, "automod.message.hold automod.message.hold/2 automod.message.update automod.message.update/2"),
    (_AUTOMOD, "automod.terms.update"),
    (_by_moderator("moderator:read:automod_settings"), "automod.settings.update"),
    (_by_broadcaster("bits:read"), "channel.bits.use channel.cheer"),
    (_by_broadcaster("bits:read", optional=("reward_id",)), "channel.custom_power_up_redemption.add"),
    (_by_moderator("moderator:read:followers"), "channel.follow/2"),
    (_by_broadcaster("channel:read:ads"), "channel.ad_break.begin"),
    (_CHAT, "channel.chat.clear channel.chat.clear_user_messages channel.chat.message channel.chat.message_delete"),
    (_CHAT, "channel.chat.notification channel.chat_settings.update"),
    (_CHAT, "channel.chat.user_message_hold channel.chat.user_message_update"),
    (_by_broadcaster("channel:read:subscriptions"), "channel.subscribe channel.subscription.end"),
    (_by_broadcaster("channel:read:subscriptions"), "channel.subscription.gift channel.subscription.message"),
    (
        SubscriptionType(required=(), optional=("from_broadcaster_user_id", "to_broadcaster_user_id"), one_of=True),
        "channel.raid",
    ),
    (_by_broadcaster("channel:moderate"), "channel.ban channel.unban"),
    (
        _by_moderator("moderator:read|manage:unban_requests"),
        "channel.unban_request.create channel.unban_request.resolve",
    ),
    (_by_moderator(*_MODERATE_V1), "channel.moderate"),
    (_by_moderator(*_MODERATE_V1, "moderator:read|manage:warnings"), "channel.moderate/2"),
    (_by_broadcaster("moderation:read"), "channel.moderator.add channel.moderator.remove"),
    (_GUEST_STAR, "channel.guest_star_session.begin/beta channel.guest_star_session.end/beta"),
    (_GUEST_STAR, "channel.guest_star_guest.update/beta channel.guest_star_settings.update/beta"),
    (
        _by_broadcaster(_REDEMPTIONS),
        (
            "channel.channel_points_automatic_reward_redemption.add"
            " channel.channel_points_automatic_reward_redemption.add/2 channel.channel_points_custom_reward.add"
        ),
    ),
    (
        _by_broadcaster(_REDEMPTIONS, optional=("reward_id",)),
        (
            "channel.channel_points_custom_reward.update channel.channel_points_custom_reward.remove"
            " channel.channel_points_custom_reward_redemption.add"
            " channel.channel_points_custom_reward_redemption.update"
        ),
    ),
    (_by_broadcaster("channel:read|manage:polls"), "channel.poll.begin channel.poll.progress channel.poll.end"),
    (_by_broadcaster("channel:read|manage:predictions"), "channel.prediction.begin channel.prediction.progress"),
    (_by_broadcaster("channel:read|manage:predictions"), "channel.prediction.lock channel.prediction.end"),
    (
        _by_moderator("moderator:read:suspicious_users"),
        "channel.suspicious_user.message channel.suspicious_user.update",
    ),
    (_by_broadcaster("channel:read|manage:vips"), "channel.vip.add channel.vip.remove"),
    (_by_moderator("moderator:read|manage:warnings"), "channel.warning.acknowledge channel.warning.send"),
    (_by_broadcaster("channel:read:charity"), "channel.charity_campaign.donate channel.charity_campaign.start"),
    (_by_broadcaster("channel:read:charity"), "channel.charity_campaign.progress channel.charity_campaign.stop"),
    (_app_only("client_id", optional=("conduit_id",), websocket=True), "conduit.shard.disabled"),
    (_app_only("organization_id", optional=("category_id", "campaign_id")), "drop.entitlement.grant"),
    (_app_only("extension_client_id"), "extension.bits_transaction.create"),
    (_app_only("client_id"), "user.authorization.grant user.authorization.revoke"),
    (_by_broadcaster("channel:read:goals"), "channel.goal.begin channel.goal.progress channel.goal.end"),
    (
        _by_broadcaster("channel:read:hype_train"),
        "channel.hype_train.begin/2 channel.hype_train.progress/2 channel.hype_train.end/2",
    ),
    (_by_moderator("moderator:read|manage:shield_mode"), "channel.shield_mode.begin channel.shield_mode.end"),
    (_by_moderator("moderator:read|manage:shoutouts"), "channel.shoutout.create channel.shoutout.receive"),
    (SubscriptionType(required=(_USER,), granted_by=_USER), "user.update"),
    (
        SubscriptionType(required=(_USER,), granted_by=_USER, scopes=(_either("user:read|manage:whispers"),)),
        "user.whisper.message",
    ),
)


def _table() -> dict[tuple[str, str], SubscriptionType]:
    table: dict[tuple[str, str], SubscriptionType] = {}
    for kind, names in _FAMILIES:
        for name in names.split():
            type_, _, version = name.partition("/")
            table[type_, version or "1"] = kind
    return table


SUBSCRIPTION_TYPES: Final = _table()
"""By type and version."""


def check_type(type_: str, version: str | None, known: Collection[tuple[str, str]]) -> None:
    """Refuse a type of event that is not among those known; without a version, any will do.

    Raises:
        ValueError: There is no such type, or it has no such version.
    """
    if (type_, version) in known:
        return
    if versions := [each for name, each in known if name == type_]:
        if version is None:
            return
        raise ValueError(f"{type_} has no version {version!r}, but {' and '.join(map(repr, versions))}")
    near = difflib.get_close_matches(type_, [name for name, _ in known], n=1)
    hint = f"did you mean {near[0]!r}?" if near else "add_subscription_type() has it know one"
    raise ValueError(f"the fake knows no type {type_!r}; {hint}")
