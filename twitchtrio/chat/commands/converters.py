"""What the annotations of a command's parameters are made of, beside plain types."""

from __future__ import annotations

import inspect
import math
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, Any, Generic, Protocol, Self, TypeAlias, TypeVar, overload

from attrs import frozen

from ..._given import check
from ...errors import ConfigurationError
from ._form import OneWord

if TYPE_CHECKING:
    from .context import CommandContext

__all__ = ["Between", "Convert", "FromChat", "Word"]

T = TypeVar("T")


Word: TypeAlias = Annotated[str, OneWord()]
"""One word or quotation, where a last `str` would take the rest of the line."""


@frozen
class Between:
    """Bounds of a number, both of which it may be: `Annotated[int, Between(1, 100)]`.

    A length of time is measured in seconds. `math.inf` leaves a side open.

    Raises:
        ConfigurationError: They are no numbers, or nothing is between them.
    """

    low: float
    high: float

    def __attrs_post_init__(self) -> None:
        check("low", self.low, "a number", int, float)
        check("high", self.high, "a number", int, float)
        if not self.low <= self.high:
            raise ConfigurationError(f"Nothing is between {self.low} and {self.high}; low= must not be above high=.")

    def __str__(self) -> str:
        if self.high == math.inf:
            return f"at least {_plain(self.low)}"
        if self.low == -math.inf:
            return f"at most {_plain(self.high)}"
        return f"{_plain(self.low)} to {_plain(self.high)}"


class Convert(Generic[T]):
    """A conversion of one's own: `Annotated[Dice, Convert(dice)]`.

    The function takes the chatter's word, or the context and the word, and may be async. Where it raises a
    `ValueError`, the word does not fit, and the chatter is told its text.

    Raises:
        ConfigurationError: It is no function of one or two arguments.
    """

    @overload
    def __init__(self, fn: Callable[[str], Awaitable[T]], /) -> None: ...
    @overload
    def __init__(self, fn: Callable[[str], T], /) -> None: ...
    @overload
    def __init__(self, fn: Callable[[CommandContext[Any], str], Awaitable[T]], /) -> None: ...
    @overload
    def __init__(self, fn: Callable[[CommandContext[Any], str], T], /) -> None: ...
    def __init__(self, fn: Callable[..., object], /) -> None:
        if not callable(fn):
            raise ConfigurationError(f"Convert() takes a function, not {type(fn).__name__}.")
        self._fn = fn
        self._with_context = _arguments(fn) == 2

    def __repr__(self) -> str:
        return f"Convert({getattr(self._fn, '__qualname__', self._fn)})"

    def __call__(self, ctx: CommandContext[Any], word: str) -> object:
        """What the function makes of a word, or an awaitable of it."""
        return self._fn(ctx, word) if self._with_context else self._fn(word)


class FromChat(Protocol):
    """A class that makes itself of a chatter's word; it can be the type of a parameter."""

    @classmethod
    def from_chat(cls, ctx: CommandContext[Any], word: str, /) -> Self | Awaitable[Self]:
        """What the word stands for.

        Raises:
            ValueError: It stands for nothing; the chatter is told the text.
        """
        ...


def _plain(number: float) -> str:
    return str(int(number)) if math.isfinite(number) and number == int(number) else str(number)


def _arguments(fn: Callable[..., object]) -> int:
    """How many arguments a function wants: a word, or a context and a word."""
    try:
        signature = inspect.signature(fn)
    except (TypeError, ValueError):
        # Some of Python's own do not tell, such as `int`.
        return 1
    for wanted in (1, 2):
        try:
            signature.bind(*range(wanted))
        except TypeError:
            continue
        return wanted
    raise ConfigurationError(f"Convert() takes a function of a word, or of a context and a word; this is {signature}.")
