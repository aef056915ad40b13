"""What a single JSON value says, whatever it should have been; `ValueError` or `TypeError` if it says nothing."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from ._texts import mended

__all__ = ["boolean", "clean", "finite", "integer", "kind", "parse", "text", "time"]

_LONGEST_NUMBER: Final = 40
_DEEPEST: Final = 100
# A mark is some tenths of a microsecond, in which no other task runs.
_MOST_MARKS: Final = 200_000
# Plain values take up to thirty times the room of their text.
_LONGEST: Final = 2**21
# A text without an end goes to the end, so that each byte is looked at once.
_MARKS: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[\]{}]', re.DOTALL)
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_TRUE: Final = frozenset({"true", "1"})
_FALSE: Final = frozenset({"false", "0"})


class _Digits(str):
    """A whole number of more digits than Python takes; as text it is still what was sent."""

    __slots__ = ()


_KINDS: Final = {
    _Digits: "a number",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    str: "a text",
    list: "a list",
    dict: "an object",
}


def parse(data: bytes | str) -> Any:
    """Plain values of a JSON text, with what msgspec does not take: bad UTF-8, half a surrogate, endless numbers.

    What is nested deeper than anybody nests is null.

    Raises:
        ValueError: It is no JSON, or has more than 2 MiB.
        RecursionError: It is nested deeper than Python's own reader goes, and more than is looked through.
    """
    if len(data) > _LONGEST:
        raise ValueError
    given = (data if isinstance(data, str) else data.decode(errors="replace")).removeprefix("\ufeff")
    try:
        return _cut(_plain(given))
    except RecursionError:
        return _plain(_shallow(given))


def _plain(text: str) -> Any:
    return json.loads(text, parse_int=_whole, parse_constant=lambda _: None)


def _cut(value: Any) -> Any:
    """The value, without what is nested too deeply; how deep Python's reader goes depends on Python and its stack."""
    level = [value] if isinstance(value, list | dict) else []
    for _ in range(_DEEPEST - 1):
        level = [each for outer in level for each in _within(outer) if isinstance(each, list | dict)]
        if not level:
            return value
    for outer in level:
        for key, each in list(outer.items() if isinstance(outer, dict) else enumerate(outer)):
            if isinstance(each, list | dict):
                outer[key] = None
    return value


def _within(outer: list[Any] | dict[str, Any]) -> Iterable[Any]:
    return outer.values() if isinstance(outer, dict) else outer


def _shallow(text: str) -> str:
    kept: list[str] = []
    start = depth = 0
    for number, mark in enumerate(_MARKS.finditer(text)):
        if number == _MOST_MARKS:
            raise RecursionError
        match mark[0][0]:
            case "[" | "{":
                depth += 1
                if depth == _DEEPEST + 1:
                    kept += (text[start : mark.start()], "null")
            case "]" | "}":
                depth -= 1
                if depth == _DEEPEST:
                    start = mark.end()
    return "".join(kept) + (text[start:] if depth <= _DEEPEST else "")


def _whole(digits: str) -> int | _Digits:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else _Digits(digits)


def text(value: Any) -> str:
    """A text, itself where it is one without fault; a number is written out, half a surrogate replaced."""
    if isinstance(value, _Digits):
        return str(value)
    if isinstance(value, str):
        return value if _SURROGATES.search(value) is None else mended(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    raise TypeError


def boolean(value: Any) -> bool:
    """A truth, also as a number or a word."""
    if isinstance(value, bool | int | float):
        return bool(value)
    word = _word(value)
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise ValueError


def integer(value: Any) -> int:
    """A whole number, also as text; a fraction is cut off."""
    plain = isinstance(value, str) and value.isdecimal() and len(value) <= _LONGEST_NUMBER
    return int(value if plain or isinstance(value, int) else finite(value))


def finite(value: Any) -> float:
    """A number, also as text."""
    number = float(value if isinstance(value, int | float) else _word(value))
    if not math.isfinite(number):
        raise ValueError
    return number


def _word(value: Any) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST_NUMBER:
        raise TypeError
    return value.strip().lower()


def time(value: Any) -> datetime:
    """A time; one without a zone is in UTC."""
    if not isinstance(value, str):
        raise TypeError
    moment = msgspec.convert(value, datetime)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def clean(value: Any) -> Any:
    """Plain values that can be written as JSON again."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, list):
        return [clean(each) for each in value]
    if isinstance(value, dict):
        return {text(key): clean(each) for key, each in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def kind(value: Any) -> str:
    """What a value is, for a reader of logs."""
    if value is None:
        return "null"
    if value in ("", [], {}):
        return f"an empty {_KINDS[type(value)].partition(' ')[2]}"
    return _KINDS.get(type(value), "a value")
