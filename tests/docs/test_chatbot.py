"""The tables on permissions, contexts, serving and errors say what the code does."""

from __future__ import annotations

import inspect
import pathlib
import re
from types import SimpleNamespace
from typing import Any

import pytest

import twitchtrio.chat
from twitchtrio import Bot, CommandContext, Context, Router
from twitchtrio.chat import Chatter, Cooldown, Crash, Serving, SharedChat, moderator
from twitchtrio.chat.commands import permissions
from twitchtrio.errors import (
    CommandError,
    MessageDroppedError,
    NotAllowedError,
    OnCooldownError,
    UsageError,
)
from twitchtrio.eventsub import Badge
from twitchtrio.testing import open_chat

DOCS = pathlib.Path(__file__).parents[2] / "docs"


def rows(page: str, head: str) -> list[list[str]]:
    """The cells of a table, by its first cell."""
    text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    table = text[text.index(f"| {head} |") :].partition("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table.splitlines()[2:]]


def named(cells: list[list[str]]) -> list[str]:
    """The names in the first column."""
    return [name for row in cells for name in re.findall(r"`(?:await )?(\w+)", row[0])]


# Permissions

ROLES = {
    "everybody": ["nothing", "founder", "subscriber", "vip", "moderator", "lead_moderator", "broadcaster"],
    "whose channel it is": ["broadcaster"],
    "lead moderators and the broadcaster": ["lead_moderator", "broadcaster"],
    "those, and moderators": ["moderator", "lead_moderator", "broadcaster"],
    "those, and VIPs": ["vip", "moderator", "lead_moderator", "broadcaster"],
    "subscribers, founders and the broadcaster": ["founder", "subscriber", "broadcaster"],
}


def test_permissions() -> None:
    """Each permission that there is has its row."""
    made = {"Permission", "permission"}

    assert sorted({*permissions.__all__} - made) == sorted(named(rows("permissions", "permission")))


@pytest.mark.parametrize("row", [row for row in rows("permissions", "permission") if "(" not in row[0]], ids=" ".join)
async def test_role(row: list[str]) -> None:
    """A role passes for whom its row says."""
    (name,) = named([row])
    permission = getattr(twitchtrio.chat, name)

    assert ROLES[row[1]] == [badge for badge in ROLES["everybody"] if await permission.allows(wearing(badge))]


def wearing(badge: str) -> Any:
    """A context of somebody with a badge."""
    worn = (Badge(set_id=badge, id="1", info=""),)
    return SimpleNamespace(chatter=Chatter(user_id="7", login="a", display_name="A", badges=worn))


# Contexts and serving


def public(cls: type) -> set[str]:
    """What a class has, with the attributes that its docstring names."""
    said = re.findall(r"^ {4}(\w+): ", (inspect.getdoc(cls) or "").partition("Attributes:")[2], re.MULTILINE)
    return {*said, *(name for name in dir(cls) if not name.startswith("_"))}


def test_contexts() -> None:
    """Each attribute of a context is on the page."""
    text = (DOCS / "commands.md").read_text(encoding="utf-8")
    (besides,) = re.findall(r"A command's `CommandContext` has besides: (.*?)\n\n", text, re.DOTALL)

    assert sorted(public(Context)) == sorted(named(rows("commands", "of a `Context`")))
    assert sorted(public(CommandContext) - public(Context)) == sorted(re.findall(r"`(\w+)", besides))


def test_serving() -> None:
    """Each attribute of what serves is in its table, but for what was given, and what the package itself calls."""
    inner = {"lost", "run", "take", "option", "router"}

    assert sorted(public(Serving) - inner) == sorted(named(rows("serving", "of a `Serving`")))


def test_arguments_of_serve() -> None:
    """Each argument of `serve` is on its page, with its default where it is in the table."""
    taken = inspect.signature(Bot.serve).parameters
    text = (DOCS / "serving.md").read_text(encoding="utf-8")
    table = dict(re.findall(r"`(\w+)=(.+)`", row[0])[0] for row in rows("serving", "of `serve`"))

    options = {*taken} - {"self", "router", "channels", "task_status"}
    assert [] == [name for name in options if not re.search(rf"`{name}[`=]", text)]
    assert {name: taken[name].default for name in table} == {
        name: eval(said, {"SharedChat": SharedChat}) for name, said in table.items()
    }


# Errors

RAISED: dict[str, Exception] = {
    "NotAllowedError": NotAllowedError(moderator),
    "OnCooldownError": OnCooldownError(remaining=3, cooldown=Cooldown(30)),
    "UsageError": UsageError("Too many", usage="!go"),
    "CommandError": CommandError("You have 3 points."),
    "MessageDroppedError": MessageDroppedError(code="", reason="", text="", channel="1"),
    "any other exception": ZeroDivisionError("sum"),
}
ANSWERS = {
    "nothing": (),
    "its text, as a reply": ("You have 3 points.",),
    "what is wrong, and how it is written; each chatter is told once in 5 seconds": ("Too many. Usage: !go",),
}
ERRORS = [
    (name, in_chat, besides)
    for raised, in_chat, besides in rows("serving", "raised")[:-1]
    for name in re.findall(r"`(\w+)`", raised) or [raised]
]


@pytest.mark.parametrize(("name", "in_chat", "besides"), ERRORS, ids=[name for name, _, _ in ERRORS])
async def test_error(name: str, in_chat: str, besides: str, caplog: pytest.LogCaptureFixture) -> None:
    """What a handler raises is answered and counted as its row says."""
    router: Router[None] = Router()

    @router.command()
    async def go(ctx: CommandContext) -> None:  # noqa: ASYNC124  # handlers are
        raise RAISED[name]

    async with open_chat(router, crash=Crash.REPORT) as chat:
        said = await chat.say("!go"), await chat.say("!go")
        counts = {count: getattr(chat.serving, count) for count in ("refused", "unshown", "crashed")}

    assert (ANSWERS[in_chat], () if "once in 5 seconds" in in_chat else ANSWERS[in_chat]) == said
    counted = re.findall(r"counted in `(\w+)`", besides) or ["crashed"] * ("*crash*" in besides)
    assert counted == [count for count, number in counts.items() if number == 2]
    assert bool(caplog.records) is ("log" in besides or "crash" in besides)
