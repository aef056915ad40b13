"""The page on arguments says how commands are written, and what they make of a line."""

from __future__ import annotations

import pathlib
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.chat.commands.support import got, outcome
from twitchtrio.chat import Channel, Word
from twitchtrio.chat.commands._signature import Signature
from twitchtrio.people import PartialUser

PAGE = pathlib.Path(__file__).parents[2].joinpath("docs", "arguments.md").read_text(encoding="utf-8")
NAMES = {"Channel": Channel, "PartialUser": PartialUser, "Word": Word, "got": got, "timedelta": timedelta}


def function(parameters: str) -> Callable[..., Any]:
    """A command with these parameters."""
    names: dict[str, Any] = dict(NAMES)
    exec(f"async def function(ctx, {parameters}): ...", names)
    return names["function"]


def rows(heading: str) -> list[list[str]]:
    """The rows of a table."""
    return [
        [cell.strip().strip("`").replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", row)[1:-1]]
        for row in PAGE.partition(heading)[2].strip().partition("\n\n")[0].splitlines()[2:]
    ]


@pytest.mark.parametrize("row", rows("What commands are written like:"), ids=" - ".join)
def test_usage(row: list[str]) -> None:
    """A command is written as the page says."""
    parameters, usage = row

    assert usage == Signature.of(function(parameters)).usage


@pytest.mark.parametrize("row", rows("What they make of a line:"), ids=" - ".join)
async def test_line(row: list[str]) -> None:
    """A line means what the page says."""
    parameters, line, arguments = row
    positional, named = await outcome(function(parameters), line)

    wanted, wanted_named = eval(f"got({arguments})", dict(NAMES))
    assert wanted == positional
    assert wanted_named.items() <= named.items()
