"""Texts of which Twitch takes only some."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from attrs import field, frozen

__all__ = ["HEX_COLOR", "SKU", "TIME_ZONE", "Format"]


@frozen
class Format:
    """What a text must look like."""

    name: str
    said: str
    """What is wrong with one that does not, in words that follow its name."""
    fits: Callable[[str], object] = field(repr=False)


def _is_zone(name: str) -> bool:
    """Whether there is such a time zone, as far as this machine can tell."""
    return _loads(name) or not _loads("UTC")


def _loads(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


TIME_ZONE: Final = Format("iana_timezone", "is no time zone such as Europe/Berlin", _is_zone)
SKU: Final = Format(
    "sku",
    "is no SKU, of letters, digits, hyphens, underscores and full stops",
    re.compile(r"[A-Za-z0-9._-]{1,255}").fullmatch,
)
HEX_COLOR: Final = Format("hex_color", "is no color such as #9147FF", re.compile("#[0-9A-Fa-f]{6}").fullmatch)
