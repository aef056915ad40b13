"""Samples of what Twitch sends, made from the models by reflection, and the ways in which one place can be odd."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from attrs import frozen
from msgspec import inspect

from twitchtrio import _json

__all__ = ["MISSING", "Place", "oddities", "places", "put", "sample", "spare"]

MISSING: Final = object()
TIME: Final = "2026-11-25T10:00:00.123456789Z"

Path: TypeAlias = tuple[str | int, ...]


def sample(wanted: inspect.Type, name: str = "") -> Any:  # noqa: PLR0911  # a kind of type a line
    """A whole value, as Twitch sends it: every field is there, lists and maps hold one item."""
    match wanted:
        case inspect.DataclassType() | inspect.StructType():
            return {each.encode_name: sample(each.type, each.encode_name) for each in wanted.fields}
        case inspect.UnionType():
            return sample(next(kind for kind in wanted.types if not isinstance(kind, inspect.NoneType)), name)
        case inspect.VarTupleType() | inspect.ListType() | inspect.FrozenSetType() | inspect.SetType():
            return [sample(wanted.item_type, name)]
        case inspect.DictType():
            return {"1": sample(wanted.value_type, name)}
        case inspect.EnumType():
            return str(list(wanted.cls)[-1].value)
        case inspect.CustomType():
            made = {_json.MaybeTime: TIME, _json.UnixTime: 1_800_000_000, _json.Texts: ["a"]}
            return made.get(wanted.cls, f"{name}-1")
    single = {inspect.IntType: 7, inspect.FloatType: 7.5, inspect.BoolType: True, inspect.DateTimeType: TIME}
    return single.get(type(wanted), f"{name}-1")


def spare(whole: Any, wanted: inspect.Type, path: Path) -> Any:
    """A sample without what is optional and does not lead to a place."""
    assert isinstance(wanted, inspect.DataclassType)
    optional = {each.encode_name for each in wanted.fields if not each.required or _optional(each.type)}
    return {name: value for name, value in whole.items() if name not in optional or name == path[0]}


@frozen
class Place:
    """One place in a sample."""

    path: Path
    wanted: inspect.Type
    required: bool
    """Whether it and all above it, up to the whole, are demanded and no items."""
    item: bool

    @property
    def name(self) -> str:
        """The field's name, empty for an item."""
        return self.path[-1] if isinstance(self.path[-1], str) and not self.item else ""

    @property
    def identifies(self) -> bool:
        """Whether it is an id that the thing cannot do without."""
        return self.required and (self.name == "id" or self.name.endswith("_id"))


def places(wanted: inspect.Type, path: Path = (), *, required: bool = True) -> Iterator[Place]:
    """All places below the whole."""
    match wanted:
        case inspect.DataclassType() | inspect.StructType():
            for each in wanted.fields:
                demanded = required and each.required and not _optional(each.type)
                place = (*path, each.encode_name)
                yield Place(place, each.type, demanded, item=False)
                yield from places(each.type, place, required=demanded)
        case inspect.UnionType():
            for kind in wanted.types:
                yield from places(kind, path, required=False)
        case inspect.VarTupleType() | inspect.ListType() | inspect.FrozenSetType() | inspect.SetType():
            yield Place((*path, 0), wanted.item_type, required=False, item=True)
            yield from places(wanted.item_type, (*path, 0), required=False)
        case inspect.DictType():
            yield Place((*path, "1"), wanted.value_type, required=False, item=True)
            yield from places(wanted.value_type, (*path, "1"), required=False)


def _optional(wanted: inspect.Type) -> bool:
    return isinstance(wanted, inspect.UnionType) and wanted.includes_none


def oddities(place: Place) -> Iterator[tuple[str, Any]]:
    """What may stand at a place instead of what should."""
    yield "null", None
    if not place.item:
        yield "missing", MISSING
    yield from (
        ("an empty text", ""),
        ("an empty list", []),
        ("an empty object", {}),
        ("a number", 12345),
        ("a negative fraction", -0.5),
        ("an endless number", 10**30),
        ("nanoseconds", -1_800_000_000_000_000_000),
        ("nanoseconds as text", "1800000000000000000"),
        ("a boolean", True),
        ("a text", "no such thing yet"),
        ("a number as text", "12"),
        ("half a character", "\ud83d"),
        ("a list of nothing", [None]),
        ("a list of lists", [[1]]),
        ("an unknown object", {"brand_new": {"x": [1]}}),
    )


def put(whole: Any, path: Path, value: Any) -> Any:
    """A copy with another value at a place; what lies beside the way there is shared."""
    changed = at = copy.copy(whole)
    for step in path[:-1]:
        at[step] = copy.copy(at[step])
        at = at[step]
    if value is MISSING:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return changed
