"""Rewards for Channel Points, and what Bits buy."""

from __future__ import annotations

from typing import Final

from ._notation import (
    CLIENT_ID,
    FLAG,
    ID,
    NUMBER,
    ON,
    OWNER,
    TEXT,
    TIME,
    UNTIL,
    USER,
    Fields,
    case,
    many,
    nullable,
    number,
    optional,
    record,
    text,
    word,
)
from ._parts import EMOTE, message_of

__all__ = ["REWARDS"]

_REWARD_PARTS: Final[Fields] = {"id": ID, "title": text("Hydrate"), "cost": number(500), "prompt": TEXT}
_PICTURE: Final = record({f"url_{size}x": text(f"https://cdn.example/reward-{size}.png") for size in (1, 2, 4)})
_LIMIT: Final = record({"is_enabled": FLAG, "value": number(0)})

_REWARD: Final[Fields] = {
    **_REWARD_PARTS,
    **OWNER,
    "is_enabled": ON,
    "is_paused": FLAG,
    "is_in_stock": ON,
    "is_user_input_required": FLAG,
    "should_redemptions_skip_request_queue": FLAG,
    "max_per_stream": _LIMIT,
    "max_per_user_per_stream": _LIMIT,
    "global_cooldown": record({"is_enabled": FLAG, "seconds": number(0)}),
    "background_color": text("#00C7AC"),
    "image": nullable(_PICTURE),
    "default_image": _PICTURE,
    "cooldown_expires_at": nullable(UNTIL),
    "redemptions_redeemed_current_stream": nullable(NUMBER),
}
_REDEMPTION: Final[Fields] = {
    "id": ID,
    **OWNER,
    **USER,
    "user_input": TEXT,
    "status": text("unfulfilled"),
    "redeemed_at": TIME,
}
_NAMED_EMOTE: Final[Fields] = {"id": text("25"), "name": text("Kappa")}

REWARDS: Final[dict[tuple[str, str], Fields]] = {
    ("channel.channel_points_automatic_reward_redemption.add", "1"): {
        **OWNER,
        **USER,
        "id": ID,
        "reward": record(
            {
                "type": text("send_highlighted_message"),
                "cost": number(100),
                "unlocked_emote": nullable(record(_NAMED_EMOTE)),
            }
        ),
        "message": nullable(
            record({"text": TEXT, "emotes": many({"id": text("25"), "begin": number(0), "end": number(4)})})
        ),
        "user_input": optional(nullable(TEXT)),
        "redeemed_at": TIME,
    },
    ("channel.channel_points_automatic_reward_redemption.add", "2"): {
        **OWNER,
        **USER,
        "id": ID,
        "reward": record(
            {
                "type": text("send_highlighted_message"),
                "channel_points": number(100),
                "emote": nullable(record(_NAMED_EMOTE)),
            }
        ),
        "message": nullable(record(message_of(emote={"id": text("25")}, cheermote=None))),
        "redeemed_at": TIME,
    },
    ("channel.channel_points_custom_reward.add", "1"): _REWARD,
    ("channel.channel_points_custom_reward.update", "1"): _REWARD,
    ("channel.channel_points_custom_reward.remove", "1"): _REWARD,
    ("channel.channel_points_custom_reward_redemption.add", "1"): {**_REDEMPTION, "reward": record(_REWARD_PARTS)},
    ("channel.channel_points_custom_reward_redemption.update", "1"): {
        **_REDEMPTION,
        "status": text("fulfilled"),
        "reward": record(_REWARD_PARTS),
    },
    ("channel.custom_power_up_redemption.add", "1"): {
        **_REDEMPTION,
        "custom_power_up": record({"id": ID, "title": text("Confetti"), "bits": number(100), "prompt": TEXT}),
    },
    ("channel.bits.use", "1"): {
        **OWNER,
        **USER,
        "bits": number(100),
        "type": word("cheer"),
        "message": nullable(record(message_of(emote=EMOTE))),
        "power_up": case(
            {
                "type": text("message_effect"),
                "emote": nullable(record(_NAMED_EMOTE)),
                "message_effect_id": nullable(text("cosmic-abyss")),
            }
        ),
        "custom_power_up": optional(case({"title": text("Confetti"), "reward_id": ID})),
    },
    ("channel.cheer", "1"): {
        "is_anonymous": FLAG,
        **nullable(USER),
        **OWNER,
        "message": text("Cheer100"),
        "bits": number(100),
    },
    ("extension.bits_transaction.create", "1"): {
        "extension_client_id": CLIENT_ID,
        "id": ID,
        **OWNER,
        **USER,
        "product": record(
            {"name": text("Confetti"), "bits": number(100), "sku": text("confetti"), "in_development": FLAG}
        ),
    },
}
