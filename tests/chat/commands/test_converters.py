"""Bounds, and conversions of a program's own."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from datetime import timedelta
from enum import Enum
from typing import Annotated, Any, Generic, Optional, Self, TypeVar

import pytest
import trio
import trio.testing

from tests.chat.commands.support import context, got, outcome
from twitchtrio.chat.commands import Between, Convert, Word
from twitchtrio.chat.commands._parse import parse
from twitchtrio.chat.commands._signature import Signature
from twitchtrio.errors import CommandError, ConfigurationError, NetworkError, UsageError

T = TypeVar("T")


def test_between() -> None:
    """Bounds are told as they are meant."""
    assert "1 to 100" == str(Between(1, 100))
    assert "1000000 to 250000000000" == str(Between(1e6, 2.5e11))
    assert "0.5 to 1" == str(Between(0.5, 1.0))
    assert "at least 1" == str(Between(1, math.inf))
    assert "at most -1" == str(Between(-math.inf, -1))


@pytest.mark.parametrize(("low", "high"), [("1", 2), (1, None), (2, 1), (math.nan, 1), (1, math.nan)])
def test_no_bounds(low: Any, high: Any) -> None:
    """Bounds are numbers with something between them."""
    with pytest.raises(ConfigurationError):
        Between(low, high)


@pytest.mark.parametrize("wrong", [None, 5, lambda: None, lambda a, b, c: None, lambda *, word: None], ids="12345")
def test_no_conversion(wrong: Any) -> None:
    """A conversion takes a word, or a context and a word."""
    with pytest.raises(ConfigurationError, match=r"^Convert\(\) takes a function"):
        Convert(wrong)


class Numbered:
    """A conversion that is an object."""

    def __call__(self, word: str) -> str:
        return f"object {word}"


async def slowly(word: str) -> str:
    """Converts a word, and lets others run."""
    await trio.lowlevel.checkpoint()
    return f"async {word}"


async def slowly_with(ctx: Any, word: str) -> str:
    """The same with a context."""
    await trio.lowlevel.checkpoint()
    return f"async {ctx.usage} {word}"


@pytest.mark.parametrize(
    ("convert", "made"),
    [
        (str.upper, "X"),
        (int, None),
        (lambda word: f"plain {word}", "plain x"),
        (lambda word, base=10: f"plain {word} {base}", "plain x 10"),
        (lambda ctx, word: f"with {ctx.usage} {word}", "with !it x"),
        (lambda *words: f"all {words}", "all ('x',)"),
        (functools.partial(lambda a, word: f"{a} {word}", "partial"), "partial x"),
        (Numbered(), "object x"),
        (slowly, "async x"),
        (slowly_with, "async !it x"),
    ],
    ids="0123456789",
)
async def test_convert(convert: Callable[..., Any], made: str | None) -> None:
    """Any function of a word, or of a context and a word, converts; one that is async is awaited."""

    async def command(ctx, it): ...

    command.__annotations__["it"] = Annotated[str, Convert(convert)]

    result = await outcome(command, "x y")
    assert result == (got(made) if made else "invalid literal for int() with base 10: 'x'")


@pytest.mark.parametrize("kind", [int, str, float, timedelta, list[int], int | str, Optional[int], Word])  # noqa: UP045 - that is tested
async def test_convert_without_a_text(kind: Any) -> None:
    """What says nothing of a word that does not fit is told without names of Python's types."""

    def never(word: str) -> Any:
        raise ValueError(" ")

    async def command(ctx, it): ...

    command.__annotations__["it"] = Annotated[kind, Convert(never)]

    assert "x is no fitting word." == await outcome(command, "x")


class Box(Generic[T]):
    """A class with a parameter, which makes itself of a word."""

    @classmethod
    def from_chat(cls, _ctx: Any, word: str) -> Self:
        if word == "open":
            raise ValueError
        return cls()


async def test_from_chat_of_a_generic_class() -> None:
    """A class with a type in brackets makes itself of a word too."""

    async def command(ctx: Any, box: Box[int] | None = None) -> None: ...

    (box,), _ = await outcome(command, "closed")
    assert isinstance(box, Box)
    assert "open is no Box." == await outcome(command, "open")


def test_shown() -> None:
    """A conversion is told by its function."""
    assert "Convert(slowly)" == repr(Convert(slowly))


class Ticket(Enum):
    """A class that makes itself of a word, though it could be made without."""

    ONE = 1

    @classmethod
    async def from_chat(cls, ctx: Any, word: str) -> Self:
        await trio.lowlevel.checkpoint()
        if word in {"wrong", ""}:
            raise ValueError(word)
        if word == "silent":
            raise ValueError
        if word == "grouped":
            raise ExceptionGroup("of one", [ValueError(word)])
        if word == "offline":
            raise NetworkError("no answer", address="https://x.test/")
        if word == "mistake":
            raise ConfigurationError("The program is wrong.")
        if word == "no":
            raise CommandError("Not now.")
        return cls({"1": 1}[word])


async def test_from_chat() -> None:
    """A class makes itself of a word."""

    async def command(ctx: Any, ticket: Ticket) -> None: ...

    assert got(Ticket.ONE) == await outcome(command, "1")
    assert "wrong" == await outcome(command, "wrong")
    assert "grouped" == await outcome(command, "grouped")
    assert "silent is no Ticket." == await outcome(command, "silent")
    assert '"" is no Ticket.' == await outcome(command, '""')


@pytest.mark.parametrize(
    ("word", "kind"),
    [("offline", NetworkError), ("mistake", ConfigurationError), ("no", CommandError), ("bug", KeyError)],
)
async def test_other_errors(word: str, kind: type[Exception]) -> None:
    """What else a conversion raises comes out as itself, also where another type would follow."""

    async def command(ctx: Any, ticket: Ticket | str | None = None, *rest: str) -> None: ...

    with pytest.raises(kind) as caught:
        await outcome(command, word)

    assert kind is caught.type


async def test_own_words_first() -> None:
    """Of several types that do not fit, the chatter is told what the program itself says."""

    async def command(ctx: Any, it: int | Ticket) -> None: ...

    assert "wrong" == await outcome(command, "wrong")
    assert "silent is no whole number and no Ticket." == await outcome(command, "silent")


async def test_usage_error() -> None:
    """The error says which word of which parameter does not fit, how it is meant, and what a conversion raised."""

    async def command(ctx: Any, max_count: int, *, ticket: Ticket | None = None) -> None: ...

    signature = Signature.of(command)
    with pytest.raises(UsageError, match=r"^x is no whole number\. Usage: !it$") as caught:
        await parse(signature, context(), "x")
    assert ("max_count", "x", "!it") == (caught.value.parameter, caught.value.word, caught.value.usage)
    with pytest.raises(UsageError, match=r"^max-count is missing\. Usage: !it$") as caught:
        await parse(signature, context(), "")
    assert ("max_count", None) == (caught.value.parameter, caught.value.word)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    with pytest.raises(UsageError) as caught:
        await parse(signature, context(), "5 -ticket wrong")
    assert ("ticket", "wrong") == (caught.value.parameter, caught.value.word)
    assert isinstance(caught.value.__cause__, ValueError)


async def test_checkpoint() -> None:
    """Parsing lets others run, whatever comes of it, and can be cancelled."""

    async def command(ctx: Any, count: int) -> None: ...

    signature = Signature.of(command)
    with trio.testing.assert_checkpoints():
        await parse(signature, context(), "5")
    with trio.testing.assert_checkpoints(), pytest.raises(UsageError):
        await parse(signature, context(), "x")
    with trio.CancelScope() as scope:
        scope.cancel()
        await parse(signature, context(), "5")

    assert scope.cancelled_caught


async def test_cancelled_conversion(autojump_clock: trio.testing.MockClock) -> None:
    """A conversion that takes long is cancelled as anything else."""

    async def endless(_: str) -> str:
        await trio.sleep_forever()

    async def command(ctx: Any, it: Annotated[str, Convert(endless)] | int) -> None: ...

    with trio.move_on_after(5) as scope:
        await outcome(command, "5")

    assert scope.cancelled_caught
