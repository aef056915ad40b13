"""The mistakes of newcomers get what the documentation says, word for word."""
# ruff: noqa: D103 - the words of a mistake are in its decorator

import pathlib
import re
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from typing import Any

import httpx
import pytest
import trio
from attrs import evolve

import twitchtrio
from twitchtrio import (
    TWITCH,
    Bot,
    ChannelChatMessage,
    ChannelFollow,
    ChannelRaid,
    Network,
    StreamOffline,
    StreamOnline,
    UnknownEvent,
    UserToken,
)
from twitchtrio.eventsub import ChannelModerate, ChannelSubscribe, UserAuthorizationGrant, read_journal
from twitchtrio.stores import MemoryStore
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


def mistake(words: str) -> Callable[[Mistake], Mistake]:
    """Add a mistake to the list."""

    def add(fn: Mistake) -> Mistake:
        MISTAKES[words] = fn
        return fn

    return add


@mistake("a wrong client id")
async def wrong_client_id(town: Town) -> None:
    async with town.opened("no-such-client-id", login=twitchtrio.device_login(print)):
        pass


@mistake("a wrong client secret")
async def wrong_client_secret(town: Town) -> None:
    town.fake.add_app("my-client-id", "my-client-secret")
    async with town.opened(client_secret="another-secret", login=twitchtrio.device_login(print)):
        pass


@mistake("a client secret for a public app")
async def secret_for_a_public_app(town: Town) -> None:
    async with town.opened(client_secret="my-client-secret", login=twitchtrio.device_login(print)):
        pass


@mistake("`browser_login` for a public app")
async def browser_login_for_a_public_app(town: Town) -> None:
    async with town.opened(login=twitchtrio.browser_login(print)):
        pass


@mistake("nobody has signed in")
async def no_login(town: Town) -> None:
    async with town.opened():
        pass


@mistake("the login is lost: disconnected, or unused for too long")
async def lost_login(town: Town) -> None:
    token = town.token()
    town.fake.disconnect("mybot")
    async with town.opened(token=token):
        pass


@mistake("a scope is missing")
async def missing_scope(town: Town) -> None:
    async with town.bot(token=town.token(scopes=("user:read:chat",))) as bot:
        await bot.send("somechannel", "Hello")


@mistake("several scopes are missing")
async def missing_scopes(town: Town) -> None:
    async with town.bot() as bot, bot.listen(ChannelModerate, "somechannel"):
        pass


@mistake("an id where a login is wanted")
async def id_for_a_login(town: Town) -> None:
    async with town.bot() as bot, bot.listen(StreamOnline, town.fake.user("somechannel").id):
        pass


@mistake("a login where an id is wanted")
async def login_for_an_id(town: Town) -> None:
    async with town.bot() as bot, bot.listen(StreamOnline.where(broadcaster_user_id="somechannel")):
        pass


@mistake("the login of nobody")
async def login_of_nobody(town: Town) -> None:
    async with town.bot() as bot, bot.listen(StreamOnline, "nobody_at_all"):
        pass


@mistake("the broadcaster has to sign in, and has not")
async def broadcasters_login_missing(town: Town) -> None:
    async with town.bot() as bot, bot.listen(ChannelSubscribe, "somechannel"):
        pass


@mistake("`await open_bot(...)`")
async def awaited_open(town: Town) -> None:
    await town.opened()


@mistake("`with open_bot(...)`")
async def with_without_async(town: Town) -> None:  # noqa: ASYNC124 - that is the mistake
    with town.opened():
        pass


@mistake("`bot.send(...)` without `await`")
async def call_without_await(town: Town) -> None:
    async with town.bot() as bot:
        with pytest.warns(RuntimeWarning) as caught:
            bot.send("somechannel", "Hello")
        raise caught[0].message


@mistake("`for ... in` a long list, without `async`")
async def for_without_async(town: Town) -> None:
    async with town.bot() as bot:
        for _ in bot.helix.streams.get_streams():
            pass


@mistake("`for user in helix.users.get_users(...)`, a call that is awaited: `for user in await ...`")
async def for_without_await(town: Town) -> None:
    async with town.bot() as bot:
        with closing(bot.helix.users.get_users(login="viewer")) as users:
            for _ in users:
                pass


@mistake("`async for user in helix.users.get_users(...)`: the same")
async def async_for_without_await(town: Town) -> None:
    async with town.bot() as bot:
        with closing(bot.helix.users.get_users(login="viewer")) as users:
            async for _ in users:
                pass


@mistake("`await` for a long list")
async def await_for_async_for(town: Town) -> None:
    async with town.bot() as bot:
        await bot.helix.streams.get_streams()


@mistake("the bot used after its block")
async def helix_after_the_block(town: Town) -> None:
    async with town.bot() as bot:
        pass
    await bot.send("somechannel", "Hello")


@mistake("`listen` after the block")
async def listen_after_the_block(town: Town) -> None:
    async with town.bot() as bot:
        pass
    async with bot.listen(StreamOnline, "somechannel"):
        pass


@mistake("a stream that is not read")
async def stream_left_undrained(town: Town) -> None:
    async with town.bot() as bot, bot.listen(ChannelChatMessage, "somechannel", buffer=10) as messages:
        for number in range(12):
            town.fake.say("somechannel", "viewer", f"message {number}")
        await trio.sleep(1)
        async for _ in messages:
            pass


async def failing(_old: UserToken, _new: UserToken) -> None:
    """A callback with an error in it."""
    await trio.lowlevel.checkpoint()
    raise RuntimeError("the callback's own error")


async def hanging(_old: UserToken, _new: UserToken) -> None:
    """A callback that waits for what never comes."""
    await trio.sleep_forever()


@mistake("a refresh callback that raises")
async def callback_that_raises(town: Town) -> None:
    async with town.bot(on_user_token_refresh=failing) as bot:
        await bot.tokens.refresh(bot.account)


@mistake("a refresh callback that hangs")
async def callback_that_hangs(town: Town) -> None:
    async with town.bot(on_user_token_refresh=hanging) as bot:
        await bot.tokens.refresh(bot.account)


class Broken(httpx.AsyncBaseTransport):
    """Reaches nobody."""

    def __init__(self, error: Exception, cause: Exception | None = None) -> None:
        self._error = error
        self._error.__cause__ = cause

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await trio.lowlevel.checkpoint()
        raise self._error


async def _over(town: Town, transport: Broken) -> None:
    async with town.opened(token=town.token(), endpoints=TWITCH, network=Network(http=transport)):
        pass


@mistake("no network")
async def no_network(town: Town) -> None:
    await _over(town, Broken(httpx.ConnectError(""), OSError(-3, "Temporary failure in name resolution")))


@mistake("a proxy that refuses")
async def proxy(town: Town) -> None:
    await _over(town, Broken(httpx.ProxyError("407 Proxy Authentication Required")))


@mistake("certificates that do not fit, or a clock that is years off")
async def tls(town: Town) -> None:
    error = ssl.SSLCertVerificationError()
    error.verify_message = "certificate is not yet valid"
    await _over(town, Broken(httpx.ConnectError(""), error))


@mistake("`store=` names another kind of file")
async def foreign_store(town: Town) -> None:
    path = town.tmp_path / "tokens.sqlite3"
    path.write_text("Something else altogether, and longer than SQLite's header.", encoding="utf-8")
    async with town.opened(store=path):
        pass


@mistake("an event type that Twitch does not have")
async def unknown_event_type(town: Town) -> None:
    async with town.bot() as bot, bot.listen(UnknownEvent.where("channel.chat.mail", "1", {})):
        pass


@mistake("a string where an event class is wanted")
async def string_for_an_event(town: Town) -> None:
    async with town.bot() as bot, bot.listen("channel.chat.message", "somechannel"):
        pass


@mistake('a raid "in" a channel')
async def raid_in_a_channel(town: Town) -> None:
    async with town.bot() as bot, bot.listen(ChannelRaid, "somechannel"):
        pass


@mistake("several events, and no tuple of them")
async def events_without_a_tuple(town: Town) -> None:
    async with town.bot() as bot, bot.listen(StreamOnline, StreamOffline, "somechannel"):
        pass


@mistake("a list of events")
async def list_of_events(town: Town) -> None:
    async with town.bot() as bot, bot.listen([StreamOnline, StreamOffline], "somechannel"):
        pass


@mistake("a subscription in a tuple")
async def subscription_in_a_tuple(town: Town) -> None:
    somechannel = town.fake.user("somechannel").id
    events: Any = (StreamOnline, StreamOffline.where(broadcaster_user_id=somechannel))
    async with town.bot() as bot, bot.listen(events, "somechannel"):
        pass


@mistake("an event that takes a webhook")
async def webhook_alone(town: Town) -> None:
    async with town.bot() as bot, bot.listen(UserAuthorizationGrant.where(client_id="my-client-id")):
        pass


@mistake("the bot is no moderator")
async def no_moderator(town: Town) -> None:
    token = town.token(scopes=("moderator:read:followers",))
    async with town.bot(token=token) as bot, bot.listen(ChannelFollow, "somechannel"):
        pass


@mistake("the bot is banned")
async def banned_bot(town: Town) -> None:
    town.fake.ban("somechannel", "mybot")
    async with town.bot() as bot, bot.listen(ChannelChatMessage, "somechannel"):
        pass


@mistake("an eleventh channel whose broadcaster has not authorized the app")
async def too_dear(town: Town) -> None:
    channels = [town.fake.add_user(f"channel{number}").login for number in range(1, 12)]
    async with town.bot() as bot, bot.listen(StreamOnline, *channels):
        pass


@mistake("`catch_up=True` without a bot")
async def catch_up_without_a_bot(town: Town) -> None:
    async with (
        town.bot() as bot,
        twitchtrio.open_eventsub(bot.helix, endpoints=town.fake.endpoints, network=town.fake.network) as eventsub,
        eventsub.listen(StreamOnline, "somechannel", catch_up=True),
    ):
        pass


@mistake("a journal in a folder that is not there")
async def journal_in_no_folder(town: Town) -> None:
    async with town.bot() as bot, bot.eventsub.journal(town.tmp_path / "journals" / "today.jsonl"):
        pass


@mistake("another file read as a journal")
async def no_journal(town: Town) -> None:  # noqa: ASYNC124 - a file of one line is read at once
    path = town.tmp_path / "notes.txt"
    path.write_text("Buy milk.", encoding="utf-8")
    list(read_journal(path))


@mistake("a misspelt field of an event that the fake is to send")
async def misspelt_field(town: Town) -> None:  # noqa: ASYNC124 - a deed is sync
    event = town.fake.sample("stream.online", "1", broadcaster="somechannel")
    event["startet_at"] = event.pop("started_at")
    town.fake.emit("stream.online", "1", event, condition={})


@mistake("chatting where only followers may")
async def only_followers(town: Town) -> None:
    async with town.bot() as bot:
        town.fake.update_chat_settings("somechannel", follower_mode=True)
        await bot.send("somechannel", "Hello")


@mistake("`chat_as=APP` without the app's secret")
async def app_without_secret(town: Town) -> None:
    async with town.opened(chat_as=twitchtrio.APP):
        pass


@mistake("an empty text")
async def empty_text(town: Town) -> None:
    async with town.bot() as bot:
        await bot.send("somechannel", "")


@mistake("a login for `acting_as`")
async def login_for_an_account(town: Town) -> None:
    async with town.bot() as bot:
        bot.helix.acting_as("mybot")


@mistake("an address without TLS")
async def address_without_tls(town: Town) -> None:  # noqa: ASYNC124 - nothing is called yet
    evolve(town.fake.endpoints, helix="http://twitch.example/helix")


@pytest.mark.parametrize("words", MISTAKES)
async def test_mistake(words: str, tmp_path: pathlib.Path, autojump_clock: object) -> None:
    """It raises what the page says."""
    fake = FakeTwitch("my-client-id")

    async with fake.open():
        with pytest.raises(Exception) as caught:
            await MISTAKES[words](Town(fake, tmp_path))

    name, text = type(caught.value).__name__, str(caught.value).replace(str(tmp_path), "...")
    text = text.replace("\n  ", " ")
    text = re.sub(r"attempts in \d s", "attempts in 3 s", text)
    assert f"| {words} | `{name}`: {text} |" in PAGE.splitlines()


async def test_long_text(tmp_path: pathlib.Path, autojump_clock: object) -> None:
    """A text of 5,000 characters is sent in parts."""
    fake = FakeTwitch("my-client-id")

    async with fake.open(), Town(fake, tmp_path).bot() as bot:
        sent = await bot.send("somechannel", " ".join(f"{number:04}" for number in range(1000)))

    assert 10 == len(sent) == len(fake.messages)


async def test_the_same_text_twice(tmp_path: pathlib.Path, autojump_clock: object) -> None:
    """A text that was said a moment ago is shown again."""
    fake = FakeTwitch("my-client-id")

    async with fake.open(), Town(fake, tmp_path).bot() as bot:
        for _ in range(3):
            await bot.send("somechannel", "Hello")

    assert ["Hello"] * 3 == [message.text.rstrip(" \u034f") for message in fake.messages]


async def test_listening_twice(tmp_path: pathlib.Path, autojump_clock: object) -> None:
    """Two streams of the same share a subscription, and each gets every event."""
    fake = FakeTwitch("my-client-id")

    async with (
        fake.open(),
        Town(fake, tmp_path).bot() as bot,
        bot.listen(ChannelChatMessage, "somechannel") as one,
        bot.listen(ChannelChatMessage, "somechannel") as other,
    ):
        fake.say("somechannel", "viewer", "Hello")

        assert ["Hello", "Hello"] == [(await stream.receive()).text for stream in (one, other)]
        assert 1 == len(bot.eventsub.subscriptions)


async def test_two_bots(tmp_path: pathlib.Path, autojump_clock: object) -> None:
    """One of two bots on one store refreshes, and both go on."""
    fake, store = FakeTwitch("my-client-id"), MemoryStore()
    town = Town(fake, tmp_path)

    async with fake.open(), town.bot(store=store) as one, town.opened(store=store) as other:
        before = fake.requests.count("POST", "/oauth2/token")
        fake.expire("mybot")
        for bot in (one, other):
            await bot.helix.users.get_users(login="viewer")

    assert 1 == fake.requests.count("POST", "/oauth2/token") - before


async def test_callback_that_calls_helix(tmp_path: pathlib.Path, autojump_clock: object) -> None:
    """A refresh callback can call Helix, with the new token."""
    fake = FakeTwitch("my-client-id")
    logins: list[str] = []

    async def refreshed(_old: UserToken, _new: UserToken) -> None:
        (user,) = await running[0].helix.users.get_users(login="viewer")
        logins.append(user.login)

    async with fake.open(), Town(fake, tmp_path).bot(on_user_token_refresh=refreshed) as bot:
        running = [bot]
        await bot.tokens.refresh(bot.account)

    assert ["viewer"] == logins
