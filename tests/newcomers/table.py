"""Print what newcomers' mistakes get, as Markdown: `python -m tests.newcomers.table`."""

from __future__ import annotations

import logging
import math
import pathlib
import sys
import tempfile

import pytest
import trio
from trio.testing import MockClock

import tests.newcomers.names
import tests.newcomers.outside
import tests.newcomers.python
import tests.newcomers.running
import tests.newcomers.signing_in  # noqa: F401 - each adds its mistakes to the list
from tests.newcomers.town import MISTAKES, Mistake, Town
from twitchtrio.testing import FakeTwitch

THRESHOLDS = {"autojump": 0.0, "patient": 0.05, "real": math.inf}


def made(mistake: Mistake) -> str:
    """What somebody gets who makes it."""
    threshold = THRESHOLDS[mistake.clock]
    clock = None if threshold == math.inf else MockClock(autojump_threshold=threshold)
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as monkeypatch:
        town = Town(FakeTwitch("my-client-id"), pathlib.Path(folder), monkeypatch)
        try:
            trio.run(_open, mistake, town, clock=clock)
        except (Exception, Warning) as exc:  # noqa: BLE001 - whatever it is, it is told
            return f"`{type(exc).__name__}`: {exc}".replace(folder, "...").removesuffix(": ")
    return "nothing"


async def _open(mistake: Mistake, town: Town) -> None:
    async with town.fake.open():
        await mistake.deed(town)


def main() -> None:
    """Print the table."""
    logging.disable()
    rows = [("mistake", "what it gets"), ("---", "---"), *((each.words, made(each)) for each in MISTAKES)]
    sys.stdout.writelines(f"| {mistake} | {gets} |\n" for mistake, gets in rows)


if __name__ == "__main__":
    main()
