"""What cannot be meant is refused at the door: by an error of ours, which names the parameter."""

from __future__ import annotations

import inspect
import math
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from trio.testing import MockClock

from twitchtrio import (
    APP,
    Bot,
    ChannelChatMessage,
    Endpoints,
    Helix,
    Network,
    Overflow,
    Router,
    StreamOnline,
    UnknownEvent,
    UserToken,
    browser_login,
    device_login,
    open_bot,
    open_eventsub,
    open_helix,
)
from twitchtrio.auth import open_oauth
from twitchtrio.chat import Between, ChatLimits, PartialUser, Sender
from twitchtrio.errors import ConfigurationError
from twitchtrio.eventsub import Event, WebSocketTransport, read_journal
from twitchtrio.eventsub.events.conditions import WithBroadcaster
from twitchtrio.stores import MemoryStore, SQLiteStore, open_store
from twitchtrio.testing import FakeTwitch, open_test_bot
from twitchtrio.tokens import App, Secret

Door = Callable[..., Any]
Wrong = dict[str, list[Any]]

SECRET = "a-secret-that-nobody-sees"
USER = SimpleNamespace(user_id="1")
"""An object where its id is wanted."""


def with_store(door: Door) -> Door:
    """A door that opens with a client id and a store that is empty."""
    return lambda **given: door(**{"client_id": "my-client-id", "store": MemoryStore(), **given})


def eventsub(**given: Any) -> Any:
    """EventSub with something that might be a client."""
    return open_eventsub(**{"api": SimpleNamespace(account_for=None), **given})


@asynccontextmanager
async def bot_for_tests(**given: Any) -> AsyncGenerator[Bot, None]:
    """A bot in a fake Twitch."""
    twitch = FakeTwitch()
    twitch.add_user("bot")
    async with twitch.open(), open_test_bot(**{"twitch": twitch, "user": "bot", **given}) as bot:
        yield bot


def endpoints(**given: Any) -> Endpoints:
    """Where Twitch would live."""
    http = dict.fromkeys(("helix", "oauth", "eventsub_subscriptions"), "https://twitch.example")
    return Endpoints(**{"eventsub_websocket": "wss://twitch.example", **http, **given})


def unknown(**given: Any) -> Any:
    """A type that has no class."""
    return UnknownEvent.where(**{"type": "channel.brand_new", "version": "1", "condition": {}, **given})


CLIENT: Wrong = {
    "client_id": [5, None, "", b"app"],
    "client_secret": [5, "", SECRET.encode(), [SECRET], Secret],
}
LOGIN: Wrong = {
    "account": [5, b"bot", UserToken(access_token=SECRET)],
    "token": [5, SECRET, Secret(SECRET), UserToken],
    "store": [5, MemoryStore, b"tokens.sqlite3"],
    "login": [5, "bot", device_login],
    "on_user_token_refresh": [5, "print"],
    "on_app_token_refresh": [5, "print"],
}
TRANSPORT: Wrong = {"transport": ["websocket", "", 5, WebSocketTransport]}
PLACE: Wrong = {
    "endpoints": ["http://x", 5, Endpoints],
    "network": ["x", "", False, Network, SimpleNamespace(http=None)],
}
CHATTING: Wrong = {"chat_as": ["APP", True, USER, App], "chat_limits": [20, None, "verified", ChatLimits]}
SCOPES: Wrong = {"scopes": [5, None, [5], ["user:read:chat", None]]}
ADDRESS = [5, None, b"https://x"]

DOORS: dict[str, tuple[Door, Wrong]] = {
    "open_bot": (with_store(open_bot), CLIENT | LOGIN | TRANSPORT | PLACE | CHATTING),
    "open_helix": (with_store(open_helix), CLIENT | LOGIN | PLACE),
    "open_oauth": (lambda **given: open_oauth(**{"client_id": "app", **given}), CLIENT | PLACE),
    "open_eventsub": (eventsub, {"api": ["my-client-id", None, Helix], **TRANSPORT, **PLACE}),
    "open_test_bot": (
        bot_for_tests,
        {"twitch": ["bot", None, FakeTwitch], "user": [5, None], **SCOPES, **LOGIN, **TRANSPORT, **PLACE, **CHATTING},
    ),
    "open_store": (open_store, {"store": [5, MemoryStore]}),
    "SQLiteStore": (SQLiteStore, {"path": [5, b"tokens.sqlite3"]}),
    "read_journal": (read_journal, {"path": [5, None, b"journal.jsonl"]}),
    "device_login": (device_login, {"tell": [5, "print", None], **SCOPES}),
    "browser_login": (
        browser_login,
        {"tell": [5, "print", None], "port": ["17563", None], "open_browser": ["firefox", None], **SCOPES},
    ),
    "Between": (partial(Between, low=1, high=5), {"low": ["1", None, 6], "high": ["5", None, 0]}),
    "UserToken": (partial(UserToken, access_token="token"), {"scopes": [5, [5]]}),
    "Network": (Network, {"http": ["x"], "dial": ["x"], "tls": [True, "x"]}),
    "Endpoints": (
        endpoints,
        {"helix": ADDRESS, "oauth": ADDRESS, "eventsub_websocket": ADDRESS, "eventsub_subscriptions": ADDRESS},
    ),
    "Endpoints.fake": (Endpoints.fake, {"url": ["", "http://x", "https://127.0.0.1:1", *ADDRESS]}),
    "Endpoints.twitch_cli": (Endpoints.twitch_cli, {"mock_api": ADDRESS, "websocket": ADDRESS}),
    "WebSocketTransport": (WebSocketTransport, {"keepalive": ["10", 10.5, 5]}),
    "where": (StreamOnline.where, {"broadcaster_user_id": [1002, "somechannel", None, USER]}),
    "for_channel": (ChannelChatMessage.for_channel, {"broadcaster_user_id": [1002]}),
    "UnknownEvent.where": (
        unknown,
        {"type": [5, None], "version": [1, None], "condition": ["1002", None, [("broadcaster_user_id", "1")]]},
    ),
}


# Doors of a running bot.


def sending(bot: Bot) -> Door:
    """To send by ids."""
    send = Sender(bot.helix, bot.account).send
    return lambda **given: send(**{"broadcaster_id": bot.account.user_id, "text": "hi", **given})


def replying(bot: Bot) -> Door:
    """To answer what might be a message."""
    message = SimpleNamespace(broadcaster_user_id=bot.account.user_id, message_id="message")
    return lambda **given: bot.reply(**{"message": message, "text": "hi", **given})


def channel_verb(name: str, **given: Any) -> Callable[[Bot], Door]:
    """A verb of the bot's own channel, with what it takes otherwise."""
    return lambda bot: partial(getattr(bot.channel_of(bot.account), name), **given)


NO_TEXT = [5, None, b"hi"]
NO_USER = [5, None, b"viewer", ["viewer"], SimpleNamespace(user_id=1), PartialUser, object()]
NO_MESSAGE = [5, "", USER, SimpleNamespace(message_id=b"1")]
NO_SECONDS = ["60", 60.5]
NO_TEXTS = ["Chess", 5, None, ["Chess", 5]]
BAN: Wrong = {"user": NO_USER, "reason": NO_TEXT}
CHANNEL: dict[str, tuple[Callable[[Bot], Door], Wrong]] = {
    "channel.send": (channel_verb("send", text="Hello"), {"text": NO_TEXT, "reply_to": NO_MESSAGE}),
    "channel.announce": (channel_verb("announce", text="Hello"), {"text": NO_TEXT, "color": [5, None]}),
    "channel.shoutout": (channel_verb("shoutout"), {"who": NO_USER}),
    "channel.pin": (channel_verb("pin", message="1"), {"message": [*NO_MESSAGE, None], "seconds": NO_SECONDS}),
    "channel.delete": (channel_verb("delete"), {"message": [*NO_MESSAGE, None]}),
    "channel.ban": (channel_verb("ban", user="viewer"), BAN),
    "channel.unban": (channel_verb("unban"), {"user": NO_USER}),
    "channel.timeout": (
        channel_verb("timeout", user="viewer", length=1),
        {**BAN, "length": ["60", None, math.nan, math.inf, -math.inf]},
    ),
    "channel.warn": (channel_verb("warn", user="viewer", reason="Rude"), BAN),
    "channel.add_moderator": (channel_verb("add_moderator"), {"user": NO_USER}),
    "channel.remove_moderator": (channel_verb("remove_moderator"), {"user": NO_USER}),
    "channel.add_vip": (channel_verb("add_vip"), {"user": NO_USER}),
    "channel.remove_vip": (channel_verb("remove_vip"), {"user": NO_USER}),
    "channel.is_moderator": (channel_verb("is_moderator"), {"user": [5, b"viewer"]}),
    "channel.edit_settings": (
        channel_verb("edit_settings"),
        {
            "slow": NO_SECONDS,
            "followers": ["60", 60, 60.5],
            "subscribers": ["yes", 1, None],
            "emotes": ["yes", 1, None],
            "unique": ["yes", 1, None],
            "delay": [3, "2", 2.5, []],
        },
    ),
    "channel.set_shield_mode": (channel_verb("set_shield_mode"), {"on": ["yes", 1, None]}),
    "channel.edit_automod": (channel_verb("edit_automod"), {"overall_level": ["2", None], "swearing": ["2", None]}),
    "channel.edit": (
        channel_verb("edit"),
        {"title": [5, b"Chess"], "game": [5, b"Chess"], "language": [5], "tags": ["Relaxed", 5, [5]]},
    ),
    "channel.clip": (channel_verb("clip"), {"title": [5], "duration": ["30"]}),
    "channel.marker": (channel_verb("marker"), {"text": NO_TEXT}),
    "channel.commercial": (channel_verb("commercial"), {"seconds": [*NO_SECONDS, None]}),
    "channel.raid": (channel_verb("raid"), {"to": NO_USER}),
    "channel.follower": (channel_verb("follower"), {"user": NO_USER}),
    "channel.poll": (
        channel_verb("poll", title="Next?", choices=["Chess", "Go"], seconds=60),
        {"title": NO_TEXT, "choices": NO_TEXTS, "seconds": [*NO_SECONDS, None], "points": ["100", 1.5]},
    ),
    "channel.end_poll": (channel_verb("end_poll"), {"poll": ["1", None, USER]}),
    "channel.predict": (
        channel_verb("predict", title="Win?", outcomes=["Yes", "No"], seconds=60),
        {"title": NO_TEXT, "outcomes": NO_TEXTS, "seconds": [*NO_SECONDS, None]},
    ),
    "channel.lock": (channel_verb("lock"), {"prediction": ["1", None, USER]}),
    "channel.resolve": (channel_verb("resolve", winner="Yes"), {"prediction": ["1", None, USER]}),
    "channel.cancel": (channel_verb("cancel"), {"prediction": ["1", None, USER]}),
}

LISTENING: Wrong = {
    "acting_as": ["bot", 5],
    "buffer": ["10", None, 0, -1, 1.5],
    "overflow": ["drop", None, 5, []],
    "catch_up": ["yes", None, 1, 0],
}

SERVING: Wrong = {
    "prefix": ["/", "", 5, None],
    "option": ["", " ", "x", 5, None],
    "crash": ["never", None, 5, []],
    "shared": ["twice", None, 5, []],
    "own": ["no", None, 0],
    "ignore": ["nightbot", 5, None, [5]],
    "limit": ["512", 0, -1, 1.5, None],
}

INSIDE: dict[str, tuple[Callable[[Bot], Door], Wrong]] = {
    **CHANNEL,
    "channel_of": (lambda bot: bot.channel_of, {"user": NO_USER}),
    "whisper": (lambda bot: partial(bot.whisper, user="viewer", text="Hello"), {"user": NO_USER, "text": NO_TEXT}),
    "set_color": (lambda bot: bot.set_color, {"color": [5, None]}),
    "listen": (lambda bot: partial(bot.listen, ChannelChatMessage, "streamer"), LISTENING),
    "wait_for": (lambda bot: partial(bot.wait_for, ChannelChatMessage, "streamer"), {"matching": ["x", 5, True]}),
    "serve": (lambda bot: partial(bot.serve, Router()), SERVING),
    "journal": (lambda bot: bot.eventsub.journal, {"path": [5, None, b"journal.jsonl"]}),
    "send": (lambda bot: partial(bot.send, channel="streamer", text="hi"), {"channel": NO_USER, "text": NO_TEXT}),
    "reply": (replying, {"message": ["hi", None, 5, USER], "text": [5, None, USER]}),
    "Sender.send": (
        sending,
        {"broadcaster_id": [5, None, USER], "text": [5, None], "reply_to": [5, USER], "source_only": [None, 1]},
    ),
    "tokens.add": (lambda bot: bot.tokens.add, {"token": ["token", 5, None]}),
    "tokens.refresh": (lambda bot: bot.tokens.refresh, {"account": ["bot", 5, None]}),
    "tokens.remove": (lambda bot: bot.tokens.remove, {"account": ["bot", 5, None]}),
    "collect": (lambda bot: bot.helix.streams.get_streams().collect, {"limit": ["10", 0, 1.5]}),
    "request": (
        lambda bot: partial(bot.helix.request, "GET", "/users"),
        {"query": ["login=bot", 5], "body": ["{}", 5], "scopes": [5, None]},
    ),
}


# Going through them.


async def through(door: Door, name: str, value: object) -> None:
    """Go through a door to its end, with one wrong value."""
    result: Any = door(**{name: value})
    if hasattr(result, "__aenter__"):
        async with result:
            pass
    elif inspect.isawaitable(result):
        await result


async def refused(door: Door, wrong: Wrong) -> None:
    """Whatever is wrong is refused by the parameter's name, and is not shown where it may be secret."""
    for name, values in wrong.items():
        for value in values:
            with pytest.raises(ConfigurationError) as caught:
                await through(door, name, value)
            assert name in str(caught.value).replace("client ", "client_"), f"{value!r}: {caught.value}"
            assert SECRET not in str(caught.value)


@pytest.mark.parametrize("name", DOORS)
async def test_refused(name: str, autojump_clock: MockClock) -> None:
    """So it is with all that opens, listens or is made."""
    await refused(*DOORS[name])


@pytest.mark.parametrize("name", INSIDE)
async def test_refused_inside(name: str, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """So it is with what a running bot does, which goes on."""
    door, wrong = INSIDE[name]
    await refused(door(twitch_bot), wrong)
    assert "bot" == (await twitch_bot.helix.users.get_users())[0].login


def test_app_without_secret() -> None:
    """The app itself has a token only by its secret."""
    with pytest.raises(ConfigurationError, match=r"chat_as=APP .* client_secret="):
        open_bot("my-client-id", chat_as=APP)


@pytest.mark.parametrize("value", [5, None, SECRET.encode()])
def test_token(value: Any) -> None:
    """What is no token is told as such, and never shown."""
    with pytest.raises(ConfigurationError, match="A token is a str or a Secret, not") as caught:
        UserToken(access_token=value)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("what", [Event, WithBroadcaster])
async def test_base(what: Any, twitch_bot: Bot, autojump_clock: MockClock) -> None:  # noqa: ASYNC124  # a door may be awaited
    """The base of events is told from an event, and no advice is given that does not exist."""
    with pytest.raises(ConfigurationError, match=f"{what.__name__} is the base of many events. Pass one") as caught:
        twitch_bot.listen(what, "streamer")
    assert f" {what.__name__}.where" not in str(caught.value)


def test_number_for_an_id() -> None:
    """Only what may be a login gets advice on logins."""
    where: Any = StreamOnline.where
    with pytest.raises(ConfigurationError, match=r"=1002 is no user id, which is a str of digits\.$"):
        where(broadcaster_user_id=1002)


def test_policies() -> None:
    """Who names a policy that there is not hears which there are; one may be named by its text."""
    assert Overflow.DROP_OLDEST is Overflow("drop_oldest")
    with pytest.raises(ConfigurationError, match="'drop' is none of 'raise', 'drop_oldest', 'drop_newest'"):
        Overflow("drop")
