"""Text for terminals and for scripts."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from datetime import datetime
from typing import Final

import click

from ..ops._command_line import as_typed

__all__ = ["advise", "clock", "duration", "note", "printable", "put", "say"]

_BIDI: Final = frozenset("\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def say(text: str = "") -> None:
    """Printable lines of a command's result, on stdout, at once."""
    click.echo(_printable_lines(text))


def advise(text: str) -> None:
    """As `say`, of what to type next: its commands work as they are printed."""
    say(as_typed(text))


def put(line: str) -> None:
    """A line of a command's result as it is, for what is to be read by programs."""
    click.echo(line)


def note(text: str = "") -> None:
    """Printable lines for the person at the terminal, on stderr, so that the result can go through a pipe."""
    click.echo(_printable_lines(text), err=True)


def _printable_lines(text: str) -> str:
    return "\n".join(map(printable, text.split("\n")))


def printable(text: str) -> str:
    """Text from outside without anything that a terminal obeys."""
    if text.isprintable():
        return text
    return "".join("\ufffd" if _commands(character) else character for character in text)


def _commands(character: str) -> bool:
    return character in _BIDI or unicodedata.category(character) == "Cc"


def clock(time: datetime) -> str:
    """A time of day where the reader is; one at the end of all times, as it was told."""
    with suppress(OverflowError, ValueError):
        time = time.astimezone()
    return f"{time:%H:%M:%S}"


def duration(seconds: float) -> str:
    """A length of time, roughly."""
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
