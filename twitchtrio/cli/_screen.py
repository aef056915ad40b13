"""What `twitchtrio demo` shows: quiet colours on a terminal, plain lines elsewhere."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from typing import Final

from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from ..eventsub import ChannelChatMessage
from ._output import printable, say

__all__ = ["PlainScreen", "RichScreen", "Screen"]

_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}")
_TWITCH: Final = "#9146ff"
_SCENES: Final = {"sign in": "green", "chat": _TWITCH, "token": "yellow", "cable": "red", "session": "cyan"}


class Screen:
    """Tells a story in scenes."""

    def title(self, name: str, what: str) -> None:
        """Begin."""
        raise NotImplementedError

    def scene(self, name: str) -> None:
        """What is told from now on belongs to this scene."""
        raise NotImplementedError

    def tell(self, text: str) -> None:
        """Something that happens."""
        raise NotImplementedError

    def chat(self, message: ChannelChatMessage) -> None:
        """A message in chat."""
        raise NotImplementedError

    def summary(self, rows: Mapping[str, str], verdict: str, *, good: bool) -> None:
        """End."""
        raise NotImplementedError


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

    def chat(self, message: ChannelChatMessage) -> None:
        self.tell(f"<{message.chatter_user_name}> {message.text}")

    def summary(self, rows: Mapping[str, str], verdict: str, *, good: bool) -> None:
        for name, text in rows.items():
            say(f"{name:<8} {text}")
        say(f"{'well' if good else 'FAILED':<8} {verdict}")


class RichScreen(Screen):
    """Colours and columns; the scene's name stands at its first line only."""

    def __init__(self) -> None:
        self._console = Console(file=sys.stdout, highlight=False, soft_wrap=False)
        self._label = Text()

    def title(self, name: str, what: str) -> None:
        self._console.print()
        self._console.print(Text.assemble("  ", (name, f"bold {_TWITCH}"), "  ", (what, "dim")))

    def scene(self, name: str) -> None:
        self._console.print()
        self._label = Text(name, style=f"bold {_SCENES[name]}")

    def tell(self, text: str) -> None:
        self._row(Text(printable(text), style="dim"))

    def chat(self, message: ChannelChatMessage) -> None:
        columns = Table.grid(padding=(0, 1))
        columns.add_column(width=1, style="dim")
        columns.add_column(width=9, no_wrap=True)
        columns.add_column()
        style = f"bold {message.color}" if _COLOUR.fullmatch(message.color) else "bold"
        name = Text(printable(message.chatter_user_name), style=style)
        columns.add_row("" if message.reply is None else "↳", name, Text(printable(message.text)))
        self._row(columns)

    def summary(self, rows: Mapping[str, str], verdict: str, *, good: bool) -> None:
        self._console.print()
        self._console.print(Rule(style="dim"))
        columns = Table.grid(padding=(0, 2))
        columns.add_column(width=10, style="bold")
        columns.add_column()
        for name, text in rows.items():
            columns.add_row(f"  {name}", text)
        self._console.print(columns)
        self._console.print()
        mark = ("  ✓ ", "bold green") if good else ("  ✗ ", "bold red")
        self._console.print(Text.assemble(mark, verdict))
        self._console.print()

    def _row(self, content: Text | Table) -> None:
        columns = Table.grid(padding=(0, 1))
        columns.add_column(width=10)
        columns.add_column()
        columns.add_row(Text.assemble("  ", self._label), content)
        self._console.print(columns)
        self._label = Text()
