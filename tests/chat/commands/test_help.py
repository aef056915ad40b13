"""Help in chat."""

from __future__ import annotations

from typing import Any

import pytest

from twitchtrio import CommandContext, Router
from twitchtrio.chat import Crash, help_router, moderator, permission
from twitchtrio.testing import Role, answers, open_chat


def router() -> Router[None]:
    """Commands of all kinds, and help."""
    made: Router[None] = Router()
    made.include(help_router("help", "commands"))
    group = made.group("mod", allow=moderator)

    @made.command("so", "shoutout")
    async def shoutout(ctx: CommandContext, who: str, *, loud: bool = False) -> None:
        """Recommend a channel.

        Loudly, if wanted.
        """

    @made.command(hidden=True)
    async def secret(ctx: CommandContext) -> None: ...

    @group.command()
    async def clear(ctx: CommandContext) -> None:
        """Clear the chat."""

    return made


@pytest.mark.parametrize(
    ("line", "role", "answer"),
    [
        ("!help", Role.VIEWER, "!so !help"),
        ("!commands", Role.MODERATOR, "!mod clear !so !help"),
        ("!help so", Role.VIEWER, "!so <who...> [-loud]: Recommend a channel."),
        ("!help !shoutout", Role.VIEWER, "!so <who...> [-loud]: Recommend a channel."),
        ("!help mod clear", Role.MODERATOR, "!mod clear: Clear the chat."),
        ("!help mod clear", Role.VIEWER, "There is no !mod clear."),
        ("!help mod", Role.MODERATOR, "!mod clear"),
        ("!help secret", Role.VIEWER, "!secret"),
        ("!help nothing", Role.VIEWER, "There is no !nothing."),
        ("!help !nothing", Role.VIEWER, "There is no !nothing."),
        (f"!help {'x' * 480}", Role.VIEWER, f"There is no !{'x' * 37}...."),
    ],
)
async def test_help(line: str, role: Role, answer: str) -> None:
    """It tells what this chatter may use, and of one command how it is written."""
    assert (answer,) == await answers(router(), line, role=role)


async def test_options() -> None:
    """It is written with the prefix and the sign of options that are used."""
    assert ("?so <who...> [/loud]: Recommend a channel.",) == await answers(
        router(), "?help so", prefix="?", option="/"
    )


async def test_prefix_of_letters() -> None:
    """A prefix in front of what is asked for is known in any case of letters."""
    assert ("Bot so <who...> [-loud]: Recommend a channel.",) == await answers(
        router(), "bot help bot so", prefix="Bot "
    )


async def test_prefix_of_a_letter() -> None:
    """A name may begin with the letter that is the prefix."""
    assert ("sso <who...> [-loud]: Recommend a channel.",) * 2 == await answers(
        router(), "shelp so", "shelp sso", prefix="s"
    )


async def test_wherever_it_is_included() -> None:
    """Permissions are asked with the state of their own router, also where help is in one with another state."""

    @permission
    def rich(ctx: CommandContext[int]) -> bool:
        return ctx.state > 2

    @permission
    def named(ctx: CommandContext[str]) -> bool:
        return bool(ctx.state.upper())

    inner: Router[int] = Router()
    outer: Router[str] = Router(allow=named)
    outer.include(inner, state=len)
    inner.include(help_router())
    inner.command("spend", allow=rich)(nothing)

    assert ("!spend !help",) == await answers(outer, "!help", state="abc")
    assert ("!help",) == await answers(outer, "!help", state="ab")


async def nothing(ctx: CommandContext[Any]) -> None:
    """Do nothing."""


async def test_a_permission_crashes() -> None:
    """A permission that raises is a crash, and lets nobody see its command; the others are told of."""
    broken = router()
    broken.command("broken", allow=permission(lambda ctx: 1 / 0 > 1))(nothing)

    assert ("!so !help",) == await answers(broken, "!help", crash=Crash.REPORT)
    with pytest.raises(ZeroDivisionError):
        await answers(broken, "!help")


async def test_what_is_served() -> None:
    """It tells of what is served, and not of what a router was given since then."""
    served = router()
    async with open_chat(served) as chat:
        served.command("later")(nothing)
        assert ("!so !help",) == await chat.say("!help")
        await chat.serving.replace(served)
        assert ("!so !later !help",) == await chat.say("!help")
