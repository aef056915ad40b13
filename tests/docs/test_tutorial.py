"""The tutorial's bot answers at each step as its page shows, its tests pass, and its program runs."""

from __future__ import annotations

import inspect
import pathlib
import random
import re
import sys
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from types import ModuleType
from typing import Any

import pytest
import trio
from trio.testing import MockClock

from twitchtrio import Bot
from twitchtrio.testing import Chat, FakeTwitch, Role, open_chat, open_test_bot

PAGE = pathlib.Path(__file__).parents[2].joinpath("docs", "tutorial.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(python|text)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
STEPS = [source for kind, source in BLOCKS if kind == "python" and "def test_" not in source]
(TESTS,) = [source for kind, source in BLOCKS if kind == "python" and "def test_" in source]


def dialogues() -> Iterator[tuple[int, list[str]]]:
    """What is said on the page, and after how many steps."""
    steps = 0
    for kind, source in BLOCKS:
        steps += source in STEPS
        if kind == "text" and steps:
            yield steps, source.splitlines()


DIALOGUES = list(dialogues())


def written(steps: int, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The program after so many steps, with dice that always show 4 and a first choice that is always taken."""
    module = ModuleType("mybot")
    monkeypatch.setitem(sys.modules, "mybot", module)
    monkeypatch.setattr(random, "randint", lambda low, high: min(max(low, 4), high))
    monkeypatch.setattr(random, "choice", lambda options: options[0])
    exec(compile("\n".join(STEPS[:steps]), "mybot.py", "exec"), vars(module))
    return module


async def happens(line: str, chat: Chat[Any]) -> tuple[str, ...]:
    """What the bot writes after a line of the page, of somebody else."""
    if later := re.fullmatch(r"\((\d+) seconds later\)", line):
        await trio.sleep(int(later[1]))
        return await chat.settle()
    if raid := re.fullmatch(r"\((\w+) raids with (\d+)\)", line):
        chat.twitch.raid(raid[1], "streamer", int(raid[2]))
        return await chat.settle()
    by, text = line.split(": ", 1)
    return await chat.say(text, by=by)


@pytest.mark.parametrize(("steps", "lines"), DIALOGUES, ids=[lines[0] for _, lines in DIALOGUES])
async def test_dialogue(
    steps: int, lines: list[str], monkeypatch: pytest.MonkeyPatch, autojump_clock: MockClock
) -> None:
    """The bot says what the page says, where the page is."""
    said: list[str] = []
    module = written(steps, monkeypatch)
    router = getattr(module, "app", module.router)
    state = module.Memory() if hasattr(module, "Memory") else None
    async with open_chat(router, state=state) as chat:
        chat.appoint("friend", Role.VIEWER)
        chat.appoint("mod", Role.MODERATOR)
        for line in lines:
            if not line.startswith("bot: "):
                said += [line, *(f"bot: {text}" for text in await happens(line, chat))]

    assert lines == said


def test_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot has ten commands that can be seen, and chatters use each of them on the page."""
    shown = [command for command in written(len(STEPS), monkeypatch).app.commands if not command.hidden]
    lines = [line.partition(": ")[2].lower() for _, lines in DIALOGUES for line in lines if not line.startswith("bot")]

    assert 10 == len(shown)
    assert [] == [
        command.names
        for command in shown
        if not any(re.match(rf"!{name}\b", line) for name in command.names for line in lines)
    ]


@pytest.mark.parametrize("name", re.findall(r"^async def (test_\w+)", TESTS, re.MULTILINE))
async def test_test(name: str, monkeypatch: pytest.MonkeyPatch, autojump_clock: MockClock) -> None:
    """A test that the page shows passes."""
    written(len(STEPS), monkeypatch)
    names: dict[str, Any] = {"__name__": "test_mybot"}
    exec(compile(TESTS, "test_mybot.py", "exec"), names)
    await names[name](**dict.fromkeys(inspect.signature(names[name]).parameters, autojump_clock))


async def test_program(monkeypatch: pytest.MonkeyPatch, autojump_clock: MockClock) -> None:
    """The program serves its channel with the scopes of a login as it is, and ends when it is told to."""
    twitch = FakeTwitch("my-client-id")
    for login in ("bot", "somechannel"):
        twitch.add_user(login)
    module = written(len(STEPS), monkeypatch)

    @asynccontextmanager
    async def open_bot(client_id: str) -> AsyncGenerator[Bot]:
        assert twitch.client_id == client_id
        async with open_test_bot(twitch, "bot") as bot:
            yield bot

    monkeypatch.setattr(module, "open_bot", open_bot)
    async with twitch.open(), trio.open_nursery() as nursery:
        nursery.start_soon(module.main)
        await twitch.listening("somechannel")
        twitch.say("somechannel", "somechannel", "!goodnight")

    assert ["!goodnight", "Good night!"] == [message.text for message in twitch.messages]
