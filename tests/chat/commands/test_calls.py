"""Mentions in front of what calls a command."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from twitchtrio.chat.commands._calls import lines_of
from twitchtrio.words import Fragment, FragmentType, Mention


@pytest.mark.parametrize(
    ("mention", "rest", "lines"),
    [
        ("@Bot", " !hi", [" !hi"]),
        ("@Bot", ", !hi", [", !hi", " !hi"]),
        ("@Bot", ": !hi", [": !hi", " !hi"]),
        ("@Bot", ",!hi", [",!hi", "!hi"]),
        ("@Bot,", " !hi", [" !hi"]),
        ("@Bot", "; !hi", ["; !hi"]),
        ("@Bot", "", [""]),
        ("@Bot", ",", [",", ""]),
    ],
)
def test_behind_a_mention(mention: str, rest: str, lines: list[str]) -> None:
    """What follows a mention of the bot is looked at too, with and without the comma that keyboards put there."""
    text = f"{mention}{rest}"
    named = Mention(user_id="1", user_login="bot", user_name="Bot")
    fragments = (
        Fragment(type=FragmentType.MENTION, text=mention, mention=named),
        Fragment(type=FragmentType.TEXT, text=rest),
    )
    message: Any = SimpleNamespace(text=text, reply=None, message=SimpleNamespace(fragments=fragments))

    assert [text, *lines] == [*lines_of(message, "1")]
    assert [text] == [*lines_of(message, "2")]
