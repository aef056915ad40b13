"""The second reading of what Twitch sends, for what the first one, msgspec's own, refuses.

Twitch's reference is wrong in many places about what may be missing, and answers change without notice. One odd field
is no reason to lose an event or a page. So where a value is null, missing, empty or of another JSON type, the field's
type says what it becomes:

    field                           becomes
    ------------------------------  ---------------------------------------------------------------------------
    with a default                  its default, unless the value says something
    optional                        `None`, unless the value says something
    list, map                       empty
    text                            `""`; a number is written out, half a surrogate is replaced
    number, boolean                 what its text says, else 0 and `False`
    open enum                       its unknown member with that text
    record that is not optional     built from nothing by these rules
    time                            the message's own time if it came with one (an event), else it cannot be read
    id without a default, secret    cannot be read: it says who, where or which
    item of a list or map           set aside, alone, if it cannot be read; so is a record in place of the list

An id is what is named `id` or ends in `_id`; one that does not identify its model is given a default there, as in
`game_id: str = ""`. A record in which something cannot be read cannot be read itself, and is dealt with by the rule for
its own place; so what is lost is as little as possible. A text or number of the right kind is never changed.

All of this takes time, during which no other task runs. So what is odd in more places than any honest answer has is not
read at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from functools import cache
from typing import Any, Final, get_origin

import msgspec
from attrs import define, field, frozen
from msgspec import inspect

from . import _json_values as say

__all__ = ["Aside", "Endless", "Reader", "Unreadable"]

_MISSING: Final = object()
# A look is some microseconds, and an oddity, with its exception and its note, as much as some looks.
_PATIENCE: Final = 200_000
_ODDITY: Final = 20
_WITH_ZONE: Final = re.compile(r"(Z|[+-]\d\d:?\d\d)$", re.IGNORECASE)

_Record = (inspect.DataclassType, inspect.StructType)


@frozen(kw_only=True)
class Aside:
    """An item that cannot be read, set aside."""

    model: str
    path: str
    problem: str
    raw: bytes = field(repr=False)
    """Its JSON text."""

    @property
    def shape(self) -> str:
        """The path without numbers."""
        return _shape(self.path)


class Unreadable(Exception):  # noqa: N818 - never leaves the reading
    """Something that identifies a thing cannot be read.

    Attributes:
        problem: What is wrong.
        path: Where.
    """

    def __init__(self, problem: str, path: str) -> None:
        super().__init__(problem, path)
        self.problem = problem
        self.path = path


class Endless(Exception):  # noqa: N818 - nor does this
    """There is more to be read than there is time for."""


@define(kw_only=True, eq=False)
class Reader:
    """Reads plain values into models by the rules of this module."""

    made_by: Mapping[Any, Callable[[Any], Any]]
    """What makes a value of a type that JSON does not have."""
    meaning: Mapping[Any, Any]
    """What such a type means where that fails."""
    at: datetime | None = None
    """The message's own time."""
    notes: list[tuple[str, str]] = field(factory=list)
    """What was odd, and where."""
    asides: list[Aside] = field(factory=list)
    patience: int = field(default=_PATIENCE, init=False)

    def read(self, model: Any, value: Any) -> Any:
        """Make `model` out of plain values.

        Raises:
            Unreadable: It cannot be made of these.
            Endless: It has more values, or more that are odd, than are looked at.
        """
        return self._meant(_type_of(model), value, "$")

    def _meant(self, wanted: inspect.Type, value: Any, path: str) -> Any:  # noqa: PLR0911  # a kind of type a line
        """What a value says, if it says anything; its being odd is noted."""
        self._spend(1)
        match wanted:
            case inspect.DataclassType() | inspect.StructType():
                return self._record(wanted, value, path)
            case inspect.UnionType():
                return self._optional(wanted, value, path)
            case inspect.ListType() | inspect.VarTupleType() | inspect.SetType() | inspect.FrozenSetType() if (
                isinstance(value, list)
            ):
                return _COLLECTIONS[type(wanted)](self._items(wanted.item_type, value, path))
            case inspect.DictType() if isinstance(value, dict):
                return dict(self._entries(wanted.value_type, value, path))
            case inspect.CustomType() if wanted.cls in self.meaning:
                with suppress(Unreadable):
                    return self._single(wanted, value, path)
                return self._meant(_type_of(self.meaning[wanted.cls]), value, path)
            case inspect.AnyType():
                return say.clean(value)
            case inspect.RawType():
                return msgspec.Raw(msgspec.json.encode(say.clean(value)))
            case _:
                return self._single(wanted, value, path)

    def _single(self, wanted: inspect.Type, value: Any, path: str) -> Any:
        try:
            said, as_sent = self._said(wanted, value)
        except Exception:  # noqa: BLE001 - whatever making a value of foreign ones does
            raise Unreadable(f"{say.kind(value)} for {_wanted(wanted)}", path) from None
        if not as_sent:
            self._note(path, f"{say.kind(value)} for {_wanted(wanted)}")
        return said

    def _said(self, wanted: inspect.Type, value: Any) -> tuple[Any, bool]:  # noqa: PLR0911  # the same
        """What a single value says, and whether it was sent just so."""
        match wanted:
            case inspect.StrType():
                text = say.text(value)
                return text, text is value
            case inspect.BoolType():
                return say.boolean(value), isinstance(value, bool)
            case inspect.IntType():
                return say.integer(value), type(value) is int
            case inspect.FloatType():
                return say.finite(value), type(value) in (int, float)
            case inspect.EnumType():
                return wanted.cls(say.text(value)), isinstance(value, str)
            case inspect.DateTimeType():
                return say.time(value), _WITH_ZONE.search(value) is not None
            case inspect.CustomType():
                return self.made_by[wanted.cls](value), True
            case _:
                raise TypeError

    def _optional(self, wanted: inspect.UnionType, value: Any, path: str) -> Any:
        if value is None and wanted.includes_none:
            return None
        kinds = [kind for kind in wanted.types if not isinstance(kind, inspect.NoneType)]
        # Of several kinds, only one that the value's own JSON type fits is meant.
        fitting = kinds if len(kinds) == 1 else [kind for kind in kinds if _fits(kind, value)]
        empty = value == {} and any(isinstance(kind, _Record) and _demands(kind) for kind in fitting)
        if fitting and not empty:
            try:
                return self._meant(fitting[0], value, path)
            except Unreadable:
                if not wanted.includes_none:
                    raise
        elif not wanted.includes_none:
            raise Unreadable(say.kind(value), path)
        self._note(path, say.kind(value))
        self._drop(wanted, value, Unreadable(f"{say.kind(value)} for a list or an object", path))
        return None

    def _record(self, wanted: inspect.DataclassType | inspect.StructType, value: Any, path: str) -> Any:
        if not isinstance(value, dict):
            raise Unreadable(f"{say.kind(value)} for an object", path)
        fields: dict[str, Any] = {}
        for each in wanted.fields:
            given = value.get(each.encode_name, _MISSING)
            if given is not _MISSING or each.required:
                self._field(each, given, f"{path}.{each.encode_name}", fields)
        cls = get_origin(wanted.cls) or wanted.cls
        try:
            return cls(**fields)
        except (ValueError, TypeError) as exc:
            raise Unreadable(str(exc), path) from None

    def _field(self, wanted: inspect.Field, given: Any, path: str, fields: dict[str, Any]) -> None:
        """Read a field; what has a default is left out where nothing else is said."""
        if given is not _MISSING:
            try:
                fields[wanted.name] = self._meant(wanted.type, given, path)
            except Unreadable as exc:
                if wanted.required:
                    fields[wanted.name] = self._neutral(wanted.type, exc, wanted.encode_name)
                self._note(path, say.kind(given))
                self._drop(wanted.type, given, exc)
            return
        missing = Unreadable("it is missing", path)
        fields[wanted.name] = self._neutral(wanted.type, missing, wanted.encode_name)
        self._note(path, "missing")

    def _neutral(self, wanted: inspect.Type, why: Unreadable, name: str) -> Any:
        """What stands for a value that says nothing."""
        if isinstance(wanted, inspect.UnionType) and wanted.includes_none:
            return None
        if name == "id" or name.endswith("_id"):
            raise why
        match wanted:
            case inspect.DataclassType() | inspect.StructType():
                return self._from_nothing(wanted, why)
            case inspect.DateTimeType() if self.at is not None:
                return self.at
            case inspect.EnumType():
                return self._unknown_member(wanted.cls, why)
            case inspect.CustomType() if wanted.cls in self.meaning:
                return self._neutral(_type_of(self.meaning[wanted.cls]), why, name)
            case _ if type(wanted) in _NEUTRAL:
                return _NEUTRAL[type(wanted)]()
            case _:
                raise why

    def _from_nothing(self, wanted: inspect.DataclassType | inspect.StructType, why: Unreadable) -> Any:
        try:
            return self._record(wanted, {}, why.path)
        except Unreadable:
            raise why from None

    def _unknown_member(self, cls: Any, why: Unreadable) -> Any:
        try:
            return cls("")
        except ValueError:
            raise why from None

    def _items(self, wanted: inspect.Type, values: list[Any], path: str) -> Iterator[Any]:
        for number, value in enumerate(values):
            try:
                yield self._meant(wanted, value, f"{path}[{number}]")
            except Unreadable as exc:
                self._set_aside(wanted, value, exc)

    def _entries(self, wanted: inspect.Type, values: dict[str, Any], path: str) -> Iterator[tuple[str, Any]]:
        for key, value in values.items():
            try:
                yield say.text(key), self._value(wanted, value, f"{path}.{key}")
            except Unreadable as exc:
                self._set_aside(wanted, value, exc)

    def _value(self, wanted: inspect.Type, value: Any, path: str) -> Any:
        try:
            return self._meant(wanted, value, path)
        except Unreadable as exc:
            neutral = self._neutral(wanted, exc, "")
            self._note(path, say.kind(value))
            self._drop(wanted, value, exc)
            return neutral

    def _drop(self, wanted: inspect.Type, value: Any, why: Unreadable) -> None:
        """Set aside what stood in the place of items, if it may have been some."""
        kinds = wanted.types if isinstance(wanted, inspect.UnionType) else (wanted,)
        held = next((kind for kind in kinds if type(kind) in _ITEM), None)
        if held is not None and value and isinstance(value, list | dict):
            self._set_aside(getattr(held, _ITEM[type(held)]), value, why)

    def _set_aside(self, wanted: inspect.Type, value: Any, why: Unreadable) -> None:
        self._spend(_ODDITY)
        model = wanted.cls.__name__ if isinstance(wanted, _Record) else _wanted(wanted)
        raw = msgspec.json.encode(say.clean(value))
        self.asides.append(Aside(model=model, path=why.path, problem=why.problem, raw=raw))

    def _note(self, path: str, what: str) -> None:
        self._spend(_ODDITY)
        self.notes.append((_shape(path), what))

    def _spend(self, cost: int) -> None:
        self.patience -= cost
        if self.patience < 0:
            raise Endless


def _shape(path: str) -> str:
    return re.sub(r"\[\d+\]", "[]", path)


@cache
def _type_of(model: Any) -> inspect.Type:
    return inspect.type_info(model)


def _demands(wanted: inspect.Type) -> bool:
    """Whether something must be given to make a record."""
    return isinstance(wanted, _Record) and any(each.required for each in wanted.fields)


def _fits(wanted: inspect.Type, value: Any) -> bool:
    kind = type(wanted)
    if isinstance(value, str):
        return kind in (inspect.StrType, inspect.DateTimeType, inspect.EnumType, inspect.CustomType)
    if isinstance(value, list):
        return kind in _COLLECTIONS
    if isinstance(value, dict):
        return kind in (inspect.DictType, inspect.DataclassType, inspect.StructType)
    return kind in (inspect.BoolType, inspect.IntType, inspect.FloatType)


def _wanted(wanted: inspect.Type) -> str:
    return _WANTED.get(type(wanted), "a value")


_WANTED: Final[dict[type, str]] = {
    inspect.StrType: "a text",
    inspect.BoolType: "a boolean",
    inspect.IntType: "a whole number",
    inspect.FloatType: "a number",
    inspect.EnumType: "a word",
    inspect.DateTimeType: "a time",
    inspect.CustomType: "a text",
    inspect.DictType: "an object",
    inspect.ListType: "a list",
    inspect.VarTupleType: "a list",
    inspect.SetType: "a list",
    inspect.FrozenSetType: "a list",
}
_COLLECTIONS: Final[dict[type, Callable[..., Any]]] = {
    inspect.ListType: list,
    inspect.VarTupleType: tuple,
    inspect.SetType: set,
    inspect.FrozenSetType: frozenset,
}
_ITEM: Final[dict[type, str]] = {**dict.fromkeys(_COLLECTIONS, "item_type"), inspect.DictType: "value_type"}
_NEUTRAL: Final[dict[type, Callable[[], Any]]] = {
    inspect.StrType: str,
    inspect.BoolType: bool,
    inspect.IntType: int,
    inspect.FloatType: float,
    inspect.DictType: dict,
    **_COLLECTIONS,
}
