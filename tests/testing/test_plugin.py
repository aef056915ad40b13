"""The pytest plugin, as a user's tests see it."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from trio.testing import MockClock

from twitchtrio import Bot, ChannelChatMessage, CommandContext, Router
from twitchtrio.testing import Chat, FakeTwitch


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


@pytest.fixture
def twitch_router() -> Router[list[str]]:
    """A router that a user would write."""
    router: Router[list[str]] = Router()

    @router.command()
    async def note(ctx: CommandContext[list[str]], text: str) -> None:
        ctx.state.append(text)
        await ctx.reply(f"{len(ctx.state)} noted.")

    @router.command()
    async def crash(ctx: CommandContext[Any]) -> None:  # noqa: ASYNC124  # handlers are
        raise ZeroDivisionError

    return router


@pytest.fixture
def twitch_state() -> list[str]:
    """What it keeps."""
    return ["milk"]


async def test_router(twitch_chat: Chat[list[str]], twitch_state: list[str]) -> None:
    """A test of it that a user would write."""
    assert ("2 noted.",) == await twitch_chat.say("!note two eggs")
    assert ("3 noted.",) == await twitch_chat.say("!note bread", by="somebody")
    assert ["milk", "two eggs", "bread"] == twitch_state


@pytest.mark.xfail(raises=pytest.RaisesGroup(ZeroDivisionError, flatten_subgroups=True), strict=True)
async def test_crash(twitch_chat: Chat[Any]) -> None:
    """What a handler raises fails the test."""
    await twitch_chat.say("!crash")


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
