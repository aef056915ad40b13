"""A line of chat in words and quotations. No text can fail, and the time grows with its length alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from attrs import frozen

__all__ = ["INVISIBLE", "Piece", "first_word", "folded", "words", "written"]

# What programs put into a line so that Twitch takes it for another than the last, and what else shows nothing.
INVISIBLE: Final = "\U000e0000\u034f\u2800\u200b\u2060\ufeff"
_WORD: Final = re.compile(r"\S+")

# What a quotation begins with, and what it may end with. Apostrophes are none.
_QUOTES: Final = {
    '"': '"',
    "\u201c": "\u201d",
    "\u201d": "\u201d",
    "\u201e": "\u201c\u201d",
    "\u201f": "\u201d",
    "\u00ab": "\u00bb",
    "\u00bb": "\u00ab\u00bb",
    "\u2039": "\u203a",
    "\u203a": "\u2039\u203a",
    "\u300c": "\u300d",
    "\u300e": "\u300f",
    "\u3008": "\u3009",
    "\u300a": "\u300b",
    "\u301d": "\u301e\u301f",
    "\uff02": "\uff02",
    "\uff62": "\uff63",
}
_CLOSING: Final = "".join(sorted(set("".join(_QUOTES.values()))))
# One at the end of a word.
_CLOSED: Final = re.compile(rf"[{_CLOSING}](?=[{INVISIBLE}]*(?:\s|\Z))")


@frozen
class Piece:
    """A word or a quotation of a line."""

    text: str
    """Without quotes, and without what cannot be seen at its ends."""
    start: int
    """Where it begins in the line, with its quotes."""
    end: int
    quoted: bool


def words(line: str) -> tuple[Piece, ...]:
    """The words of a line: what white space separates, or what a quotation holds together.

    A quotation begins at the start of a word and ends at the end of one; any other quote is a character like others.
    What cannot be seen is dropped at both ends of a word, and so are words of nothing else.
    """
    pieces: list[Piece] = []
    closed = _Closed(line)
    at = 0
    while found := _WORD.search(line, at):
        at = found.end()
        start = at - len(found[0].lstrip(INVISIBLE))
        if start == at:
            continue
        marks = _QUOTES.get(line[start])
        close = closed.after(start, marks) if marks else None
        if close is None:
            text = line[start:at].rstrip(INVISIBLE)
            pieces.append(Piece(text, start, start + len(text), quoted=False))
        else:
            at = close + 1
            pieces.append(Piece(line[start + 1 : close].strip(INVISIBLE), start, at, quoted=True))
    return tuple(pieces)


def first_word(line: str) -> tuple[str, str]:
    """The first word of a line, which no quotation makes longer, and what follows it; both empty if there is none."""
    for found in _WORD.finditer(line):
        if text := found[0].strip(INVISIBLE):
            return text, line[found.end() :].lstrip()
    return "", ""


def written(line: str, pieces: Iterable[Piece]) -> str:
    """Pieces of a line as it has them, with a space for what else was between; one quotation alone has no quotes."""
    pieces = tuple(pieces)
    if len(pieces) == 1:
        return pieces[0].text
    text, before = "", None
    for piece in pieces:
        if before is not None:
            between = line[before.end : piece.start]
            text += between if between.isspace() else " "
        text += line[piece.start : piece.end]
        before = piece
    return text


def folded(name: str) -> str:
    """A name as it is compared, whatever its case and the width of its letters."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


class _Closed:
    """Where quotations of a line may end. Asked from left to right, it looks at each place once."""

    def __init__(self, line: str) -> None:
        self._places: dict[str, list[int]] = {}
        for found in _CLOSED.finditer(line):
            self._places.setdefault(found[0], []).append(found.start())
        for places in self._places.values():
            places.reverse()

    def after(self, start: int, marks: str) -> int | None:
        """The first place after `start` with one of these marks."""
        nearest: list[int] = []
        for mark in marks:
            places = self._places.get(mark, [])
            while places and places[-1] <= start:
                places.pop()
            nearest += places[-1:]
        return min(nearest, default=None)
