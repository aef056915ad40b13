"""The pytest plugin, as a user's tests see it."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys
from typing import Any

import pytest
from trio.testing import MockClock

import twitchtrio
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


ASKING = """\
import pytest

async def test_one(fake_twitch):
    pass

def test_two(twitch_bot):
    pass

async def test_three(twitch_chat):
    pass

@pytest.fixture
def twitch_router():
    return None

@pytest.fixture
async def own(fake_twitch):
    yield fake_twitch
"""


def test_without_trio_mode(tmp_path: pathlib.Path) -> None:
    """Each test that asks for a fixture is told in one sentence what is missing."""
    (tmp_path / "test_bot.py").write_text(ASKING, encoding="utf-8")

    out = pytest_in(tmp_path)

    assert "3 errors" in out
    for name, times in (("fake_twitch", 2), ("twitch_chat", 1)):
        assert times == out.count(f"\n{name} is for async tests on Trio")
    assert "trio_mode = true" in out
    assert "Traceback" not in out
    assert "AssertionError" not in out


def test_without_pytest_trio(tmp_path: pathlib.Path) -> None:
    """Where pytest-trio is missing, that is told."""
    (tmp_path / "test_bot.py").write_text(ASKING, encoding="utf-8")

    assert "runs on pytest-trio, which is not installed: python -m pip install" in pytest_in(tmp_path, "-p", "no:trio")


def pytest_in(folder: pathlib.Path, *options: str) -> str:
    """What pytest says of the tests in a folder, with an empty configuration."""
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, ".")
    environment = os.environ | {"PYTHONPATH": str(pathlib.Path(twitchtrio.__file__).parents[1])}
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return ran.stdout
