"""Texts from outside, made fit to be told and sent."""

from __future__ import annotations

import unicodedata
from typing import Final

__all__ = ["brief", "mended", "printable"]

_MOST: Final = 500
_CUT: Final = "..."
# Controls, formats such as bidi overrides, half characters, separators of lines.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def brief(text: str) -> str:
    """The text, or its start if it has more than 500 characters, with nothing in it that is not printed."""
    return printable(text if len(text) <= _MOST else text[: _MOST - len(_CUT)] + _CUT)


def printable(text: str) -> str:
    """The text, with a space for each line break and U+FFFD for whatever else is obeyed instead of printed."""
    return text if text.isprintable() else "".join(map(_printed, text))


def mended(text: str) -> str:
    """The text, with U+FFFD for each half of a character."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _printed(character: str) -> str:
    if unicodedata.category(character) not in _UNSEEN:
        return character
    return " " if character.isspace() else "\ufffd"
