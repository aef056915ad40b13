"""Routers as a user's program has them, in all their forms: read by type checkers, never run."""
# ruff: noqa: D103 - never run; what a function shows is its body

from __future__ import annotations

import enum
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Annotated, Any, Literal, Self, assert_type

import trio

from twitchtrio import (
    Bot,
    Channel,
    ChannelChatMessage,
    ChannelFollow,
    ChannelRaid,
    CommandContext,
    Context,
    Router,
    StreamOnline,
)
from twitchtrio.chat import (
    Between,
    Chatter,
    Command,
    Convert,
    Cooldown,
    Crash,
    Failure,
    FromChat,
    Key,
    NeededScopes,
    PartialUser,
    Per,
    Permission,
    Prefix,
    Serving,
    SharedChat,
    Word,
    badge,
    broadcaster,
    everyone,
    help_router,
    lead_moderator,
    moderator,
    permission,
    subscribed,
    subscriber,
    users,
    vip,
)
from twitchtrio.errors import CommandError, NotAllowedError, UsageError
from twitchtrio.eventsub import ChannelCheer, ChannelSubscribe, Event
from twitchtrio.helix import SentMessage
from twitchtrio.testing import Chat, Role, answers, open_chat


class App:
    """A program's own state."""

    points: dict[str, int]
    quotes: Quotes


class Quotes:
    """A part of it."""

    texts: list[str]


class Mood(enum.Enum):
    """How one feels."""

    GOOD = "good"
    BAD = "bad"


class Dice:
    """A type that makes itself of a word."""

    sides: int

    @classmethod
    def from_chat(cls, ctx: CommandContext[Any], word: str, /) -> Self:
        raise NotImplementedError  # read by type checkers, never run


def dice(word: str) -> Dice:
    raise ValueError(word)


async def dice_there(ctx: CommandContext[Any], word: str) -> Dice:
    await ctx.reply(word)
    return dice(word)


@permission
def rich(ctx: CommandContext[App]) -> bool:
    return ctx.state.points[ctx.chatter.user_id] > 100


@permission
async def early(ctx: CommandContext) -> bool:
    return await ctx.channel.stream() is None


@permission
def anybody(ctx: CommandContext[object]) -> bool:
    return ctx.text != ""


def permissions() -> None:
    assert_type(rich, Permission[App])
    assert_type(early, Permission[None])
    assert_type(anybody, Permission[object])
    assert_type(everyone, Permission[object])
    assert_type(lead_moderator | broadcaster & ~badge("vip"), Permission[object])
    assert_type(subscribed(tier=2, months=6) | users("friend") | subscriber, Permission[object])
    # What suits any state suits one's own, on either side.
    assert_type(moderator | rich, Permission[App])
    assert_type(rich | moderator, Permission[App])
    assert_type(moderator & rich, Permission[App])
    assert_type(rich & moderator, Permission[App])
    assert_type(~rich & moderator | vip, Permission[App])
    wanted: Permission[App] = moderator
    assert_type(wanted.name, str)


plain = Router()
assert_type(plain, Router[None])
router: Router[App] = Router()
# A permission for any state does not say which one a router has.
assert_type(Router(allow=moderator, cooldown=Cooldown(5)), Router[None])
assert_type(Router(allow=moderator | rich), Router[App])
strict: Router[App] = Router(allow=moderator, cooldown=[Cooldown(5), Cooldown(timedelta(minutes=1), times=10)])


def by_user(ctx: Context[Any]) -> str | None:
    return None if ctx.user is None else ctx.user.user_id


# 1: no arguments, no state.
@plain.command()
async def hello(ctx: CommandContext) -> None:
    assert_type(ctx.state, None)
    assert_type(ctx.chatter, Chatter)
    assert_type(ctx.channel, Channel)
    assert_type(ctx.command, Command)
    assert_type((ctx.name, ctx.prefix, ctx.text, ctx.usage), tuple[str, str, str, str])
    assert_type(await ctx.reply(f"Hello {ctx.chatter}!"), tuple[SentMessage, ...])


# 2: names, a permission, a cooldown, positional arguments and an option.
@plain.command("so", "shoutout", allow=moderator, cooldown=Cooldown(30, spare=broadcaster))
async def shoutout(ctx: CommandContext, who: PartialUser, words: str = "", *, loud: bool = False) -> None:
    await ctx.send(f"{who.login} {words} {loud}")


# 3: types of one's own; what is returned is the program's own affair.
@plain.command(lane=None, hidden=True, needs="clips:edit")
async def roll(
    ctx: CommandContext,
    count: Annotated[int, Between(1, 100)],
    one: Annotated[Dice, Convert(dice)],
    two: Annotated[Dice, Convert(dice_there)],
    *more: Dice,
    mood: Mood = Mood.GOOD,
    size: Literal["small", "large"] = "small",
    within: timedelta | None = None,
    name: Word = "",
) -> int:
    await ctx.delete()
    return count * (one.sides + two.sides + sum(each.sides for each in more))


# 4: the program's own state.
@router.command(allow=rich, cooldown=Cooldown(10, per=by_user))
async def points(ctx: CommandContext[App], of: PartialUser | None = None) -> None:
    assert_type(ctx.state, App)
    assert_type(ctx.state.points, dict[str, int])
    assert_type(ctx.serving, Serving[App])
    await ctx.serving.leave(ctx.channel)


# 5: a permission over any state, mixed with one over this state, and scopes.
@router.command(allow=moderator | rich & ~vip, lane=by_user, needs=["moderator:manage:banned_users"])
async def ban(ctx: CommandContext[App], who: PartialUser, *, reason: str = "") -> None:
    await ctx.channel.ban(who, reason=reason)


# 6: a command that does not look at the state.
@router.command(cooldown=(Cooldown(1, per=Per.BOT), Cooldown(60, times=3, per=Per.USER)))
async def ping(ctx: CommandContext[object]) -> None:
    await ctx.send("pong")


quote = router.group("quote", "q", allow=subscriber, cooldown=Cooldown(1))
assert_type(quote, Router[App])


# 7: of a group.
@quote.command("add")
async def add_quote(ctx: CommandContext[App], text: str) -> None:
    ctx.state.quotes.texts.append(text)
    await ctx.reply(text)


# 8: of a group, where no name fits.
@quote.default()
async def any_quote(ctx: CommandContext[App], number: int = 1) -> None:
    if number > len(ctx.state.quotes.texts):
        raise CommandError("There is no such quote.")
    await ctx.reply(ctx.state.quotes.texts[number - 1])


# 9: of names that nobody has.
@router.fallback()
async def custom(ctx: CommandContext[App], name: str, rest: str) -> None:
    await ctx.reply(f"{name} {rest}")


class Game:
    """Commands that are methods."""

    def __init__(self) -> None:
        self.router: Router[App] = Router(allow=moderator)
        self.started = self.router.command("start")(self.start)
        self.router.command("end", allow=rich)(self.end)
        self.router.on(ChannelFollow)(self.welcome)

    # 10 and 11: bound methods.
    async def start(self, ctx: CommandContext[App], rounds: int = 3, *, hard: bool = False) -> None:
        await ctx.send(f"{rounds} rounds {hard}")

    async def end(self, ctx: CommandContext[App]) -> None:
        ctx.start_soon(self.tidy, 1.5)

    async def welcome(self, ctx: Context[App], follow: ChannelFollow) -> None:
        await ctx.send(f"Welcome, {follow.user}!")

    async def tidy(self, seconds: float) -> None:
        await trio.sleep(seconds)


# 12: made by a function.
def counter(name: str) -> Callable[[CommandContext[App]], Awaitable[None]]:
    @router.command(name)
    async def count(ctx: CommandContext[App]) -> None:
        await ctx.send(f"{name}: {ctx.state.points[name]}")

    return count


async def functions_stay_functions(ctx: CommandContext, game: Game, own: CommandContext[App]) -> None:
    await shoutout(ctx, ctx.message.broadcaster, "great games", loud=True)
    assert_type(await roll(ctx, 1, Dice(), Dice(), Dice(), mood=Mood.BAD, size="large"), int)
    await game.started(own, 5, hard=True)
    await custom(own, "name", "rest")


@router.on(ChannelFollow)
async def followed(ctx: Context[App], follow: ChannelFollow) -> None:
    assert_type(ctx.user, PartialUser | None)
    assert_type(ctx.state, App)
    await ctx.send(f"Welcome, {follow.user}!")


@router.on(ChannelRaid.into, lane=Per.BOT)
async def greet(ctx: Context[App], raid: ChannelRaid) -> None:
    later = await ctx.wait_for(ChannelChatMessage, matching=lambda message: message.text == "hi")
    assert_type(later, ChannelChatMessage)
    assert_type(await ctx.wait_for(ChannelRaid.out_of), ChannelRaid)


@router.on(ChannelFollow, ChannelCheer, lane=None)
async def two(ctx: Context[App], event: ChannelFollow | ChannelCheer) -> None:
    await ctx.send(f"{event.broadcaster}")


@router.on(ChannelFollow, ChannelRaid.into, ChannelCheer)
async def three(ctx: Context[App], event: ChannelFollow | ChannelRaid | ChannelCheer) -> None:
    if isinstance(event, ChannelRaid):
        await ctx.send(f"{event.viewers}")


@router.on(ChannelFollow, ChannelCheer, ChannelSubscribe, ChannelRaid.into)
async def four(ctx: Context[object], event: ChannelFollow | ChannelCheer | ChannelSubscribe | ChannelRaid) -> None:
    await ctx.send(f"{event}")


@router.on(ChannelFollow, ChannelCheer, ChannelSubscribe, ChannelRaid.into, ChannelRaid.out_of, StreamOnline)
async def many(ctx: Context[App], event: Event) -> None:
    await ctx.send(f"{event}")


@router.around
@asynccontextmanager
async def timed(ctx: Context[App]) -> AsyncGenerator[None]:
    assert_type(ctx.state, App)
    await ctx.send("It begins.")
    yield


@router.around
def locked(ctx: Context[object]) -> AbstractAsyncContextManager[object]:
    return trio.Lock()


@router.error(NotAllowedError)
async def refuse(ctx: Context[App], error: NotAllowedError) -> None:
    await ctx.reply(f"Only for {error.permission.name}.")


@router.error(UsageError)
async def explain(ctx: Context[App], error: CommandError) -> None:
    await ctx.reply(error.text)


@router.error(Exception)
async def apologize(ctx: Context[object], error: Exception) -> None:
    await ctx.reply("Sorry.")


def quotes_of(app: App) -> Quotes:
    return app.quotes


def included(quotes: Router[Quotes], game: Game) -> None:
    router.include(plain, game.router)
    router.include(help_router("help", "commands"))
    router.include(quotes, state=quotes_of)
    router.include(quotes, state=lambda app: app.quotes)
    assert_type(router.commands, tuple[Command, ...])
    assert_type(router.scopes(), NeededScopes)


async def served(bot: Bot, app: App) -> None:
    await bot.serve(plain, "somechannel")
    await bot.serve(plain, "somechannel", state=None)
    await bot.serve(router, "somechannel", "another", state=app, prefix=["!", "?"], shared=SharedChat.ONCE)
    await bot.serve(strict, bot.account, state=app, prefix=prefix_of, crash=Crash.RAISE, ignore=["nightbot"])
    async with trio.open_nursery() as nursery:
        serving: Serving[App] = await nursery.start(partial(bot.serve, router, "somechannel", state=app))
        nursery.start_soon(bot.serve, plain, "somechannel")
        assert_type(await serving.join("another"), tuple[Channel, ...])
        await serving.replace(strict)
        async with serving.failures() as failures:
            assert_type(await failures.receive(), Failure)
        await serving.stop(grace=1)


def values() -> tuple[type[FromChat], tuple[Key | None, ...], tuple[Prefix, ...]]:
    return Dice, (Per.CHANNEL, by_user, None), ("!", ["!", "?"], lambda message: message.text[0], prefix_of)


async def prefix_of(message: ChannelChatMessage) -> str:
    await trio.lowlevel.checkpoint()
    return "!" if message.broadcaster.login == "somechannel" else "?"


async def tested(app: App) -> None:
    assert_type(await answers(plain, "!hello"), tuple[str, ...])
    assert_type(await answers(router, "!points", by="friend", role=Role.VIP, state=app, prefix="!"), tuple[str, ...])
    async with open_chat(plain) as chat, open_chat(router, state=app) as own:
        assert_type(chat, Chat[None])
        assert_type(own, Chat[App])
        assert_type(own.serving, Serving[App])
        assert_type(await own.say("!quote add first", by="friend"), tuple[str, ...])
