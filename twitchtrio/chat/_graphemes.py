"""What a reader sees as one character, by the rules of Unicode's Annex 29, as far as Python's own tables carry.

Each character is of a kind, which says what it does to its neighbours:

    mark            stays with what is before it: accents, vowel signs, skin tones, tags, selectors, the non-joiner
    joiner          stays with what is before it, and keeps a picture after it
    prepended       keeps what is after it
    L, V, T         make a Korean syllable, with or after the whole ones LV and LVT
    flag            makes a flag with another one
    linker          a mark that keeps the next letter, through marks and joiners
    letter, space, control, other
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

__all__ = ["graphemes"]

_CATEGORIES: Final = {
    **dict.fromkeys(("Cc", "Cf", "Cs", "Zl", "Zp"), "control"),
    **dict.fromkeys(("Mc", "Me", "Mn"), "mark"),
    "Zs": "space",
}


def _range(first: int, last: int) -> range:
    return range(first, last + 1)


# What categories do not tell.
_PLACES: Final[tuple[tuple[str, Iterable[int]], ...]] = (
    ("joiner", (0x200D,)),
    # The non-joiner; Thai and Lao vowels; halfwidth voicing; skin tones; tags.
    ("mark", (0x200C, 0x0E33, 0x0EB3, 0xFF9E, 0xFF9F, *_range(0x1F3FB, 0x1F3FF), *_range(0xE0020, 0xE007F))),
    ("flag", _range(0x1F1E6, 0x1F1FF)),
    ("L", (*_range(0x1100, 0x115F), *_range(0xA960, 0xA97C))),
    ("V", (*_range(0x1160, 0x11A7), *_range(0xD7B0, 0xD7C6))),
    ("T", (*_range(0x11A8, 0x11FF), *_range(0xD7CB, 0xD7FB))),
    ("LVT", _range(0xAC00, 0xD7A3)),
    ("LV", range(0xAC00, 0xD7A4, 28)),
    # Signs before numbers and verses in Arabic and Syriac.
    ("prepended", (*_range(0x600, 0x605), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD)),
    # First letters of clusters in Indic scripts; signs that bind the next letter, there and in neighbouring scripts.
    ("prepended", (0xD4E, 0x111C2, 0x111C3, 0x1193F, 0x11941, 0x11A3A, *_range(0x11A84, 0x11A89), 0x11D46, 0x11F02)),
    ("linker", (0x94D, 0x9CD, 0xACD, 0xB4D, 0xC4D, 0xD4D, 0x1039, 0x17D2, 0x1A60, 0x1B44, 0x1BAB, 0xA9C0, 0xAAF6)),
    ("linker", (0x10A3F, 0x11133, 0x113D0, 0x1193E, 0x11A47, 0x11A99, 0x11F42)),
)
_SPECIAL: Final = {chr(code): kind for kind, codes in _PLACES for code in codes}
_NON_JOINER: Final = "\u200c"

_KINDS: Final = {*_CATEGORIES.values(), *_SPECIAL.values(), "letter", "other"}
_JOINED: Final = {
    *((before, after) for before in _KINDS - {"control"} for after in ("mark", "linker", "joiner")),
    *(("prepended", after) for after in _KINDS - {"control"}),
    ("joiner", "other"),
    *(("L", after) for after in ("L", "V", "LV", "LVT")),
    *((before, after) for before in ("V", "LV") for after in ("V", "T")),
    *((before, "T") for before in ("T", "LVT")),
}
"""Pairs of kinds that are never torn."""


def graphemes(text: str, *, longest: int) -> Iterator[str]:
    """The text in pieces that are not to be torn; what is longer than `longest` is torn all the same."""
    if text.isascii() and "\r" not in text:
        yield from text
        return
    start, before, paired, linked = 0, "control", False, False
    for at, character in enumerate(text):
        kind = _kind(character)
        joined = (
            (before, kind) in _JOINED
            or (before == kind == "flag" and not paired)
            or (linked and kind == "letter")
            or (character == "\n" and text[at - 1 : at] == "\r")
        )
        if at > start and not (joined and at - start < longest):
            yield text[start:at]
            start, paired = at, False
        else:
            paired = before == kind == "flag"
        linked = kind == "linker" or (linked and kind in {"mark", "joiner"} and character != _NON_JOINER)
        before = kind
    yield text[start:]


@functools.lru_cache(maxsize=4096)
def _kind(character: str) -> str:
    kind = _SPECIAL.get(character) or _CATEGORIES.get(unicodedata.category(character))
    return kind or ("letter" if character.isalnum() else "other")
