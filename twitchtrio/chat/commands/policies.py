"""What a program chooses where it serves a router."""

from __future__ import annotations

import enum
from typing import NoReturn

from ..._given import none_of

__all__ = ["Crash", "SharedChat"]


class Crash(enum.Enum):
    """What happens when a handler raises what is no answer to a chatter."""

    REPORT = "report"
    """It is logged, counted and told on `failures()`; everything else goes on."""
    RAISE = "raise"
    """It comes out of `serve`, as itself."""

    @classmethod
    def _missing_(cls, value: object) -> NoReturn:
        raise none_of("crash", value, cls)


class SharedChat(enum.Enum):
    """What becomes of messages that were written in another channel of a shared chat."""

    IGNORE = "ignore"
    """They are passed over."""
    ONCE = "once"
    """They are handled once, and only where their own channel is not served."""
    ALL = "all"
    """They are handled in each channel that shows them."""

    @classmethod
    def _missing_(cls, value: object) -> NoReturn:
        raise none_of("shared", value, cls)
