"""The page that says which event one wants names all of them, each with what it needs."""

from __future__ import annotations

import pathlib
import re
from collections import Counter

import pytest

from twitchtrio._needs import alternatives
from twitchtrio.eventsub import EVENT_TYPES, Event
from twitchtrio.testing.fake.subscription_types import SUBSCRIPTION_TYPES

PAGE = pathlib.Path(__file__).parents[2].joinpath("docs", "which-event.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([^|]+) \| `(\w+)` \| ([^|]+) \| ([^|]+) \|$", PAGE, re.MULTILINE)
SCOPE = re.compile(r"`([\w:]+)`")
WHO = {
    "broadcaster_user_id": {"the broadcaster"},
    "moderator_user_id": {"a moderator"},
    "user_id": {"any user", "the user"},
    None: {"nobody"},
}


def row_of(model: type[Event]) -> tuple[str, str]:
    """What the page says of the scopes of an event, and of who grants them."""
    (found,) = [(scopes, who) for _, name, scopes, who in ROWS if name == model.__name__]
    return found


def test_once() -> None:
    """Every type of event has a row, and no row is there twice."""
    names = Counter(name for _, name, _, _ in ROWS)

    assert [] == [model.__name__ for model in EVENT_TYPES.values() if names[model.__name__] != 1]
    assert [] == [name for name, times in names.items() if times > 1]
    assert len(SUBSCRIPTION_TYPES) == len(ROWS)


@pytest.mark.parametrize("model", EVENT_TYPES.values(), ids=lambda model: model.__name__)
def test_needs(model: type[Event]) -> None:
    """A row names the scopes of its class, and who grants them."""
    scopes, who = row_of(model)
    needed = [SCOPE.findall(any_of) for any_of in scopes.split(" and ")]

    assert sorted(map(sorted, alternatives(model.SCOPES))) == sorted(map(sorted, filter(None, needed)))
    assert (scopes == "none") is (not model.SCOPES)
    assert who in ({"the app"} if model.BY_APP else WHO[model.GRANTED_BY])
