import copy
import pickle

import msgspec
import pytest
from hypothesis import given, strategies as st

from twitchtrio.enums import OpenEnum


class Colour(OpenEnum):
    RED = "red"
    NONE = ""


def test_known():
    """A known value is its member, and equals the plain text."""
    assert Colour.RED is Colour("red")
    assert "red" == Colour.RED
    assert Colour.RED.known
    assert Colour.NONE.known


@given(st.text().filter(lambda text: text not in {"red", ""}))
def test_unknown(value):
    """A value that has no member is kept: equal to its text and to itself, hashed alike, of the class, not known."""
    colour = Colour(value)

    assert isinstance(colour, Colour)
    assert value == colour == Colour(value)
    assert hash(value) == hash(colour)
    assert (value, value, value) == (colour.value, colour.name, str(colour))
    assert not colour.known


def test_unknown_value_like_a_name():
    """A value that is spelt like a member's name is not that member."""
    assert not Colour("RED").known
    assert Colour.RED != Colour("RED")


def test_members_stay():
    """Unknown values do not add members."""
    Colour("green")

    assert [Colour.RED, Colour.NONE] == list(Colour)


def test_copies():
    """Copies and pickles are equal and as known as before."""
    for colour in (Colour.RED, Colour("green")):
        for same in (copy.copy(colour), copy.deepcopy(colour), pickle.loads(pickle.dumps(colour))):
            assert (colour, colour.known) == (same, same.known)


def test_json():
    """Known and unknown values are read and written."""
    colours = msgspec.json.decode(b'["red", "green"]', type=list[Colour])

    assert [True, False] == [colour.known for colour in colours]
    assert b'["red","green"]' == msgspec.json.encode(colours)


def test_other_types():
    """Only texts can be values."""
    for value in (1, None, b"red"):
        with pytest.raises(ValueError, match="is not a valid Colour"):
            Colour(value)
