"""The command line, `twitchtrio`.

Exit codes: 0 fine, 1 an error of Twitch, the network or the store, told on stderr, 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import Final

from .._lazy import pip_install

__all__ = ["main"]

_INTERRUPTED: Final = 130
# What uvx and pipx make has none.
_WITHOUT_PIP: Final = "uvx --from 'twitchtrio[cli]' twitchtrio, or: pipx install 'twitchtrio[cli]'"
_EXTRA: Final = frozenset({"click", "hypercorn", "jwt", "rich", "starlette"})


def main() -> int:
    """Run the command that the program's arguments name, and return its exit code."""
    try:
        from ._group import commands

        return commands()
    except ModuleNotFoundError as exc:
        if exc.name not in _EXTRA:
            raise
        command = pip_install("cli") if find_spec("pip") else _WITHOUT_PIP
        print(f"twitchtrio's command line needs {exc.name}, which is not installed. Run: {command}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED
