"""Routers that are stopped, or whose bot ends, while something else goes on: nothing of it is torn or left."""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

import pytest
import trio
from trio.testing import MockClock, wait_all_tasks_blocked

from tests.chat.commands.test_serving import echo, said
from tests.steps import Countdown
from twitchtrio import Bot, ChannelRaid, CommandContext, Context, Router
from twitchtrio.errors import ConfigurationError, ServiceCrashedError
from twitchtrio.testing import FakeTwitch, open_chat, open_test_bot


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
@pytest.mark.parametrize("router", [Router[None](), echo()], ids=["hears nothing", "hears"])
@pytest.mark.parametrize("steps", [2, 6, 10, 15, 20])
async def test_ended_while_channels_are_joined(
    steps: int, router: Router[None], cancelled: bool, autojump_clock: MockClock
) -> None:
    """What somebody else is just joining when it ends is served nowhere, and not left at Twitch."""
    async with open_chat(Router[None]()) as chat:
        for login in ("a", "b"):
            chat.twitch.add_user(login)

        async def join() -> None:
            with suppress(ConfigurationError):
                await serving.join("a", "b")

        async with trio.open_nursery() as others, trio.open_nursery() as nursery:
            serving = await nursery.start(chat.bot.serve, router)
            others.start_soon(join)
            for _ in range(steps):
                await trio.lowlevel.checkpoint()
            if cancelled:
                nursery.cancel_scope.cancel()
            else:
                await serving.stop()
        await trio.sleep(20)

        assert () == serving.channels
        assert [] == list(chat.bot.eventsub.subscriptions)


@pytest.mark.parametrize("lost", [False, True], ids=["stopped", "lost"])
@pytest.mark.parametrize("steps", range(1, 12))
async def test_ended_while_a_channel_is_left(steps: int, lost: bool, autojump_clock: MockClock) -> None:
    """A channel can be left also as all ends, or as Twitch ends a part of it."""
    router = echo()

    @router.on(ChannelRaid.into)
    async def welcome(ctx: Context, raid: ChannelRaid) -> None: ...

    async with open_chat(Router[None]()) as chat:
        chat.twitch.add_user("other")
        async with trio.open_nursery() as nursery:
            serving = await nursery.start(chat.bot.serve, router, "other")
            await wait_all_tasks_blocked()
            with Countdown(steps, partial(chat.twitch.ban, "other", "bot") if lost else partial(serving._span.stop, 0)):
                await serving.leave("other")
            await trio.sleep(20)
            await serving.stop()

        assert () == serving.channels
        assert [] == list(chat.bot.eventsub.subscriptions)


@asynccontextmanager
async def bot_in_a_block(**options: Any) -> AsyncGenerator[Bot]:
    """A bot of a Twitch that stays when its block has ended."""
    twitch = FakeTwitch()
    for login in ("bot", "streamer", "viewer"):
        twitch.add_user(login)
    async with twitch.open(), open_test_bot(twitch, "bot", **options) as bot:
        yield bot


@pytest.mark.parametrize("channels", [(), ("streamer",)])
async def test_the_bot_ends(channels: tuple[str, ...], autojump_clock: MockClock) -> None:
    """What is served beside the bot's block ends with it."""
    with trio.fail_after(60):
        async with trio.open_nursery() as nursery:
            async with bot_in_a_block() as bot:
                serving = await nursery.start(bot.serve, echo(), *channels)  # noqa: ASYNC111  # which is what is tested

            async with serving.failures() as failures:
                with pytest.raises(trio.EndOfChannel):
                    await failures.receive()
        assert () == serving.channels
        with pytest.raises(ConfigurationError, match="block"):
            await bot.serve(echo(), "streamer")


async def test_the_bot_crashes(autojump_clock: MockClock) -> None:
    """A bug of ours comes out of what is served beside the bot, too."""

    async def crash(*, task_status: trio.TaskStatus[None]) -> None:
        task_status.started()
        await trio.sleep(1)
        raise ZeroDivisionError

    async with trio.open_nursery() as nursery:

        async def serve(*, task_status: trio.TaskStatus[None]) -> None:  # noqa: ASYNC128  # the router reports
            with pytest.raises(ServiceCrashedError, match="odd"):
                await bot.serve(echo(), "streamer", task_status=task_status)  # type: ignore[arg-type]  # nobody looks

        with pytest.raises(ServiceCrashedError, match="odd"):
            async with bot_in_a_block() as bot:
                await nursery.start(serve)
                await bot._services.start(crash, name="odd")
                await trio.sleep_forever()


async def test_after_the_end(autojump_clock: MockClock) -> None:
    """What has ended is served nowhere, is idle, and can be left."""
    async with open_chat(echo()) as chat:
        tasks = trio.lowlevel.current_statistics().tasks_living
        async with trio.open_nursery() as nursery:
            serving = await nursery.start(chat.bot.serve, echo(), "streamer")
            nursery.cancel_scope.cancel()
        await wait_all_tasks_blocked()

        assert () == serving.channels
        await serving.idle()
        await serving.leave("streamer")
        await serving.stop()
        assert tasks == trio.lowlevel.current_statistics().tasks_living
        assert ("hi",) == await chat.say("!say hi")


async def test_stopped_twice(autojump_clock: MockClock) -> None:
    """Who stops it again changes how long what has begun may take."""
    router: Router[None] = Router()
    log: list[str] = []

    @router.command()
    async def go(ctx: CommandContext) -> None:
        try:
            await trio.sleep(100)
        finally:
            log.append(f"after {trio.current_time() - began:.0f} s")

    async with open_chat(router) as chat:
        began = trio.current_time()
        chat.twitch.say("streamer", "viewer", "!go")
        await trio.sleep(1)
        await chat.serving.stop(grace=math.inf)
        await trio.sleep(1)
        await chat.serving.stop(grace=2)
        await trio.sleep(10)

    assert ["after 4 s"] == log


@pytest.mark.parametrize("grace", [-1, float("nan"), "10", None])
async def test_what_is_no_time(grace: Any) -> None:
    """A time that cannot be meant is refused, and all goes on."""
    async with open_chat(echo()) as chat:
        with pytest.raises(ConfigurationError, match="grace="):
            await chat.serving.stop(grace=grace)
        assert ("hi",) == await chat.say("!say hi")
