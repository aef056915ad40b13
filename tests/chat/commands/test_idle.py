"""When all is handled, as a test waits for it, and what waits for more itself."""

from __future__ import annotations

import trio
from trio.testing import MockClock

from twitchtrio import ChannelChatMessage, CommandContext, Router
from twitchtrio.testing import open_chat


async def test_waiting_in_tasks(autojump_clock: MockClock) -> None:
    """A handler of which a task, or several, wait for something in chat holds nothing up."""
    router: Router[None] = Router()

    @router.command()
    async def ask(ctx: CommandContext) -> None:
        async def hear(word: str) -> None:
            await ctx.wait_for(ChannelChatMessage, matching=lambda message: message.text == word)
            await ctx.send(f"{word}!")

        async with trio.open_nursery() as nursery:
            for word in ("yes", "no"):
                nursery.start_soon(hear, word)

    async with open_chat(router) as chat:
        with trio.fail_after(10):
            assert () == await chat.say("!ask")
            assert ("yes!",) == await chat.say("yes")
            assert ("no!",) == await chat.say("no")
        await chat.serving.idle()
        assert 0 == len(chat.serving._lanes._paused)
        assert 0 == len(chat.serving._lanes)


async def test_waiting_for_it_in_handlers(autojump_clock: MockClock) -> None:
    """Handlers may wait until all others are done, those that wait for the same aside."""
    router: Router[None] = Router()
    log: list[str] = []

    @router.command(lane=None)
    async def last(ctx: CommandContext, name: str) -> None:
        await ctx.serving.idle()
        log.append(name)

    @router.command(lane=None)
    async def slow(ctx: CommandContext) -> None:
        await trio.sleep(5)
        log.append("slow")

    async with open_chat(router) as chat:
        for text in ("!last a", "!slow", "!last b"):
            chat.twitch.say("streamer", "viewer", text)
        with trio.fail_after(10):
            await chat.settle()
            await trio.sleep(1)

    assert ["slow", "a", "b"] == [log[0], *sorted(log[1:])]
