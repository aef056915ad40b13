"""The options of a line, taken out from among its words."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import Final

from attrs import frozen

from ._form import told
from ._plain import DASHES
from ._signature import Signature, Takes, shown_name
from ._words import Piece, folded, words

__all__ = ["Given", "WrongUseError", "check_rest", "given"]

_EQUALS: Final = re.compile("[=\uff1d]")
# Phones make a long dash of two hyphens.
_HYPHENS: Final = str.maketrans({**dict.fromkeys(DASHES, "-"), "\u2014": "--", "\u2015": "--"})


class WrongUseError(Exception):
    """A line that is not as it should be."""

    def __init__(self, problem: str, *, parameter: str | None = None, word: str | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.parameter = parameter
        self.word = word


@frozen(kw_only=True)
class Given:
    """A line, with each of its words where it belongs."""

    line: str
    operator: str
    """What options begin with."""
    words: tuple[Piece, ...]
    options: dict[str, tuple[Piece, ...]]
    """What follows the options that are there, by name; nothing after a bare flag."""


def given(signature: Signature, line: str, operator: str) -> Given:
    """Take the options with what is theirs out from among the words of a line.

    Raises:
        WrongUseError: One is there twice, or has no value.
    """
    pieces = words(line)
    if not signature.named:
        return Given(line=line, operator=operator, words=pieces, options={})
    marks = [_mark(signature, piece, operator) for piece in pieces]
    others: list[Piece] = []
    options: dict[str, tuple[Piece, ...]] = {}
    at = 0
    while at < len(pieces):
        mark = marks[at]
        if mark is None:
            others.append(pieces[at])
            at += 1
            continue
        name, value = mark
        parameter = signature.named[name]
        if name in options:
            raise WrongUseError(f"{operator}{name} was given twice.", parameter=parameter.name, word=pieces[at].text)
        end = next((later for later in range(at + 1, len(pieces)) if marks[later] is not None), len(pieces))
        following = _following(parameter.takes, value, pieces[at + 1 : end])
        options[name] = following if value is None or (following and not value.text) else (value, *following)
        if not options[name] and parameter.takes is not Takes.FLAG:
            raise WrongUseError(f"{operator}{name} needs a value.", parameter=parameter.name)
        at += 1 + len(following)
    return Given(line=line, operator=operator, words=tuple(others), options=options)


def check_rest(signature: Signature, rest: Sequence[Piece], operator: str) -> None:
    """Ask about a word that nothing takes and that is nearly an option.

    Raises:
        WrongUseError: There is one.
    """
    for piece in rest if signature.options else ():
        name = _name(piece, operator)
        for near in difflib.get_close_matches(name or "", signature.options, n=1):
            problem = f"{told(piece.text)} is no option; did you mean {operator}{near}?"
            raise WrongUseError(problem, parameter=signature.named[near].name, word=piece.text)


def _mark(signature: Signature, piece: Piece, operator: str) -> tuple[str, Piece | None] | None:
    """The option that a word is, and the value that it has after an equals sign."""
    name = _name(piece, operator)
    if name is None or name not in signature.named:
        return None
    equals = _EQUALS.search(piece.text)
    if equals is None:
        return name, None
    return name, Piece(piece.text[equals.end() :], piece.start + equals.end(), piece.end, quoted=False)


def _name(piece: Piece, operator: str) -> str | None:
    """The name of the option that a word may be."""
    if piece.quoted or piece.text[0].isalnum():
        return None
    head = _EQUALS.split(piece.text, maxsplit=1)[0]
    if operator.strip("-"):
        head, operator = folded(head), folded(operator)
        return shown_name(head.removeprefix(operator)) if head.startswith(operator) else None
    head = head.translate(_HYPHENS)
    hyphens = len(head) - len(head.lstrip("-"))
    return shown_name(head[hyphens:]) if len(operator) <= hyphens <= max(2, len(operator)) else None


def _following(takes: Takes, value: Piece | None, pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Those of the words between an option and the next that are the option's."""
    if takes is Takes.TEXT:
        return tuple(pieces)
    # Who writes a space behind the equals sign means what follows.
    if (value is not None and value.text) or not pieces:
        return ()
    is_bare = takes is Takes.FLAG and (pieces[0].quoted or folded(pieces[0].text) not in {"true", "false"})
    return () if is_bare else (pieces[0],)
