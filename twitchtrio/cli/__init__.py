"""The command line, `twitchtrio`.

Exit codes: 0 fine, 1 an error of Twitch, the network or the store, told on stderr, 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import Final

__all__ = ["main"]

_INTERRUPTED: Final = 130
_WHOLE: Final = "'twitchtrio[cli]'"
_EXTRA: Final = frozenset({"click", "hypercorn", "jwt", "rich", "starlette"})


def main() -> int:
    """Run the command that the program's arguments name, and return its exit code."""
    try:
        from ._group import commands

        return commands()
    except ModuleNotFoundError as exc:
        if exc.name not in _EXTRA:
            raise
        # What uvx and pipx make has no pip.
        run = f"{sys.executable} -m pip install {_WHOLE}" if find_spec("pip") else f"uvx --from {_WHOLE} twitchtrio"
        other = "" if find_spec("pip") else f", or: pipx install {_WHOLE}"
        print(f"twitchtrio's command line needs {exc.name}, which is not installed. Run: {run}{other}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED
