"""What the rows share: a bot whose command keeps what it was called with."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from attrs import frozen

from twitchtrio import CommandContext, Router
from twitchtrio.testing import Chat, FakeTwitch, open_chat

__all__ = ["Called", "called", "told_of"]


@frozen
class Called:
    """A chat whose bot has a command `it`, and what that was called with."""

    chat: Chat[None]
    calls: list[CommandContext]

    @property
    def twitch(self) -> FakeTwitch:
        """Where it happens."""
        return self.chat.twitch

    @property
    def ctx(self) -> CommandContext:
        """The last call."""
        return self.calls[-1]


@asynccontextmanager
async def called(text: str = "!it", *, needs: Iterable[str] = (), **said: Any) -> AsyncGenerator[Called]:
    """Have the viewer, who has a color, call the command; `said` goes with the message."""
    router: Router[None] = Router()
    calls: list[CommandContext] = []

    @router.command("it", needs=needs)
    async def keep(ctx: CommandContext) -> None:  # noqa: ASYNC124  # commands are
        calls.append(ctx)

    async with open_chat(router) as chat:
        chat.twitch.user("viewer").color = "#FF69B4"
        chat.twitch.say("streamer", "viewer", text, **said)
        await chat.settle()
        yield Called(chat, calls)


def told_of(chat: Chat[Any], login: str) -> list[str]:
    """The types of what the bot is told of in a channel."""
    user_id = chat.twitch.user(login).id
    return sorted(each.type for each in chat.bot.eventsub.subscriptions if user_id in each.condition.values())
