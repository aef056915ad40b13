"""The subscription types that have no event class yet: what `twitchtrio listen` needs to know of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from attrs import frozen

from ..eventsub import EVENT_TYPES

__all__ = ["APP_ONLY", "CLASSLESS", "Classless"]

BROADCASTER: Final = "broadcaster_user_id"
MODERATOR: Final = "moderator_user_id"
USER: Final = "user_id"


@frozen(kw_only=True)
class Classless:
    """What Twitch asks of a subscription."""

    required: tuple[str, ...]
    """Keys of the condition."""
    optional: tuple[str, ...] = ()
    granted_by: str | None = None
    """The key whose user must have granted the scopes."""
    scopes: tuple[tuple[str, ...], ...] = ()
    """Of each inner tuple, one scope is needed."""

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys of the condition."""
        return self.required + self.optional


def _either(scope: str) -> tuple[str, ...]:
    """`channel:*:polls` is the scope to read and the one to manage, either of which will do."""
    return (scope.replace("*", "read"), scope.replace("*", "manage")) if "*" in scope else (scope,)


def _by_broadcaster(scope: str, *optional: str) -> Classless:
    return Classless(required=(BROADCASTER,), optional=optional, granted_by=BROADCASTER, scopes=(_either(scope),))


def _by_moderator(*scopes: str) -> Classless:
    return Classless(
        required=(BROADCASTER, MODERATOR), granted_by=MODERATOR, scopes=tuple(_either(scope) for scope in scopes)
    )


_OPEN: Final = Classless(required=(BROADCASTER,))
_GUEST_STAR: Final = Classless(
    required=(BROADCASTER, MODERATOR),
    granted_by=MODERATOR,
    scopes=((*_either("channel:*:guest_star"), *_either("moderator:*:guest_star")),),
)
_MODERATE: Final = tuple(
    f"moderator:*:{what}"
    for what in ("blocked_terms", "chat_settings", "unban_requests", "banned_users", "chat_messages")
)
_ROLES: Final = ("moderator:read:moderators", "moderator:read:vips")
_AUTOMOD: Final = _by_moderator("moderator:manage:automod")
_REDEMPTIONS: Final = "channel:*:redemptions"
_POINTS: Final = "channel.channel_points"


def _families() -> Iterator[tuple[str, str, str, Classless]]:
    """Types that share a beginning, their endings, their version and what is asked of them."""
    yield "automod.message", "hold update", "1", _AUTOMOD
    yield "automod.message", "hold update", "2", _AUTOMOD
    yield "automod.settings", "update", "1", _by_moderator("moderator:read:automod_settings")
    yield "automod.terms", "update", "1", _AUTOMOD
    yield "channel", "ban unban", "1", _by_broadcaster("channel:moderate")
    yield "channel.bits", "use", "1", _by_broadcaster("bits:read")
    yield f"{_POINTS}_automatic_reward_redemption", "add", "1", _by_broadcaster(_REDEMPTIONS)
    yield f"{_POINTS}_automatic_reward_redemption", "add", "2", _by_broadcaster(_REDEMPTIONS)
    yield f"{_POINTS}_custom_reward", "add", "1", _by_broadcaster(_REDEMPTIONS)
    yield f"{_POINTS}_custom_reward", "update remove", "1", _by_broadcaster(_REDEMPTIONS, "reward_id")
    yield f"{_POINTS}_custom_reward_redemption", "add update", "1", _by_broadcaster(_REDEMPTIONS, "reward_id")
    yield "channel.charity_campaign", "donate start progress stop", "1", _by_broadcaster("channel:read:charity")
    yield "channel.goal", "begin progress end", "1", _by_broadcaster("channel:read:goals")
    yield "channel.hype_train", "begin progress end", "2", _by_broadcaster("channel:read:hype_train")
    yield "channel.custom_power_up_redemption", "add", "1", _by_broadcaster("bits:read", "reward_id")
    yield "channel.guest_star_session", "begin end", "beta", _GUEST_STAR
    yield "channel.guest_star_guest", "update", "beta", _GUEST_STAR
    yield "channel.guest_star_settings", "update", "beta", _GUEST_STAR
    yield "channel", "moderate", "1", _by_moderator(*_MODERATE, *_ROLES)
    yield "channel", "moderate", "2", _by_moderator(*_MODERATE, "moderator:*:warnings", *_ROLES)
    yield "channel.moderator", "add remove", "1", _by_broadcaster("moderation:read")
    yield "channel.poll", "begin progress end", "1", _by_broadcaster("channel:*:polls")
    yield "channel.prediction", "begin progress lock end", "1", _by_broadcaster("channel:*:predictions")
    yield "channel.shared_chat", "begin update end", "1", _OPEN
    yield "channel.shield_mode", "begin end", "1", _by_moderator("moderator:*:shield_mode")
    yield "channel.shoutout", "create receive", "1", _by_moderator("moderator:*:shoutouts")
    yield "channel.suspicious_user", "message update", "1", _by_moderator("moderator:read:suspicious_users")
    yield "channel.unban_request", "create resolve", "1", _by_moderator("moderator:*:unban_requests")
    yield "channel.vip", "add remove", "1", _by_broadcaster("channel:*:vips")
    yield "channel.warning", "acknowledge send", "1", _by_moderator("moderator:*:warnings")


CLASSLESS: Final[Mapping[tuple[str, str], Classless]] = MappingProxyType(
    {
        (f"{beginning}.{ending}", version): asked
        for beginning, endings, version, asked in _families()
        for ending in endings.split()
        if (f"{beginning}.{ending}", version) not in EVENT_TYPES
    }
)

APP_ONLY: Final = frozenset(
    {
        "conduit.shard.disabled",
        "drop.entitlement.grant",
        "extension.bits_transaction.create",
        "user.authorization.grant",
        "user.authorization.revoke",
    }
)
"""Types that Twitch sends to the app itself, which has no WebSocket."""
