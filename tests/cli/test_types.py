"""`twitchtrio types`."""

import pytest

from twitchtrio.eventsub import EVENT_TYPES


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("follow", ["channel.follow"]),
        ("ChannelFollow", ["channel.follow"]),
        ("moderate", ["channel.moderate", "channel.moderate@1"]),
        ("channel.followw", ["channel.follow"]),
        ("raids", ["channel.raid"]),
    ],
)
def test_word(twitchtrio, word, names):
    """Those with a word in their names, or nearly, with all versions, the newest bare."""
    code, out, err = twitchtrio("types", word)

    lines = [line.split() for line in out.splitlines()]
    assert (0, "") == (code, err)
    assert names == sorted(name for name, *_ in lines)
    assert all(EVENT_TYPES[name, version].__name__ in out for name, version in EVENT_TYPES if name in names)


def test_all(twitchtrio):
    """All that `listen` takes, with the scopes that it needs."""
    _, out, _ = twitchtrio("types")

    listed = {line.split()[0].partition("@")[0] for line in out.splitlines()}
    assert {name for (name, _), event in EVENT_TYPES.items() if not event.BY_APP} == listed
    assert "ChannelSubscribe  channel:read:subscriptions\n" in out


def test_none(twitchtrio):
    """What is like none is told."""
    code, out, err = twitchtrio("types", "xyzzy")

    assert (2, "") == (code, out)
    assert "like 'xyzzy'" in err


def test_narrow(twitchtrio, monkeypatch):
    """On a terminal, long rows are several lines, and none is cut."""
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")

    lines = twitchtrio("types", "moderate")[1].splitlines()

    assert max(map(len, lines)) <= 60
    assert ["channel.moderate", "channel.moderate@1"] == sorted(line.split()[0] for line in lines if line[0] != " ")
    assert lines[1].startswith("    moderator:read:")
