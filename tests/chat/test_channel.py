"""A channel's verbs: what they say of themselves is so, and whom they take."""

from __future__ import annotations

from typing import Any

import pytest
from trio.testing import MockClock

from tests.chat.calls import CALLS
from tests.chat.house import open_house
from tests.chat.verbs import VERBS, said_of
from twitchtrio import Account, Channel
from twitchtrio._needs import alternatives, in_words
from twitchtrio.chat import PartialUser
from twitchtrio.chat.channel import channel_of
from twitchtrio.errors import ConfigurationError, LoginRequiredError, MissingScopeError, NotFoundError
from twitchtrio.eventsub import ChannelChatMessage

# What they say.


def test_all() -> None:
    """Each verb is called below."""
    assert sorted(VERBS) == sorted(CALLS)


@pytest.mark.parametrize("name", VERBS)
def test_docstring(name: str) -> None:
    """A verb names each endpoint that it calls by its title, who must act, and the scopes."""
    said = said_of(VERBS[name])

    assert said
    assert [(each.expected_who, in_words(each.needed)) for each in said] == [(each.who, each.scopes) for each in said]


def granted(name: str) -> tuple[list[str], list[str]]:
    """The scopes that a verb says it needs, of the bot and of the broadcaster, and no others."""
    bot: list[str] = []
    streamer: list[str] = []
    for each in said_of(VERBS[name]):
        (bot if each.is_of_the_bot else streamer).extend(any_of[0] for any_of in alternatives(each.needed))
    return bot, streamer


@pytest.mark.parametrize("name", CALLS)
async def test_calls(name: str, autojump_clock: MockClock) -> None:
    """A verb makes the calls that it names, and needs no more scopes than it says, of nobody else."""
    expected = {(each.facts.method, each.facts.path) for each in said_of(VERBS[name])}
    async with open_house(*granted(name)) as house:
        await CALLS[name](house)

        assert expected == house.asked()


@pytest.mark.parametrize("name", [name for name in CALLS if any(granted(name))])
async def test_missing_scope(name: str, autojump_clock: MockClock) -> None:
    """Whose scope is missing is told."""
    first = next(each for each in said_of(VERBS[name]) if each.needed)
    async with open_house((), ()) as house:
        with pytest.raises(MissingScopeError) as caught:
            await CALLS[name](house)

    assert ("bot" if first.is_of_the_bot else "streamer") == caught.value.account
    assert in_words(caught.value.scopes) == first.scopes


@pytest.mark.parametrize("name", [name for name in CALLS if granted(name)[1] and name != "marker"])
async def test_missing_login(name: str, autojump_clock: MockClock) -> None:
    """What only the broadcaster can do takes the broadcaster's login, and says so."""
    async with open_house(granted(name)[0]) as house:
        with pytest.raises(LoginRequiredError) as caught:
            await CALLS[name](house)

    assert house.channel.user_id == caught.value.account


async def test_own_channel(autojump_clock: MockClock) -> None:
    """In its own channel the bot is the broadcaster, and takes no other login."""
    scopes = ["channel:manage:polls", "moderation:read", "moderator:manage:chat_messages", "moderator:read:followers"]
    async with open_house(scopes) as house:
        own = house.bot.channel_of(house.bot.account)
        house.twitch.follow("viewer", "bot")
        await own.clear()

        assert "What next?" == (await own.poll("What next?", ["Chess", "Go"], seconds=60)).title
        assert ["viewer"] == [follower.user_login async for follower in own.followers()]
        assert () == await own.bans().collect()


# Whom they take.


async def test_users(autojump_clock: MockClock) -> None:
    """A user is a login, in any case, or whatever has a user id; a login is looked up once."""
    async with open_house(["moderator:manage:warnings"]) as house:
        channel, viewer = house.channel, house.twitch.user("viewer")
        known = await house.bot.channel("viewer")
        house.twitch.requests.clear()
        partial = PartialUser(user_id=viewer.id, login="viewer", display_name="Viewer")
        for user in ("viewer", "VIEWER", known, partial, known.login):
            await channel.warn(user, "Stop.")
        for _ in range(3):
            await channel.warn("friend", "Stop.")

        assert 1 == house.twitch.requests.count("GET", "/helix/users")
        assert 8 == house.twitch.requests.count("POST", "/helix/moderation/warnings")


async def test_nobody(autojump_clock: MockClock) -> None:
    """The login of nobody is told, and nothing is done."""
    async with open_house(["moderator:manage:banned_users"]) as house:
        with pytest.raises(NotFoundError, match="nobody has the login 'nobody'"):
            await house.channel.ban("nobody")

        assert set() == house.asked()


@pytest.mark.parametrize("name", ["pin", "delete"])
async def test_no_message(name: str, autojump_clock: MockClock) -> None:
    """A message whose id is empty, as one has that was dropped, is not taken for all messages."""
    async with open_house(["moderator:manage:chat_messages"]) as house:
        with pytest.raises(ConfigurationError, match="message= names no message"):
            await getattr(house.channel, name)("")

        assert set() == house.asked()


# Whose they are.


async def test_channel_of(autojump_clock: MockClock) -> None:
    """The channel of a user who is known takes no request."""
    async with open_house(["user:read:chat"]) as house:
        async with house.bot.listen(ChannelChatMessage, "streamer") as messages:
            house.twitch.say("streamer", "viewer", "Hello")
            message = await messages.receive()
        house.twitch.requests.clear()
        of = house.bot.channel_of
        account = Account(user_id=house.bot.user.id, login="bot", scopes=frozenset())

        assert ("viewer", message.chatter.display_name) == (of(message.chatter).login, of(message.chatter).display_name)
        assert house.channel == of(message.broadcaster) == of(house.channel)
        assert of(house.bot.user) == of(account)
        assert ("bot", "bot") == (of(account).login, of(account).display_name)
        assert "streamer" == str(of(message.broadcaster))
        assert 0 == len(house.twitch.requests)


@pytest.mark.parametrize("wrong", ["streamer", None, 5, Channel, object()])
async def test_no_user(wrong: Any, autojump_clock: MockClock) -> None:
    """What is no user has no channel; a login is to be looked up."""
    async with open_house() as house:
        with pytest.raises(ConfigurationError, match=r"user= takes .*await bot\.channel\(login\).*, not "):
            channel_of(house.channel._acting, wrong)


async def test_equal(autojump_clock: MockClock) -> None:
    """Two handles on one channel are equal, whatever they are called."""
    async with open_house() as house:
        other = house.bot.channel_of(PartialUser(user_id=house.channel.user_id, login="renamed", display_name="R"))

        assert other == house.channel
        assert {house.channel} == {house.channel, other}
        assert house.bot.channel_of(house.bot.account) != house.channel
