"""Rules about which parameters go with which."""

import pytest

from twitchtrio.helix._rules import (
    at_least_one_of,
    at_most_one_of,
    exactly_one_of,
    needed_if,
    needed_unless,
    not_with,
    not_without,
    only_with,
    together,
)

CASES = [
    (exactly_one_of("a", "b"), {"b": 0}, {}, "takes exactly one of a, b; it got none of them"),
    (exactly_one_of("a", "b"), {"a": 1, "x": 1}, {"a": 1, "b": 2}, "takes exactly one of a, b; it got a and b"),
    (at_least_one_of("a", "b"), {"a": False}, {"x": 1}, "takes at least one of a, b; it got none of them"),
    (at_least_one_of("a", "b"), {"a": 1, "b": 1}, {}, "takes at least one of a, b; it got none of them"),
    (at_most_one_of("a", "b"), {}, {"a": 1, "b": 2}, "takes at most one of a, b; it got a and b"),
    (together("a", "b"), {}, {"b": 2}, "takes a and b together; it got b alone"),
    (together("a", "b"), {"a": 0, "b": 0}, {"a": 0}, "takes a and b together; it got a alone"),
    (needed_if("a", "b", "X", "Y"), {"b": "Z"}, {"b": "Y"}, "needs a where b is Y"),
    (needed_if("a", "b", True), {"a": 1, "b": True}, {"b": True}, "needs a where b is True"),
    (needed_unless("a", "b"), {"b": "7"}, {}, "needs a, or b; it got neither"),
    (needed_unless("a", "b"), {"a": 1}, {"b": False}, "needs a, or b; it got neither"),
    (only_with(("a", "b"), "c", "d"), {"a": 1, "b": 1, "d": 1}, {"a": 1, "b": 1}, "takes a and b only with c or d"),
    (only_with(("a", "b"), "c"), {"c": 1}, {"b": 1}, "takes b only with c"),
    (not_with("a", "b", "c"), {"b": 1, "c": 1}, {"a": 0, "c": 1}, "takes a or b and c, not both; it got a and c"),
    (not_with("a", "b"), {"a": True, "b": False}, {"a": 1, "b": 1}, "takes a or b, not both; it got a and b"),
    (not_without("a", "b"), {"a": 1}, {"a": 1, "b": False}, "takes a only where b is true; it got b=False"),
    (not_without("a", "b"), {"b": False}, {"a": 0, "b": False}, "takes a only where b is true; it got b=False"),
]


@pytest.mark.parametrize(("rule", "good", "bad", "said"), CASES)
def test_rules(rule, good, bad, said):
    """A rule passes what Twitch takes, and says of the rest what it wants and what it got."""
    assert rule.problem(good) is None
    assert said == rule.problem(bad)


@pytest.mark.parametrize("rule", [rule for rule, *_ in CASES])
def test_what_a_rule_is_about(rule):
    """A rule names its parameters, once each, and is equal to itself made anew."""
    assert sorted({"a", "b"} | (set(rule.names) & {"c", "d"})) == sorted(rule.names)
    assert rule in {each for each, *_ in CASES}
