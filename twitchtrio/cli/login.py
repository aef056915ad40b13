"""`twitchtrio login`: sign a user in and keep the login."""

from __future__ import annotations

from functools import partial

import click

from .. import scopes as known_scopes
from .._needs import firsts
from ..auth import DEFAULT_PORT, DEFAULT_SCOPES, Login, browser_login, device_login, open_oauth
from ..chat import NeededScopes
from ..stores import SQLiteStore
from ..tokens import UserToken
from ._exit import run
from ._options import App, AppOptions, app_options
from ._output import note, say
from ._routers import find_router

__all__ = ["command"]


def _known_scopes(_: click.Context, __: click.Parameter, value: str) -> tuple[str, ...]:
    known = {getattr(known_scopes, name) for name in known_scopes.__all__}
    wanted = tuple(value.replace(",", " ").split())
    wrong = [scope for scope in wanted if scope not in known]
    if wrong:
        raise click.BadParameter(f"Twitch has no scope {' or '.join(wrong)}.")
    return wanted


@click.command("login")
@click.option(
    "--scopes",
    default=" ".join(DEFAULT_SCOPES),
    show_default=True,
    callback=_known_scopes,
    help="What the login is to allow, with spaces between.",
)
@click.option("--for", "target", metavar="TARGET", help="What a router needs besides, told as for `run`: mybot:router.")
@click.option("--browser", is_flag=True, help="Use a browser on this machine; for confidential apps.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=DEFAULT_PORT,
    show_default=True,
    help="Where --browser waits for Twitch's answer.",
)
@app_options
def command(options: AppOptions, *, scopes: tuple[str, ...], target: str | None, browser: bool, port: int) -> int:
    """Sign in to Twitch and keep the login for your bots.

    Without --browser, Twitch shows a page, on any device, that takes a code. With it, the app must be confidential and
    have the address http://localhost:PORT among its OAuth redirect URLs in the developer console.
    """
    needed = NeededScopes() if target is None else find_router(target).scopes()
    asked = tuple(dict.fromkeys((*scopes, *firsts(needed.bot))))
    login = browser_login(note, scopes=asked, port=port) if browser else device_login(note, scopes=asked)
    return run(partial(_login, options, login, target, needed))


async def _login(options: AppOptions, login: Login, target: str | None, needed: NeededScopes) -> None:
    async with options.opened(new_store=True) as app:
        async with open_oauth(app.client_id, app.client_secret, endpoints=app.endpoints) as oauth:
            token = await login(oauth)
        await app.logins.save(token.user_id or "", token)
        _tell(app, token)
        _tell_next(options.words(app.client_id), token.login, target, needed)
        if options.fake is None:
            store = f", store={options.store!r}" if options.store else ""
            say(f'In a program:  async with open_bot("{app.client_id}"{store}) as bot: ...')


def _tell(app: App, token: UserToken) -> None:
    scopes = ", ".join(sorted(token.scopes or ())) or "nothing beyond who it is"
    say(f"Signed in as {token.login} (user id {token.user_id}) to the app {app.client_id}. The login allows: {scopes}.")
    say(f"It is kept in {_place(app)}.")
    say()


def _tell_next(words: str, login: str | None, target: str | None, needed: NeededScopes) -> None:
    """Say what can be done now, with the same options."""
    if target is None:
        say(f"See it work:   twitchtrio listen channel.chat.message {login} {words}")
        return
    if needed.broadcaster:
        command = f"twitchtrio login --scopes {','.join(firsts(needed.broadcaster))} {words}"
        say(f"The broadcaster of each channel, if that is not {login}, has to sign in too: {command}")
    say(f"See it work:   twitchtrio run {target} --channel {login} {words}")


def _place(app: App) -> str:
    return str(app.store.path) if isinstance(app.store, SQLiteStore) else repr(app.store)
