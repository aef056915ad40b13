"""Routers that several tests serve."""

from __future__ import annotations

from twitchtrio import CommandContext, Router

__all__ = ["echo"]


def echo() -> Router[None]:
    """A router with one command, which says what it is given."""
    router: Router[None] = Router()

    @router.command()
    async def say(ctx: CommandContext, text: str = "nothing") -> None:
        await ctx.send(text)

    return router
