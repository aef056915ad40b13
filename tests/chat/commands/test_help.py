"""Help in chat."""

from __future__ import annotations

import pytest

from twitchtrio import CommandContext, Router
from twitchtrio.chat import help_router, moderator
from twitchtrio.testing import Role, answers


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
