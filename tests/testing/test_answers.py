"""What a router answers in a test, and to whom."""

from __future__ import annotations

from typing import Any

import pytest

from twitchtrio import ChannelRaid, CommandContext, Context, Router
from twitchtrio.chat import broadcaster, moderator, subscriber, vip
from twitchtrio.errors import ConfigurationError
from twitchtrio.testing import Role, answers, open_chat


def roles() -> Router[None]:
    """A router with a command for each role."""
    router: Router[None] = Router()
    for name, allow in {"sub": subscriber, "vip": vip, "mod": moderator, "own": broadcaster}.items():

        @router.command(name, allow=allow)
        async def say(ctx: CommandContext) -> None:
            await ctx.send(ctx.name)

    return router


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.VIEWER, ()),
        (Role.SUBSCRIBER, ("sub",)),
        (Role.VIP, ("vip",)),
        (Role.MODERATOR, ("vip", "mod")),
        (Role.BROADCASTER, ("sub", "vip", "mod", "own")),
        ("moderator", ("vip", "mod")),
    ],
)
async def test_roles(role: Any, allowed: tuple[str, ...]) -> None:
    """Who writes is what the test says, by name too."""
    assert allowed == await answers(roles(), "!sub", "!vip", "!mod", "!own", role=role)


async def test_no_role() -> None:
    """A role that there is not is refused, as no viewer would be meant by it."""
    role: Any = "mod"
    with pytest.raises(ConfigurationError, match=r"role='mod' is none of 'viewer', 'subscriber', "):
        await answers(roles(), "!mod", role=role)
    async with open_chat(roles()) as chat:
        with pytest.raises(ConfigurationError, match="role='mod'"):
            chat.appoint("viewer", role)


def test_no_router(request: pytest.FixtureRequest) -> None:
    """A test that asks for `twitch_chat` without a router of its own hears how to give one."""
    with pytest.raises(
        pytest.fail.Exception, match=r"@pytest.fixture\n    def twitch_router\(\):\n        return router"
    ):
        request.getfixturevalue("twitch_router")


async def test_settle() -> None:
    """What the bot writes is told once: by the line that it answers, or by who waits for it otherwise."""
    router: Router[None] = Router()

    @router.command()
    async def hello(ctx: CommandContext) -> None:
        await ctx.send("Hello!")

    @router.on(ChannelRaid.into)
    async def welcome(ctx: Context, raid: ChannelRaid) -> None:
        await ctx.send(f"Welcome, {raid.viewers}!")

    async with open_chat(router) as chat:
        assert ("Hello!",) == await chat.say("!hello")
        assert () == await chat.settle()
        chat.twitch.raid("viewer", "streamer", 2)
        chat.twitch.raid("viewer", "streamer", 3)
        assert ("Welcome, 2!", "Welcome, 3!") == await chat.settle()


async def test_own_line() -> None:
    """What the bot is made to write is no answer to itself."""
    router: Router[None] = Router()

    @router.command()
    async def hello(ctx: CommandContext) -> None:
        await ctx.send("Hello!")

    async with open_chat(router, own=True) as chat:
        assert ("Hello!",) == await chat.say("!hello", by="bot")
