"""What is opened says how."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from twitchtrio._opening import Opening


@asynccontextmanager
async def manager() -> AsyncGenerator[str, None]:
    """What is opened."""
    yield "inside"


def opening() -> Any:
    """What `open_bot` returns, untyped as misuse is."""
    return Opening(manager(), usage="async with open_bot(...) as bot")


async def test_delegates() -> None:
    """It is the manager."""
    async with opening() as value:
        assert value == "inside"


async def test_misuse() -> None:
    """Awaiting it, iterating over it and a plain `with` are answered with the right form."""
    with pytest.raises(TypeError, match=r"Write `async with open_bot\(\.\.\.\) as bot:`"):
        await opening()
    with pytest.raises(TypeError, match="async with"), opening():
        pass
    with pytest.raises(TypeError, match="async with"):
        list(opening())
    with pytest.raises(TypeError, match="async with"):
        async for _ in opening():
            pass
    assert repr(opening()) == "<async with open_bot(...) as bot>"
