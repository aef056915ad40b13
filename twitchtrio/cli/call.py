"""`twitchtrio call`: every endpoint of Helix."""

from __future__ import annotations

import difflib
import pathlib
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any, Final

import click
from attrs import frozen
from click.shell_completion import CompletionItem

from .._json import plain
from ..errors import ConfigurationError, DecodeError
from ..helix import Helix, Pages, open_helix
from ..tokens import APP
from ._answers import show_lines, show_table
from ._calls import CATEGORIES, Call, calls_of, find_call, names_of_calls
from ._exit import run
from ._options import AppOptions, app_options
from ._output import note, put, say

__all__ = ["command"]

_ALL: Final = "all"
_APP: Final = "app"


@frozen(kw_only=True)
class _How:
    """What the command line says besides the parameters."""

    acting: str | None
    as_lines: bool
    limit: int | None
    secrets: bool


class _Calls(click.Group):
    """The calls, each made a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click asks so
        return names_of_calls()

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        call = find_call(cmd_name)
        if call is None:
            names = self.list_commands(ctx)
            near = difflib.get_close_matches(cmd_name, [*names, *(name.partition(".")[2] for name in names)], n=3)
            perhaps = f" Did you mean {' or '.join(near)}?" if near else ""
            raise click.UsageError(f"There is no call {cmd_name!r}.{perhaps} `twitchtrio call --list` shows all.")
        return _command(call)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        known = super().shell_complete(ctx, incomplete)
        if not incomplete:
            return known
        short = (name.partition(".")[2] for name in names_of_calls())
        return [*known, *(CompletionItem(name) for name in short if name.startswith(incomplete))]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - the same
        with formatter.section("Categories"):
            formatter.write_text(", ".join(CATEGORIES))


def _list(ctx: click.Context, _: click.Parameter, category: str | None) -> None:
    if category is None or ctx.resilient_parsing:
        return
    if category not in (_ALL, *CATEGORIES):
        raise click.BadParameter(f"there is no {category!r}; there are {', '.join(CATEGORIES)}.")
    calls = [call for name in CATEGORIES if category in (_ALL, name) for call in calls_of(name)]
    width = max(len(call.name) for call in calls)
    for call in calls:
        say(f"{call.name:<{width}}  {call.summary}")
    ctx.exit()


@click.group("call", cls=_Calls, subcommand_metavar="CALL [PARAMETERS]...")
@click.option(
    "--list",
    metavar="[CATEGORY]",
    is_flag=False,
    flag_value=_ALL,
    is_eager=True,
    expose_value=False,
    callback=_list,
    help="Show the calls, of all categories or of one.",
)
def command() -> None:
    """Call an endpoint of Twitch's API, as in `twitchtrio call users.get_users --login a --login b`.

    Where the id of a user is wanted, a login will do. The answer is a table on a terminal, and else one line of JSON
    for each item.
    """


def _command(call: Call) -> click.Command:
    @app_options
    def make(
        options: AppOptions,
        *,
        acting: str | None,
        as_lines: bool,
        limit: int | None,
        show_secrets: bool,
        body: str | None,
        **given: Any,
    ) -> int:
        how = _How(acting=acting, as_lines=as_lines or not sys.stdout.isatty(), limit=limit, secrets=show_secrets)
        return run(partial(_make, options, call, call.given(_body(body), given), how))

    params: list[click.Parameter] = [
        *(each.option() for each in call.parameters if not each.holds_secret),
        click.Option(["--body"], metavar="@FILE", help=_body_help(call)),
        click.Option(["--as", "acting"], metavar="LOGIN|app", help="Who acts: one who has signed in, or the app."),
        click.Option(["--limit"], type=click.IntRange(min=1), help="At most so many items, of an answer in pages."),
        click.Option(["--json", "as_lines"], is_flag=True, help="Lines of JSON, on a terminal too."),
        click.Option(["--show-secrets"], is_flag=True, help="Show the secrets in an answer, such as a stream key."),
    ]
    settings = {"token_normalize_func": lambda word: word.replace("_", "-")}
    return click.command(call.name, params=params, help=call.text, short_help=call.summary, context_settings=settings)(
        make
    )


def _body_help(call: Call) -> str:
    secret = [each.name for each in call.parameters if each.holds_secret]
    only = f" {', '.join(secret)} can be given there alone, since it may hold a secret." if secret else ""
    return f"A file (@- for what is typed) with parameters as a JSON object; options go before it.{only}"


def _body(file: str | None) -> Mapping[str, Any]:
    if file is None:
        return {}
    if not file.startswith("@"):
        raise click.UsageError(
            "--body takes a file with a JSON object: --body @parameters.json, or @- for what is typed."
        )
    try:
        text = sys.stdin.read() if file == "@-" else pathlib.Path(file[1:]).read_text(encoding="utf-8")
        body: Any = plain(text)
    except (OSError, UnicodeError) as exc:
        raise click.UsageError(f"--body: {exc}") from None
    except DecodeError:
        body = None
    if not isinstance(body, dict):
        raise click.UsageError(f"In {file[1:]} should be a JSON object of parameters.")
    return body


async def _make(options: AppOptions, call: Call, given: dict[str, Any], how: _How) -> int:
    if how.acting == _APP and options.client_secret is None:
        raise click.UsageError("--as app takes the secret of a confidential app: its --client-id, and --confidential.")
    login = None if how.acting == _APP else how.acting
    async with (
        options.opened() as app,
        open_helix(
            app.client_id, client_secret=app.client_secret, account=login, store=app.store, endpoints=app.endpoints
        ) as helix,
    ):
        acting = _acting(helix, how)
        try:
            result = call.bound(acting)(**await _with_ids(acting, call, given))
            if isinstance(result, Pages):
                await _show_pages(result, how)
            else:
                _show(await result, how)
        except ConfigurationError as exc:
            # What is wrong with the call itself begins with its name; the rest is about the app or the store.
            if not str(exc).startswith(call.facts.name):
                raise
            raise click.UsageError(str(exc)) from None
    return 0


def _acting(helix: Helix, how: _How) -> Helix:
    if how.acting is None:
        return helix
    if how.acting == _APP:
        return helix.acting_as(APP)
    return helix.acting_as(helix.account_for(None, (), action="--as"))


async def _with_ids(helix: Helix, call: Call, given: dict[str, Any]) -> dict[str, Any]:
    """The parameters, with ids where logins were given."""
    users = {each.name for each in call.parameters if each.is_user} & given.keys()
    logins = [word for name in users for word in _listed(given[name]) if not str(word).isdecimal()]
    if not logins:
        return given  # noqa: ASYNC910  # the call itself is a checkpoint
    known = await helix.user_ids(logins)
    ids = {login: known[login] for login in logins}

    def told(value: Any) -> Any:
        return [ids.get(each, each) for each in value] if isinstance(value, list) else ids.get(value, value)

    return {name: told(value) if name in users else value for name, value in given.items()}


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else [value]


async def _show_pages(pages: Pages[Any], how: _How) -> None:
    """Lines of JSON as the pages come; a table once all are there."""
    kept: list[Any] = []
    count = 0
    async for page in pages.pages():
        items = list(islice(page.items, None if how.limit is None else how.limit - count))
        count += len(items)
        if how.as_lines:
            show_lines(items, secrets=how.secrets)
        else:
            kept += items
        if how.limit is not None and count >= how.limit:
            break
        if page.cursor is not None:
            note(f"{count}{f' of {page.total}' if page.total is not None else ''} ...")
    if not how.as_lines:
        show_table(kept, secrets=how.secrets)


def _show(result: Any, how: _How) -> None:
    match result:
        case None:
            note("Done.")
        case str():
            put(result.rstrip("\r\n"))
        case tuple() | list():
            for name, value in getattr(result, "__dict__", {}).items():
                note(f"{name}: {value}")
            _show_items(list(result), how)
        case _:
            _show_items([result], how)


def _show_items(items: Sequence[Any], how: _How) -> None:
    (show_lines if how.as_lines else show_table)(items, secrets=how.secrets)
