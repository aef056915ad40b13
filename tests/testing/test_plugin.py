"""The pytest plugin, as a user's tests see it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from trio.testing import MockClock

from twitchtrio import Bot, ChannelChatMessage
from twitchtrio.testing import FakeTwitch


async def greet(bot: Bot) -> None:
    """A bot that a user would write."""
    async with bot.listen(ChannelChatMessage, "streamer") as messages:
        async for message in messages:
            if message.text == "!hello":
                await bot.reply(message, f"Hello {message.chatter_user_name}!")


async def test_greets(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """A test that a user would write."""
    twitch_bot.start_soon(greet, twitch_bot)
    await fake_twitch.listening("streamer")
    fake_twitch.say("streamer", "viewer", "!hello")
    answer = await fake_twitch.next_message("streamer", by="bot")

    assert answer.text == "Hello viewer!"


def test_costs_nothing_unused() -> None:
    """Loading the plugin imports neither Trio nor the fake."""
    program = (
        "import sys, twitchtrio.testing.plugin\n"
        "print([name for name in ('trio', 'httpx', 'starlette', 'hypercorn') if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == "[]"


def test_is_known_to_pytest(pytestconfig: pytest.Config) -> None:
    """The package registers it."""
    assert pytestconfig.pluginmanager.has_plugin("twitchtrio")
