"""`twitchtrio listen`: events as they come."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial

import click

from ..bot import Bot, open_bot
from ._events import Item, as_json, as_text
from ._exit import run
from ._kinds import Kind, find_kind, read_condition
from ._options import AppOptions, app_options
from ._output import note, put

__all__ = ["command"]


@click.command("listen")
@click.argument("kind", metavar="TYPE")
@click.argument("where", metavar="CHANNEL | KEY=VALUE...", nargs=-1)
@click.option("--json", "as_lines", is_flag=True, help="One JSON object per line.")
@click.option("--account", "--as", metavar="LOGIN", help="Who listens, where several have signed in.")
@click.option("--record", metavar="FILE", help="Keep what Twitch sends in this file too, as `fake --replay` takes it.")
@app_options
def command(
    options: AppOptions, *, kind: str, where: tuple[str, ...], as_lines: bool, account: str | None, record: str | None
) -> int:
    """Show events until Ctrl-C.

    TYPE is Twitch's name of a subscription type, such as channel.chat.message; an older version of one is told by its
    number, as in channel.moderate@1. CHANNEL is a broadcaster's login. Types that do not happen in a single channel
    take their condition instead, as in `twitchtrio listen channel.raid to_broadcaster_user_id=LOGIN`.
    """
    found = find_kind(kind)
    condition = read_condition(found, where)
    write = as_json if as_lines else as_text
    return run(partial(_listen, options, found, condition, account, write, record=record), interrupted=0)


async def _listen(
    options: AppOptions,
    kind: Kind,
    condition: Mapping[str, str],
    account: str | None,
    write: Callable[[Item], str],
    *,
    record: str | None = None,
) -> None:
    async with (
        options.opened() as app,
        open_bot(
            app.client_id, client_secret=app.client_secret, account=account, store=app.store, endpoints=app.endpoints
        ) as bot,
    ):
        subscription, actor = await kind.subscription(bot, condition)
        bot.start_soon(_tell_misfits, bot, write)
        async with _recording(bot, record), bot.listen(subscription, acting_as=actor) as events:
            note(f"Listening to {kind.name} as {actor}; Ctrl-C ends it.")
            async for item in events.notifications():
                put(write(item))


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
