"""Whether an event is as Twitch sends it."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ._notation import Field, Fields, Kind

__all__ = ["check_event"]

_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_LONG: Final = (Kind.TIME, Kind.LIST, Kind.RECORD)
_LONGEST: Final = 60


def check_event(type_: str, version: str, fields: Fields, event: Mapping[str, Any]) -> None:
    """Refuse an event that Twitch would not send.

    Raises:
        ValueError: With all that is wrong.
    """
    if wrong := list(_wrong_fields(fields, event, "")):
        found = "".join(f"\n  {each}" for each in wrong)
        raise ValueError(f"{type_} {version} is not as Twitch sends it (checked=False emits it all the same):{found}")


def _wrong_fields(fields: Fields, given: Mapping[str, Any], path: str) -> Iterator[str]:
    for name, field in fields.items():
        if name in given:
            value, kind = given[name], field.kind
            if value is None and field.null:
                continue
            if type(value) is not kind.type or kind in _LONG:
                yield from _wrong(field, value, path + name)
        elif not field.absent:
            yield f"{path}{name} is missing; it is {field}"
    for name in given:
        if name not in fields:
            near = difflib.get_close_matches(name, fields, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else f", but {', '.join(fields) or 'none at all'}"
            yield f"{path}{name} is {_shown(given[name])}; there is no such field{hint}"


def _wrong(field: Field, value: Any, path: str) -> Iterator[str]:
    if not _fits(field.kind, value):
        yield f"{path} is {_shown(value)}; it should be {field}"
    elif field.kind is Kind.RECORD and not field.is_open:
        yield from _wrong_fields(field.of, value, f"{path}.")
    elif field.item is not None:
        for index, each in enumerate(value):
            yield from _wrong(field.item, each, f"{path}[{index}]")


def _fits(kind: Kind, value: Any) -> bool:
    if kind is Kind.TIME:
        return isinstance(value, str) and _TIME.fullmatch(value) is not None
    return isinstance(value, kind.type) and (kind is not Kind.NUMBER or not isinstance(value, bool))


def _shown(value: Any) -> str:
    text = json.dumps(value, default=repr, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
