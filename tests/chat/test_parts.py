"""Texts as chat takes them."""

from __future__ import annotations

import time
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import example, given, strategies as st

from twitchtrio.chat import MAX_CHARACTERS, split
from twitchtrio.chat._graphemes import graphemes
from twitchtrio.chat._parts import sendable, varied
from twitchtrio.errors import ConfigurationError

GUARD = "\u034f"
SPACES = st.sampled_from([" ", "  ", "\n", "\r\n", "\u00a0", "\t", " " * 600])
SIGNS = ["a", "/", ".", "...", "/ban", "e\u0301", "\U0001f1e9\U0001f1ea", "\U0001f44d\U0001f3fd", "\u1112\u1161\u11ab"]
UNSEEN = ["\u200b", "\u00ad", "\u2060", "\ufeff", "\u3164", "\U000e0000"]
WORDS = st.builds(
    lambda sign, count, tail: sign * count + tail,
    st.sampled_from([*SIGNS, *UNSEEN]),
    st.one_of(st.integers(1, 12), st.integers(1, 600)),
    st.sampled_from(["", "x", "/", "."]),
)
TEXTS = st.lists(st.one_of(WORDS, WORDS, SPACES, st.just(" ")), max_size=60).map("".join)


def is_command(part: str) -> bool:
    """Whether the first of it that is seen begins a command."""
    return part.lstrip("".join(UNSEEN) + " \n\r\t\u00a0").startswith(("/", "."))


def visible(parts: list[str]) -> str:
    """What is read of it, without white space and guards."""
    return "".join("".join(parts).replace(GUARD, "").split())


@example("/me " + "y" * 499)
@example("/me " + "/" * 700)
@example("." * 1_200)
@example("e" + "\u0301" * 1_600)
@example("/" + "\u0301" * 499 + "z")
@example(("/" + "\u0301" * 498) * 3)
@example("a " + " \u0301" * 600)
@example("b" * 499 + " .")
@example("b" * 499 + "\u200b" * 700 + "/")
@example("b" * 499 + "\U000e0000/" + "\u0301" * 498)
@example(("/" + "\u0301" * 498 + "\u200b/") * 3)
@given(TEXTS)
def test_any_text(text: str) -> None:
    """Every part fits, is no command and begins and ends with something; what is read of them is the text."""
    made = sendable(text)
    for whole in (text, made):
        parts = list(split(whole))

        assert visible([text]) == visible(parts)
        assert all(0 < len(part) <= MAX_CHARACTERS and part == part.strip() for part in parts)
        assert not any(map(is_command, parts[1:]))
    assert not is_command(made) or made.startswith("/me ")


@given(TEXTS)
def test_nothing_is_torn(text: str) -> None:
    """Where parts meet, there is white space, or a word longer than a part, in which no character is torn."""
    rest = text.strip()
    whole = {0, *accumulate(len(piece) for piece in graphemes(rest, longest=len(rest) + 1))}
    at = 0
    for part in split(text):
        shown = part.removeprefix(GUARD)
        assert rest.startswith(shown, at)
        assert at in whole
        at += len(shown)
        assert at in whole
        following = len(rest) - len(rest[at:].lstrip())
        if following == at < len(rest):
            word = (rest[:at].split()[-1] if at else "") + rest[at:].split()[0]
            assert len(word) >= MAX_CHARACTERS
        at = following
    assert len(rest) == at


@pytest.mark.parametrize("offset", range(2))
@pytest.mark.parametrize("sign", ["/etc/hosts", ".env", "...then", ".99", "/2"])
def test_a_word_more_goes_on(sign: str, offset: int) -> None:
    """Rather than begin with a sign of commands, a part begins a word earlier."""
    text = "word " * 98 + "x" * (9 - offset) + f" {sign} and " + "y" * 30
    first, second = split(text)

    assert first == " ".join(["word"] * 98)
    assert second == text.removeprefix(first).strip()


def test_a_long_word_is_broken_a_little_earlier() -> None:
    """Within a word that fits into no part, a part begins with another character of it."""
    assert list(split("x" * 498 + "y/" + "." * 10)) == ["x" * 498, "y/.........."]
    assert list(split("ab " + "z" * 497 + "/" * 500)) == ["ab " + "z" * 496, "z" + "/" * 499, GUARD + "/"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/etc/hosts", [GUARD + "/etc/hosts"]),
        ("  .env", [GUARD + ".env"]),
        ("/me", [GUARD + "/me"]),
        ("/ME waves", [GUARD + "/ME waves"]),
        ("/me waves", ["/me waves"]),
        (" /me waves ", ["/me waves"]),
        ("/me " + "y" * 499, ["/me " + "y" * 496, "yyy"]),
        ("/me waves " + "/ban " * 110, None),
        (GUARD + "/already", [GUARD + "/already"]),
        ("\u200b/ban", [GUARD + "\u200b/ban"]),
        ("\ufeff \U000e0000 .ban", [GUARD + "\ufeff \U000e0000 .ban"]),
        ("\u200b/me waves", [GUARD + "\u200b/me waves"]),
        ("\ufe0f\U000e0041/ban", [GUARD + "\ufe0f\U000e0041/ban"]),
        ("\u200bplain", ["\u200bplain"]),
        ("\u200b", ["\u200b"]),
        ("x" * 499 + "\u200b/" + "y" * 400, ["x" * 498, "x\u200b/" + "y" * 400]),
        ("/" * 500, [GUARD + "/" * 499, GUARD + "/"]),
        ("/" + "x" * 499, [GUARD + "/" + "x" * 498, "x"]),
        ("/" * 499, [GUARD + "/" * 499]),
        ("x" * 499 + " /", ["x" * 499, GUARD + "/"]),
    ],
    ids=lambda value: f"{value[:12]} {len(value)}" if isinstance(value, str) else "",
)
def test_commands(text: str, expected: list[str] | None) -> None:
    """A text that begins as a command gets something in front; `/me ` alone is meant."""
    parts = list(split(sendable(text)))

    assert parts == (expected or parts)
    assert all(len(part) <= MAX_CHARACTERS for part in parts)
    assert all(part[0] not in "/." for part in parts[1:])


@pytest.mark.parametrize(
    "text",
    [
        "word " * 40_000,
        "/ban " * 40_000,
        "." * 200_000,
        "e" + "\u0301" * 200_000,
        ("/" + "\u0301" * 499) * 400,
        "\U0001f1e9\U0001f1ea" * 100_000,
        "x" + " " * 200_000 + "y",
        " \u0301" * 100_000,
        ("a " + "/" * 497 + " ") * 400,
        "\u200b" * 200_000 + "/",
        ("\u200b" * 499 + "/") * 400,
    ],
    ids=[
        *("words", "commands", "dots", "accents", "odd accents", "flags", "white", "white accents", "tiny parts"),
        *("unseen", "unseen commands"),
    ],
)
def test_time_grows_with_the_text(text: str) -> None:
    """200,000 characters take no longer than 200,000 can."""
    began = time.process_time()
    parts = list(split(text))

    assert visible([text]) == visible(parts)
    assert time.process_time() - began < 3


@example("x" * 500)
@example("/me " + "y" * 496)
@example("x" * 460)
@example("x" * 461)
@example("x" * 459 + "/" * 41)
@given(TEXTS)
def test_said_again(text: str) -> None:
    """As often as it may be said, it is something else each time, fits, is no command, and is read as the same."""
    said = set[str]()
    for part in [*split(sendable(text))][:1]:
        others = [part]
        for _ in range(31):
            others = [*varied(part, said.__contains__)]
            assert others[0] not in said
            said.add(others[0])

        assert visible([part]) == visible(others)
        assert all(0 < len(each) <= MAX_CHARACTERS and each == each.strip() for each in (*said, *others))
        assert not any(map(is_command, others[1:]))


def test_how_it_is_said_again() -> None:
    """Behind it come a space and what is not seen; what has no room for that becomes two parts."""
    long = "word " * 99 + "end"
    said = {"Hello", "Hello " + GUARD, long}

    assert varied("Hello!", said.__contains__) == ("Hello!",)
    assert varied("Hello", said.__contains__) == ("Hello " + GUARD * 2,)
    assert varied(long, said.__contains__) == ("word " * 91 + "word", "word " * 7 + "end")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain \u00e9 \U0001f600\r\n\t\v\f\x85\u2028\u4e2d", "plain \u00e9 \U0001f600\r\n\t\v\f\x85\u2028\u4e2d"),
        ("cut \ud83d", "cut \ufffd"),
        ("\ud83d cut", "\ufffd cut"),
        ("\ud83dx\ude00", "\ufffdx\ufffd"),
        ("\ude00\ud83d", "\ufffd\ufffd"),
        ("pair \ud83d\ude00", "pair \U0001f600"),
        ("a\x00b\x07\x1b[0m\x1f\x7f\x9bc", "a b  [0m   c"),
        ("\x00/ban", GUARD + "/ban"),
        ("\ufeff\uffff\ufdd0", "\ufeff\uffff\ufdd0"),
    ],
)
def test_characters(text: str, expected: str) -> None:
    """Half characters and controls are replaced; all else stays."""
    assert expected == sendable(text)


@given(st.text(st.characters(exclude_categories=())))
def test_whatever_is_sendable(text: str) -> None:
    """It can be written as JSON, holds no control but white space, and stays as it is."""
    made = sendable(text)

    assert made == made.encode().decode() == made.strip()
    assert all(character.isspace() or character.isprintable() or ord(character) > 0x9F for character in made)
    assert made == sendable(made)
    assert len(made) <= len(text) + 1


@pytest.mark.parametrize("wrong", [None, 42, b"bytes", ["a"], ConfigurationError("x")])
def test_what_is_no_text(wrong: Any) -> None:
    """It is refused by its type."""
    with pytest.raises(ConfigurationError, match=f"text must be a str, not {type(wrong).__name__}"):
        sendable(wrong)
