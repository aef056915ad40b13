"""`twitchtrio login`: sign a user in and keep the login."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import click
from attrs import frozen

from .. import scopes as known_scopes
from .._needs import firsts
from ..auth import DEFAULT_PORT, DEFAULT_SCOPES, Login, browser_login, device_login, open_oauth
from ..auth.accounts import choose
from ..auth.logins import StoredLogin
from ..chat import NeededScopes
from ..stores import SQLiteStore
from ..tokens import UserToken
from ._completing import one_of_several
from ._exit import run
from ._kinds import something_in_channel
from ._options import App, AppOptions, app_options
from ._output import advise, note, say
from ._routers import find_router
from .account import tell_own

__all__ = ["command"]


def _scopes() -> set[str]:
    return {getattr(known_scopes, name) for name in known_scopes.__all__}


def _known_scopes(_: click.Context, __: click.Parameter, value: str) -> tuple[str, ...]:
    known = _scopes()
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
    shell_complete=one_of_several(_scopes),
    help="What the login is to allow, with spaces between.",
)
@click.option(
    "--add", is_flag=True, help="Keep what the login allows already, that of the bot's own account or --account's."
)
@click.option("--account", "--as", metavar="LOGIN", help="Who signs in; that another does is an error.")
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
def command(options: AppOptions, *, browser: bool, port: int, target: str | None, **given: Any) -> int:
    """Sign in to Twitch and keep the login for your bots.

    Without --browser, Twitch shows a page, on any device, that takes a code. With it, the app must be confidential and
    have the address http://localhost:PORT among its OAuth redirect URLs in the developer console.
    """
    needed = NeededScopes() if target is None else find_router(target).scopes()
    asking = _Asking(target=target, needed=needed, **given)

    def way(scopes: Sequence[str]) -> Login:
        return browser_login(note, scopes=scopes, port=port) if browser else device_login(note, scopes=scopes)

    return run(partial(_login, options, asking, way))


@frozen(kw_only=True)
class _Asking:
    """What is asked for, and of whom."""

    scopes: tuple[str, ...]
    add: bool
    account: str | None
    target: str | None
    needed: NeededScopes


async def _login(options: AppOptions, asking: _Asking, way: Callable[[Sequence[str]], Login]) -> None:
    async with options.opened(new_store=True) as app:
        await app.logins.check_writable()
        before = await app.logins.all()
        known = choose(before, asking.account) if asking.add else None
        granted = sorted(known.token.scopes or ()) if known else ()
        login = way(tuple(dict.fromkeys((*asking.scopes, *firsts(asking.needed.bot), *granted))))
        async with open_oauth(app.client_id, app.client_secret, endpoints=app.endpoints) as oauth:
            token = await login(oauth)
        wanted = asking.account or (known.token.login if known else None)
        if wanted is not None and token.login != wanted.lower():
            raise click.ClickException(
                f"It was {token.login} who signed in, not {wanted}; nothing is kept. Open the page in a browser where "
                f"{wanted} is signed in to Twitch, or name another --account."
            )
        await app.logins.save(token.user_id or "", token)
        words = options.words(app.client_id)
        _tell(app, token)
        _tell_lost(before, token, words)
        rows = await app.logins.all()
        tell_own(rows, words)
        own = choose(rows, None)
        is_own = own is not None and own.user_id == token.user_id
        say()
        _tell_next(words, token, asking, account="" if is_own else f"--account {token.login} ")
        if options.fake is None:
            account = "" if is_own else f', account="{token.login}"'
            store = f", store={options.store!r}" if options.store else ""
            say(f'In a program:  async with open_bot("{app.client_id}"{account}{store}) as bot: ...')


def _tell(app: App, token: UserToken) -> None:
    scopes = ", ".join(sorted(token.scopes or ())) or "nothing beyond who it is"
    say(f"Signed in as {token.login} (user id {token.user_id}) to the app {app.client_id}. The login allows: {scopes}.")
    say(f"It is kept in {_place(app)}.")


def _tell_lost(before: Sequence[StoredLogin], token: UserToken, words: str) -> None:
    """Say what the login allowed before and does not allow any more."""
    old = next((each.token.scopes or frozenset() for each in before if each.user_id == token.user_id), frozenset())
    lost = sorted(old - (token.scopes or frozenset()))
    if lost:
        command = f"twitchtrio login --add --account {token.login} --scopes {','.join(lost)} {words}"
        advise(f"It no longer allows: {', '.join(lost)}. To have both: {command}")


def _tell_next(words: str, token: UserToken, asking: _Asking, *, account: str) -> None:
    """Say what can be done now, with the same options."""
    if asking.target is None:
        kind = something_in_channel(token.scopes or frozenset())
        advise(f"See it work:   twitchtrio listen {kind} {token.login} {account}{words}")
        return
    if asking.needed.broadcaster:
        command = f"twitchtrio login --scopes {','.join(firsts(asking.needed.broadcaster))} {words}"
        advise(f"The broadcaster of each channel, if that is not {token.login}, has to sign in too: {command}")
    advise(f"See it work:   twitchtrio run {asking.target} --channel {token.login} {account}{words}")


def _place(app: App) -> str:
    return str(app.store.path) if isinstance(app.store, SQLiteStore) else repr(app.store)
