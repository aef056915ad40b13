"""Mistakes in Python and in Trio."""
# ruff: noqa: D103 - the words of a mistake are in its decorator

from __future__ import annotations

import asyncio  # noqa: TID251 - that is one of the mistakes
from contextlib import closing
from typing import Any

import pytest
import trio

from tests.newcomers.town import Town, mistake
from twitchtrio import ChannelChatMessage, StreamOnline
from twitchtrio.errors import ConfigurationError

HOW = "Write `async with open_bot(...) as bot:`"
HOW_TO_LISTEN = "Write `async with bot.listen(ChannelChatMessage, ...) as events:`"


def untyped(value: object) -> Any:
    """Something as somebody sees it who runs no type checker."""
    return value


@mistake("`await open_bot(...)`", TypeError, HOW)
async def awaited_bot(town: Town) -> None:
    await untyped(town.opened())


@mistake("`with open_bot(...)`", TypeError, HOW)
async def with_without_async(town: Town) -> None:
    await trio.lowlevel.checkpoint()
    with untyped(town.opened()):
        pass


@mistake("`trio.run(open_bot(...))`", TypeError, HOW, clock="real")
async def bot_instead_of_main(town: Town) -> None:
    await trio.to_thread.run_sync(trio.run, untyped(town.opened()))


@mistake("`bot = open_bot(...)`, then `bot.send(...)`", AttributeError, "'send'", "async with open_bot(...) as bot")
async def bot_without_its_block(town: Town) -> None:
    await untyped(town.opened()).send("somechannel", "Hello")


@mistake("one `open_bot(...)` for two blocks", ConfigurationError, "opens once", "another call")
async def opened_twice(town: Town) -> None:
    opened = town.bot()
    async with opened:
        pass
    async with opened:
        pass


@mistake("`asyncio.run(main())`", ConfigurationError, "twitchtrio runs on Trio", "`trio.run(main)`", clock="real")
async def asyncio_instead_of_trio(town: Town) -> None:
    async def main() -> None:
        async with town.bot():
            pass

    await trio.to_thread.run_sync(lambda: asyncio.run(main()))


@mistake("`await bot.listen(...)`", TypeError, HOW_TO_LISTEN)
async def awaited_listen(town: Town) -> None:
    async with town.bot() as bot:
        await untyped(bot.listen(ChannelChatMessage, "somechannel"))


@mistake("`async for event in bot.listen(...)`", TypeError, HOW_TO_LISTEN)
async def iterated_listen(town: Town) -> None:
    async with town.bot() as bot:
        async for _ in untyped(bot.listen(ChannelChatMessage, "somechannel")):
            pass


@mistake("`for event in events`", TypeError, "`async for event in events`")
async def for_without_async(town: Town) -> None:
    async with town.bot() as bot, bot.listen(ChannelChatMessage, "somechannel") as events:
        for _ in untyped(events):
            pass


@mistake("`await events`", TypeError, "`async for event in events`", "`await events.receive()`")
async def awaited_events(town: Town) -> None:
    async with town.bot() as bot, bot.listen(ChannelChatMessage, "somechannel") as events:
        await untyped(events)


@mistake("`for` over a long list", TypeError, "`async for item in")
async def for_over_pages(town: Town) -> None:
    async with town.bot() as bot:
        for _ in untyped(bot.helix.streams.get_streams()):
            pass


@mistake("`await` for a long list", TypeError, "`async for item in", "`await pages.collect()`")
async def awaited_pages(town: Town) -> None:
    async with town.bot() as bot:
        await untyped(bot.helix.streams.get_streams())


@mistake("`bot.send(...)` without `await`: Python's own warning", RuntimeWarning, "'Bot.send' was never awaited")
async def forgotten_await(town: Town) -> None:
    async with town.bot() as bot:
        with pytest.warns(RuntimeWarning) as caught:
            bot.send("somechannel", "Hello")  # type: ignore[unused-awaitable]  # the mistake
        raise caught[0].message  # type: ignore[misc]  # a Warning, by what pytest was told


@mistake("`for` over a call that has to be awaited: Python's own", TypeError, "'coroutine' object is not iterable")
async def for_over_a_call(town: Town) -> None:
    async with town.bot() as bot:
        with closing(bot.helix.users.get_users(login="viewer")) as users:
            for _ in untyped(users):
                pass


@mistake("`async for` over a call that has to be awaited: Python's own", TypeError, "__aiter__ method, got coroutine")
async def async_for_over_a_call(town: Town) -> None:
    async with town.bot() as bot:
        with closing(bot.helix.users.get_users(login="viewer")) as users:
            async for _ in untyped(users):
                pass


@mistake("`bot.start_soon(task())`", TypeError, "start_soon(task, ...)", "no call of it")
async def called_task(town: Town) -> None:
    async def task() -> None:
        pass

    async with town.bot() as bot:
        untyped(bot).start_soon(task())


@mistake("`bot.start_soon` in another thread", ConfigurationError, "trio.from_thread.run_sync", clock="real")
async def task_from_a_thread(town: Town) -> None:
    async with town.bot() as bot:
        await trio.to_thread.run_sync(bot.start_soon, trio.sleep, 0)


# After the block

ENDED = "The `async with` block that this belongs to has ended"


@mistake("`bot.send` after the block", ConfigurationError, ENDED, "make the call inside it")
async def send_after_the_block(town: Town) -> None:
    async with town.bot() as bot:
        pass
    await bot.send("somechannel", "Hello")


@mistake("`bot.helix` after the block", ConfigurationError, ENDED, "make the call inside it")
async def helix_after_the_block(town: Town) -> None:
    async with town.bot() as bot:
        pass
    await bot.helix.users.get_users(login="viewer")


@mistake("`bot.listen` after the block", ConfigurationError, "ended", "inside")
async def listen_after_the_block(town: Town) -> None:
    async with town.bot() as bot:
        pass
    async with bot.listen(StreamOnline, bot.account):
        pass


@mistake("`bot.start_soon` after the block", ConfigurationError, ENDED, "make the call inside it")
async def task_after_the_block(town: Town) -> None:
    async with town.bot() as bot:
        pass
    bot.start_soon(trio.sleep, 0)


@mistake("a channel's handle after the block", ConfigurationError, ENDED, "make the call inside it")
async def channel_after_the_block(town: Town) -> None:
    async with town.bot() as bot:
        channel = await bot.channel("somechannel")
    await channel.send("Hello")


@mistake("`bot.tokens` after the block", ConfigurationError, ENDED, "make the call inside it")
async def refresh_after_the_block(town: Town) -> None:
    async with town.bot() as bot:
        pass
    await bot.tokens.refresh(bot.account)


@mistake("`bot.token_refreshes()` after the block", ConfigurationError, ENDED, "make the call inside it")
async def refreshes_after_the_block(town: Town) -> None:
    async with town.bot() as bot:
        pass
    async with bot.token_refreshes() as refreshes:
        await refreshes.receive()


@mistake("a stream after its block: Trio's own error", trio.ClosedResourceError)
async def stream_after_its_block(town: Town) -> None:
    async with town.bot() as bot:
        async with bot.listen(ChannelChatMessage, "somechannel") as events:
            pass
        await events.receive()
