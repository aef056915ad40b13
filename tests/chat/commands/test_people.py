"""Users and channels in the place of arguments."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from trio.testing import MockClock

from tests.chat.commands.support import Users, context, got, outcome, user
from twitchtrio import Bot, ChannelChatMessage
from twitchtrio.chat import Channel
from twitchtrio.chat.commands._parse import parse
from twitchtrio.chat.commands._signature import Signature
from twitchtrio.errors import ServerError
from twitchtrio.helix import User
from twitchtrio.people import PartialUser
from twitchtrio.testing import FakeTwitch


async def one(ctx: Any, who: PartialUser) -> None:
    """A command for somebody."""


async def test_asked_once() -> None:
    """A mention needs no request, many words need one, and nobody is asked for twice in a line."""

    async def command(
        ctx: Any, first: PartialUser, *others: int | PartialUser | User, channel: Channel | None = None
    ) -> None: ...

    users = Users(("friend", "viewer"))
    values, named = await parse(
        Signature.of(command),
        context(users),
        "@hanako 5 @friend x-y? viewer @friend -channel friend".replace("x-y? ", ""),
    )

    assert ["hanako", 5, "friend", "viewer", "friend"] == [getattr(each, "login", each) for each in values]
    assert Channel is type(named["channel"])
    assert "id of friend" == named["channel"].user_id
    assert [["5", "friend", "viewer"]] == users.asked


async def test_no_request_for_what_is_no_login() -> None:
    """What cannot be a login is nobody's."""
    users = Users()

    assert "x-y is no user." == await outcome(one, "x-y", ctx=context(users))
    assert [] == users.asked


async def test_whole_user() -> None:
    """All that Twitch tells of a user has to be asked for, also of one who is mentioned."""

    async def command(ctx: Any, who: User) -> None: ...

    users = Users(("hanako",))

    assert got(user("hanako")) == await outcome(command, "@hanako", ctx=context(users))
    assert [["hanako"]] == users.asked


async def test_nobody_is_left_to_the_next() -> None:
    """Where somebody is optional, a word that is nobody's name is the next parameter's."""

    async def command(ctx: Any, who: PartialUser | None = None, words: str = "") -> None: ...

    assert got(None, "everyone here") == await outcome(command, "everyone here")


async def test_without_a_message() -> None:
    """What a viewer writes for a reward mentions nobody by itself."""

    async def command(ctx: Any, who: PartialUser | None = None, words: str = "") -> None: ...

    ctx = SimpleNamespace(usage="", helix=context().helix)

    assert got(None, "@hanako") == await outcome(command, "@hanako", ctx=ctx)


class Stands:
    """The context of a command in a fake Twitch."""

    usage = "!it"

    def __init__(self, bot: Bot, message: ChannelChatMessage) -> None:
        self.message = message
        self.helix = bot.helix
        self._acting = bot._acting


async def said(fake_twitch: FakeTwitch, bot: Bot, text: str) -> Any:
    """The context of what the viewer says."""
    async with bot.listen(ChannelChatMessage, "streamer") as messages:
        fake_twitch.say("streamer", "viewer", text)
        return Stands(bot, await messages.receive())


async def test_on_twitch(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """Mentioned and named users are who they are at Twitch, and a channel can be written to."""

    async def command(ctx: Any, first: PartialUser, second: User, *, where: Channel) -> None: ...

    text = "@viewer streamer -where @bot"
    ctx = await said(fake_twitch, twitch_bot, text)
    (first, second), named = await parse(Signature.of(command), ctx, text)
    await named["where"].send("Hello")

    assert fake_twitch.user("viewer").id == first.user_id
    assert (fake_twitch.user("streamer").id, User) == (second.id, type(second))
    assert "Hello" == (await fake_twitch.next_message("bot")).text


async def test_many_on_twitch(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """A line full of words is not a request for each."""

    async def command(ctx: Any, *who: PartialUser) -> None: ...

    logins = [f"u{number}" for number in range(150)]
    for login in logins:
        fake_twitch.add_user(login)
    ctx = await said(fake_twitch, twitch_bot, "hello")
    before = fake_twitch.requests.count("GET", "/helix/users")
    values, _ = await parse(Signature.of(command), ctx, " ".join(logins))

    assert logins == [each.login for each in values]
    assert 2 == fake_twitch.requests.count("GET", "/helix/users") - before
    assert "@nobody_here is no user." == await outcome(command, "@nobody_here", ctx=ctx)


async def test_twitch_fails(fake_twitch: FakeTwitch, twitch_bot: Bot, autojump_clock: MockClock) -> None:
    """That Twitch is out of order is no wrong use."""

    async def command(ctx: Any, who: PartialUser | None = None, words: str = "") -> None: ...

    ctx = await said(fake_twitch, twitch_bot, "hello")
    fake_twitch.faults.http(500, path="/helix/users", times=50)
    with pytest.raises(ServerError):
        await outcome(command, "streamer", ctx=ctx)
