"""Routers in tests: what people say to them, and what they answer."""

from __future__ import annotations

from typing import Any

import pytest
import trio
from trio.testing import MockClock

from twitchtrio import ChannelFollow, CommandContext, Context, Router
from twitchtrio.errors import ConfigurationError
from twitchtrio.eventsub import ChannelPollBegin
from twitchtrio.testing import Role, answers, open_chat


def echo() -> Router[None]:
    """A router with one command, which says what it is given."""
    router: Router[None] = Router()

    @router.command()
    async def say(ctx: CommandContext, text: str) -> None:
        await ctx.send(text)

    return router


async def test_what_is_said_there() -> None:
    """What the bot says in other channels is no answer in this one."""
    router: Router[None] = Router()

    @router.command()
    async def both(ctx: CommandContext) -> None:
        (other,) = await ctx.serving.join("other")
        await other.send("there")
        await ctx.send("here")

    async with open_chat(router) as chat:
        chat.twitch.add_user("other")
        assert ("here",) == await chat.say("!both")


async def test_said_by_the_bot() -> None:
    """What the bot is made to say is no answer of its own."""
    assert ("hi",) == await answers(echo(), "!say hi", by="bot", own=True)


async def test_what_comes_of_it(autojump_clock: MockClock) -> None:
    """What happens through a handler is handled too, before a line has been answered."""
    router: Router[None] = Router()

    @router.command()
    async def later(ctx: CommandContext) -> None:
        await trio.sleep(1)
        chat.twitch.follow("viewer", "streamer")

    @router.on(ChannelFollow)
    async def thank(ctx: Context, event: ChannelFollow) -> None:
        await ctx.send(f"Thank you, {event.user}!")

    async with open_chat(router) as chat:
        assert ("Thank you, viewer!",) == await chat.say("!later")


async def test_what_a_broadcaster_grants() -> None:
    """What the broadcaster must have granted is granted."""
    router: Router[None] = Router()

    @router.on(ChannelPollBegin, ChannelFollow)
    async def note(ctx: Context, event: Any) -> None:
        await ctx.send(type(event).__name__)

    async with open_chat(router) as chat:
        chat.twitch.follow("viewer", "streamer")
        await chat.settle()
        assert "ChannelFollow" == chat.twitch.messages[-1].text


@pytest.mark.parametrize("line", ["hello", "!nothing", "! say hi", "\u2800"])
async def test_no_answer(line: str) -> None:
    """A line that calls nothing has no answer, and holds nothing up."""
    assert () == await answers(echo(), line)


@pytest.mark.parametrize("role", Role)
async def test_roles(role: Role) -> None:
    """Who writes is what they are said to be."""
    router: Router[None] = Router()

    @router.command()
    async def who(ctx: CommandContext) -> None:
        await ctx.send(" ".join(badge.set_id for badge in ctx.chatter.badges) or "viewer")

    assert (role.value,) == await answers(router, "!who", role=role)


async def test_stopped(autojump_clock: MockClock) -> None:
    """A router that has been stopped answers nothing, and holds nothing up."""
    async with open_chat(echo()) as chat:
        await chat.serving.stop()
        await trio.sleep(1)
        assert () == await chat.say("!say hi")


def test_what_is_no_router() -> None:
    """Something else is refused."""
    with pytest.raises(ConfigurationError, match="router="):
        open_chat("router")  # type: ignore[call-overload]
