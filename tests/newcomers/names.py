"""Mistakes in naming channels, events and accounts."""
# ruff: noqa: D103 - the words of a mistake are in its decorator

from __future__ import annotations

from typing import Any, cast

import trio

from tests.newcomers.town import Town, mistake
from twitchtrio import Bot, ChannelChatMessage, ChannelFollow, ChannelRaid, StreamOnline, UnknownEvent
from twitchtrio.errors import ConfigurationError, NotFoundError, SubscriptionError
from twitchtrio.eventsub import Event


def untyped(bot: Bot) -> Any:
    """The bot as somebody sees it who runs no type checker."""
    return bot


@mistake("an id where a login is wanted", NotFoundError, "'1002'", "a login is wanted", "bot.channel(id='1002')")
async def id_for_a_login(town: Town) -> None:
    async with town.bot() as bot, bot.listen(StreamOnline, "1002"):
        pass


@mistake("an id as a number", ConfigurationError, "1002 is no channel", "pass a login as a str")
async def number_for_a_login(town: Town) -> None:
    async with town.bot() as bot, untyped(bot).listen(StreamOnline, 1002):
        pass


@mistake("a list of channels", ConfigurationError, "is no channel", "pass a login as a str")
async def list_of_channels(town: Town) -> None:
    async with town.bot() as bot, untyped(bot).listen(StreamOnline, ["somechannel", "viewer"]):
        pass


@mistake("a login where an id is wanted", ConfigurationError, "broadcaster_user_id='somechannel'", "bot.channel()")
async def login_for_an_id(town: Town) -> None:
    async with town.bot() as bot, bot.listen(StreamOnline.where(broadcaster_user_id="somechannel")):
        pass


@mistake("`#somechannel`, as in IRC", ConfigurationError, "'#somechannel' is no login", "twitch.tv/login")
async def channel_of_irc(town: Town) -> None:
    async with town.bot() as bot:
        await bot.send("#somechannel", "Hello")


@mistake("the login of nobody", NotFoundError, "nobody has the login 'nobody_at_all'", "'mybot'")
async def login_of_nobody(town: Town) -> None:
    async with town.bot() as bot, bot.listen(ChannelChatMessage, "somechannel", "nobody_at_all"):
        pass


@mistake("the id of nobody", NotFoundError, "nobody has the user id '77'")
async def id_of_nobody(town: Town) -> None:
    async with town.bot() as bot:
        await bot.channel(id="77")


@mistake("an event without its channel", ConfigurationError, "Which channel?", "listen(ChannelChatMessage, 'login')")
async def event_without_a_channel(town: Town) -> None:
    async with town.bot() as bot, untyped(bot).listen(ChannelChatMessage):
        pass


@mistake("a channel after `where(...)`", ConfigurationError, "'somechannel'", "use the event's where(...)")
async def channel_after_where(town: Town) -> None:
    wanted = StreamOnline.where(broadcaster_user_id="1002")
    async with town.bot() as bot, untyped(bot).listen(wanted, "somechannel"):
        pass


@mistake("a type's name where its class is wanted", ConfigurationError, "'channel.chat.message' is no event class")
async def name_for_an_event(town: Town) -> None:
    async with town.bot() as bot, untyped(bot).listen("channel.chat.message", "somechannel"):
        pass


@mistake("an event where its class is wanted", ConfigurationError, "is no event class", "such as ChannelChatMessage")
async def event_for_a_class(town: Town) -> None:
    async with town.bot() as bot, bot.listen(StreamOnline, "somechannel") as events:
        town.fake.go_live("somechannel")
        event = await events.receive()
        async with untyped(bot).listen(event, "somechannel"):
            pass


@mistake(
    "`Event`, the base of all", ConfigurationError, "Event is the base of many events", "such as ChannelChatMessage"
)
async def base_for_an_event(town: Town) -> None:
    async with town.bot() as bot, bot.listen(Event, "somechannel"):
        pass


@mistake(
    "a number where a user id is wanted", ConfigurationError, "broadcaster_user_id=1002", "which is a str of digits"
)
async def number_for_an_id(town: Town) -> None:
    await trio.lowlevel.checkpoint()
    cast("Any", StreamOnline).where(broadcaster_user_id=1002)


@mistake('a raid "in" a channel', ConfigurationError, "ChannelRaid", "by ChannelRaid.into or ChannelRaid.out_of")
async def raid_in_a_channel(town: Town) -> None:
    async with town.bot() as bot, bot.listen(ChannelRaid, "somechannel"):
        pass


@mistake("a type that Twitch does not have", SubscriptionError, "channel.chat.mail", "'mybot'", "invalid subscription")
async def unknown_event_type(town: Town) -> None:
    async with town.bot() as bot, bot.listen(UnknownEvent.where("channel.chat.mail", "1", {})):
        pass


@mistake(
    "an event for moderators, by an account that is none", SubscriptionError, "channel.follow", "'mybot'", "missing"
)
async def not_a_moderator(town: Town) -> None:
    async with town.bot("moderator:read:followers") as bot, bot.listen(ChannelFollow, "somechannel"):
        pass


@mistake("a login for `listen(..., acting_as=)`", ConfigurationError, "an Account (bot.account", "'mybot'")
async def login_for_acting_as(town: Town) -> None:
    async with town.bot() as bot, untyped(bot).listen(ChannelChatMessage, "somechannel", acting_as="mybot"):
        pass


@mistake("a login for `helix.acting_as()`", ConfigurationError, "an Account (bot.account", "or APP", "'mybot'")
async def login_for_helix_acting_as(town: Town) -> None:
    async with town.bot() as bot:
        untyped(bot).helix.acting_as("mybot")


@mistake("an `overflow=` that there is not", ConfigurationError, "overflow='drop_all'", "'drop_oldest'")
async def unknown_overflow(town: Town) -> None:
    async with town.bot() as bot, untyped(bot).listen(ChannelChatMessage, "somechannel", overflow="drop_all"):
        pass


@mistake("a number of events as a text", ConfigurationError, "buffer='10'", "a whole number")
async def text_as_buffer(town: Town) -> None:
    async with town.bot() as bot, untyped(bot).listen(ChannelChatMessage, "somechannel", buffer="10"):
        pass


@mistake("`bot.reply(text, message)`, the wrong way round", ConfigurationError, "message=", "after it comes the text")
async def swapped_reply(town: Town) -> None:
    async with town.bot() as bot, bot.listen(ChannelChatMessage, "somechannel") as messages:
        town.fake.say("somechannel", "viewer", "Hello")
        await untyped(bot).reply("Hi", await messages.receive())


@mistake("a typo in a keyword", TypeError, "unexpected keyword argument 'acount'")  # codespell:ignore acount
async def typo_in_a_keyword(town: Town) -> None:
    await trio.lowlevel.checkpoint()
    # At once, not when the block is entered.
    town.opened(acount=cast("Any", "mybot"))  # codespell:ignore acount
