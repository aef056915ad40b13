"""Handlers that take a state, served without one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import pytest

from twitchtrio import ChannelFollow, CommandContext, Context, Router
from twitchtrio.errors import ConfigurationError
from twitchtrio.testing import answers

T = TypeVar("T")


class App:
    """A program's own."""


def saying_hi(context: Any) -> Callable[..., Any]:
    """A command whose context is annotated so."""

    async def go(ctx: CommandContext[Any]) -> None:
        await ctx.send("hi")

    go.__annotations__["ctx"] = context
    return go


@pytest.mark.parametrize(
    "context",
    [
        CommandContext,
        CommandContext[None],
        CommandContext[Any],
        CommandContext[object],
        CommandContext[App | None],
        CommandContext[T],
        "CommandContext[Nowhere]",
        "CommandContext",
    ],
    ids=str,
)
async def test_no_state(context: Any) -> None:
    """Who takes none, any, or what cannot be told, is served without one."""
    router: Router[Any] = Router()
    router.command()(saying_hi(context))

    assert ("hi",) == await answers(router, "!go")


@pytest.mark.parametrize(
    "context",
    [
        CommandContext[App],
        CommandContext[dict[str, int]],
        CommandContext[App | int],
        Context[App],
        "CommandContext[App]",
    ],
    ids=str,
)
async def test_a_state_is_missing(context: Any) -> None:
    """Who takes one is refused without it, before anything happens, and told of."""
    router: Router[Any] = Router()
    router.group("a").command()(saying_hi(context))

    with pytest.raises(ConfigurationError, match=r"go \(.*test_states.py:\d+\) takes a state"):
        await answers(router, "!a go")


async def test_a_state_is_missing_for_an_event() -> None:
    """Handlers of events are looked at too."""
    router: Router[Any] = Router()

    @router.on(ChannelFollow)
    async def thank(ctx: Context[App], event: ChannelFollow) -> None: ...

    with pytest.raises(ConfigurationError, match=r"state=\.\.\."):
        await answers(router)


async def test_the_state_of_an_inner_router() -> None:
    """What `include` gives need not be given."""
    inner: Router[App] = Router()
    outer: Router[None] = Router()
    inner.command()(saying_hi(CommandContext[App]))
    outer.include(inner, state=lambda _: App())

    assert ("hi",) == await answers(outer, "!go")
