"""A fake at a terminal: what happens there is shown, what is typed is done."""

from __future__ import annotations

import re
import sys
import textwrap
from typing import Any, Final

import trio

from ..testing import FakeTwitch
from ..testing.fake.control import all_orders
from ..testing.fake.happenings import Happening
from ..testing.fake.lines import Lines
from ._output import fitting, note, printable, put

__all__ = ["do", "play", "sentence", "show"]

_WIDTH: Final = max(len(each.value) for each in Happening)
_COLUMNS: Final = 78
_CALL: Final = re.compile(r"\b(add_user)\('(\w+)'\)")


def show(fake: FakeTwitch, kind: Happening, text: str) -> None:
    """Show what has happened, in a line."""
    moment = fake.clock.local()
    line = f"{moment:%H:%M:%S}  {kind.value:<{_WIDTH}}  {printable(text)}"
    put(fitting(line, sys.stdout, indent=_WIDTH + 12))


async def play(fake: FakeTwitch, lines: Lines) -> None:
    """Do what is typed, until nothing more can be."""
    while True:
        # A thread that waits for a line does not keep the program from its end.
        text = await trio.to_thread.run_sync(_line, abandon_on_cancel=True)
        if not text:
            return
        if text.strip():
            do(fake, lines, text.strip())


def _line() -> str:
    try:
        return sys.stdin.readline()
    except (AttributeError, OSError, ValueError):
        # There is nothing to read from.
        return ""


def do(fake: FakeTwitch, lines: Lines, text: str) -> None:
    """Do what a line says, or say why not."""
    try:
        word, _, about = text.partition(" ")
        if word in {"/help", "help", "?"}:
            _help(lines, about.strip())
            return
        line = lines.read(text)
        result = all_orders()[line.name](fake, line.arguments)
    except Exception as exc:  # noqa: BLE001 - whatever an order that makes no sense leads to
        note(f"Not done: {sentence(exc)}")
        return
    if line.name != "say":
        note(f"Done: {line.name.replace('_', ' ')}{_result(result)}.")


def sentence(exc: Exception) -> str:
    """What an error says, as a whole sentence."""
    text = str(exc.args[0]) if isinstance(exc, KeyError) and exc.args else str(exc) or type(exc).__name__
    text = _CALL.sub(lambda call: f"/{call[1]} {call[2]}", text)
    return text if text.endswith((".", "?")) else f"{text}."


def _result(result: Any) -> str:
    return "" if result is None else f", which gave {result}"


def _help(lines: Lines, about: str) -> None:
    if about:
        name = about.removeprefix("/")
        note(f"{lines.usage(name)}\n  {lines.about(name)}")
        return
    note("viewer: hello            say something in the channel; viewer@other: in another")
    note("/follow viewer           who and where may be left out; more as name=value")
    note("/help ORDER              what an order takes")
    note("Orders:")
    note(textwrap.fill(" ".join(lines.names), _COLUMNS, initial_indent="  ", subsequent_indent="  "))
