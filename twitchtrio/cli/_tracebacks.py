"""Tracebacks of a program's own code, without what of ours and of Python's imports stands above it."""

from __future__ import annotations

import importlib
import traceback
from pathlib import Path
from types import TracebackType
from typing import Final

__all__ = ["place_of", "traceback_of"]

_OURS: Final = str(Path(__file__).parents[1])
_IMPORTS: Final = (importlib.__file__, "<frozen importlib")


def traceback_of(error: BaseException) -> str:
    """The traceback, from where the program's code begins; all of it where none of that is in it."""
    below: TracebackType | None = error.__traceback__
    while below is not None and _is_above(below.tb_frame.f_code.co_filename):
        below = below.tb_next
    if below is None and not isinstance(error, SyntaxError):
        below = error.__traceback__
    return "".join(traceback.format_exception(type(error), error, below)).rstrip()


def place_of(error: BaseException) -> str:
    """The last line of the program's code that led to it."""
    frames = [each for each in traceback.extract_tb(error.__traceback__) if not _is_above(each.filename)]
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "a place that is not known"


def _is_above(filename: str) -> bool:
    return filename.startswith((_OURS, *_IMPORTS))
