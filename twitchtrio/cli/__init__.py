"""The command line, `twitchtrio`.

Exit codes: 0 fine, 1 an error of Twitch, the network or the store, told on stderr, 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import sys
from typing import Final

__all__ = ["main"]

_INTERRUPTED: Final = 130
_EXTRA: Final = frozenset({"click", "hypercorn", "jwt", "rich", "starlette"})


def main() -> int:
    """Run the command that the program's arguments name, and return its exit code."""
    try:
        from ._group import commands

        return commands()
    except ModuleNotFoundError as exc:
        if exc.name not in _EXTRA:
            raise
        print(
            f"twitchtrio's command line needs {exc.name}, which is not installed. Run: "
            f"{sys.executable} -m pip install 'twitchtrio[cli]'",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED
