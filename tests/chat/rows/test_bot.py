"""Rows of the bot itself: how it opens, who it is, and what it can be asked."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial

import pytest
import trio
from trio.testing import MockClock

from tests.chat.house import open_house
from twitchtrio import APP, Bot, CommandContext, Router, UserToken, UserTokenRefresh, open_bot
from twitchtrio.auth import DEFAULT_SCOPES
from twitchtrio.errors import TokenRevokedError
from twitchtrio.eventsub import ChannelChatMessage
from twitchtrio.eventsub.transports import WebSocketTransport
from twitchtrio.helix import NamedChatColor
from twitchtrio.stores import MemoryStore
from twitchtrio.testing import FakeTwitch, open_chat


@asynccontextmanager
async def started(twitch: FakeTwitch, token: UserToken, secret: str | None = None) -> AsyncGenerator[Bot]:
    """A bot that was given all its options."""
    async with open_bot(
        twitch.client_id,
        client_secret=secret,
        token=token,
        store=MemoryStore(),
        transport=WebSocketTransport(keepalive=30),
        endpoints=twitch.endpoints,
        network=twitch.network,
    ) as bot:
        yield bot


def token_of(twitch: FakeTwitch) -> UserToken:
    """What the bot's account has granted."""
    grant = twitch.grant("bot", sorted(DEFAULT_SCOPES))
    return UserToken(access_token=grant.access_token, refresh_token=grant.refresh_token)


def hello() -> Router[None]:
    """A router with one command and an option."""
    router: Router[None] = Router()

    @router.command()
    async def hello(ctx: CommandContext, *, loud: bool = False) -> None:
        await ctx.send("HELLO" if loud else "hello")

    return router


async def test_c01_options(autojump_clock: MockClock) -> None:
    """App, token and transport are the bot's; prefix and sign of options are said where something is served."""
    twitch = FakeTwitch(client_secret="my-client-secret")
    for login in ("bot", "streamer", "viewer"):
        twitch.add_user(login)
    async with (
        twitch.open(),
        started(twitch, token_of(twitch), "my-client-secret") as bot,
        trio.open_nursery() as nursery,
    ):
        await nursery.start(partial(bot.serve, hello(), "streamer", prefix="?", option="+"))
        twitch.say("streamer", "viewer", "?hello +loud")
        assert "HELLO" == (await twitch.next_message("streamer", by="bot")).text
        assert (twitch.client_id, True) == (bot.tokens.client_id, bot.tokens.has_app)
        assert 30 == twitch.read_log()[0].read[0].json["payload"]["session"]["keepalive_timeout_seconds"]
        nursery.cancel_scope.cancel()


async def test_c02_start(fake_twitch: FakeTwitch, autojump_clock: MockClock) -> None:
    """A token that has run out is refreshed at the start, once; one that is void comes out as an error there."""
    token = token_of(fake_twitch)
    fake_twitch.expire("bot")
    async with started(fake_twitch, token) as bot:
        assert ("bot", "bot") == (bot.account.login, bot.user.login)
        assert 1 == fake_twitch.requests.count("POST", "/oauth2/token")
        async with bot.listen(ChannelChatMessage, "streamer") as messages:
            fake_twitch.say("streamer", "viewer", "ready")
            assert "ready" == (await messages.receive()).text

    token = token_of(fake_twitch)
    fake_twitch.disconnect("bot")
    with pytest.raises(TokenRevokedError):
        async with started(fake_twitch, token):
            pytest.fail("it has no token")


async def test_c03_own_user(autojump_clock: MockClock) -> None:
    """The bot knows its own user, and chooses the color of its name."""
    async with open_house(["user:manage:chat_color"]) as house:
        await house.bot.set_color(NamedChatColor.HOT_PINK)
        own = house.twitch.user("bot")

        assert (own.id, "bot", "#FF69B4") == (house.bot.user.id, house.bot.user.display_name, own.color)


async def test_c61_users(autojump_clock: MockClock) -> None:
    """A user is had by a login or by an id; so is a channel."""
    async with open_house() as house:
        (viewer,) = await house.bot.helix.users.get_users(login="viewer")

        assert (viewer,) == await house.bot.helix.users.get_users(id=viewer.id)
        assert () == await house.bot.helix.users.get_users(login="nobody")
        assert await house.bot.channel("Viewer") == await house.bot.channel(id=viewer.id)


async def test_c69_queries(autojump_clock: MockClock) -> None:
    """The bot asks for streams and clips, one or many, and where it moderates; none is no error."""
    async with open_house(["user:read:moderated_channels"]) as house:
        house.twitch.go_live("viewer")
        house.twitch.clip("viewer", "streamer", title="Checkmate")
        await trio.sleep(5)
        streams, clips = house.bot.helix.streams, house.bot.helix.clips

        assert {"streamer", "viewer"} == {each.user_login async for each in streams.get_streams()}
        assert 1 == len(await streams.get_streams().collect(limit=1))
        assert () == await streams.get_streams(user_login="friend").collect()
        assert await streams.get_streams(user_login="friend").first() is None
        found = await clips.get_clips(broadcaster_id=house.channel.user_id).first()
        assert found is not None
        assert (found,) == await clips.get_clips(id=found.id).collect()
        assert await clips.get_clips(broadcaster_id=house.bot.user.id).first() is None
        assert (house.channel,) == await house.bot.moderated_channels()
        assert await house.channel.is_moderator()
        assert not await (await house.bot.channel("friend")).is_moderator()


async def test_c70_parts() -> None:
    """From the bot and what it serves, all parts can be reached."""
    router = hello()
    async with open_chat(router, option="+") as chat:
        bot, serving = chat.bot, chat.serving

        assert (router, "+") == (serving.router, serving.option)
        assert ("streamer",) == tuple(map(str, serving.channels))
        assert [("hello",)] == [each.names for each in serving.router.commands]
        assert ("channel.chat.message",) == tuple(each.type for each in bot.eventsub.subscriptions)
        assert bot.account == bot.tokens.own
        assert not bot.tokens.has_app
        assert chat.twitch.user("bot").id == (await bot.helix.users.get_users(login="bot"))[0].id

        async with bot.token_refreshes() as refreshes:
            chat.twitch.expire("bot")
            assert ("hello",) == await chat.say("!hello")
            refreshed = await refreshes.receive()
        assert isinstance(refreshed, UserTokenRefresh)
        assert refreshed.new.access_token == await bot.tokens.access_token(bot.account)


async def test_c70_app_token(autojump_clock: MockClock) -> None:
    """Where the bot has the app's secret, it acts with the app's own token too."""
    async with open_house(secret="my-client-secret") as house:
        assert house.bot.tokens.has_app
        assert "bot" == (await house.bot.helix.acting_as(APP).users.get_users(login="bot"))[0].login
        assert await house.bot.tokens.access_token(APP) != await house.bot.tokens.access_token(house.bot.account)
