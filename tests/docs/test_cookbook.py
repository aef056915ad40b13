"""Each bot of the cookbook does what its page says: its own tests are run, and its program serves what it should."""

from __future__ import annotations

import inspect
import pathlib
import re
import sys
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, contextmanager
from types import ModuleType
from typing import Any

import pytest
import trio
from trio.testing import MockClock

from twitchtrio import Bot, UserToken
from twitchtrio.auth import DEFAULT_SCOPES
from twitchtrio.testing import FakeTwitch, open_test_bot

PAGES = sorted((pathlib.Path(__file__).parents[2] / "docs" / "cookbook").glob("*.md"))
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: pathlib.Path) -> list[str]:
    """The program of a page, and the file with its tests."""
    return BLOCK.findall(page.read_text(encoding="utf-8"))


TESTS = [(page, name) for page in PAGES for name in re.findall(r"^async def (test_\w+)", blocks(page)[1], re.MULTILINE)]


@contextmanager
def imported(page: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[ModuleType, dict[str, Any]]]:
    """The program of a page, as a module, and what is in its tests."""
    program, tests = blocks(page)
    module = ModuleType(page.stem)
    monkeypatch.setitem(sys.modules, page.stem, module)
    exec(compile(program, f"{page.name}, program", "exec"), vars(module))
    names: dict[str, Any] = {"__name__": f"test_{page.stem}"}
    exec(compile(tests, f"{page.name}, tests", "exec"), names)
    yield module, names


def test_pages() -> None:
    """Each page has a program and tests, and is in the table."""
    table = (PAGES[0].parents[1] / "cookbook.md").read_text(encoding="utf-8")

    assert 12 == len(PAGES)
    assert [2] * 12 == [len(blocks(page)) for page in PAGES]
    assert sorted(page.stem for page in PAGES) == sorted(re.findall(r"\{doc\}`cookbook/(\w+)`", table))


@pytest.mark.parametrize(("page", "name"), TESTS, ids=[f"{page.stem}.{name}" for page, name in TESTS])
async def test_recipe(
    page: pathlib.Path, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path, autojump_clock: MockClock
) -> None:
    """A test of a page passes."""
    with imported(page, monkeypatch) as (_, names):
        given = {"tmp_path": tmp_path, "autojump_clock": autojump_clock, "monkeypatch": monkeypatch}
        wanted = inspect.signature(names[name]).parameters
        await names[name](**{key: given[key] for key in wanted})


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
async def test_program(page: pathlib.Path, monkeypatch: pytest.MonkeyPatch, autojump_clock: MockClock) -> None:
    """The program serves its router in its channel."""
    twitch = FakeTwitch("my-client-id")
    for login in ("bot", "somechannel"):
        twitch.add_user(login)
    twitch.add_moderator("somechannel", "bot")
    with imported(page, monkeypatch) as (module, _):

        @asynccontextmanager
        async def open_bot(client_id: str) -> AsyncGenerator[Bot]:
            assert twitch.client_id == client_id
            needed = module.router.scopes()
            async with open_test_bot(twitch, "bot", scopes={*DEFAULT_SCOPES, *needed.bot}) as bot:
                grant = twitch.grant("somechannel", needed.broadcaster)
                await bot.tokens.add(UserToken(access_token=grant.access_token, refresh_token=grant.refresh_token))
                yield bot

        monkeypatch.setattr(module, "open_bot", open_bot)
        async with twitch.open(), trio.open_nursery() as nursery:
            nursery.start_soon(module.main)
            await twitch.listening(
                "somechannel", "channel.chat.message" if module.router.commands else "channel.follow"
            )
            nursery.cancel_scope.cancel()
