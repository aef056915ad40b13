"""Events made up, as complete as Twitch's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._notation import Cast, Field, Fields

__all__ = ["sample_of"]


def sample_of(fields: Fields, cast: Cast, replaced: Mapping[str, Any]) -> dict[str, Any]:
    """An event, or a record of one, with some fields replaced."""
    made = {
        name: replaced[name] if name in replaced else _sample(field, cast)
        for name, field in fields.items()
        if name in replaced or not field.is_rare or field.null
    }
    words = {made[name] for name, field in fields.items() if field.is_word and name in made}
    for name, field in fields.items():
        if field.cases is not None and name not in replaced and words.isdisjoint((name, *field.cases)):
            made[name] = None
        if field.first_of is not None and name not in replaced:
            made[name] = next((each["id"] for each in made[field.first_of]), None)
    return made


def _sample(field: Field, cast: Cast) -> Any:
    if field.is_rare:
        return None
    if field.sample is not None:
        return field.sample(cast)
    if field.item is not None:
        return [_sample(field.item, cast)]
    return sample_of(field.of, cast, {})
