"""Texts from outside."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twitchtrio._texts import brief, printable

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
