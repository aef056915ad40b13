"""The facts of endpoints and the decorator that attaches them."""

import inspect

import pytest

from twitchtrio.errors import ConfigurationError
from twitchtrio.helix import Users
from twitchtrio.helix._endpoint import ANYONE, USER, Bounds, Endpoint, endpoint
from twitchtrio.helix._resource import Resource
from twitchtrio.helix._rules import exactly_one_of


def facts(**more):
    """Facts of an endpoint with these rules."""
    return Endpoint("GET", "/x", USER, name="helix.x.get_x", **more)


@pytest.mark.parametrize(
    ("bounds", "good", "bad", "said"),
    [
        (Bounds(min=1, max=100), [1, 100], [0, 101, -5], "is"),
        (Bounds(min_length=1, max_length=3), ["a", "abc"], ["", "abcd"], "characters"),
        (Bounds(max_items=2), [[], ["a", "b"], "abc"], [["a", "b", "c"], ("a", "b", "c")], "items"),
        (Bounds(max_items=2, item_max_length=3), [["abc"], []], [["a", "abcd"]], "an item of 4 characters"),
        (Bounds(), [0, "", []], [], ""),
    ],
)
def test_bounds(bounds, good, bad, said):
    """Numbers, texts and lists are held to their bounds, both ends included."""
    for value in good:
        facts(bounds={"x": bounds}).check({"x": value})
    for value in bad:
        with pytest.raises(ConfigurationError, match=rf"helix.x.get_x: x .*{said}"):
            facts(bounds={"x": bounds}).check({"x": value})


def test_what_is_left_out_has_no_bounds():
    """A parameter that is not given is not checked."""
    facts(bounds={"x": Bounds(min=1)}).check({"x": None})
    facts(bounds={"x": Bounds(min=1)}).check({})


class Things(Resource):
    @endpoint("GET", "/things", ANYONE, scopes=("x:read",), chunk=("id",))
    async def get_things(self, *, id: str) -> tuple[Resource, Endpoint, str]:
        """The docstring."""
        return self, self._facts, id


async def test_a_method_runs_on_a_copy_that_knows_the_facts():
    """The method sees its facts on a copy; the resource that was called stays as it was."""
    things = Things("the session", None)

    copy, known, given = await things.get_things(id="5")

    assert ("GET", "/things", ("x:read",), ("id",)) == (known.method, known.path, known.scopes, known.chunk)
    assert known is Things.get_things.endpoint
    assert "helix.test_endpoint.get_things" == known.name
    assert copy is not things
    assert "the session" == copy._session
    assert not hasattr(things, "_facts")
    assert "5" == given


def test_a_method_stays_what_it_is():
    """Signature, name and docstring are the method's own, and its mistakes are told in its own name."""
    assert ["self", "id"] == list(inspect.signature(Things.get_things).parameters)
    assert ("get_things", "The docstring.") == (Things.get_things.__name__, Things.get_things.__doc__)
    assert inspect.iscoroutinefunction(inspect.unwrap(Users.get_users))
    with pytest.raises(TypeError, match=r"get_things\(\) takes 1 positional argument"):
        Things("the session").get_things("5")
    with pytest.raises(TypeError, match="'ids'"):
        Things("the session").get_things(ids="5")


def test_a_change_is_needed():
    """Where a body only changes things, it must change one; the query counts for nothing."""
    changing = facts(needs_body=True)

    changing.check({"id": "5"}, {"title": None, "tags": []})
    with pytest.raises(ConfigurationError, match=r"^helix.x.get_x takes at least one of title, tags; it got none of"):
        changing.check({"id": "5"}, {"title": None, "tags": None})


def test_rules():
    """A rule is asked about what is given, and the error says whose rule it is."""
    ruled = facts(rules=(exactly_one_of("a", "b"),))

    ruled.check({"a": None}, {"b": 0})
    with pytest.raises(ConfigurationError, match=r"^helix.x.get_x takes exactly one of a, b; it got a and b\.$"):
        ruled.check({"a": "1"}, {"b": "2"})
