"""What is typed to a fake."""

import pytest

from twitchtrio.cli._playing import do, play, show
from twitchtrio.cli.fake import _CAST
from twitchtrio.testing import FakeTwitch
from twitchtrio.testing.fake.happenings import Happening
from twitchtrio.testing.fake.lines import Lines

LINES = Lines(_CAST)


@pytest.fixture
def fake():
    """A fake with those who are meant where a line does not say."""
    fake = FakeTwitch()
    for login in ("mybot", "somechannel", "viewer", "friend", "mod"):
        fake.add_user(login)
    return fake


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("viewer: hello", ""),
        ("/follow", "Done: follow.\n"),
        ("/go_live", "Done: go live.\n"),
        ("/add_user somebody", "which gave {'id': '"),
        ("nobody: hello", "Not done: the fake has no user 'nobody'"),
        ("/raid x y z q", "Not done: "),
        ("/settle_redemption x y", "Not done: "),
        ("what?", "Not done: 'what?' is neither `viewer: hello` nor an order, as /follow; try /help.\n"),
        ("/help", "/follow viewer"),
        ("help raid", "/raid [from_broadcaster] [viewers] [to_broadcaster]\n  One channel's viewers raid another."),
        ("/help raidd", "Not done: there is no order /raidd"),
    ],
)
def test_do(fake, capsys, text, told):
    """It is done, or it is said why not."""
    do(fake, LINES, text)

    out, err = capsys.readouterr()
    assert ("", told in err) == (out, True), err
    assert not told.startswith("Done") or told == err


def test_show(fake, capsys):
    """What happens is a line, without anything that a terminal obeys, and of chat no secret is shown."""
    fake.happenings.watch(lambda kind, text: show(fake, kind, text))
    fake.say("somechannel", "viewer", "hi \x1b[2J")
    fake.follow("viewer", "somechannel")

    chat, event = capsys.readouterr().out.splitlines()
    assert "  chat     somechannel  viewer: hi \ufffd[2J" == chat[8:]
    assert "  event    channel.follow, to 0 subscriptions" == event[8:]
    assert 4 == len(Happening)


async def test_play(fake, monkeypatch):
    """Lines are read until there are no more."""
    lines = iter(["viewer: one\n", "\n", "friend: two\n", ""])

    class Typed:
        def readline(self):
            return next(lines)

    monkeypatch.setattr("sys.stdin", Typed())
    await play(fake, LINES)

    assert [("viewer", "one"), ("friend", "two")] == [(each.sender.login, each.text) for each in fake.messages]
