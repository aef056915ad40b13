"""Mistakes in signing in: the app, the login, the scopes."""
# ruff: noqa: D103 - the words of a mistake are in its decorator

from __future__ import annotations

from typing import Any

import trio

from tests.newcomers.town import Town, mistake
from twitchtrio import ChannelChatMessage, ChannelFollow, UserToken, browser_login, device_login
from twitchtrio.errors import (
    BadRequestError,
    ConfigurationError,
    LoginRequiredError,
    MissingScopeError,
    SubscriptionRevokedError,
    TokenRevokedError,
)
from twitchtrio.eventsub import ChannelSubscribe

# The app


@mistake("a wrong client id", ConfigurationError, "'no-such-client-id'", "copy the id from https://dev.twitch.tv")
async def wrong_client_id(town: Town) -> None:
    async with town.opened("no-such-client-id", login=device_login(print)):
        pass


@mistake("a client id from an environment variable that is not set", ConfigurationError, "None is no client id", "copy")
async def no_client_id(town: Town) -> None:
    async with town.opened(None):
        pass


@mistake("a wrong client secret", ConfigurationError, "client secret", "'my-client-id'", "Make a new one")
async def wrong_secret(town: Town) -> None:
    town.fake.add_app("my-client-id", "my-client-secret")
    async with town.bot(client_secret="another-secret") as bot:
        await bot.tokens.refresh(bot.account)


@mistake("a secret for a public app", ConfigurationError, "client secret", "a public app has none", "leave")
async def secret_for_a_public_app(town: Town) -> None:
    async with town.bot(client_secret="my-client-secret") as bot:
        await bot.tokens.refresh(bot.account)


@mistake(
    "no secret for a confidential app", ConfigurationError, "'my-client-id'", "pass client_secret", "sign in again"
)
async def no_secret(town: Town) -> None:
    town.fake.add_app("my-client-id", "my-client-secret")
    async with town.bot() as bot:
        await bot.tokens.refresh(bot.account)


# The login


@mistake("nobody has signed in", LoginRequiredError, "no login", "`twitchtrio login --client-id my-client-id`")
async def no_login(town: Town) -> None:
    async with town.opened():
        pass


@mistake("`login=device_login` without its parentheses", ConfigurationError, "login=", "such as device_login()")
async def uncalled_login(town: Town) -> None:
    async with town.opened(login=device_login):
        pass


@mistake("the account's name in `login=`", ConfigurationError, "login=", "is named with account=")
async def account_in_login(town: Town) -> None:
    async with town.opened(login="mybot"):
        pass


@mistake("the login was lost while the bot was away", TokenRevokedError, "'mybot'", "twitchtrio login", "sign in as")
async def lost_login(town: Town) -> None:
    store = await town.signed_in("mybot")
    town.fake.disconnect("mybot")
    async with town.opened(store=store):
        pass


@mistake(
    "the login is lost while the bot runs", TokenRevokedError, "'mybot'", "--scopes user:read:chat,user:write:chat"
)
async def lost_while_running(town: Town) -> None:
    async with town.bot() as bot:
        town.fake.disconnect("mybot")
        await bot.send("somechannel", "Hello")


@mistake(
    "the login is lost while it listens", SubscriptionRevokedError, "channel.chat.message", "a new login is needed"
)
async def lost_while_listening(town: Town) -> None:
    async with town.bot() as bot, bot.listen(ChannelChatMessage, "somechannel") as messages:
        town.fake.disconnect("mybot")
        await messages.receive()


@mistake(
    "`token=` without a refresh token, which has expired", LoginRequiredError, "no refresh token", "twitchtrio login"
)
async def expired_token(town: Town) -> None:
    token = town.token(whole=False)
    town.fake.expire("mybot")
    async with town.opened(token=token):
        pass


@mistake("`token=` without a refresh token, four hours later", TokenRevokedError, "'mybot'", "without a refresh token")
async def no_refresh_token(town: Town) -> None:
    async with town.bot(token=town.token(whole=False)) as bot:
        await trio.sleep(4 * 3600)
        await bot.send("somechannel", "Hello")


@mistake("a text as `token=`", ConfigurationError, "UserToken(access_token=..., refresh_token=...)")
async def text_as_token(town: Town) -> None:
    async with town.opened(token=town.token().access_token):
        pass


@mistake("a login as the access token", LoginRequiredError, "not valid", "twitchtrio login")
async def login_as_token(town: Town) -> None:
    async with town.opened(token=UserToken(access_token="mybot")):
        pass


@mistake("`oauth:` before the token, as chat over IRC wants it", ConfigurationError, "`oauth:`", "leave that out")
async def token_for_irc(town: Town) -> None:
    UserToken(access_token="oauth:" + town.token().access_token.reveal())
    await trio.lowlevel.checkpoint()


@mistake("the token of another app", ConfigurationError, "'other-app'", "'my-client-id'", "sign in again")
async def token_of_another_app(town: Town) -> None:
    town.fake.add_app("other-app")
    async with town.bot(token=town.token(client_id="other-app")):
        pass


@mistake("an app access token as `token=`", ConfigurationError, "app access token", "a user access token is wanted")
async def app_token_as_token(town: Town) -> None:
    async with town.opened(token=UserToken(access_token=town.fake.accounts.app_token("my-client-id").value)):
        pass


@mistake(
    "`account=` names one that has not signed in", LoginRequiredError, "'viewer'", "only 'mybot'", "sign in as 'viewer'"
)
async def absent_account(town: Town) -> None:
    async with town.opened(store=await town.signed_in("mybot"), account="viewer"):
        pass


@mistake("`browser_login` for a public app", ConfigurationError, "'my-client-id'", "device_login()")
async def browser_for_a_public_app(town: Town) -> None:
    async with town.opened(login=browser_login(print)):
        pass


@mistake("the port of `browser_login` is taken", ConfigurationError, "in use", "choose another port", clock="real")
async def taken_port(town: Town) -> None:
    town.fake.add_app("my-client-id", "my-client-secret")
    (listener,) = await trio.open_tcp_listeners(0, host="127.0.0.1")
    async with listener:
        port = listener.socket.getsockname()[1]
        login: Any = browser_login(print, port=port, open_browser=print)
        async with town.opened(client_secret="my-client-secret", login=login):
            pass


# The scopes


@mistake("a scope is missing for a call", MissingScopeError, "user:write:chat", "'mybot'", "twitchtrio login")
async def missing_scope(town: Town) -> None:
    async with town.bot("user:read:chat") as bot:
        await bot.send("somechannel", "Hello")


@mistake("a scope is missing for an event", MissingScopeError, "moderator:read:followers", "'mybot'", "user:read:chat,")
async def missing_scope_of_an_event(town: Town) -> None:
    async with town.bot() as bot, bot.listen(ChannelFollow, "somechannel"):
        pass


@mistake(
    "the broadcaster has to sign in, and has not", LoginRequiredError, "channel:read:subscriptions", "as 'somechannel'"
)
async def broadcaster_not_signed_in(town: Town) -> None:
    async with town.bot() as bot, bot.listen(ChannelSubscribe, "somechannel"):
        pass


@mistake("a scope that Twitch does not have", BadRequestError, "invalid scope requested: 'chat:everything'")
async def unknown_scope(town: Town) -> None:
    async with town.opened(login=device_login(print, scopes=["chat:everything"])):
        pass
