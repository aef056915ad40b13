"""The commands, each imported when it is asked for."""

from __future__ import annotations

import importlib
from typing import Final

import click

from .._version import __version__
from ._exit import exit_code

__all__ = ["commands"]

_HELP: Final = {
    "demo": "Watch a bot chat and get over trouble.",
    "login": "Sign in to Twitch and keep the login for your bots.",
    "account": "Show the bot's own account, or make it LOGIN.",
    "token": "List, check, refresh or revoke the logins that are kept.",
    "run": "Serve a router in channels until Ctrl-C.",
    "listen": "Show events until Ctrl-C, or until nobody reads them any more.",
    "types": "List the subscription types, all of them or those with WORD in their names.",
    "call": "Call an endpoint of Twitch's API, as in `twitchtrio call users.get_users --login a --login b`.",
    "fake": "Serve a fake Twitch until Ctrl-C, and play on it.",
    "completion": "Print what makes a shell complete commands, options, types, scopes and calls.",
}
"""The commands, and how each begins to explain itself: to import them for that takes a second."""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click asks so
        return list(_HELP)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - the same
        if cmd_name not in _HELP:
            return None
        command: click.Command = importlib.import_module(f".{cmd_name}", __package__).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - the same
        with formatter.section("Commands"):
            formatter.write_dl(list(_HELP.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="twitchtrio %(version)s")
def _group() -> None:
    """Sign in to Twitch, run a bot, listen, call the API, and try a bot on a Twitch of your own."""


def commands() -> int:
    """Run the command that the program's arguments name."""
    return exit_code(_group)
