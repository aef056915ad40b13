"""What Bits were used for, taken apart."""

from __future__ import annotations

import pytest

from tests.eventsub.frames import notification
from twitchtrio.eventsub.envelope import decode_message
from twitchtrio.eventsub.events import BitsUseType, Cheer, CustomPowerUpUse, PowerUp, UnknownBitsUse

USE = {
    "broadcaster_user_id": "1",
    "broadcaster_user_login": "streamer",
    "broadcaster_user_name": "Streamer",
    "user_id": "2",
    "user_login": "viewer",
    "user_name": "Viewer",
    "bits": 100,
    "message": None,
}
POWER_UP = {"type": "message_effect", "emote": None, "message_effect_id": "simmer"}
CUSTOM = {"title": "Hydrate", "reward_id": "abc"}


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"type": "cheer", "power_up": None}, Cheer(bits=100)),
        ({"type": "power_up", "power_up": POWER_UP}, PowerUp(**POWER_UP)),
        ({"type": "custom_power_up", "custom_power_up": CUSTOM}, CustomPowerUpUse(**CUSTOM)),
        ({"type": "power_up", "power_up": None}, UnknownBitsUse(type=BitsUseType.POWER_UP)),
        ({"type": "combo", "power_up": None}, UnknownBitsUse(type=BitsUseType("combo"))),
        ({"type": "message", "message": {"text": "", "fragments": []}}, UnknownBitsUse(type=BitsUseType("message"))),
    ],
)
def test_use(sent, expected):
    """A use is the record that its type names, or the cheer; without one it is unknown."""
    event = decode_message(notification({**USE, **sent}, type="channel.bits.use")).event

    assert expected == event.use
