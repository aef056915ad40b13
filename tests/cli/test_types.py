"""What `listen` knows of types without a class, against the fake's own table."""

from twitchtrio.cli._types import APP_ONLY, CLASSLESS
from twitchtrio.eventsub import EVENT_TYPES
from twitchtrio.testing.fake.subscription_types import SUBSCRIPTION_TYPES


def _groups(scopes):
    return {frozenset(group) for group in scopes}


def test_complete():
    """Every type has a class, or an entry, or is for apps only; none has two of these."""
    apps = {key for key, kind in SUBSCRIPTION_TYPES.items() if kind.app_only}

    assert {name for name, _ in apps} == APP_ONLY
    assert SUBSCRIPTION_TYPES.keys() == EVENT_TYPES.keys() | CLASSLESS.keys() | apps
    assert not EVENT_TYPES.keys() & CLASSLESS.keys()


def test_facts():
    """Conditions and scopes are those that the fake asks for."""
    for key, known in CLASSLESS.items():
        asked = SUBSCRIPTION_TYPES[key]

        assert (set(asked.required), set(asked.optional)) == (set(known.required), set(known.optional)), key
        assert (asked.granted_by, _groups(asked.scopes)) == (known.granted_by, _groups(known.scopes)), key
