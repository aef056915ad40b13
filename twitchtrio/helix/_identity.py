"""What says which item it is, whatever else of it changes from one moment to the next."""

from __future__ import annotations

from functools import cache
from typing import Any, get_args, get_type_hints

from attrs import fields, has

__all__ = ["identity"]


def identity(item: Any) -> object:
    """The ids in an item; if it has none, all that it says."""
    return _ids(item) or repr(item)


def _ids(value: Any) -> tuple[Any, ...]:
    if isinstance(value, tuple):
        return tuple(ids for each in value if (ids := _ids(each)))
    names, nested = _names_in(type(value))  # type: ignore[arg-type]  # mypy takes a class for unhashable
    own = tuple([id_ for name in names if type(id_ := getattr(value, name)) is str])
    return own + tuple(ids for name in nested if (ids := _ids(getattr(value, name)))) if nested else own


@cache
def _names_in(model: type[Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields of a class that are ids, and those in which there may be some."""
    if not has(model):
        return (), ()
    hints = get_type_hints(model)
    names = [each.name for each in fields(model)]
    nested = [name for name in names if _holds_objects(hints[name])]
    return tuple(name for name in names if name == "id" or name.endswith("_id")), tuple(nested)


def _holds_objects(hint: Any) -> bool:
    return has(hint) or any(map(_holds_objects, get_args(hint)))
