"""`twitchtrio completion`: words that a shell completes."""

from __future__ import annotations

from typing import Final

import click
from click.shell_completion import get_completion_class

from ._output import put

__all__ = ["command"]

_VARIABLE: Final = "_TWITCHTRIO_COMPLETE"
_SHELLS: Final = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def command(ctx: click.Context, *, shell: str) -> int:
    r"""Print what makes a shell complete commands, options, types, scopes and calls.

    \b
    In ~/.bashrc:                   eval "$(twitchtrio completion bash)"
    In ~/.zshrc, after compinit:    eval "$(twitchtrio completion zsh)"
    In ~/.config/fish/config.fish:  twitchtrio completion fish | source
    """
    found = get_completion_class(shell)
    if found is None:
        raise click.ClickException(f"{shell} is not supported by the click that is installed.")
    root = ctx.find_root()
    put(found(root.command, {}, root.info_name or "twitchtrio", _VARIABLE).source())
    return 0
