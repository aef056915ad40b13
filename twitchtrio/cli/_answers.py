"""What a call of Helix gave, as a table or as lines of JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import attrs
import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..tokens import Secret
from ._output import printable, put, say

__all__ = ["show_lines", "show_table"]

_HIDDEN: Final = "(secret; --show-secrets shows it)"


def show_lines(items: Iterable[Any], *, secrets: bool) -> None:
    """One line of JSON for each."""
    for item in items:
        put(_json(item, secrets=secrets))


def show_table(items: Sequence[Any], *, secrets: bool) -> None:
    """A row for each; of a single one, a line for each field."""
    if not items:
        say("(nothing)")
        return
    rows = [_fields(item, secrets=secrets) for item in items]
    table = Table(box=None, pad_edge=False, show_header=len(rows) > 1, header_style="bold", padding=(0, 2, 0, 0))
    if len(rows) == 1:
        table.add_column(style="bold", no_wrap=True)
        table.add_column(overflow="fold")
        for name, value in rows[0].items():
            table.add_row(name, _cell(value))
    else:
        names = [name for name in rows[0] if any(row.get(name) for row in rows)]
        for name in names:
            table.add_column(name, overflow="fold")
        for row in rows:
            table.add_row(*(_cell(row.get(name, "")) for name in names))
    Console(highlight=False, markup=False).print(table)


def _fields(item: Any, *, secrets: bool) -> dict[str, str]:
    if not attrs.has(type(item)):
        return {"": _text(item, secrets=secrets)}
    return {each.name: _text(getattr(item, each.name), secrets=secrets) for each in attrs.fields(type(item))}


def _text(value: Any, *, secrets: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return _json(value, secrets=secrets).strip('"')


def _cell(text: str) -> Text:
    return Text(printable(text))


def _json(value: Any, *, secrets: bool) -> str:
    def spell(special: Any) -> str:
        if isinstance(special, Secret):
            return special.reveal() if secrets else _HIDDEN
        return str(special)

    return msgspec.json.encode(value, enc_hook=spell).decode()
