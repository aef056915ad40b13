"""The mistakes of newcomers get what the documentation says, word for word."""

import pathlib
import ssl
import warnings
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import trio
from attrs import evolve

import twitchtrio
from twitchtrio import (
    Bot,
    ChannelChatMessage,
    ChannelRaid,
    ChannelSubscribe,
    Network,
    StreamOnline,
    UnknownEvent,
    UserToken,
)
from twitchtrio.stores import MemoryStore, SQLiteStore
from twitchtrio.testing import FakeTwitch

PAGE = (pathlib.Path(__file__).parents[2] / "docs" / "errors.md").read_text(encoding="utf-8")
CHAT = ("user:read:chat", "user:write:chat")


class Town:
    """A fake Twitch with a bot, a channel and a viewer, and ways into it."""

    def __init__(self, fake: FakeTwitch, tmp_path: pathlib.Path) -> None:
        self.fake = fake
        self.tmp_path = tmp_path
        for login in ("mybot", "somechannel", "viewer"):
            fake.add_user(login)

    def token(self, login: str = "mybot", scopes: tuple[str, ...] = CHAT) -> UserToken:
        """A login of a user."""
        granted = self.fake.grant(login, scopes)
        return UserToken(access_token=granted.access_token, refresh_token=granted.refresh_token)

    def opened(self, client_id: str = "my-client-id", **arguments: Any) -> Any:
        """What `open_bot` returns."""
        here = {"store": MemoryStore(), "endpoints": self.fake.endpoints, "network": self.fake.network}
        return twitchtrio.open_bot(client_id, **(here | arguments))

    @asynccontextmanager
    async def bot(self, **arguments: Any) -> AsyncGenerator[Bot]:
        """A running bot."""
        async with self.opened(**({"token": self.token()} | arguments)) as bot:
            yield bot


Mistake = Callable[[Town], Awaitable[object]]
MISTAKES: dict[str, Mistake] = {}


def mistake(fn: Mistake) -> Mistake:
    """Add a mistake to the list."""
    MISTAKES[fn.__name__] = fn
    return fn


@mistake
async def wrong_client_id(town: Town) -> None:
    async with town.opened("no-such-client-id", login=twitchtrio.device_login(print)):
        pass


@mistake
async def wrong_client_secret(town: Town) -> None:
    town.fake.add_app("my-client-id", "my-client-secret")
    async with town.opened(client_secret="another-secret", login=twitchtrio.device_login(print)):
        pass


@mistake
async def secret_for_a_public_app(town: Town) -> None:
    async with town.opened(client_secret="my-client-secret", login=twitchtrio.device_login(print)):
        pass


@mistake
async def browser_login_for_a_public_app(town: Town) -> None:
    async with town.opened(login=twitchtrio.browser_login(print)):
        pass


@mistake
async def no_login(town: Town) -> None:
    async with town.opened():
        pass


@mistake
async def lost_login(town: Town) -> None:
    token = town.token()
    town.fake.disconnect("mybot")
    async with town.opened(token=token):
        pass


@mistake
async def missing_scope(town: Town) -> None:
    async with town.bot(token=town.token(scopes=("user:read:chat",))) as bot:
        await bot.send("somechannel", "Hello")


@mistake
async def id_for_a_login(town: Town) -> None:
    async with town.bot() as bot, bot.listen(StreamOnline, town.fake.user("somechannel").id):
        pass


@mistake
async def login_for_an_id(town: Town) -> None:
    async with town.bot() as bot, bot.listen(StreamOnline.where(broadcaster_user_id="somechannel")):
        pass


@mistake
async def login_of_nobody(town: Town) -> None:
    async with town.bot() as bot, bot.listen(StreamOnline, "nobody_at_all"):
        pass


@mistake
async def broadcasters_login_missing(town: Town) -> None:
    async with town.bot() as bot, bot.listen(ChannelSubscribe, "somechannel"):
        pass


@mistake
async def two_accounts_and_none_named(town: Town) -> None:
    store = MemoryStore()
    for login in ("mybot", "somechannel"):
        async with town.bot(token=town.token(login), store=store):
            pass
    async with town.opened(store=store):
        pass


@mistake
async def awaited_open(town: Town) -> None:
    await town.opened()


@mistake
async def with_without_async(town: Town) -> None:
    with town.opened():
        pass


@mistake
async def call_without_await(town: Town) -> None:
    async with town.bot() as bot:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            bot.send("somechannel", "Hello")


@mistake
async def for_without_async(town: Town) -> None:
    async with town.bot() as bot:
        for _ in bot.helix.streams.get_streams():
            pass


@mistake
async def await_for_async_for(town: Town) -> None:
    async with town.bot() as bot:
        await bot.helix.streams.get_streams()


@mistake
async def helix_after_the_block(town: Town) -> None:
    async with town.bot() as bot:
        pass
    await bot.send("somechannel", "Hello")


@mistake
async def listen_after_the_block(town: Town) -> None:
    async with town.bot() as bot:
        pass
    async with bot.listen(StreamOnline, "somechannel"):
        pass


@mistake
async def stream_left_undrained(town: Town) -> None:
    async with town.bot() as bot, bot.listen(ChannelChatMessage, "somechannel", buffer=10) as messages:
        for number in range(12):
            town.fake.say("somechannel", "viewer", f"message {number}")
        await trio.sleep(1)
        async for _ in messages:
            pass


async def _refreshed_with(town: Town, callback: Callable[[Bot], Awaitable[object]]) -> None:
    running: list[Bot] = []

    async def refreshed(_old: UserToken, _new: UserToken) -> None:
        await callback(running[0])

    async with town.bot(on_user_token_refresh=refreshed) as bot:
        running.append(bot)
        await trio.sleep(1)
        await bot.tokens.refresh(bot.account)


@mistake
async def callback_that_raises(town: Town) -> None:
    async def fail(_: Bot) -> None:
        raise RuntimeError("the program's own error")

    await _refreshed_with(town, fail)


@mistake
async def callback_that_hangs(town: Town) -> None:
    async def hang(_: Bot) -> None:
        await trio.sleep_forever()

    await _refreshed_with(town, hang)


@mistake
async def no_network(town: Town) -> None:
    town.fake.faults.drop(times=1000)
    async with town.opened(token=town.token()):
        pass


@mistake
async def full_disk(town: Town) -> None:
    folder = town.tmp_path / "file"
    folder.write_text("", encoding="utf-8")
    async with town.opened(store=folder / "tokens.sqlite3"):
        pass


@mistake
async def foreign_store(town: Town) -> None:
    path = town.tmp_path / "tokens.sqlite3"
    path.write_text("Something else altogether, and longer than SQLite's header.", encoding="utf-8")
    async with town.opened(store=path):
        pass


@mistake
async def unknown_event_type(town: Town) -> None:
    async with town.bot() as bot, bot.listen(UnknownEvent.where("channel.chat.mesage", "1", {})):
        pass


@mistake
async def string_for_an_event(town: Town) -> None:
    async with town.bot() as bot, bot.listen("channel.chat.message", "somechannel"):
        pass


@mistake
async def raid_in_a_channel(town: Town) -> None:
    async with town.bot() as bot, bot.listen(ChannelRaid, "somechannel"):
        pass


@mistake
async def empty_text(town: Town) -> None:
    async with town.bot() as bot:
        await bot.send("somechannel", "")


@mistake
async def login_for_an_account(town: Town) -> None:
    async with town.bot() as bot:
        bot.helix.acting_as("mybot")


@mistake
async def address_without_tls(town: Town) -> None:
    evolve(town.fake.endpoints, helix="http://twitch.example/helix")
