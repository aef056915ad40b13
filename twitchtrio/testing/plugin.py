"""Fixtures for pytest, by way of pytest-trio: a fake Twitch, and a bot that lives in it.

The plugin comes with twitchtrio and imports nothing until a test asks for one of its fixtures.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ..bot import Bot
    from .fake import FakeTwitch

__all__ = ["fake_twitch", "twitch_bot"]


@pytest.fixture
async def fake_twitch() -> AsyncGenerator[FakeTwitch]:
    """A fake Twitch in memory, with the users `bot`, `streamer` and `viewer`."""
    from .fake import FakeTwitch

    twitch = FakeTwitch()
    for login in ("bot", "streamer", "viewer"):
        twitch.add_user(login)
    async with twitch.open():
        yield twitch


@pytest.fixture
async def twitch_bot(fake_twitch: FakeTwitch) -> AsyncGenerator[Bot]:
    """A bot signed in to `fake_twitch` as `bot`, with the scopes to read and write chat; its tokens are in memory.

    Tasks that the test started with `start_soon` are cancelled when it ends.
    """
    import trio

    from .bot import open_test_bot

    with trio.CancelScope() as scope:
        async with open_test_bot(fake_twitch, "bot") as bot:
            yield bot
            scope.cancel(reason="the test has ended")
