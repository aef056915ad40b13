"""Fixtures for pytest, by way of pytest-trio: a fake Twitch, a bot that lives in it, and a chat where a router answers.

The plugin comes with twitchtrio and imports nothing until a test asks for one of its fixtures.
"""

from __future__ import annotations

import inspect
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from ..bot import Bot
    from ..chat import Router
    from .chat import Chat
    from .fake import FakeTwitch

__all__ = ["fake_twitch", "pytest_fixture_setup", "twitch_bot", "twitch_chat", "twitch_router", "twitch_state"]

_RUNNERS: Final = ("trio", "anyio")
_NO_ROUTER: Final = """\
twitch_chat serves the router that a fixture of this name gives. Write one beside the tests, or in conftest.py:

    @pytest.fixture
    def twitch_router():
        return router
"""


_NO_TRIO: Final = """\
{name} is for async tests on Trio, and this test is none. In the pytest configuration stands

    [pytest]
    trio_mode = true

(in pyproject.toml: `trio_mode = true` under [tool.pytest.ini_options]), and the test begins with `async def`.
"""
_NO_PYTEST_TRIO: Final = (
    "{name} runs on pytest-trio, which is not installed: python -m pip install 'twitchtrio[testing]'"
)


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest) -> None:
    """Say what is missing where one of the fixtures cannot run."""
    name = fixturedef.argname
    ours = getattr(fixturedef.func, "__module__", None) == __name__ and inspect.isasyncgenfunction(fixturedef.func)
    if not ours or any(request.node.get_closest_marker(mark) for mark in _RUNNERS):
        return
    known = request.config.pluginmanager.hasplugin("trio")
    error = pytest.fail.Exception((_NO_TRIO if known else _NO_PYTEST_TRIO).format(name=name), pytrace=False)
    # As pytest itself leaves it, for other tests that ask for it.
    fixturedef.cached_result = (None, fixturedef.cache_key(request), (error, None))  # type: ignore[arg-type]  # it says less
    raise error


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
