"""`twitchtrio completion`: words that a shell completes."""

from __future__ import annotations

from typing import Final

import click
from click.shell_completion import get_completion_class

from ._output import put

__all__ = ["command"]

_VARIABLE: Final = "_TWITCHTRIO_COMPLETE"
_SHELLS: Final = ("bash", "zsh", "fish")
_WHOLE_WORDS: Final = r"""
# Bash breaks words at colons, which scopes have.
_twitchtrio_whole_words() {
    local line="${COMP_LINE:0:$COMP_POINT}"
    local word="${line##*[[:space:]]}"
    local kept="${word%"${word##*:}"}"
    COMP_WORDS=($line)
    [[ $word ]] || COMP_WORDS+=("")
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    _twitchtrio_completion "$@"
    COMPREPLY=("${COMPREPLY[@]#"$kept"}")
}
complete -o nosort -F _twitchtrio_whole_words twitchtrio
"""


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
    if shell == "bash":
        put(_WHOLE_WORDS)
    return 0
