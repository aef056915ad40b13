"""Text for terminals and for scripts."""

from __future__ import annotations

import os
import re
import shutil
import sys
import textwrap
import unicodedata
from contextlib import suppress
from datetime import datetime
from typing import Final, TextIO

import click

from ..ops._command_line import as_typed

__all__ = ["advise", "clock", "discard_output", "duration", "fitting", "note", "printable", "put", "say"]

_QUOTED: Final = re.compile("`[^`]*`")
_BIDI: Final = frozenset("\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def say(text: str = "") -> None:
    """Printable lines of a command's result, on stdout, at once."""
    put(_printable_lines(text))


def advise(text: str) -> None:
    """As `say`, of what to type next: its commands work as they are printed."""
    say(as_typed(text))


def put(line: str) -> None:
    """A line of a command's result as it is, for what is to be read by programs.

    Raises:
        BrokenPipeError: Nobody reads it any more.
        click.ClickException: It cannot be written, as where the disk is full.
    """
    try:
        click.echo(line)
    except BrokenPipeError:
        raise
    except OSError as exc:
        discard_output()
        raise click.ClickException(f"The output cannot be written: {exc.strerror}.") from None


def discard_output() -> None:
    """Have Python not try once more at its exit, and complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def note(text: str = "") -> None:
    """Printable lines for the person at the terminal, on stderr, so that the result can go through a pipe."""
    click.echo("\n".join(fitting(line, sys.stderr) for line in _printable_lines(text).split("\n")), err=True)


def fitting(text: str, stream: TextIO, *, indent: int = 0) -> str:
    """A text in lines that a terminal need not cut; a command in backquotes stays whole, to be copied."""
    if not stream.isatty():
        return text
    whole = _QUOTED.sub(lambda quoted: quoted[0].replace(" ", "\0"), text)
    lines = textwrap.wrap(
        whole,
        shutil.get_terminal_size().columns,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
        replace_whitespace=False,
    )
    return "\n".join(lines).replace("\0", " ")


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
