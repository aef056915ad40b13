"""Rows of options: texts, numbers, switches and users, as a function's signature asks for them."""

from __future__ import annotations

from typing import Any

from twitchtrio import CommandContext, Router
from twitchtrio.chat import PartialUser
from twitchtrio.testing import answers, open_chat


async def test_c21_text() -> None:
    """A text is all words up to the next option; without it there is the default, or None."""
    router: Router[None] = Router()

    @router.command()
    async def it(ctx: CommandContext, *, title: str = "none", note: str | None = None) -> None:
        await ctx.send(f"{title}|{note}")

    lines = {
        "!it -title two  words": "two  words|None",
        "!it -title a b -note c d": "a b|c d",
        "!it": "none|None",
    }
    assert tuple(lines.values()) == await answers(router, *lines)


async def test_c22_number() -> None:
    """A number that is none is told to who wrote it, and the command does not run."""
    router: Router[None] = Router()

    @router.command()
    async def it(ctx: CommandContext, *, count: int = 3, ratio: float | None = None) -> None:
        await ctx.send(f"{count}|{ratio}")

    lines = {
        "!it": "3|None",
        "!it -count -5 -ratio .5": "-5|0.5",
        "!it -count many": "many is no whole number. Usage: !it [-count <value>] [-ratio <value>]",
    }
    assert tuple(lines.values()) == await answers(router, *lines)


async def test_c23_switch() -> None:
    """A switch is on where it stands, unless `false` follows; what is neither is no part of it."""
    router: Router[None] = Router()

    @router.command()
    async def it(ctx: CommandContext, text: str = "", *, loud: bool = False, color: bool = True) -> None:
        await ctx.send(f"{loud}|{color}|{text}")

    lines = {
        "!it": "False|True|",
        "!it -loud": "True|True|",
        "!it -loud true -color false": "True|False|",
        "!it -loud maybe": "True|True|maybe",
    }
    assert tuple(lines.values()) == await answers(router, *lines)


async def test_c24_mention() -> None:
    """A mention is a user, which takes no request; without one there is None, and nobody is told."""
    router: Router[None] = Router()

    @router.command()
    async def it(ctx: CommandContext, *, who: PartialUser | None = None) -> None:
        await ctx.send(f"{who and who.user_id}")

    async with open_chat(router) as chat:
        streamer = chat.twitch.user("streamer").id
        asked = chat.twitch.requests.count("GET", "/helix/users")
        assert (streamer,) == await chat.say("!it -who @streamer")
        assert ("None",) == await chat.say("!it")
        assert asked == chat.twitch.requests.count("GET", "/helix/users")
        assert ("nobody is no user. Usage: !it [-who <value>]",) == await chat.say("!it -who nobody")


async def test_c25_mentions() -> None:
    """Several mentions are several users, in their order; none at all are an empty tuple."""
    router: Router[None] = Router()

    @router.command()
    async def it(ctx: CommandContext, *users: PartialUser) -> None:
        await ctx.send(", ".join(each.login for each in users) or "nobody")

    lines = {"!it @streamer @bot": "streamer, bot", "!it @viewer": "viewer", "!it": "nobody"}
    assert tuple(lines.values()) == await answers(router, *lines)


async def test_c26_types() -> None:
    """What a command gets is of the types that its signature says, or the default."""
    router: Router[list[Any]] = Router()

    @router.command()
    async def it(
        ctx: CommandContext[list[Any]], *, text: str, times: int = 1, on: bool = False, who: PartialUser | None = None
    ) -> None:
        ctx.state.append((text, times, on, who))
        await ctx.reply("done")

    kept: list[Any] = []
    lines = ("!it -text a b -times 2 -on -who @viewer", "!it -text c")
    assert ("done", "done") == await answers(router, *lines, state=kept)
    full, short = kept
    assert [str, int, bool, PartialUser] == [type(each) for each in full]
    assert ("c", 1, False, None) == short
