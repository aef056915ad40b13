"""Texts of which Twitch takes only some."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from attrs import field, frozen

__all__ = ["HEX_COLOR", "Format"]


@frozen
class Format:
    """What a text must look like."""

    name: str
    said: str
    """What is wrong with one that does not, in words that follow its name."""
    fits: Callable[[str], object] = field(repr=False)


HEX_COLOR: Final = Format("hex_color", "is no color such as #9147FF", re.compile("#[0-9A-Fa-f]{6}").fullmatch)
