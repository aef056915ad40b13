"""Routers that are stopped, or whose bot ends, while something else goes on: nothing of it is torn or left."""

from __future__ import annotations

from typing import Any

import pytest
import trio
from trio.testing import MockClock

from tests.chat.commands.test_serving import echo, said
from twitchtrio import CommandContext, Router
from twitchtrio.errors import ConfigurationError
from twitchtrio.testing import open_chat


@pytest.mark.parametrize("steps", range(12))
async def test_stopped_as_a_message_comes(steps: int, autojump_clock: MockClock) -> None:
    """A message that is just being taken when it is stopped is answered, or passed over."""
    async with open_chat(echo()) as chat:
        chat.twitch.say("streamer", "viewer", "!say hi")
        for _ in range(steps):
            await trio.lowlevel.checkpoint()
        await chat.serving.stop()
        await trio.sleep(1)

        assert said(chat) in ([], ["hi"])


async def test_what_is_finished_may_go_on(autojump_clock: MockClock) -> None:
    """What is finished after it was stopped may start tasks, and what was asked for its prefix is still run."""
    router: Router[None] = Router()
    log: list[str] = []

    async def prefix(message: Any) -> str:
        await trio.sleep(2)
        return "!"

    async def beside() -> None:
        log.append("beside")
        await trio.sleep(1)

    @router.command()
    async def go(ctx: CommandContext) -> None:
        ctx.start_soon(beside)
        await trio.sleep(1)
        log.append("done")

    async with open_chat(router, prefix=prefix) as chat:
        chat.twitch.say("streamer", "viewer", "!go")
        await trio.sleep(1)
        await chat.serving.stop()
        await trio.sleep(10)

    assert ["beside", "done"] == log


@pytest.mark.parametrize("cancelled", [False, True])
@pytest.mark.parametrize("steps", [2, 6, 10, 15, 20])
async def test_ended_while_channels_are_joined(steps: int, cancelled: bool, autojump_clock: MockClock) -> None:
    """What somebody else is just joining when it ends is not left at Twitch."""
    async with open_chat(Router[None]()) as chat:
        for login in ("a", "b"):
            chat.twitch.add_user(login)

        async def join() -> None:
            with pytest.raises(ConfigurationError):
                await serving.join("a", "b")

        async with trio.open_nursery() as others, trio.open_nursery() as nursery:
            serving = await nursery.start(chat.bot.serve, echo())
            others.start_soon(join)
            for _ in range(steps):
                await trio.lowlevel.checkpoint()
            if cancelled:
                nursery.cancel_scope.cancel()
            else:
                await serving.stop()
        await trio.sleep(20)

        assert [] == list(chat.bot.eventsub.subscriptions)


@pytest.mark.parametrize("grace", [-1, float("nan"), "10", None])
async def test_what_is_no_time(grace: Any) -> None:
    """A time that cannot be meant is refused, and all goes on."""
    async with open_chat(echo()) as chat:
        with pytest.raises(ConfigurationError, match="grace="):
            await chat.serving.stop(grace=grace)
        assert ("hi",) == await chat.say("!say hi")
