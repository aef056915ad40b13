"""`twitchtrio run`: a bot of commands and handlers, without a program around them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import click
from attrs import frozen

from .._given import is_user_id
from .._needs import firsts
from ..auth import DEFAULT_SCOPES
from ..bot import Bot
from ..chat import NeededScopes, Router, Serving
from ..errors import AuthError, LoginRequiredError, MissingScopeError, login_command
from ..helix._actor import require_scopes
from ._exit import run
from ._options import AppOptions, app_options
from ._output import note
from ._routers import find_router

__all__ = ["Work", "command"]


@frozen(kw_only=True)
class Work:
    """What is to be served, and where."""

    target: str
    router: Router[None]
    needed: NeededScopes
    channels: tuple[str, ...]
    prefixes: tuple[str, ...]


@click.command("run")
@click.argument("target", metavar="TARGET")
@click.option(
    "--channel",
    "channels",
    metavar="LOGIN|ID",
    multiple=True,
    required=True,
    help="A channel to serve it in; may be repeated.",
)
@click.option(
    "--prefix",
    "prefixes",
    metavar="TEXT",
    multiple=True,
    default=("!",),
    show_default=True,
    help="What stands in front of a command's name; may be repeated.",
)
@click.option("--account", "--as", metavar="LOGIN", help="Who the bot is, where several have signed in.")
@app_options
def command(
    options: AppOptions, *, target: str, channels: tuple[str, ...], prefixes: tuple[str, ...], account: str | None
) -> int:
    """Serve a router in channels until Ctrl-C.

    TARGET is MODULE:NAME, as mybot:router for the `router = Router()` of a file mybot.py in this folder. What it needs
    is granted by `twitchtrio login --for TARGET`. A handler that crashes is told on stderr, and all else goes on. A
    router with a state of its own takes a program: `bot.serve(router, ..., state=...)`.
    """
    router = find_router(target)
    work = Work(target=target, router=router, needed=router.scopes(), channels=channels, prefixes=prefixes)
    return run(partial(_run, options, work, account), interrupted=0)


async def _run(options: AppOptions, work: Work, account: str | None) -> None:
    with _signing_in_for(work.target):
        async with options.opened() as app, app.bot(account) as bot:
            await _serve(bot, work)


async def _serve(bot: Bot, work: Work) -> None:
    _check_granted(bot, work)
    channels = [await bot.channel(id=each) if is_user_id(each) else each for each in work.channels]
    await bot.serve(work.router, *channels, prefix=work.prefixes, task_status=_Ready(bot, work))


class _Ready:
    """Says once that all is ready."""

    def __init__(self, bot: Bot, work: Work) -> None:
        self._bot = bot
        self._work = work

    def started(self, value: Any = None) -> None:
        """Take what `serve` reports."""
        serving: Serving[None] = value
        channels = ", ".join(channel.login for channel in serving.channels)
        count = len(serving.router.commands)
        commands = f"{count or 'no'} command{'' if count == 1 else 's'}"
        note(f"Serving {self._work.target}, {commands}, in {channels} as {self._bot.account.login}; Ctrl-C ends it.")


@contextmanager
def _signing_in_for(target: str) -> Iterator[None]:
    """Have whoever has not signed in yet do so with all that the router needs."""
    try:
        yield
    except LoginRequiredError as exc:
        if exc.scopes:
            # Somebody else has to.
            raise
        raise _advising(exc, f"{exc.command} --for {target}") from exc


def _check_granted(bot: Bot, work: Work) -> None:
    try:
        require_scopes(bot.tokens, bot.account, work.needed.bot, action=work.target)
    except MissingScopeError as exc:
        granted, asked = bot.account.scopes, {*DEFAULT_SCOPES, *firsts(work.needed.bot)}
        # What was granted beyond that is not to be lost.
        kept = () if granted <= asked else granted
        raise _advising(exc, f"{login_command(kept, client_id=bot.tokens.client_id)} --for {work.target}") from exc


def _advising(exc: LoginRequiredError | MissingScopeError, command: str) -> AuthError:
    """The same error with another command."""
    return AuthError(str(exc).replace(f"`{exc.command}`", f"`{command}`"), account=exc.account)
