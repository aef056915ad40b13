"""How events are addressed."""

from __future__ import annotations

import pytest

from twitchtrio.errors import ConfigurationError
from twitchtrio.eventsub.events import ChannelChatMessage, ChannelFollow, ChannelRaid, StreamOnline, UnknownEvent


@pytest.mark.parametrize(
    ("wish", "condition", "open_key"),
    [
        (StreamOnline.where(broadcaster_user_id="1"), {"broadcaster_user_id": "1"}, None),
        (ChannelFollow.where(broadcaster_user_id="1"), {"broadcaster_user_id": "1"}, "moderator_user_id"),
        (
            ChannelFollow.where(broadcaster_user_id="1", moderator_user_id="2"),
            {"broadcaster_user_id": "1", "moderator_user_id": "2"},
            None,
        ),
        (ChannelChatMessage.where(broadcaster_user_id="1"), {"broadcaster_user_id": "1"}, "user_id"),
        (
            ChannelChatMessage.where(broadcaster_user_id="1", user_id="2"),
            {"broadcaster_user_id": "1", "user_id": "2"},
            None,
        ),
        (ChannelRaid.where(from_broadcaster_user_id="1"), {"from_broadcaster_user_id": "1"}, None),
        (ChannelRaid.where(to_broadcaster_user_id="1"), {"to_broadcaster_user_id": "1"}, None),
    ],
)
def test_where(wish, condition, open_key):
    """A wish has the keys that were given, and leaves at most one to the acting account."""
    assert (condition, open_key) == (wish.condition, wish.open_key)
    assert (wish.event.TYPE, wish.event.VERSION) == (wish.type, wish.version)


@pytest.mark.parametrize("event", [StreamOnline, ChannelFollow, ChannelChatMessage])
def test_for_channel(event):
    """Listening to an event in a channel needs nothing but the channel."""
    assert event.where(broadcaster_user_id="1") == event.for_channel("1")


def test_for_channel_raid():
    """A raid has two channels, so it must be said which."""
    with pytest.raises(ConfigurationError, match=r"ChannelRaid\.into or ChannelRaid\.out_of"):
        ChannelRaid.for_channel("1")


def test_into():
    """A raid can be named by the one channel that it reaches, or leaves."""
    assert ChannelRaid.where(to_broadcaster_user_id="1") == ChannelRaid.into("1")
    assert ChannelRaid.where(from_broadcaster_user_id="1") == ChannelRaid.out_of("1")


@pytest.mark.parametrize("name", ["into", "out_of"])
def test_into_login(name):
    """With a login, the other way to say it is shown."""
    with pytest.raises(ConfigurationError, match=rf"listen\(ChannelRaid\.{name}, 'somechannel'\)"):
        getattr(ChannelRaid, name)("somechannel")


@pytest.mark.parametrize("given", [{}, {"from_broadcaster_user_id": "1", "to_broadcaster_user_id": "2"}])
def test_raid(given):
    """A raid is addressed by one of its channels."""
    with pytest.raises(ConfigurationError, match="one of from_broadcaster_user_id and to_broadcaster_user_id"):
        ChannelRaid.where(**given)


@pytest.mark.parametrize("value", ["somechannel", "", "12 ", "١٢"])
def test_login(value):
    """A login, or another text that is no user id, is refused with what to do instead."""
    with pytest.raises(
        ConfigurationError, match=r"is no user id\. If this is a login, pass it as the channel of listen"
    ):
        StreamOnline.where(broadcaster_user_id=value)


@pytest.mark.parametrize("key", ["user_id", "moderator_user_id", "from_broadcaster_user_id"])
def test_login_unknown(key):
    """So it is where the type has no class."""
    with pytest.raises(ConfigurationError, match=key):
        UnknownEvent.where("channel.brand_new", "1", {key: "somechannel"})


def test_left_out():
    """What may be left out and is `None` is no part of the condition."""
    subscription = UnknownEvent.where("channel.brand_new", "1", {"broadcaster_user_id": "1", "reward_id": None})

    assert {"broadcaster_user_id": "1"} == subscription.condition


def test_other_ids():
    """Ids of other things than users are texts of any kind."""
    condition = {"broadcaster_user_id": "1", "reward_id": "92af127c-7326-4483-a52b-b0da0be61c01"}

    assert condition == UnknownEvent.where("channel.brand_new", "1", condition).condition


def test_login_completed():
    """What completes a wish is checked as well."""
    with pytest.raises(ConfigurationError, match="user_id='bot'"):
        ChannelChatMessage.where(broadcaster_user_id="1").complete("bot")
