"""The rows: what a chat bot has to be able to do, one by one, each with the test that shows it."""

from __future__ import annotations

import pathlib
import re

LEFT_OUT = {
    "C-04": "a declaration of types, of no use in Python",
    "C-05": "channels remembered beyond a restart",
    "C-12": "handlers of events loaded from files",
    "C-17": "commands loaded from files",
    "C-68": "a collection, where Python has tuples and dictionaries",
}
"""Those that have no test here, and what they are about."""

ROWS = tuple(row for number in (*range(1, 32), *range(40, 71)) if (row := f"C-{number:02}") not in LEFT_OUT)


def test_every_row() -> None:
    """Each row has a test in this folder whose name begins with its number, and no other does."""
    sources = [path.read_text(encoding="utf-8") for path in pathlib.Path(__file__).parent.glob("test_*.py")]
    found = {
        f"C-{number}"
        for source in sources
        for number in re.findall(r"^async def test_c(\d\d)_\w+", source, re.MULTILINE)
    }

    assert 57 == len(ROWS)
    assert {*ROWS} == found
