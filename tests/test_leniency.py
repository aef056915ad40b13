"""One odd field takes nothing along but what cannot be identified without it: over all models, by reflection."""

from __future__ import annotations

import functools
import json
from datetime import UTC, datetime
from inspect import getattr_static
from typing import Any

import attrs
import pytest
from msgspec import inspect

import twitchtrio.helix
from tests.samples import MISSING, TIME, Place, oddities, places, put, sample, spare
from twitchtrio import _json
from twitchtrio._hidden import Sealed
from twitchtrio._json import decode
from twitchtrio.errors import DecodeError
from twitchtrio.eventsub import EVENT_TYPES
from twitchtrio.eventsub.events._people import Part
from twitchtrio.helix._decoding import Envelope
from twitchtrio.subscription import EventSubSubscription
from twitchtrio.tokens import Secret

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)


def answers() -> list[type]:
    """The models that answers of the API hold, and no others."""
    asked = {
        "ComponentSlot",
        "ContentClassificationLabel",
        "EventSubTransport",
        "ExtensionSlot",
        "MessageToCheck",
        "NewPollChoice",
        "NewPredictionOutcome",
        "ShardTransport",
        "ShardUpdate",
    }
    beside = {*asked, "CreatedEventSubSubscription", "MisfitItem", "Page"}
    exported = (getattr(twitchtrio.helix, name) for name in twitchtrio.helix.__all__ if name not in beside)
    return [EventSubSubscription, *(each for each in exported if isinstance(each, type) and attrs.has(each))]


EVENTS = sorted(set(EVENT_TYPES.values()), key=lambda model: model.__name__)
ANSWERS = answers()


def lost(model: Any, payload: Any, at: datetime | None) -> bool:
    """Whether a payload cannot be read; what is worked out of one that can raises nothing."""
    try:
        value = decode(model, json.dumps(payload), at=at)
    except DecodeError:
        return True
    read_all(value)
    return False


def is_lost(place: Place, odd: Any) -> bool:
    """Whether an item is lost with what stands in it now: a time, a secret, an id."""
    match place.wanted:
        case inspect.DateTimeType():
            return place.required
        case inspect.CustomType() if place.wanted.cls is Secret:
            return place.required and not (isinstance(odd, str) and odd.isdecimal())
        case _:
            return place.identifies and not isinstance(odd, str | int | float)


@pytest.mark.parametrize("model", EVENTS, ids=lambda model: model.__name__)
def test_events(model: type) -> None:
    """An event arrives unless who, where or which is missing; a time that cannot be read is the message's own."""
    whole = sample(inspect.type_info(model))

    assert not lost(model, whole, AT)
    for place in places(inspect.type_info(model)):
        near = spare(whole, inspect.type_info(model), place.path)
        assert not lost(model, near, AT)
        for kind, odd in oddities(place):
            expected = place.identifies and not isinstance(odd, str | int | float)
            assert expected == lost(model, put(near, place.path, odd), AT), (place.path, kind)


@pytest.mark.parametrize("model", ANSWERS, ids=lambda model: model.__name__)
def test_answers(model: type) -> None:
    """An item of an answer is there unless who, where, which or when is missing; the others always are."""
    whole = sample(inspect.type_info(model))
    good = decode(Envelope[model], json.dumps({"data": [whole]})).data[0]  # type: ignore[valid-type]
    for place in places(inspect.type_info(model)):
        for kind, odd in oddities(place):
            misfits: list[DecodeError] = []
            payload = {"data": [whole, put(whole, place.path, odd), whole]}
            read = decode(
                Envelope[model],  # type: ignore[valid-type]
                Sealed(json.dumps(payload).encode()),
                aside=lambda error, _, misfits=misfits: misfits.append(error),
            ).data
            read_all(read)
            gone = is_lost(place, odd)
            assert (len(read), read[0], read[-1]) == (3 - gone, good, good), (place.path, kind)
            assert not gone or 1 <= len(misfits), (place.path, kind)


def read_all(value: Any) -> None:
    """Read everything that is worked out of a value and of what is in it."""
    if isinstance(value, tuple | list):
        for each in value:
            read_all(each)
    elif attrs.has(type(value)):
        for name in worked_out(type(value)):
            getattr(value, name)
        for name in parts(type(value)):
            read_all(getattr(value, name))


@functools.cache
def worked_out(cls: type) -> list[str]:
    """The names of what is worked out when it is read."""
    kinds = (property, functools.cached_property, Part)
    return [name for name in dir(cls) if isinstance(getattr_static(cls, name), kinds)]


@functools.cache
def parts(cls: type) -> list[str]:
    """The fields that may hold other records."""
    return [each.name for each in attrs.fields(cls)]


@pytest.mark.parametrize("model", [*EVENTS, *ANSWERS], ids=lambda model: model.__name__)
def test_both_readings_agree(model: type) -> None:
    """Where the strict reading succeeds, the lenient one makes the same, and notes nothing."""
    from twitchtrio._lenient import Reader

    whole = sample(inspect.type_info(model))
    reader = Reader(made_by=_json._MADE_BY, meaning=_json._MEANING)

    assert decode(model, json.dumps(whole)) == reader.read(model, whole)
    assert ([], []) == (reader.notes, reader.asides)


@pytest.mark.parametrize("model", [*EVENTS, *ANSWERS], ids=lambda model: model.__name__)
def test_times_have_a_zone(model: type) -> None:
    """A time without a zone is in UTC: two times of Twitch's can always be compared."""
    whole = sample(inspect.type_info(model))
    for place in places(inspect.type_info(model)):
        if whole_at(whole, place.path) == TIME:
            text = Sealed(json.dumps(put(whole, place.path, TIME.removesuffix("Z"))).encode())
            read = decode(model, text, at=AT)
            assert decode(model, json.dumps(whole)) == read


def whole_at(whole: Any, path: Any) -> Any:
    """What stands at a place."""
    for step in path:
        whole = whole[step]
    return whole


def test_the_samples_are_odd_enough() -> None:
    """The oddities reach every kind of field, nested ones too."""
    tried = [place for model in (*EVENTS, *ANSWERS) for place in places(inspect.type_info(model))]

    assert {
        "DataclassType",
        "VarTupleType",
        "DictType",
        "EnumType",
        "StrType",
        "IntType",
        "BoolType",
        "DateTimeType",
    } <= {type(place.wanted).__name__ for place in tried}
    assert any(len(place.path) > 4 for place in tried)
    assert MISSING in {odd for place in tried[:1] for _, odd in oddities(place) if odd is MISSING}
