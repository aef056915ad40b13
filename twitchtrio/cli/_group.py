"""The commands, each imported when it is asked for."""

from __future__ import annotations

import importlib
from typing import Final

import click

from .._version import __version__
from ._exit import exit_code

__all__ = ["commands"]

_NAMES: Final = ("demo", "login", "token", "run", "listen", "types", "call", "fake")


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click asks so
        return list(_NAMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - the same
        if cmd_name not in _NAMES:
            return None
        command: click.Command = importlib.import_module(f".{cmd_name}", __package__).command
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="twitchtrio %(version)s")
def _group() -> None:
    """Sign in to Twitch, run a bot, listen, call the API, and try a bot on a Twitch of your own."""


def commands() -> int:
    """Run the command that the program's arguments name."""
    return exit_code(_group)
