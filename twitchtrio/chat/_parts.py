"""Texts as chat takes them: without what it refuses, in parts, none of which is taken for a command by accident."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from .._texts import mended
from ..errors import ConfigurationError
from ._graphemes import graphemes

__all__ = ["MAX_CHARACTERS", "sendable", "split"]

MAX_CHARACTERS: Final = 500

# It cannot be seen, and with it in front Twitch sees no command.
_GUARD: Final = "\u034f"
_ACTION: Final = "/me "
_CONTROLS: Final = dict.fromkeys({*range(0x20), *range(0x7F, 0xA0)} - set(map(ord, "\t\n\v\f\r\x85")), " ")


def sendable(text: object) -> str:
    """The text as Twitch takes it, without white space around it.

    Control characters become spaces, and halves of characters U+FFFD. What begins with `/` or `.`, which Twitch takes
    for a command, gets an invisible U+034F in front, unless it begins with `/me` and a space.

    Raises:
        ConfigurationError: It is no text.
    """
    if not isinstance(text, str):
        raise ConfigurationError(f"text must be a str, not {type(text).__name__}.")
    whole = mended(text.translate(_CONTROLS)).strip()
    return _GUARD + whole if whole and _is_odd(whole) and not whole.startswith(_ACTION) else whole


def split(text: str) -> Iterator[str]:
    """Parts of 500 characters at the most.

    They are broken between words where that is possible, and never within what a reader sees as one character. Nothing
    is lost but white space at the breaks.

    Twitch takes what begins with `/` or `.` for a command. No part begins so because of a break: it is made elsewhere
    or, where there is no other place, an invisible U+034F is put in front of the part.
    """
    text = text.strip()
    pieces = [*graphemes(text, longest=MAX_CHARACTERS)]
    at = 0
    # A break after `/me` would leave a command that says nothing.
    least = len(_ACTION) - 1 if text.startswith(_ACTION) else 0
    while at < len(pieces):
        guard = _GUARD if at > 0 and _is_odd(pieces[at]) else ""
        end = _fitting(pieces, at, MAX_CHARACTERS - len(guard))
        end, following = _break(pieces, max(at, least), end) if end < len(pieces) else (end, end)
        yield guard + "".join(pieces[at:end]).rstrip()
        at = following


def _is_odd(piece: str) -> bool:
    """Whether Twitch would not take a part as it is that begins with this; white space may carry an accent."""
    return piece[0] in "/." or piece[0].isspace()


def _fitting(pieces: list[str], at: int, room: int) -> int:
    """The first piece, from `at` on, for which there is no room. One that has not even room alone is torn."""
    if len(pieces[at]) > room:
        pieces[at : at + 1] = pieces[at][:room], pieces[at][room:]
    while at < len(pieces) and room >= len(pieces[at]):
        room -= len(pieces[at])
        at += 1
    return at


def _break(pieces: Sequence[str], least: int, end: int) -> tuple[int, int]:
    """Where to break after `least` and not after `end`, and where to go on: at best, with something plain."""
    word = end
    while word > least and not pieces[word].isspace():
        word -= 1
    # `word` is the white space before the word that does not fit; if that would fit into no part, it is torn.
    if word == least or (word < end - 1 and _is_long(pieces, word + 1)):
        at = next((at for at in range(end, word + 1, -1) if not _is_odd(pieces[at])), end)
        return at, at
    breaks = list(_between_words(pieces, least, end))
    return next((each for each in breaks if not _is_odd(pieces[each[1]])), breaks[0])


def _is_long(pieces: Sequence[str], at: int) -> bool:
    room = MAX_CHARACTERS - len(_GUARD) * _is_odd(pieces[at])
    while at < len(pieces) and room >= 0 and not pieces[at].isspace():
        room -= len(pieces[at])
        at += 1
    return room < 0


def _between_words(pieces: Sequence[str], least: int, end: int) -> Iterator[tuple[int, int]]:
    """White space, the last before `end` first, each with where the next word begins."""
    following = end
    while pieces[following].isspace():
        following += 1
    for at in range(end, least, -1):
        if pieces[at].isspace():
            yield at, following
        else:
            following = at
