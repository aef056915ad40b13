"""Words and quotations of lines."""

from __future__ import annotations

import re
import sys
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, strategies as st

from tests.chat.commands.support import joined
from twitchtrio.chat.commands import _words
from twitchtrio.chat.commands._words import Piece, folded, words, written

INVISIBLE = "\U000e0000\u034f\u2800\u200b\u2060\ufeff"
QUOTES = "".join(sorted({*_words._QUOTES, *_words._CLOSING}))
LINES = st.text(st.sampled_from(f"ab -=\u2014\u3000\n'{QUOTES}{INVISIBLE}") | st.characters(), max_size=60)
WRITABLE = LINES.map(lambda text: text.strip(INVISIBLE))


def texts(line: str) -> list[str]:
    """The words of a line."""
    return [piece.text for piece in words(line)]


def test_places() -> None:
    """A piece knows where it stands, with its quotes and without what cannot be seen."""
    assert (
        Piece("a", 2, 3, quoted=False),
        Piece("b c", 6, 11, quoted=True),
        Piece("", 12, 14, quoted=True),
    ) == words('\u200b a\u034f  "b c" ""')


@given(LINES)
def test_total(line: str) -> None:
    """Every line has words: in order, without white space outside of quotations, and none lost that can be seen."""
    pieces = words(line)
    ends = [0, *(piece.end for piece in pieces)]
    starts = [*(piece.start for piece in pieces), len(line)]
    between = "".join(line[end:start] for end, start in zip(ends, starts, strict=True))

    assert sorted(ends) == ends
    assert {each for each in between if not each.isspace()} <= set(INVISIBLE)
    for piece in pieces:
        assert piece.text == piece.text.strip(INVISIBLE)
        if not piece.quoted:
            assert line[piece.start : piece.end] == piece.text != ""
            assert not re.search(r"\s", piece.text)


@given(st.lists(WRITABLE, max_size=6))
def test_joined(wanted: list[str]) -> None:
    """Words that are written can be read again."""
    assert wanted == texts(joined(wanted))


@given(st.lists(st.text("a1\u3042-'!", min_size=1).filter(lambda text: text[0] not in "-'!"), max_size=6))
def test_joined_plain(wanted: list[str]) -> None:
    """Names need no quotes, and get none."""
    assert " ".join(wanted) == joined(wanted)


def test_what_cannot_be_written() -> None:
    """A word with every kind of closing quote before white space is written as well as it can be."""
    every = " ".join(sorted(_words._CLOSING)) + " x"

    assert every not in texts(joined([every]))
    assert ["x"] == texts(joined(["\u034fx\u034f"]))


@given(LINES)
def test_written(line: str) -> None:
    """All pieces of a line are the line, but for what is around them."""
    pieces = words(line)
    whole = written(line, pieces)

    if len(pieces) > 1:
        assert texts(line) == texts(whole)
        assert "".join(whole.split()) == "".join("".join(line[each.start : each.end] for each in pieces).split())
    else:
        assert "".join(texts(line)) == whole


@pytest.mark.parametrize(
    "part",
    [
        '"a ',
        '" ',
        '"',
        '"a" ',
        "a ",
        "\u201e ",
        "\u201ea ",
        "\u00bba ",
        '"\u200b',
        "\u200b",
        "\u200b ",
        '"\u200bx',
        "\u201e\u201c\u201d\u00ab\u00bb\u2039\u203a",
    ],
)
def test_linear(part: str) -> None:
    """A line of twice the length takes twice the steps, and not more."""
    assert steps(part * 400) <= 2 * steps(part * 200) + 20


def steps(line: str) -> int:
    """How many lines of Python it takes to find the words of a line of chat."""
    counted = 0

    def count(_frame: FrameType, event: str, _arg: object) -> Any:
        nonlocal counted
        counted += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        words(line)
    finally:
        sys.settrace(before)
    return counted


@pytest.mark.parametrize(
    ("written_as", "name"),
    [
        ("!Hello", "!hello"),
        ("\uff01\uff28ello", "!hello"),
        ("STRASSE", "strasse"),
        ("stra\u00dfe", "strasse"),
        ("\ufb01x", "fix"),
    ],
)
def test_folded(written_as: str, name: str) -> None:
    """Names are compared without regard to case and width."""
    assert name == folded(written_as)


@given(st.text())
def test_folded_once(name: str) -> None:
    """Whatever the name, nothing is left to fold."""
    assert folded(name) == folded(folded(name))
