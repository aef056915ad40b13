"""Mistakes that show while the bot runs."""
# ruff: noqa: D103 - the words of a mistake are in its decorator

from __future__ import annotations

from typing import Any

import trio

from tests.newcomers.town import Town, mistake
from twitchtrio import Bot, ChannelChatMessage, UserToken
from twitchtrio.errors import (
    AuthError,
    ConfigurationError,
    ForbiddenError,
    MessageDroppedError,
    RefreshFailedError,
    SlowConsumerError,
)


@mistake(
    "a stream that is not read", SlowConsumerError, "10 events", "2 could not be kept", "bot.start_soon", "buffer="
)
async def undrained_stream(town: Town) -> None:
    async with town.bot() as bot, bot.listen(ChannelChatMessage, "somechannel", buffer=10) as messages:
        for number in range(12):
            town.fake.say("somechannel", "viewer", f"message {number}")
        await trio.sleep(1)
        async for _ in messages:
            pass


@mistake("a refresh callback that raises: its own error", LookupError, "no such table")
async def raising_callback(town: Town) -> None:
    async def refreshed(_old: UserToken, _new: UserToken) -> None:
        await trio.lowlevel.checkpoint()
        raise LookupError("no such table")

    async with town.bot(on_user_token_refresh=refreshed) as bot:
        await bot.tokens.refresh(bot.account)


@mistake("a refresh callback that hangs", AuthError, "on_user_token_refresh", "30 s", "'mybot'")
async def hanging_callback(town: Town) -> None:
    async def refreshed(_old: UserToken, _new: UserToken) -> None:
        await trio.sleep_forever()

    async with town.bot(on_user_token_refresh=refreshed) as bot:
        await bot.tokens.refresh(bot.account)


@mistake("a refresh callback that refreshes", RefreshFailedError, "in a token callback", "in a task of its own")
async def refreshing_callback(town: Town) -> None:
    running: list[Bot] = []

    async def refreshed(_old: UserToken, _new: UserToken) -> None:
        await running[0].tokens.refresh(running[0].account)

    async with town.bot(on_user_token_refresh=refreshed) as bot:
        running.append(bot)
        await bot.tokens.refresh(bot.account)


@mistake("`on_user_token_refresh=save()`, called too early", ConfigurationError, "on_user_token_refresh=", "a function")
async def called_callback(town: Town) -> None:
    called: Any = "what save() returned"
    async with town.bot(on_user_token_refresh=called):
        pass


@mistake("a journal where a folder is", ConfigurationError, "The journal", "cannot be written", "Is a directory")
async def journal_on_a_folder(town: Town) -> None:
    async with town.bot() as bot, bot.eventsub.journal(town.folder):
        pass


@mistake("`bot.eventsub.journal(...)` without a block", TypeError, "async with eventsub.journal(path)")
async def awaited_journal(town: Town) -> None:
    async with town.bot() as bot:
        journal: Any = bot.eventsub.journal(town.folder / "today.jsonl")
        await journal


@mistake("an empty text", ConfigurationError, "nothing to send")
async def empty_text(town: Town) -> None:
    async with town.bot() as bot:
        await bot.send("somechannel", "")


@mistake("chatting where only followers may", MessageDroppedError, "channel 1002", "msg_followersonly", "followers")
async def only_followers(town: Town) -> None:
    async with town.bot() as bot:
        town.fake.update_chat_settings("somechannel", follower_mode=True)
        await bot.send("somechannel", "Hello")


@mistake("chatting where the bot is banned", ForbiddenError, "POST /chat/messages", "'mybot'", "not permitted")
async def banned(town: Town) -> None:
    async with town.bot() as bot:
        town.fake.ban("somechannel", "mybot")
        await bot.send("somechannel", "Hello")
