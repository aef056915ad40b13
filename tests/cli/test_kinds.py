"""From the words of `listen` to a condition."""

import click
import pytest

from twitchtrio.cli._kinds import find_kind, read_condition
from twitchtrio.eventsub import EVENT_TYPES, ChannelFollow

APP_ONLY = sorted({name for (name, _), event in EVENT_TYPES.items() if event.BY_APP})


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("channel.moderate", "2"),
        ("channel.moderate@1", "1"),
        ("channel.follow", "2"),
        ("channel.guest_star_session.begin", "beta"),
        ("channel.chat.message", "1"),
    ],
)
def test_version(text, version):
    """The newest version is meant unless one is named."""
    assert version == find_kind(text).version


def test_class():
    """A type that has a class uses it, and its condition."""
    kind = find_kind("channel.follow")

    assert ChannelFollow is kind.event
    assert kind.keys == ("broadcaster_user_id", "moderator_user_id")


@pytest.mark.parametrize("key", [key for key, event in EVENT_TYPES.items() if not event.BY_APP], ids="@".join)
def test_classes(key):
    """Every class has a condition of keys."""
    assert find_kind("@".join(key)).keys


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("channel.chat.messages", "Did you mean channel.chat.message"),
        ("channel.moderate@7", "only 1, 2"),
        ("chat", r"Did you mean channel\.chat\.clear or .*`twitchtrio types chat` shows \d+\."),
        ("nonsense", "nonsense@1 KEY=VALUE"),
        *((name, "apps only") for name in APP_ONLY),
    ],
)
def test_wrong(text, word):
    """What cannot be listened to says why, and what could."""
    with pytest.raises(click.UsageError, match=word):
        find_kind(text)


@pytest.mark.parametrize(
    ("text", "words", "condition"),
    [
        ("channel.chat.message", ["TinkerShop"], {"broadcaster_user_id": "@TinkerShop"}),
        ("channel.chat.message", ["@tinkershop"], {"broadcaster_user_id": "@tinkershop"}),
        ("channel.chat.message", ["2002"], {"broadcaster_user_id": "@2002"}),
        ("channel.chat.message", ["broadcaster_user_id=2002"], {"broadcaster_user_id": "2002"}),
        ("channel.raid", ["to_broadcaster_user_id=tinkershop"], {"to_broadcaster_user_id": "tinkershop"}),
        ("channel.poll.begin", ["tinkershop"], {"broadcaster_user_id": "@tinkershop"}),
        (
            "channel.channel_points_custom_reward.update",
            ["broadcaster_user_id=tinkershop", "reward_id=a=b"],
            {"broadcaster_user_id": "tinkershop", "reward_id": "a=b"},
        ),
        ("user.update", [], {}),
        ("user.update", ["parrot"], {"user_id": "@parrot"}),
        ("brand.new@3", ["some_id=7"], {"some_id": "7"}),
        ("brand.new@3", ["tinkershop"], {"broadcaster_user_id": "@tinkershop"}),
    ],
)
def test_condition(text, words, condition):
    """A channel fills in the key for it; pairs stand for themselves."""
    assert condition == read_condition(find_kind(text), words)


@pytest.mark.parametrize(
    ("text", "words", "word"),
    [
        ("channel.chat.message", [], "takes a channel's login"),
        ("channel.chat.message", ["a", "b"], r"Not understood: a, b\.$"),
        ("channel.chat.message", ["broadcaster_user_id="], r"Not understood: broadcaster_user_id=\.$"),
        ("channel.chat.message", ["user_id=7"], "broadcaster_user_id=..."),
        ("channel.chat.message", ["colour=red"], "Not understood: colour"),
        ("channel.poll.begin", ["user_id=7"], "Not understood: user_id"),
        ("channel.raid", ["tinkershop"], "from_broadcaster_user_id=... to_broadcaster_user_id=..."),
        ("channel.raid", [], "happens in no single channel"),
        ("brand.new@3", [], "KEY=VALUE"),
    ],
)
def test_no_condition(text, words, word):
    """What is no condition of the type is answered by what would be."""
    with pytest.raises(click.UsageError, match=word):
        read_condition(find_kind(text), words)
