"""What `twitchtrio demo` shows: quiet colours on a terminal, plain lines elsewhere."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from typing import Final, Protocol

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..eventsub import ChannelChatMessage
from ._output import printable, say

__all__ = ["PlainScreen", "RichScreen", "Screen"]

_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}")
_TWITCH: Final = "#9146ff"
_LABEL: Final = 10
_NAME: Final = 9
_WIDEST: Final = 78
_SCENES: Final = {"sign in": "green", "chat": _TWITCH, "token": "yellow", "cable": "red", "session": "cyan"}


class Screen(Protocol):
    """Tells a story in scenes."""

    def title(self, name: str, what: str) -> None:
        """Say what the demo is, before its first scene."""
        ...

    def scene(self, name: str) -> None:
        """What is told from now on belongs to this scene."""
        ...

    def tell(self, text: str) -> None:
        """Something that happens."""
        ...

    def mended(self, text: str) -> None:
        """A trouble that is over."""
        ...

    def chat(self, message: ChannelChatMessage) -> None:
        """A message in chat."""
        ...

    def unheard(self, name: str, text: str) -> None:
        """A message in chat while nobody listens."""
        ...

    def summary(self, rows: Mapping[str, str], verdict: str, *, good: bool) -> None:
        """Say how it went, after the last scene."""
        ...


class PlainScreen(Screen):
    """Lines, each with the name of its scene."""

    def __init__(self) -> None:
        self._scene = ""

    def title(self, name: str, what: str) -> None:
        say(f"{name}: {what}")

    def scene(self, name: str) -> None:
        self._scene = name

    def tell(self, text: str) -> None:
        say(f"{self._scene:<8} {printable(text)}")

    def mended(self, text: str) -> None:
        self.tell(text)

    def chat(self, message: ChannelChatMessage) -> None:
        self.tell(f"<{message.chatter_user_name}> {message.text}")

    def unheard(self, name: str, text: str) -> None:
        self.tell(f"<{name}> {text} (unheard)")

    def summary(self, rows: Mapping[str, str], verdict: str, *, good: bool) -> None:
        for name, text in rows.items():
            say(f"{name:<8} {text}")
        say(f"{'well' if good else 'FAILED':<8} {verdict}")


class RichScreen(Screen):
    """Colours and columns; the scene's name stands at its first line only."""

    def __init__(self) -> None:
        self._console = Console(file=sys.stdout, highlight=False)
        self._label = Text()

    def title(self, name: str, what: str) -> None:
        self._console.print()
        columns = _grid(len(name) + 3, None)
        columns.add_row(Text(f"  {name}", style=f"bold {_TWITCH}"), Text(what, style="dim"))
        self._console.print(columns)

    def scene(self, name: str) -> None:
        self._console.print()
        self._label = Text(name, style=f"bold {_SCENES[name]}")

    def tell(self, text: str) -> None:
        self._row(Text(), Text(printable(text), style="dim"))

    def mended(self, text: str) -> None:
        self._row(Text("✓", style="green"), Text(printable(text)))

    def chat(self, message: ChannelChatMessage) -> None:
        style = f"bold {message.color}" if _COLOUR.fullmatch(message.color) else "bold"
        self._message(message.chatter_user_name, message.text, style, mark="" if message.reply is None else "↳")

    def unheard(self, name: str, text: str) -> None:
        self._message(name, text, "dim", "dim", mark="✗")

    def summary(self, rows: Mapping[str, str], verdict: str, *, good: bool) -> None:
        columns = _grid(_LABEL + 1, None)
        for name, text in rows.items():
            columns.add_row(Text(f"  {name}", style="bold"), text)
        conclusion = _grid(3, None)
        conclusion.add_row(Text("  ✓", style="bold green") if good else Text("  ✗", style="bold red"), verdict)
        for part in (
            Text(),
            Text(f"  {'─' * (min(self._console.width, _WIDEST) - 2)}", style="dim"),
            columns,
            Text(),
            conclusion,
        ):
            self._console.print(part)
        self._console.print()

    def _message(self, name: str, text: str, of_name: str, of_text: str = "", *, mark: str) -> None:
        columns = _grid(_NAME, None)
        columns.add_row(Text(printable(name), style=of_name), Text(printable(text), style=of_text))
        self._row(Text(mark, style="dim"), columns)

    def _row(self, mark: Text, content: Text | Table) -> None:
        columns = _grid(_LABEL, 1, None)
        columns.add_row(Text.assemble("  ", self._label), mark, content)
        self._console.print(columns)
        self._label = Text()


def _grid(*widths: int | None) -> Table:
    grid = Table.grid(padding=(0, 1))
    for width in widths:
        grid.add_column(width=width, overflow="fold")
    return grid
