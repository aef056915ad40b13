"""Functions by which lanes and cooldowns tell things apart."""

from __future__ import annotations

from typing import Any

import pytest

from twitchtrio import ChannelFollow, CommandContext, Context, Router
from twitchtrio.chat import Cooldown, Crash, permission
from twitchtrio.errors import ConfigurationError
from twitchtrio.testing import answers, open_chat


def listed(ctx: Context[Any]) -> Any:
    """What cannot be a key, since it may change."""
    return [ctx.channel.login]


def half(ctx: Context[int]) -> int:
    """A key that only a state of numbers has."""
    return ctx.state // 2


def shout(ctx: Context[str]) -> str:
    """A key that only a state of texts has."""
    return ctx.state.upper()


@permission
def long(ctx: CommandContext[str]) -> bool:
    """Ask a state of texts."""
    return len(ctx.state.upper()) > 9


async def test_what_cannot_be_a_key() -> None:
    """A function that gives it crashes where it is asked, and all goes on."""
    router: Router[None] = Router()

    @router.command(lane=listed)
    async def go(ctx: CommandContext) -> None: ...

    @router.command(cooldown=Cooldown(1, per=listed))
    async def slow(ctx: CommandContext) -> None: ...

    @router.on(ChannelFollow, lane=listed)
    async def follow(ctx: Context, event: ChannelFollow) -> None: ...

    @router.command()
    async def still(ctx: CommandContext) -> None:
        await ctx.send("there")

    async with open_chat(router, crash=Crash.REPORT) as chat:
        chat.twitch.follow("viewer", "streamer")
        await chat.say("!go")
        await chat.say("!slow")
        assert 3 == chat.serving.crashed
        assert ("there",) == await chat.say("!still")


async def later(ctx: Context[Any]) -> str:  # noqa: ASYNC124  # as it says
    """Be no key yet."""
    return ctx.channel.login


def test_what_takes_its_time() -> None:
    """An async function, whose every answer would be another key, is refused."""
    with pytest.raises(ConfigurationError, match=r"lane= takes a Per, .* without `async`"):
        Router[None]().command(lane=later)


async def test_state() -> None:
    """Each is given the context as its own router sees it."""
    inner: Router[int] = Router(cooldown=Cooldown(5, per=half))
    outer: Router[str] = Router(cooldown=Cooldown(5, times=2, per=shout, spare=long))
    outer.include(inner, state=len)

    @inner.command(lane=half, cooldown=Cooldown(5, times=2, per=half))
    async def size(ctx: CommandContext[int]) -> None:
        await ctx.send(str(ctx.state))

    @inner.on(ChannelFollow, lane=half)
    async def follow(ctx: Context[int], event: ChannelFollow) -> None:
        await ctx.send(f"{event.user}: {ctx.state}")

    assert ("5",) == await answers(outer, "!size", "!size", state="hello")
    async with open_chat(outer, state="hello") as chat:
        chat.twitch.follow("viewer", "streamer")
        await chat.settle()
        assert "viewer: 5" == chat.twitch.messages[-1].text
