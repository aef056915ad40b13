"""What type checkers refuse of a user's routers, each line for the reason beside it: never run.

Both check that they need each `type: ignore`.
"""
# ruff: noqa: D103 - never run; what is wrong with a function is said beside it
# pyright: reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from twitchtrio import Bot, ChannelFollow, ChannelRaid, CommandContext, Context, Router
from twitchtrio.chat import Permission, moderator, permission
from twitchtrio.errors import NotAllowedError, UsageError
from twitchtrio.eventsub import ChannelCheer, UserWhisperMessage
from twitchtrio.testing import answers


class App:
    """A program's own state."""

    points: dict[str, int]


class Other:
    """Another one."""


@permission
def rich(ctx: CommandContext[App]) -> bool:
    return ctx.state.points[ctx.chatter.user_id] > 100


@permission
def other(ctx: CommandContext[Other]) -> bool:
    return ctx.text != ""


plain = Router()
router: Router[App] = Router()


# State


@router.command()  # type: ignore[arg-type]  # another state
async def other_state(ctx: CommandContext[Other]) -> None: ...


@router.command()  # type: ignore[arg-type]  # there is a state
async def no_state(ctx: CommandContext) -> None: ...


@plain.command()  # type: ignore[arg-type]  # there is none
async def a_state(ctx: CommandContext[App]) -> None: ...


@router.command()
async def no_such_state(ctx: CommandContext[App]) -> None:
    await ctx.send(ctx.state.quotes)  # type: ignore[attr-defined]  # it has none


# Context


@router.command()  # type: ignore[arg-type]  # the context comes first
async def no_context() -> None: ...


@router.command()  # type: ignore[arg-type]  # the same
async def no_such_context(text: str) -> None: ...


@router.on(ChannelFollow)  # type: ignore[arg-type]  # nobody called it
async def called(ctx: CommandContext[App], follow: ChannelFollow) -> None: ...


@router.fallback()  # type: ignore[arg-type]  # it gets what follows the name, too
async def only_name(ctx: CommandContext[App], name: str) -> None: ...


# Event


@router.on(ChannelFollow)  # type: ignore[arg-type]  # another event
async def other_event(ctx: Context[App], cheer: ChannelCheer) -> None: ...


@router.on(ChannelFollow, ChannelCheer)  # type: ignore[arg-type]  # one of two
async def one_event(ctx: Context[App], follow: ChannelFollow) -> None: ...


@router.on(ChannelFollow)  # type: ignore[arg-type]  # it gets the event, too
async def no_event(ctx: Context[App]) -> None: ...


@router.on(ChannelRaid)  # type: ignore[arg-type]  # from there, or to there?
async def either_way(ctx: Context[App], raid: ChannelRaid) -> None: ...


@router.on(UserWhisperMessage)  # type: ignore[arg-type]  # it happens in no channel
async def nowhere(ctx: Context[App], whisper: UserWhisperMessage) -> None: ...


# Error


@router.error(NotAllowedError)  # type: ignore[arg-type]  # another error
async def other_error(ctx: Context[App], error: UsageError) -> None: ...


@router.error(int)  # type: ignore[type-var]  # nothing can raise it
async def no_error(ctx: Context[App], error: int) -> None: ...


# Sync functions


@router.command()  # type: ignore[arg-type]  # it takes `async`
def sync_command(ctx: CommandContext[App]) -> None: ...


@router.on(ChannelFollow)  # type: ignore[arg-type]  # the same
def sync_handler(ctx: Context[App], follow: ChannelFollow) -> None: ...


# Around


@router.around  # type: ignore[type-var]  # it gives no context manager
async def awaited(ctx: Context[App]) -> None: ...


@router.around  # type: ignore[type-var]  # `asynccontextmanager` was forgotten
async def forgotten(ctx: Context[App]) -> AsyncGenerator[None]:
    await ctx.send("It begins.")
    yield


@router.around  # type: ignore[arg-type]  # another state
@asynccontextmanager
async def other_around(ctx: Context[Other]) -> AsyncGenerator[None]:
    yield


@router.around  # type: ignore[arg-type]  # it is around handlers of events, too
@asynccontextmanager
async def around_commands(ctx: CommandContext[App]) -> AsyncGenerator[None]:
    yield


# No parentheses


@router.command  # type: ignore[arg-type]  # what it gets are names
async def bare_command(ctx: CommandContext[App]) -> None: ...


@router.on  # type: ignore[arg-type]  # what it gets are events
async def bare_handler(ctx: Context[App], follow: ChannelFollow) -> None: ...


@router.default  # type: ignore[arg-type]  # it gets nothing
async def bare_default(ctx: CommandContext[App]) -> None: ...


# Permissions and other arguments

any_state: Permission[object] = rich  # type: ignore[assignment]  # it looks at its own
router.command(allow=other)  # type: ignore[arg-type]  # another state
router.command(allow=moderator | other)  # type: ignore[arg-type]  # the same
router.command(allow=rich & other)  # type: ignore[operator]  # no state suits both
router.command(allow="moderator")  # type: ignore[arg-type]  # a name is no permission
router.command(cooldown=30)  # type: ignore[arg-type]  # nor is a number a cooldown
Router[App](allow=other)  # type: ignore[arg-type]  # another state
router.group("quote", allow=other)  # type: ignore[arg-type]  # the same

# Routers in routers

plain.include(router)  # type: ignore[arg-type]  # where is its state to come from?
router.include(Router[Other]())  # type: ignore[arg-type]  # the same
router.include(Router[Other](), state=len)  # type: ignore[arg-type]  # that gives another


# Serving, and calling what stays a function


@plain.command()
async def shout(ctx: CommandContext, text: str, *, loud: bool = False) -> None: ...


async def serve(bot: Bot, app: App, other: Other, ctx: CommandContext) -> None:
    await bot.serve(router, "somechannel")  # type: ignore[arg-type]  # without a state
    await bot.serve(router, "somechannel", state=other)  # type: ignore[misc]  # another state
    await bot.serve(plain, "somechannel", state=app)  # type: ignore[misc]  # it has none
    await bot.serve(plain, "somechannel", prefixes="!")  # type: ignore[call-overload]  # no such option
    await answers(router, "!points")  # type: ignore[arg-type]  # without a state
    await shout(ctx, 5)  # type: ignore[arg-type]  # another argument
    await shout(ctx, "hello", quiet=True)  # type: ignore[call-arg]  # no such option
