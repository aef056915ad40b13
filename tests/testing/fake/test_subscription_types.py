"""The table of subscription types."""

from __future__ import annotations

from collections import Counter

from twitchtrio.testing.fake.scopes import SCOPES
from twitchtrio.testing.fake.subscription_types import SUBSCRIPTION_TYPES


def test_all_are_there():
    """83 types and versions; four types have two versions."""
    versions = Counter(type_ for type_, _ in SUBSCRIPTION_TYPES)

    assert 83 == len(SUBSCRIPTION_TYPES)
    assert {
        "automod.message.hold",
        "automod.message.update",
        "channel.moderate",
        "channel.channel_points_automatic_reward_redemption.add",
    } == {type_ for type_, count in versions.items() if count == 2}


def test_scopes_are_twitchs():
    """Every scope that a type needs can be asked for."""
    needed = {scope for kind in SUBSCRIPTION_TYPES.values() for group in kind.scopes for scope in group}

    assert needed <= SCOPES


def test_who_grants_is_named():
    """The user whose grant is needed is in the condition."""
    for kind in SUBSCRIPTION_TYPES.values():
        assert kind.granted_by in (None, *kind.required)
        assert kind.granted_by or not kind.scopes


def test_read_or_manage():
    """Either scope of a pair will do."""
    assert (("channel:read:polls", "channel:manage:polls"),) == SUBSCRIPTION_TYPES["channel.poll.begin", "1"].scopes
    assert 8 == len(SUBSCRIPTION_TYPES["channel.moderate", "2"].scopes)
