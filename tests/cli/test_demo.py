"""`twitchtrio demo`."""

import pytest

from twitchtrio.cli._record import Record
from twitchtrio.cli._screen import PlainScreen, RichScreen
from twitchtrio.cli._story import Story, make_fake
from twitchtrio.cli.demo import _conclude, _ends
from twitchtrio.eventsub import ChannelChatMessage
from twitchtrio.tokens import Secret
from twitchtrio.words import MessageContent


def make_message(text, *, color):
    """What Mira writes."""
    return ChannelChatMessage(
        **{f"broadcaster_user_{each}": "7" for each in ("id", "login", "name")},
        **{f"chatter_user_{each}": "Mira" for each in ("id", "login", "name")},
        message_id="m",
        message=MessageContent(text=text, fragments=()),
        message_type="text",
        badges=(),
        color=color,
    )


def test_demo(start, tmp_path):
    """All of it happens, in plain lines where stdout is no terminal, and nothing is left on the disk."""
    program = start("demo", "--seconds", "1")

    code, out, err = program.end()

    assert (code, err) == (0, ""), out
    scenes = dict.fromkeys(line.partition(" ")[0] for line in out.splitlines())
    assert list(scenes)[1:6] == ["sign", "chat", "token", "cable", "session"]
    assert "Hello Jonas!" in out
    assert "0 lost, 0 doubled" in out
    assert "\x1b" not in out
    assert list(tmp_path.rglob("*")) == []


def test_interrupt(start):
    """Ctrl-C ends the bot and its Twitch in good order."""
    program = start("demo")
    assert any("!hello" in line for line in program.process.stdout)
    program.interrupt()

    code, _, err = program.end()

    assert (code, err) == (130, "")


def test_troubles(capsys):
    """A demo in which nothing happened is no success, and says what is amiss."""
    assert _conclude(Record(asked=1), PlainScreen(), 8.0) == 1

    out, err = capsys.readouterr()
    assert "FAILED" in out
    assert err.splitlines() == [
        "Error: 0 answers to 1 questions.",
        "Error: 0 token refreshes instead of 1.",
        "Error: 0 gaps instead of 1.",
        "Error: 0 sessions moved instead of 1.",
    ]


async def test_small_talk(autojump_clock):
    """In a longer demo the viewers go on talking."""
    fake = make_fake()
    record = Record()

    await Story(fake, record, PlainScreen(), pace=10.0)._pause(1.0)

    assert len(record.said) == len(fake.messages) == 8


def test_token_ends():
    """Of a token no more is shown than tells it from another."""
    assert _ends(Secret("abcdefghijklmnop")) == "abcd••••••••"


@pytest.mark.parametrize("screen", [PlainScreen, RichScreen])
def test_story(capsys, screen):
    """Every kind of line is shown, under its scene, without what a terminal would obey."""
    screen = screen()
    screen.title("twitchtrio demo", "A bot.")
    screen.scene("chat")
    screen.tell("The connection is cut.")
    screen.mended("It is back.")
    screen.chat(make_message("hello [red]\x1b[2J", color="#e07a5f"))

    out = capsys.readouterr().out
    assert [out.index(text) for text in ("A bot.", "chat", "cut.", "back.", "Mira", "hello [red]\ufffd[2J")]
    assert "\x1b" not in out


@pytest.mark.parametrize("screen", [PlainScreen, RichScreen])
@pytest.mark.parametrize("good", [True, False])
def test_summary(capsys, screen, good):
    """The end tells the figures and whether all went well."""
    screen().summary({"messages": "9 by viewers"}, "That was it.", good=good)

    out = capsys.readouterr().out
    assert "9 by viewers" in out
    assert "That was it." in out
