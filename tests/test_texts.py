"""Texts from outside."""

from __future__ import annotations

from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, strategies as st

from twitchtrio._hidden import Secret
from twitchtrio._texts import brief, masked, printable, shows, worded

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=1_000)


@given(ANYTHING)
def test_printable(text: str) -> None:
    """Nothing is obeyed, nothing is moved, and the rest stays as it is."""
    shown = printable(text)

    assert len(text) == len(shown)
    assert all(old == new or new in " \ufffd" for old, new in zip(text, shown, strict=True))
    assert shown.encode().decode().splitlines() in ([shown], [])
    assert shown == printable(shown)


@given(ANYTHING)
def test_brief(text: str) -> None:
    """A long text is its start."""
    shown = brief(text)

    assert shown == (printable(text) if len(text) <= 500 else printable(text[:497]) + "...")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tab\tline\r\nend", "tab line  end"),
        ("esc \x1b[31m", "esc \ufffd[31m"),
        ("bidi \u202e\u2066", "bidi \ufffd\ufffd"),
        ("joined a\u200db", "joined a\ufffdb"),
        ("paragraph\u2029", "paragraph "),
        ("half \ud83d", "half \ufffd"),
        ("e\u0301 \u00a0 \U0001f600 \uac00", "e\u0301 \u00a0 \U0001f600 \uac00"),
    ],
)
def test_characters(text: str, expected: str) -> None:
    """What is replaced, and by what."""
    assert expected == printable(text)


SECRET = "s3cr&t/With+signs="


@pytest.mark.parametrize(
    "spelt",
    [
        SECRET,
        SECRET.upper(),
        quote(SECRET),
        quote(SECRET, safe="").lower(),
        quote_plus(SECRET),
        quote(quote(SECRET, safe="")),
        SECRET.replace("/", r"\/"),
        SECRET.replace("&", r"\u0026"),
        "".join(f"\\u{ord(character):04X}" for character in SECRET),
    ],
)
def test_masked(spelt: str) -> None:
    """A secret is taken out of a text however it is spelt there, and nothing else is."""
    assert "got *********** and **********." == masked(f"got *{spelt} and {spelt}.", [Secret(SECRET)])
    assert shows(f"got *{spelt}", [Secret("an0ther/0ne"), Secret(SECRET)])


def test_masked_of_little() -> None:
    """A word that is too short for a secret stands, and so does what only looks like a pattern."""
    secrets = [Secret("short"), Secret("short.t.xt"), Secret("")]

    assert "a short.text" == masked("a short.text", secrets)
    assert not shows("a short.text" * 10_000, secrets)


def test_masked_of_much() -> None:
    """Of a text without an end the start is looked at."""
    text = masked(f"{SECRET} {'x' * 10_000_000}", [Secret(SECRET)])

    assert text.startswith("********** xxx")
    assert len(text) < 20_000


def test_masked_of_a_long_secret() -> None:
    """A secret of any length is taken out, and a text in which it is not is soon looked through."""
    assert "got ********** twice" == masked(f"got {'Tk7' * 300} twice", [Secret("Tk7" * 300)])
    assert "got **********" == masked(f"got {'Tk7' * 6_000}", [Secret("Tk7" * 6_000)])
    assert {"a"} == set(masked("a" * 16_000, [Secret("a" * 250 + "b") for _ in range(20)]))


@pytest.mark.parametrize(
    "text",
    [
        "InvalidRefreshToken", "invalid_refresh.token", "INVALID-REFRESH TOKEN", "Invalid refreshToken",
        "INVALIDREFRESHTOKEN", "invalid refreshtoken", "InvalidREFRESHTOKEN",
    ],
)  # fmt: skip
def test_worded(text: str) -> None:
    """Words are the same however they are written together."""
    assert "invalid refresh token" == worded(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("scope not granted", "scope not granted"),
        ("invalidation of clientele", "invalidation of clientele"),
        ("reinvalidgrant invalidgrants", "reinvalidgrant invalidgrants"),
        ("tokensecret tokensecrets", "token secret tokensecrets"),
        ("it isn't, ISN'T and doesn\u2019t", "it is not is not and does not"),
        ("It cannot, CANNOT", "it can not can not"),
        ("client" * 50_000 + "x", "client" * 50_000 + "x"),
    ],
    ids=["granted", "longer", "within", "plural", "not", "cannot", "endless"],
)
def test_words_of_their_own(text: str, words: str) -> None:
    """A word is parted only where all of it is known words."""
    assert words == worded(text)
