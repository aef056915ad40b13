"""Texts from outside, made fit to be told and sent."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from ._hidden import Secret

__all__ = ["brief", "masked", "mended", "printable", "shows", "worded"]

_MOST: Final = 500
_MOST_MASKED: Final = 2**12
# Of a longer secret, by so much of its start it is known.
_MOST_OF_SECRET: Final = 256
# Anything shorter is no secret of Twitch's, and would mask words.
_SECRET_LENGTH: Final = 8
_CUT: Final = "..."
# Controls, formats such as bidi overrides, half characters, separators of lines.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

# Of what OAuth says, words that are also written as one.
_WORD: Final = re.compile(
    "invalid|expired|missing|revoked|unknown|not|found|refresh|access|authorization|device|client|oauth|grant"
    "|tokens(?![el])|token|secret|code|id|uri|redirect|pending|slow|down|denied|declined"
)
_TOGETHER: Final = re.compile(rf"\b(?:{_WORD.pattern}){{2,}}\b")


def brief(text: str) -> str:
    """The text, or its start if it has more than 500 characters, with nothing in it that is not printed."""
    return printable(text if len(text) <= _MOST else text[: _MOST - len(_CUT)] + _CUT)


def printable(text: str) -> str:
    """The text, with a space for each line break and U+FFFD for whatever else is obeyed instead of printed."""
    return text if text.isprintable() else "".join(map(_printed, text))


def mended(text: str) -> str:
    """The text, with U+FFFD for each half of a character."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def masked(text: str, secrets: Iterable[Secret]) -> str:
    """The text, or its start if that is long, with asterisks for each secret, also where an address or JSON spells it.

    What is shown of it should be far shorter still, as a secret at the end may be cut.
    """
    text = text[:_MOST_MASKED]
    for secret in secrets:
        if len(secret.reveal()) >= _SECRET_LENGTH:
            text = re.sub(_spelt(secret.reveal()), str(secret), text, flags=re.IGNORECASE)
    return text


def shows(text: str, secrets: Iterable[Secret]) -> bool:
    """Whether a text, or its start if that is long, shows one of the secrets, in any spelling that `masked` knows."""
    return text[:_MOST_MASKED] != masked(text, secrets)


def worded(text: str) -> str:
    """The words of a text in lower case, a space between two.

    `InvalidGrant`, `INVALIDGRANT` and `invalid_grant` are the same two, "isn't" is "is not", and "cannot" is "can not".
    """
    text = re.sub(r"(?i:n['\u2019]t)\b", " not", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text))
    return _TOGETHER.sub(_apart, re.sub(r"[^a-z0-9]+", " ", text.lower().replace("cannot", "can not")))


def _apart(words: re.Match[str]) -> str:
    return " ".join(_WORD.findall(words[0]))


def _spelt(secret: str) -> str:
    start = "".join(map(_spellings, secret[:_MOST_OF_SECRET]))
    return start if len(secret) <= _MOST_OF_SECRET else rf'{start}[^\s"]*'


def _spellings(character: str) -> str:
    return rf"\\?(?:{re.escape(character)}|%(?:25)*{ord(character):02x}|u{ord(character):04x})"


def _printed(character: str) -> str:
    if unicodedata.category(character) not in _UNSEEN:
        return character
    return " " if character.isspace() else "\ufffd"
