"""`twitchtrio listen`: events as they come."""

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import Any, Final

import click
import trio

from ..bot import Bot
from ..eventsub import EventStream, Gap, Subscription
from ._completing import one_of_several
from ._events import Item, as_json, as_text
from ._exit import run, until_unread
from ._kinds import Kind, find_kinds, read_conditions, similar_kinds
from ._options import AppOptions, app_options
from ._output import fitting, note, put

__all__ = ["command"]

# Beside the time of day.
_INDENT: Final = 10


@click.command("listen")
@click.argument("kinds", metavar="TYPE[,TYPE...]", shell_complete=one_of_several(partial(similar_kinds, "")))
@click.argument("where", metavar="CHANNEL... | KEY=VALUE...", nargs=-1)
@click.option("--json", "as_lines", is_flag=True, help="One JSON object per line.")
@click.option("--count", type=click.IntRange(min=1), metavar="N", help="End after so many events.")
@click.option("--account", "--as", metavar="LOGIN", help="Who listens, where several have signed in.")
@click.option("--record", metavar="FILE", help="Keep what Twitch sends in this file too, as `fake --replay` takes it.")
@app_options
def command(
    options: AppOptions,
    *,
    kinds: str,
    where: tuple[str, ...],
    as_lines: bool,
    count: int | None,
    account: str | None,
    record: str | None,
) -> int:
    """Show events until Ctrl-C, or until nobody reads them any more.

    TYPE is Twitch's name of a subscription type, such as channel.chat.message, which `twitchtrio types` lists; an older
    version of one is told by its number, as in channel.moderate@1. CHANNEL is a broadcaster's login. Types that do not
    happen in a single channel take their condition instead, as in `twitchtrio listen channel.raid
    to_broadcaster_user_id=LOGIN`.
    """
    wanted = read_conditions(find_kinds(kinds), where)
    several = len({value for _, condition in wanted for value in condition.values()}) > 1
    write = as_json if as_lines else partial(_for_people, of_several=several)
    return run(partial(_listen, options, wanted, account, write, record=record, count=count), interrupted=0)


def _for_people(item: Item, *, of_several: bool) -> str:
    return fitting(as_text(item, of_several=of_several), sys.stdout, indent=_INDENT)


async def _listen(
    options: AppOptions,
    wanted: Sequence[tuple[Kind, Mapping[str, str]]],
    account: str | None,
    write: Callable[[Item], str],
    *,
    record: str | None = None,
    count: int | None = None,
) -> None:
    with trio.CancelScope() as scope:
        async with options.opened() as app, app.bot(account) as bot:
            found = [await kind.subscription(bot, condition) for kind, condition in wanted]
            bot.start_soon(_tell_misfits, bot, write)
            bot.start_soon(until_unread)
            async with _recording(bot, record), _listening(bot, wanted, [each for each, _ in found]) as events:
                names = ", ".join(dict.fromkeys(kind.name for kind, _ in wanted))
                actors = ", ".join(dict.fromkeys(str(actor) for _, actor in found))
                note(f"Listening to {names} as {actors}; Ctrl-C ends it.")
                await _show(events, write, count)
            scope.cancel(reason="all that was wanted has come")


def _listening(
    bot: Bot, wanted: Sequence[tuple[Kind, Mapping[str, str]]], subscriptions: Sequence[Subscription[Any]]
) -> AbstractAsyncContextManager[EventStream[Any]]:
    """Listen by logins where they were given, so that what is told of the channels names them."""
    named = [kind.in_channel(condition) for kind, condition in wanted]
    found = [each for each in named if each is not None]
    if len(found) < len(named):
        return bot.listen(*subscriptions)
    kinds, channels = (tuple(dict.fromkeys(each)) for each in zip(*found, strict=True))
    return bot.listen(kinds, *channels)


async def _show(events: EventStream[Any], write: Callable[[Item], str], count: int | None) -> None:
    async for item in events.notifications():
        put(write(item))
        if count is not None and not isinstance(item, Gap):
            count -= 1
            if count == 0:
                return


@asynccontextmanager
async def _recording(bot: Bot, path: str | None) -> AsyncGenerator[None, None]:
    if path is None:
        yield
        return
    async with bot.eventsub.journal(path):
        note(f"Recording to {path}.")
        yield


async def _tell_misfits(bot: Bot, write: Callable[[Item], str]) -> None:
    async with bot.eventsub.misfits() as misfits:
        async for misfit in misfits:
            put(write(misfit))
