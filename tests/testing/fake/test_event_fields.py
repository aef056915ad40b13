"""The fields of events as the fake has them."""

from __future__ import annotations

import json
import pathlib

import pytest

from twitchtrio.testing.fake.event_fields import EVENT_FIELDS, Kind
from twitchtrio.testing.fake.subscription_types import SUBSCRIPTION_TYPES

FACTS = json.loads(
    (pathlib.Path(__file__).parents[2] / "reference" / "eventsub_table.json").read_text(encoding="utf-8")
)
KINDS = {
    "string": Kind.TEXT,
    "integer": Kind.NUMBER,
    "boolean": Kind.FLAG,
    "datetime": Kind.TIME,
    "array": Kind.LIST,
    "object": Kind.RECORD,
}
DOCUMENTED_ELSEWHERE = {("channel.chat.message", "1"): {"channel_points_animation_id"}}


def documented(facts):
    """A field of the facts as a tuple that can be compared."""
    facts = {"is": facts} if isinstance(facts, str) else facts
    of = facts.get("of")
    if facts["is"] == "object":
        of = {name: documented(each) for name, each in of.items()}
    elif facts["is"] == "array":
        of = documented(of)
    return KINDS[facts["is"]], facts.get("null", False), facts.get("absent", False), of


def known(field):
    """A field of the fake likewise."""
    of = field.item and known(field.item)
    if field.kind is Kind.RECORD:
        of = {name: known(each) for name, each in field.of.items()}
    return field.kind, field.null, field.absent, of


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: f"{facts['type']}-{facts['version']}")
def test_fields(facts):
    """The fake's fields are the documented ones, with their kinds, and may be null or absent where those may."""
    key = facts["type"], facts["version"]
    undocumented = DOCUMENTED_ELSEWHERE.get(key, ())
    own = {name: known(field) for name, field in EVENT_FIELDS[key].items() if name not in undocumented}

    assert {name: documented(field) for name, field in facts["fields"].items()} == own


def test_all_are_there():
    """Every type and version that can be subscribed to has its fields."""
    assert SUBSCRIPTION_TYPES.keys() == EVENT_FIELDS.keys()
