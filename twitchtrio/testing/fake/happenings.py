"""What happens on a fake, for those who watch."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import TypeAlias

__all__ = ["Happening", "Happenings", "Show"]


class Happening(enum.Enum):
    """Kinds of what happens."""

    CHAT = "chat"
    EVENT = "event"
    REQUEST = "request"
    SOCKET = "socket"


Show: TypeAlias = Callable[[Happening, str], object]
"""Takes what happened, in words."""


class Happenings:
    """Tells whoever watches."""

    def __init__(self) -> None:
        self._shown: list[Show] = []

    def watch(self, show: Show) -> None:
        """Have everything shown from now on."""
        self._shown.append(show)

    def tell(self, kind: Happening, text: str) -> None:
        """Something has happened."""
        for show in self._shown:
            show(kind, text)
