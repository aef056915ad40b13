"""How the command line is called from where the program runs."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from pathlib import Path
from typing import Final

__all__ = ["as_typed"]

_NAME: Final = "twitchtrio"
_CALLED: Final = re.compile(rf"(?<![\w./\\-]){_NAME} (?=(?:account|call|listen|login|run|token|types)\b(?!:))")


def as_typed(text: str) -> str:
    """A text whose commands work as they are printed, though no virtual environment is active."""
    return _CALLED.sub(lambda _: f"{_program()} ", text)


def _program() -> str:
    """What is typed for `twitchtrio`: the word alone, where that is what a shell finds, or else its path."""
    own = _own()
    if own is None:
        return _NAME
    found = shutil.which(_NAME)
    if found is not None and Path(found).resolve() == own.resolve():
        return _NAME
    here = Path.cwd()
    short = own.relative_to(here) if own.is_relative_to(here) and own.parent != here else own
    return str(short) if sys.platform == "win32" else shlex.quote(str(short))


def _own() -> Path | None:
    """The script that runs now, or the one that belongs to the same environment."""
    typed = Path(sys.argv[0])
    if typed.stem == _NAME:
        return typed.absolute() if typed.parent.name else None
    beside = shutil.which(_NAME, path=str(Path(sys.executable).parent))
    return None if beside is None else Path(beside)
