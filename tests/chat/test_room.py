"""The rules of a channel's chat room."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest
from trio.testing import MockClock

from tests.chat.house import House, open_house
from twitchtrio.errors import ConfigurationError

SETTINGS = "moderator:manage:chat_settings"
AUTOMOD = ("moderator:read:automod_settings", "moderator:manage:automod_settings")


def changed(house: House, **changes: Any) -> dict[str, Any]:
    """The settings of a chat room whose rest is as in the beginning."""
    return {**attrs.asdict(house.twitch.channel("friend").chat_settings), **changes}


@pytest.mark.parametrize(
    ("changes", "on", "off"),
    [
        ({"slow": 30}, {"slow_mode": True, "slow_mode_wait_time": 30}, {"slow": None}),
        (
            {"followers": timedelta(hours=1)},
            {"follower_mode": True, "follower_mode_duration": 60},
            {"followers": None},
        ),
        ({"followers": timedelta(0)}, {"follower_mode": True, "follower_mode_duration": 0}, {"followers": None}),
        (
            {"followers": timedelta(seconds=61)},
            {"follower_mode": True, "follower_mode_duration": 2},
            {"followers": None},
        ),
        ({"subscribers": True}, {"subscriber_mode": True}, {"subscribers": False}),
        ({"emotes": True}, {"emote_mode": True}, {"emotes": False}),
        ({"unique": True}, {"unique_chat_mode": True}, {"unique": False}),
        (
            {"delay": 4},
            {"non_moderator_chat_delay": True, "non_moderator_chat_delay_duration": 4},
            {"delay": None},
        ),
    ],
)
async def test_settings(
    changes: dict[str, Any], on: dict[str, Any], off: dict[str, Any], *, autojump_clock: MockClock
) -> None:
    """What is given is changed, and nothing else; None switches off."""
    async with open_house([SETTINGS]) as house:
        settings = house.twitch.channel("streamer").chat_settings
        told = await house.channel.edit_settings(**changes)
        assert changed(house, **on) == attrs.asdict(settings)
        assert changed(house, **on).items() <= attrs.asdict(told).items()

        await house.channel.edit_settings(**off)
        assert changed(house) == attrs.asdict(settings)


async def test_several_settings(autojump_clock: MockClock) -> None:
    """Several are changed in one call, and read by anyone."""
    async with open_house([SETTINGS]) as house:
        await house.channel.edit_settings(slow=5, emotes=True, unique=True)
        await house.channel.edit_settings(slow=None, subscribers=True)
        settings = await house.channel.settings()

        assert (False, True) == (settings.slow_mode, settings.emote_mode)
        assert (True, True) == (settings.unique_chat_mode, settings.subscriber_mode)
        assert 2 == house.twitch.requests.count("PATCH", "/helix/chat/settings")


async def test_no_settings(autojump_clock: MockClock) -> None:
    """What Twitch does not take, or nothing at all, is refused before it is asked."""
    async with open_house([SETTINGS]) as house:
        for wrong in ({}, {"slow": 2}, {"slow": 121}, {"followers": timedelta(days=91)}, {"delay": 3}):
            given: dict[str, Any] = wrong
            with pytest.raises(ConfigurationError):
                await house.channel.edit_settings(**given)

        assert set() == house.asked()


async def test_shield_mode(autojump_clock: MockClock) -> None:
    """The bot puts a channel in shield mode, and ends it."""
    async with open_house(["moderator:manage:shield_mode"]) as house:
        for on in (True, False):
            await house.channel.set_shield_mode(on)
            shield = house.twitch.channel("streamer").shield

            assert shield is not None
            assert (on, house.bot.user.id) == (shield.is_active, shield.moderator_id)


async def test_automod(autojump_clock: MockClock) -> None:
    """A level by itself leaves the others as they are; the overall level sets all."""
    async with open_house(AUTOMOD) as house:
        levels = house.twitch.channel("streamer").automod
        await house.channel.edit_automod(aggression=1, bullying=2)
        told = await house.channel.edit_automod(bullying=4, swearing=0)

        assert {"aggression": 1, "bullying": 4} == {name: level for name, level in levels.levels.items() if level}
        assert told == await house.channel.automod()
        assert (1, 4, 0, None) == (told.aggression, told.bullying, told.swearing, told.overall_level)

        told = await house.channel.edit_automod(overall_level=0)
        assert (0, 0) == (told.overall_level, told.aggression)


async def test_no_automod(autojump_clock: MockClock) -> None:
    """One gives the overall level, or those of categories, from 0 to 4."""
    async with open_house(AUTOMOD) as house:
        with pytest.raises(ConfigurationError, match="takes overall_level=, or"):
            await house.channel.edit_automod()
        with pytest.raises(ConfigurationError, match="not both"):
            await house.channel.edit_automod(overall_level=1, swearing=0)
        for wrong in ({"swearing": 5}, {"overall_level": -1}):
            with pytest.raises(ConfigurationError, match=r"the (most|least) is"):
                await house.channel.edit_automod(**wrong)

        assert 0 == house.twitch.requests.count("PUT")
