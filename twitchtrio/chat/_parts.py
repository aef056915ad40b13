"""Texts as chat takes them: without what it refuses, in parts, none of which is taken for a command by accident."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from .._texts import mended
from ..errors import ConfigurationError

__all__ = ["MAX_CHARACTERS", "sendable", "split", "varied"]

MAX_CHARACTERS: Final = 500

# It cannot be seen, and with it in front Twitch sees no command.
_GUARD: Final = "\u034f"
_ACTION: Final = "/me "
_CONTROLS: Final = dict.fromkeys({*range(0x20), *range(0x7F, 0xA0)} - set(map(ord, "\t\n\v\f\r\x85")), " ")
# White space, and what is shown as nothing: Twitch may look behind it.
_UNSEEN: Final = re.compile(
    r"^[\s\xad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f"
    r"\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)
# Room for what makes a text another one, as often as one may be said in 30 seconds where it matters.
_VARIED: Final = MAX_CHARACTERS - 40


def sendable(text: object) -> str:
    """The text as Twitch takes it, without white space around it.

    Control characters become spaces, and halves of characters U+FFFD. What begins with `/` or `.`, which Twitch takes
    for a command, gets an invisible U+034F in front, unless it begins with `/me` and a space. So does what begins with
    something invisible before that.

    Raises:
        ConfigurationError: It is no text.
    """
    if not isinstance(text, str):
        raise ConfigurationError(f"text must be a str, not {type(text).__name__}.")
    whole = mended(text.translate(_CONTROLS)).strip()
    return _GUARD + whole if _is_odd(whole) and not whole.startswith(_ACTION) else whole


def split(text: str) -> Iterator[str]:
    """Parts of 500 characters at the most.

    They are broken between words where that is possible, and never within what a reader sees as one character. Nothing
    is lost but white space at the breaks.

    Twitch takes what begins with `/` or `.` for a command. No part begins so because of a break: it is made elsewhere
    or, where there is no other place, an invisible U+034F is put in front of the part.
    """
    text = text.strip()
    if len(text) <= MAX_CHARACTERS:
        return iter([text] if text else [])
    return _Pieces(text, MAX_CHARACTERS).parts()


def varied(text: str, has_said: Callable[[str], bool]) -> tuple[str, ...]:
    """What to send instead of a part, so that it is nothing that was said, and the same to a reader.

    A space and invisible U+034F are put behind it; where there is no room for them, it is made two parts.
    """
    if not has_said(text):
        return (text,)
    first, *others = _Pieces(text, _VARIED).parts()
    said, signs = first, 0
    while has_said(said):
        signs += 1
        said = f"{first} {_GUARD * signs}"
    return said, *others


def _is_odd(piece: str, *, odd_after: bool = False) -> bool:
    """Whether Twitch would not take a part as it is that begins with this; white space may carry an accent."""
    seen = _UNSEEN.sub("", piece, count=1)
    return piece[:1].isspace() or (seen[0] in "/." if seen else odd_after)


class _Pieces:
    """A text in pieces that are not to be torn, with which of them a part had better not begin."""

    def __init__(self, text: str, longest: int) -> None:
        from ._graphemes import graphemes  # noqa: PLC0415  # its tables are large, and most texts short

        self._text = text.strip()
        self._longest = longest
        self._pieces = [*graphemes(self._text, longest=longest)]
        self._odd = [False] * (len(self._pieces) + 1)
        for at in reversed(range(len(self._pieces))):
            self._odd[at] = _is_odd(self._pieces[at], odd_after=self._odd[at + 1])

    def parts(self) -> Iterator[str]:
        at = 0
        # A break after `/me` would leave a command that says nothing.
        least = len(_ACTION) - 1 if self._text.startswith(_ACTION) else 0
        while at < len(self._pieces):
            guard = _GUARD if at > 0 and self._odd[at] else ""
            end = self._fitting(at, self._longest - len(guard))
            end, following = self._break(max(at, least), end) if end < len(self._pieces) else (end, end)
            yield guard + "".join(self._pieces[at:end]).rstrip()
            at = following

    def _fitting(self, at: int, room: int) -> int:
        """The first piece, from `at` on, for which there is no room. One that has not even room alone is torn."""
        pieces = self._pieces
        if len(pieces[at]) > room:
            pieces[at : at + 1] = pieces[at][:room], pieces[at][room:]
            self._odd.insert(at + 1, _is_odd(pieces[at + 1], odd_after=self._odd[at + 1]))
        while at < len(pieces) and room >= len(pieces[at]):
            room -= len(pieces[at])
            at += 1
        return at

    def _break(self, least: int, end: int) -> tuple[int, int]:
        """Where to break after `least` and not after `end`, and where to go on: at best, with something plain."""
        word = end
        while word > least and not self._pieces[word].isspace():
            word -= 1
        # `word` is the white space before the word that does not fit; if that would fit into no part, it is torn.
        if word == least or (word < end - 1 and self._is_long(word + 1)):
            at = next((at for at in range(end, word + 1, -1) if not self._odd[at]), end)
            return at, at
        breaks = list(self._between_words(least, end))
        return next((each for each in breaks if not self._odd[each[1]]), breaks[0])

    def _is_long(self, at: int) -> bool:
        room = self._longest - len(_GUARD) * self._odd[at]
        while at < len(self._pieces) and room >= 0 and not self._pieces[at].isspace():
            room -= len(self._pieces[at])
            at += 1
        return room < 0

    def _between_words(self, least: int, end: int) -> Iterator[tuple[int, int]]:
        """White space, the last before `end` first, each with where the next word begins."""
        following = end
        while self._pieces[following].isspace():
            following += 1
        for at in range(end, least, -1):
            if self._pieces[at].isspace():
                yield at, following
            else:
                following = at
