"""`twitchtrio token`: the logins that are kept. No command shows a secret."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TypeAlias

import click
import trio

from .._services import open_services
from ..auth import OAuth, open_oauth
from ..auth.accounts import patiently
from ..auth.logins import StoredLogin, apps_in
from ..auth.supervisor import start_supervisor
from ..errors import BadRequestError, LoginRequiredError, UnauthorizedError
from ._exit import run
from ._options import App, AppOptions, app_options, logins_in
from ._output import advise, duration, note, say

__all__ = ["command"]

Work: TypeAlias = Callable[[App, OAuth, Sequence[StoredLogin]], Awaitable[int]]


@click.group("token")
def command() -> None:
    """List, check, refresh or revoke the logins that are kept. Never shows a secret."""


@command.command("list")
@app_options
def _list(options: AppOptions) -> int:
    """Show whose logins are kept, of one app or of all."""
    return run(partial(_show, options))


@command.command("validate")
@click.argument("login", metavar="[LOGIN|ID]", required=False)
@app_options
def _validate(options: AppOptions, *, login: str | None) -> int:
    """Ask Twitch whether the logins work, all of them or one. Exits with 1 if one does not."""
    return run(partial(_on_rows, partial(_check, options), options, login))


@command.command("refresh")
@click.argument("login", metavar="[LOGIN|ID]", required=False)
@app_options
def _refresh(options: AppOptions, *, login: str | None) -> int:
    """Replace the tokens of a login. Bots that run with the same store go on with the new ones."""
    return run(partial(_on_rows, _replace, options, login, one=True))


@command.command("revoke")
@click.argument("login", metavar="[LOGIN|ID]", required=False)
@app_options
def _revoke(options: AppOptions, *, login: str | None) -> int:
    """End a login at Twitch and forget it."""
    return run(partial(_on_rows, _end, options, login, one=True))


async def _on_rows(work: Work, options: AppOptions, login: str | None = None, *, one: bool = False) -> int:
    """Do `work` on the logins that are meant: that of `login`, or all; or the only one."""
    async with options.opened() as app:
        rows = await _meant(app, login)
        if one and len(rows) > 1:
            raise click.UsageError(f"Which login? There are {', '.join(row.token.login or '' for row in rows)}.")
        async with open_oauth(app.client_id, app.client_secret, endpoints=app.endpoints) as oauth:
            return await work(app, oauth, rows)


async def _meant(app: App, login: str | None) -> Sequence[StoredLogin]:
    rows = await app.logins.all()
    meant = [row for row in rows if login is None or login.lower() in (row.token.login, row.user_id)]
    if meant:
        return meant
    raise _none(login, rows, app.client_id)


def _none(login: str | None, rows: Sequence[StoredLogin], client_id: str) -> LoginRequiredError:
    what, app = f"login of {login!r}" if login else "login", f" for the app {client_id}" if client_id else ""
    return LoginRequiredError(
        f"There is no {what}{app}.",
        # Nobody signs in as an id.
        account=None if login is None or login.isdecimal() else login,
        accounts=[row.token.login or "" for row in rows],
        client_id=client_id,
    )


async def _show(options: AppOptions) -> int:
    async with options.store_opened() as (store, endpoints, client_id):
        apps = [client_id] if client_id else await apps_in(store, oauth=endpoints.oauth)
        rows = [(app, row) for app in apps for row in await logins_in(store, endpoints, app).all()]
    if not rows:
        raise _none(None, (), client_id)
    width = max(len(row.token.login or "") for _, row in rows)
    for app, row in rows:
        whose = f"  {app}" if len(apps) > 1 else ""
        say(f"{row.token.login:<{width}}  {row.user_id:>10}  {_life(row)}{whose}  {_scopes(row.token.scopes)}")
    return 0


async def _check(options: AppOptions, app: App, oauth: OAuth, rows: Sequence[StoredLogin]) -> int:
    await trio.lowlevel.checkpoint()
    code = 0
    for row in rows:
        try:
            validation = await patiently(partial(oauth.validate, row.token.access_token))
        except UnauthorizedError as exc:
            advise(f"{row.token.login}: not valid ({exc.message}); {_cure(row, options.words(app.client_id))}")
            code = 1
        else:
            life = "" if validation.expires_in is None else f" for {duration(validation.expires_in)}"
            say(f"{row.token.login}: valid{life}, {_scopes(validation.scopes)}")
    return code


async def _replace(app: App, oauth: OAuth, rows: Sequence[StoredLogin]) -> int:
    login = rows[0].token.login
    async with open_services() as services:
        tokens = await start_supervisor(services, oauth=oauth, store=app.store, account=login)
        account = next(each for each in tokens.accounts() if each.login == login)
        token = await tokens.refresh(account)
    life = f"; the new token is valid for {duration(token.expires_in)}" if token.expires_in else ""
    say(f"{login}: refreshed{life}.")
    return 0


async def _end(app: App, oauth: OAuth, rows: Sequence[StoredLogin]) -> int:
    row = rows[0]
    try:
        await patiently(partial(oauth.revoke, row.token))
    except BadRequestError:
        note(
            f"Twitch no longer knew the access token of {row.token.login}. Whether the app is still connected is shown "
            "at https://www.twitch.tv/settings/connections."
        )
    await app.logins.remove(row.user_id)
    say(f"{row.token.login}: revoked and forgotten.")
    return 0


def _life(row: StoredLogin) -> str:
    if row.token.expires_at is None:
        return "expiry unknown"
    left = (row.token.expires_at - datetime.now(UTC)).total_seconds()
    return f"valid for {duration(left)}" if left > 0 else "expired"


def _cure(row: StoredLogin, words: str) -> str:
    if row.token.refreshable:
        return f"`twitchtrio token refresh {row.token.login} {words}` may help, else a new login does"
    return "only a new login helps"


def _scopes(scopes: frozenset[str] | None) -> str:
    return " ".join(sorted(scopes or ())) or "no scopes"
