"""What a chatter's word can be read as."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from attrs import field, frozen

from ..._texts import printable

if TYPE_CHECKING:
    from ...helix import User
    from .context import CommandContext
    from .converters import Between

__all__ = ["Form", "OneWord", "Reading", "told"]

_MOST: Final = 40


@frozen
class OneWord:
    """Marks a text that is one word."""


@frozen(kw_only=True)
class Reading:
    """What the words of one parameter are read with."""

    ctx: CommandContext[Any]
    words: tuple[str, ...] = ()
    """All that the parameter takes: who is looked up is so in one request."""
    users: dict[str, User | None] = field(factory=dict)
    """Who has been looked up for this line, by login; `None` for nobody."""


@frozen(kw_only=True, eq=False)
class Form:
    """A kind of value, and how it is read."""

    kind: object
    """The type of the values."""
    lacks: str
    """What a word is said to be that does not fit: no whole number."""
    read: Callable[[Reading, str], object]
    """The value, or an awaitable of it. For a word that does not fit a `ValueError`, with a text of its own or none."""
    between: Between | None = None

    @property
    def is_measured(self) -> bool:
        """Whether its values can have bounds."""
        return self.kind in {int, float, timedelta}

    def bounds(self, value: Any) -> str:
        """What the value would have to be, if it is out of bounds; nothing if it is not."""
        if self.between is None:
            return ""
        unit = " seconds" if isinstance(value, timedelta) else ""
        number = value.total_seconds() if isinstance(value, timedelta) else value
        return "" if self.between.low <= number <= self.between.high else f"{self.between}{unit}"


def told(word: str) -> str:
    """A chatter's word as a part of a sentence."""
    short = printable(word if len(word) <= _MOST else f"{word[: _MOST - 3]}...")
    return short or '""'
