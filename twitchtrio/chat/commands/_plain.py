"""How words are read for which nothing but the word is needed: numbers, lengths of time, choices."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from enum import Enum
from typing import Any, Final

from ._form import Form, Reading, told
from ._words import folded

__all__ = ["DASHES", "PLAIN", "SWITCH", "TEXT", "WORD", "enum_form", "literal_form"]

DASHES: Final = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d"
"""What phones and keyboards make of a hyphen."""

# The signs of a number as keyboards of other scripts write them; of digits Python knows all.
_SIGNS: Final = str.maketrans("\uff0b\uff0e", "+.")
_WHOLE: Final = re.compile(r"[+-]?\d+")
_NUMBER: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
# Whole numbers go into databases, whose integers end here.
_LARGEST: Final = 2**63 - 1
# Python reads at least so many, however it is set.
_MOST_DIGITS: Final = 600

_YES: Final = ("true", "yes", "y", "on", "1", "enable", "enabled")
_NO: Final = ("false", "no", "n", "off", "0", "disable", "disabled")
_SWITCH: Final = {**dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)}

_AMOUNT: Final = r"(\d+(?:\.\d+)?)"
_UNITS: Final = {
    "weeks": "w|weeks?",
    "days": "d|days?",
    "hours": "h|hrs?|hours?",
    "minutes": "m|mins?|minutes?",
    "seconds": "s|secs?|seconds?",
}
_SECONDS: Final = re.compile(_AMOUNT)
_CLOCK: Final = re.compile(r"(?:(\d+):(?=[0-5]\d:))?(\d+):([0-5]\d)")
_LENGTH: Final = re.compile("(?=.)" + "".join(rf"(?:{_AMOUNT}(?:{names}))?" for names in _UNITS.values()))

# Of more choices a chatter is told the first.
_MOST_TOLD: Final = 12


def _text(_: Reading, word: str) -> str:
    return word


def _whole_number(_: Reading, word: str) -> int:
    text = _matched(_WHOLE, _signed(word))[0]
    if len(text) > _MOST_DIGITS or abs(number := int(text)) > _LARGEST:
        raise _too_large(word)
    return number


def _number(_: Reading, word: str) -> float:
    number = float(_matched(_NUMBER, _signed(word))[0])
    if math.isinf(number):
        raise _too_large(word)
    return number


def _switch(_: Reading, word: str) -> bool:
    return bool(_chosen(_SWITCH, word))


def _length(_: Reading, word: str) -> timedelta:
    text = folded(word)
    if _SECONDS.fullmatch(text):
        parts: dict[str, str | None] = {"seconds": text}
    elif clock := _CLOCK.fullmatch(text):
        parts = dict(zip(("hours", "minutes", "seconds"), clock.groups(), strict=True))
    else:
        parts = dict(zip(_UNITS, _matched(_LENGTH, text).groups(), strict=True))
    try:
        return timedelta(**{unit: float(amount) for unit, amount in parts.items() if amount is not None})
    except OverflowError:
        raise _too_large(word) from None


TEXT: Final = Form(kind=str, lacks="no text", read=_text)
"""A text; as the last parameter it is the rest of the line."""
WORD: Final = Form(kind=str, lacks="no word", read=_text)
SWITCH: Final = Form(kind=bool, lacks="neither yes nor no", read=_switch)
PLAIN: Final[Mapping[object, Form]] = {
    str: TEXT,
    bool: SWITCH,
    int: Form(kind=int, lacks="no whole number", read=_whole_number),
    float: Form(kind=float, lacks="no number", read=_number),
    timedelta: Form(kind=timedelta, lacks="no length of time like 90, 10m or 1h30m", read=_length),
}


def enum_form(kind: type[Enum]) -> Form:
    """One member of an enumeration, by its name or its value."""
    shown = [name.lower() for name in kind.__members__]
    return _choice(kind, shown, [*kind.__members__.items(), *((str(each.value), each) for each in kind)])


def literal_form(kind: object, values: tuple[Any, ...]) -> Form:
    """One of some values.

    Raises:
        TypeError: One of them cannot be written.
    """
    if not all(isinstance(value, str | int | Enum) for value in values):
        raise TypeError("of a Literal, only texts, whole numbers and members of enumerations can be written in chat")
    named = [(value.name if isinstance(value, Enum) else str(value), value) for value in values]
    members = [(str(value.value), value) for value in values if isinstance(value, Enum)]
    return _choice(kind, [name for name, _ in named], [*named, *members])


def _choice(kind: object, shown: Sequence[str], named: Iterable[tuple[str, Any]]) -> Form:
    """One of some things, of which the first has a name that several have; as it is written before other cases."""
    exact: dict[str, Any] = {}
    table: dict[str, Any] = {}
    for name, value in named:
        exact.setdefault(name, value)
        table.setdefault(_spelt(name), value)

    def read(_: Reading, word: str) -> object:
        return exact[word] if word in exact else _chosen(table, word)

    names = [*shown[:_MOST_TOLD], *("..." for _ in shown[_MOST_TOLD : _MOST_TOLD + 1])]
    return Form(kind=kind, lacks=f"none of {', '.join(names)}", read=read)


def _chosen(table: Mapping[str, Any], word: str) -> Any:
    name = _spelt(word)
    if name not in table:
        raise ValueError
    return table[name]


def _spelt(name: str) -> str:
    return folded(name).replace("_", "-")


def _signed(word: str) -> str:
    return (f"-{word[1:]}" if word[:1] and word[0] in DASHES else word).translate(_SIGNS)


def _matched(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    found = pattern.fullmatch(text)
    if found is None:
        raise ValueError
    return found


def _too_large(word: str) -> ValueError:
    return ValueError(f"{told(word)} is too large.")
