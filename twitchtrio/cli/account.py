"""`twitchtrio account`: which of the logins acts where a program does not say."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from functools import partial

import click

from ..auth.accounts import choose, missing
from ..auth.logins import StoredLogin
from ._exit import run
from ._options import AppOptions, app_options
from ._output import advise, say

__all__ = ["command", "tell_own"]


@click.command("account")
@click.argument("login", required=False)
@app_options
def command(options: AppOptions, *, login: str | None) -> int:
    """Show the bot's own account, or make it LOGIN.

    It is who acts where a program opens a bot without `account=`: at first the one that signed in first. When its login
    is removed, the oldest of the others takes its place.
    """
    return run(partial(_account, options, login))


async def _account(options: AppOptions, login: str | None) -> None:
    async with options.opened() as app:
        rows = await app.logins.all()
        found = choose(rows, login)
        if found is None:
            raise missing(rows, login, client_id=app.client_id)
        if login is not None:
            await app.logins.choose(found)
            rows = await app.logins.all()
        tell_own(rows, options.words(app.client_id))


def tell_own(rows: Sequence[StoredLogin], words: str) -> None:
    """Say who the bot is, and how it becomes another one of several."""
    own = choose(rows, None)
    if own is None:
        return
    why = "as `twitchtrio account` has set it" if own.chosen else "the first that signed in"
    others = [each.token.login or "" for each in rows if each is not own]
    say(f"The bot's own account is {own.token.login}{f', {why}' if others or own.chosen else ''}.")
    if others:
        advise(f"To make it another one: twitchtrio account {shlex.quote(others[0])} {words}")
