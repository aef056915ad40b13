"""Query strings and chunks."""

import enum
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, strategies as st

from twitchtrio.errors import ConfigurationError
from twitchtrio.helix._endpoint import ANYONE, Endpoint
from twitchtrio.helix._query import chunks, listed, query_text

FACTS = Endpoint("GET", "/x", ANYONE, name="x", chunk=("id", "login"), chunk_size=3)

names = st.sampled_from(["a", "b", "id", "login", "first"])
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@given(st.dictionaries(names, st.one_of(st.none(), texts, st.lists(texts, max_size=4))))
def test_what_is_sent_is_what_was_given(query):
    """Every text survives quoting; lists repeat their name, None leaves it out."""
    expected = [(name, value) for name, values in query.items() for value in listed(values) or ()]

    assert expected == parse_qsl(query_text(query), keep_blank_values=True)


class Color(enum.StrEnum):
    RED = "dark red"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1234", "x=1234"),
        ("a b&c=d+é", "x=a%20b%26c%3Dd%2B%C3%A9"),
        (100, "x=100"),
        (True, "x=true"),
        (False, "x=false"),
        (Color.RED, "x=dark%20red"),
        (("1", "2"), "x=1&x=2"),
        ([], ""),
        (None, ""),
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "x=2026-01-02T03%3A04%3A05Z"),
        (datetime(2026, 1, 2, tzinfo=timezone(timedelta(hours=2))), "x=2026-01-02T00%3A00%3A00%2B02%3A00"),
    ],
)
def test_values(value, text):
    """Each kind of value is spelt as Twitch reads it."""
    assert text == query_text({"x": value})


def test_time_without_a_zone():
    """A time that means another moment in each zone is refused."""
    with pytest.raises(ConfigurationError, match="started_at needs a time zone"):
        query_text({"started_at": datetime(2026, 1, 2)})  # noqa: DTZ001 - that is the mistake


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, None), ("12", ("12",)), (["1", "2"], ("1", "2")), ((), ()), (5, (5,)), (FACTS, (FACTS,))],
)
def test_one_or_several(value, expected):
    """One value is a list of one; a text is never taken apart."""
    assert expected == listed(value)


ids = st.one_of(
    st.none(), st.text("0123456789", min_size=1, max_size=2), st.lists(st.text("0123456789", min_size=1), max_size=12)
)


@given(id=ids, login=ids)
def test_chunks(id, login):
    """Chunks hold all values once, in order, no more than Twitch's maximum each, with the other parameters."""
    pieces = list(chunks(FACTS, {"id": id, "login": login, "first": 5}))

    for piece in pieces:
        assert 5 == piece["first"]
        assert len(listed(piece["id"]) or ()) + len(listed(piece["login"]) or ()) <= 3
    for name, values in {"id": id, "login": login}.items():
        sent = [value for piece in pieces for value in listed(piece[name]) or ()]
        assert list(dict.fromkeys(listed(values) or ())) == sent
    if id is None and login is None:
        assert 1 == len(pieces)


def test_empty_lists_ask_for_nothing():
    """A list that is given and empty is not the same as none, which asks for everything."""
    assert [] == list(chunks(FACTS, {"id": [], "login": None}))
    assert [{"id": None, "login": None}] == list(chunks(FACTS, {"id": None, "login": None}))
