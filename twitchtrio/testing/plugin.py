"""Fixtures for pytest, by way of pytest-trio: a fake Twitch, a bot that lives in it, and a chat where a router answers.

The plugin comes with twitchtrio and imports nothing until a test asks for one of its fixtures.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from ..bot import Bot
    from ..chat import Router
    from .chat import Chat
    from .fake import FakeTwitch

__all__ = ["fake_twitch", "twitch_bot", "twitch_chat", "twitch_router", "twitch_state"]

_NO_ROUTER: Final = """\
twitch_chat serves the router that a fixture of this name gives. Write one beside the tests, or in conftest.py:

    @pytest.fixture
    def twitch_router():
        return router
"""


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


@pytest.fixture
def twitch_router() -> Router[Any]:
    """The router that `twitch_chat` serves: a fixture of the same name, beside the tests, gives it."""
    pytest.fail(_NO_ROUTER, pytrace=False)


@pytest.fixture
def twitch_state() -> object:
    """The state that `twitch_chat` serves it with, `None`; a fixture of the same name gives another."""
    return None


@pytest.fixture
async def twitch_chat(twitch_router: Router[Any], twitch_state: object) -> AsyncGenerator[Chat[Any]]:
    """The channel `streamer` of a fake Twitch, in which a bot serves `twitch_router`; see `open_chat`.

    What a handler raises fails the test.
    """
    from .chat import open_chat

    async with open_chat(twitch_router, state=twitch_state) as chat:
        yield chat
