"""The page on channels has every verb, with who must act and the scopes that its docstring names."""

from __future__ import annotations

import pathlib
import re

import pytest

from tests.chat.verbs import VERBS, said_of
from twitchtrio._needs import alternatives

PAGE = pathlib.Path(__file__).parents[2].joinpath("docs", "channels.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", PAGE, re.MULTILINE)
WHO = {
    "Anyone": "anyone",
    "The bot": "the bot",
    "The bot, as the broadcaster or a moderator": "a moderator",
    "The broadcaster": "the broadcaster",
    "The broadcaster, or the VIP": "the broadcaster or the VIP",
    "The broadcaster if there is a login of theirs, or else the bot as an editor": "the broadcaster or an editor",
}


def test_once() -> None:
    """Every verb has a row, and no row is there twice."""
    assert sorted(VERBS) == sorted(name for name, _, _, _ in ROWS)


@pytest.mark.parametrize("name", VERBS)
def test_row(name: str) -> None:
    """A row says who acts, and scopes that are enough and of which none is idle."""
    [(who, scopes)] = [(who, scopes) for verb, _, who, scopes in ROWS if verb == name]
    said = [each for each in said_of(VERBS[name]) if each.who != "Anyone"]
    needed = [set(any_of) for each in said for any_of in alternatives(each.needed)]
    shown = set(re.findall(r"`([\w:]+)`", scopes))

    assert ("; ".join(dict.fromkeys(WHO[each.who] for each in said)) or "anyone") == who
    assert [] == [any_of for any_of in needed if not any_of & shown]
    assert shown <= set().union(*needed)
    assert (scopes == "none") is (not needed)
