"""The form of an event, and wishes."""

from __future__ import annotations

import pytest
from attrs import frozen
from hypothesis import given, strategies as st

from twitchtrio.errors import ConfigurationError, DecodeError
from twitchtrio.eventsub.events import EVENT_TYPES, ChannelChatMessage, ChannelFollow, ChannelRaid, StreamOnline
from twitchtrio.eventsub.events.conditions import WithBroadcaster
from twitchtrio.eventsub.events.event import UnknownEvent, event

CONDITION = {"broadcaster_user_id": "1"}


def test_twice():
    """A type and version cannot have two classes."""
    with pytest.raises(ConfigurationError, match="has a class already: StreamOnline"):

        @event("stream.online", "1")
        @frozen(kw_only=True)
        class Another(WithBroadcaster):
            """Another."""

    assert EVENT_TYPES["stream.online", "1"] is StreamOnline


def test_read_only():
    """The registry is only for reading."""
    with pytest.raises(TypeError):
        EVENT_TYPES["stream.online", "1"] = ChannelRaid  # type: ignore[index]  # this is the point


def test_docstring():
    """A class's docstring ends with what it takes to get the event."""
    assert ChannelFollow.__doc__.rstrip().endswith(
        "Subscription type `channel.follow`, version 2; scope `moderator:read:followers`, granted by the user in "
        "`moderator_user_id`."
    )
    assert StreamOnline.__doc__.rstrip().endswith("Subscription type `stream.online`, version 1; no scope.")


def test_equal():
    """Wishes that Twitch cannot tell apart are equal, however they were written."""
    one = ChannelFollow.where(broadcaster_user_id="1", moderator_user_id="2")
    other = ChannelFollow.where(broadcaster_user_id="1").complete("2")

    assert one == other
    assert 1 == len({one, other})
    assert one != ChannelFollow.where(broadcaster_user_id="2", moderator_user_id="2")
    assert one != ChannelFollow.where(broadcaster_user_id="1")


def test_complete():
    """What was left out is the acting account; what is complete stays as it is."""
    wish = ChannelChatMessage.where(broadcaster_user_id="1")

    assert {"broadcaster_user_id": "1"} == wish.condition
    assert "user_id" == wish.open_key

    done = wish.complete("7")

    assert {"broadcaster_user_id": "1", "user_id": "7"} == done.condition
    assert done.open_key is None
    assert done is done.complete("8")


def test_granted_by():
    """It is known who must have granted the scopes, if it is somebody given."""
    assert ChannelFollow.where(broadcaster_user_id="1").granted_by is None
    assert "2" == ChannelFollow.where(broadcaster_user_id="1", moderator_user_id="2").granted_by
    assert StreamOnline.where(broadcaster_user_id="1").granted_by is None


def test_matches():
    """Twitch's record is recognised, also where it lists a key that was not given."""
    wish = ChannelRaid.where(to_broadcaster_user_id="1")

    assert wish.matches("channel.raid", "1", {"from_broadcaster_user_id": "", "to_broadcaster_user_id": "1"})
    assert not wish.matches("channel.raid", "1", {"from_broadcaster_user_id": "1", "to_broadcaster_user_id": ""})
    assert not wish.matches("channel.raid", "2", {"to_broadcaster_user_id": "1"})
    assert not wish.matches("stream.online", "1", {"to_broadcaster_user_id": "1"})


def test_str():
    """A wish is shown by type and condition."""
    wish = ChannelFollow.where(broadcaster_user_id="1", moderator_user_id="2")

    assert "channel.follow (broadcaster_user_id=1, moderator_user_id=2)" == str(wish)


@given(st.dictionaries(st.sampled_from(["a", "b", "client_id", "user_id"]), st.integers(0).map(str)))
def test_order(condition):
    """The order of a condition's keys makes no difference."""
    backwards = dict(reversed(condition.items()))

    assert UnknownEvent.where("new.type", "1", condition) == UnknownEvent.where("new.type", "1", backwards)
    assert condition == UnknownEvent.where("new.type", "1", condition).condition


def test_unknown():
    """An event without class keeps its JSON and gives its fields."""
    unknown = UnknownEvent(type="channel.brand_new", version="1", raw=b'{"a": [1, null]}')

    assert {"a": [1, None]} == unknown.data
    assert unknown.data is unknown.data
    assert "UnknownEvent(type='channel.brand_new', version='1')" == repr(unknown)


def test_unknown_no_object():
    """An event that is no object says so when its fields are asked for."""
    with pytest.raises(DecodeError):
        _ = UnknownEvent(type="channel.brand_new", version="1", raw=b"[]").data


def test_unknown_where():
    """A type without class can be listened to by name."""
    wish = UnknownEvent.where("channel.brand_new", "1", CONDITION)

    assert ("channel.brand_new", "1", CONDITION, None) == (wish.type, wish.version, wish.condition, wish.open_key)
    assert () == wish.event.SCOPES
    assert wish.granted_by is None


def test_unknown_where_known():
    """For one that has a class, the class is named."""
    with pytest.raises(ConfigurationError, match=r"use StreamOnline\.where"):
        UnknownEvent.where("stream.online", "1", CONDITION)


def test_unknown_for_channel():
    """Without its type an event of no class cannot be listened to."""
    with pytest.raises(ConfigurationError, match=r"UnknownEvent\.where"):
        UnknownEvent.for_channel("1")
