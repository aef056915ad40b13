"""Typed lines as orders."""

import pytest

from twitchtrio.testing import FakeTwitch
from twitchtrio.testing.fake.control import all_orders
from twitchtrio.testing.fake.lines import Cast, Lines

LINES = Lines(Cast(bot="mybot", channel="somechannel", viewer="viewer", raider="friend", moderator="mod"))
HERE = {"broadcaster": "somechannel"}


@pytest.mark.parametrize(
    ("text", "name", "arguments"),
    [
        ("viewer: hello there", "say", {**HERE, "chatter": "viewer", "text": "hello there"}),
        ("friend@other:hi", "say", {"broadcaster": "other", "chatter": "friend", "text": "hi"}),
        ("/say viewer hello there", "say", {**HERE, "chatter": "viewer", "text": "hello there"}),
        ("/say viewer I'm here", "say", {**HERE, "chatter": "viewer", "text": "I'm here"}),
        ("/follow", "follow", {**HERE, "user": "viewer"}),
        ("/follow friend other", "follow", {"broadcaster": "other", "user": "friend"}),
        ("/follow broadcaster=other", "follow", {"broadcaster": "other", "user": "viewer"}),
        ("/live", "go_live", HERE),
        ("/sub friend tier=2000", "subscribe", {**HERE, "user": "friend", "tier": "2000"}),
        ("/raid", "raid", {"from_broadcaster": "friend", "to_broadcaster": "somechannel", "viewers": 10}),
        ("/raid viewer 3", "raid", {"from_broadcaster": "viewer", "to_broadcaster": "somechannel", "viewers": 3}),
        ("/expire", "expire", {"user": "mybot"}),
        ("/drop", "drop", {}),
        ("/close 4000", "close", {"code": 4000}),
        ("/ban seconds=60", "ban", {**HERE, "user": "viewer", "seconds": 60.0}),
        ("/announce Good evening", "announce", {**HERE, "by": "mod", "text": "Good evening"}),
        ("/start-poll 'Tea or?' Yes No", "start_poll", {**HERE, "title": "Tea or?", "choices": ["Yes", "No"]}),
        ("/start_poll Tea? choices=a,b", "start_poll", {**HERE, "title": "Tea?", "choices": ["a", "b"]}),
        ("/update_channel title=Hi delay=3", "update_channel", {**HERE, "title": "Hi", "delay": 3}),
        ("/faults http status=503", "faults", {"kind": "http", "status": 503}),
        ("/add_team tigers viewer friend", "add_team", {"name": "tigers"}),
        ("/set_automod 'levels={\"bullying\":2}'", "set_automod", {**HERE, "levels": {"bullying": 2}}),
    ],
)
def test_read(text, name, arguments):
    """Who and where go without saying; the rest is told by place or by name."""
    line = LINES.read(text)

    assert (name, arguments) == (line.name, {key: value for key, value in line.arguments.items() if key != "members"})


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("hello", "is neither"),
        ("/", "which order"),
        ("/followw", r"did you mean /follow\?"),
        ("/hype", r"did you mean /drive_hype_train or /end_hype_train or /start_hype_train\?"),
        ("/xyzzy", "/help lists all"),
        ("/follow a b c", "'c' is too much: /follow"),
        ("/close", r"it takes more: /close CODE \[reason=...\]"),
        ("/close now", "'now' is no int"),
    ],
)
def test_refused(text, problem):
    """What is no order is told, with what was probably meant."""
    with pytest.raises(ValueError, match=problem):
        LINES.read(text)


@pytest.mark.parametrize("name", sorted(all_orders()))
def test_every_order(name):
    """Each can be explained, and each can be given by its name alone, or says what it takes."""
    assert LINES.usage(name).startswith(f"/{name}")
    assert LINES.about(name)
    try:
        line = LINES.read(f"/{name}")
    except ValueError as exc:
        assert "it takes more" in str(exc)  # noqa: PT017 - it may as well do without
    else:
        assert name == line.name


def test_done():
    """What a line orders can be done."""
    fake = FakeTwitch()
    for login in ("mybot", "somechannel", "viewer", "friend", "mod"):
        fake.add_user(login)
    for text in ("viewer: hi", "/follow", "/live", "/raid", "/add_team tigers viewer friend", "/offline"):
        line = LINES.read(text)
        all_orders()[line.name](fake, line.arguments)

    assert ["hi"] == [message.text for message in fake.messages]
