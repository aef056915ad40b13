"""Rewards for Channel Points, and their redemptions."""

from __future__ import annotations

from typing import Any, Final

from attrs import define, field

from .clock import Clock

__all__ = ["Redemption", "Reward"]

_IMAGE: Final = "https://static-cdn.jtvnw.net/custom-reward-images/default-{}.png"
_PICTURE: Final = {f"url_{size}x": _IMAGE.format(size) for size in (1, 2, 4)}


@define(kw_only=True, eq=False)
class Reward:
    """A reward and what is allowed with it; None where there is no limit."""

    id: str
    client_id: str | None
    title: str
    cost: int
    prompt: str = ""
    background_color: str = "#00C7AC"
    is_enabled: bool = True
    is_paused: bool = False
    is_user_input_required: bool = False
    max_per_stream: int | None = None
    max_per_user_per_stream: int | None = None
    cooldown: int | None = None
    skips_queue: bool = False
    cooldown_until: float = 0.0
    redeemed: list[str] = field(factory=list[str])
    """Who redeemed it in this stream."""

    def shown(self, clock: Clock) -> dict[str, Any]:
        """What answers and events have of it alike."""
        in_stock = self.max_per_stream is None or len(self.redeemed) < self.max_per_stream
        cooling = self.cooldown_until > clock.now()
        return {
            "id": self.id,
            "title": self.title,
            "prompt": self.prompt,
            "cost": self.cost,
            "image": None,
            "default_image": _PICTURE,
            "background_color": self.background_color,
            "is_enabled": self.is_enabled,
            "is_user_input_required": self.is_user_input_required,
            "is_paused": self.is_paused,
            "is_in_stock": in_stock,
            "should_redemptions_skip_request_queue": self.skips_queue,
            "redemptions_redeemed_current_stream": None if self.max_per_stream is None else len(self.redeemed),
            "cooldown_expires_at": clock.short_stamp(self.cooldown_until) if cooling else None,
        }

    def told(self, clock: Clock) -> dict[str, Any]:
        """As events have it."""
        return {
            **self.shown(clock),
            "max_per_stream": _limit("value", self.max_per_stream),
            "max_per_user_per_stream": _limit("value", self.max_per_user_per_stream),
            "global_cooldown": _limit("seconds", self.cooldown),
        }

    def answered(self, clock: Clock) -> dict[str, Any]:
        """As answers have it."""
        return {
            **self.shown(clock),
            "max_per_stream_setting": _limit("max_per_stream", self.max_per_stream),
            "max_per_user_per_stream_setting": _limit("max_per_user_per_stream", self.max_per_user_per_stream),
            "global_cooldown_setting": _limit("global_cooldown_seconds", self.cooldown),
        }

    def brief(self) -> dict[str, Any]:
        """As redemptions have it."""
        return {"id": self.id, "title": self.title, "prompt": self.prompt, "cost": self.cost}

    def refuses(self, user_id: str, text: str, now: float) -> str | None:
        """Why a viewer cannot redeem it, if so."""
        if not self.is_enabled or self.is_paused:
            return "is not to be had"
        if self.is_user_input_required and not text:
            return "needs a text"
        if self.cooldown_until > now:
            return "cools down"
        if self.max_per_stream is not None and len(self.redeemed) >= self.max_per_stream:
            return "is out of stock"
        most = self.max_per_user_per_stream
        if most is not None and self.redeemed.count(user_id) >= most:
            return "has been redeemed by them"
        return None


@define(kw_only=True, eq=False)
class Redemption:
    """What a viewer redeemed; the status is Helix's."""

    id: str
    reward: Reward
    sold: dict[str, Any]
    user_id: str
    text: str
    redeemed_at: float
    status: str = "UNFULFILLED"


def _limit(name: str, value: int | None) -> dict[str, Any]:
    return {"is_enabled": value is not None, name: value or 0}
