"""`twitchtrio demo`."""

import pytest

from twitchtrio.cli._record import Record
from twitchtrio.cli._screen import PlainScreen, RichScreen
from twitchtrio.cli.demo import _ends, _troubles
from twitchtrio.tokens import Secret


def test_demo(start, tmp_path):
    """All of it happens, in plain lines where stdout is no terminal, and nothing is left on the disk."""
    program = start("demo", "--seconds", "2")

    code, out, err = program.end()

    assert (code, err) == (0, ""), out
    scenes = dict.fromkeys(line.partition(" ")[0] for line in out.splitlines())
    assert list(scenes)[1:6] == ["sign", "chat", "token", "cable", "session"]
    assert "Hello Jonas!" in out
    assert "0 lost, 0 doubled" in out
    assert "\x1b" not in out
    assert list(tmp_path.rglob("*")) == []


def test_troubles():
    """A demo in which nothing happened is no success."""
    troubles = _troubles(Record(asked=1))

    assert troubles == [
        "0 answers to 1 questions",
        "0 token refreshes instead of 1",
        "0 gaps instead of 1",
        "0 sessions moved instead of 1",
    ]


def test_token_ends():
    """Of a token no more is shown than tells it from another."""
    assert _ends(Secret("abcdefghijklmnop")) == "abcd••••••••"


@pytest.mark.parametrize("screen", [PlainScreen, RichScreen])
@pytest.mark.parametrize("good", [True, False])
def test_summary(capsys, screen, good):
    """The end tells the figures and whether all went well."""
    screen().summary({"messages": "9 by viewers"}, "That was it.", good=good)

    out = capsys.readouterr().out
    assert "9 by viewers" in out
    assert "That was it." in out
