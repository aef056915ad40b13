"""What functions are commands, and how these are written."""
# ruff: noqa: D103 - a command is its signature here

from __future__ import annotations

import functools
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal, NewType, Optional

import pytest

from tests.chat.commands.support import got, outcome
from twitchtrio import ChannelChatMessage, Context
from twitchtrio.chat.commands import Between, Convert, Word
from twitchtrio.chat.commands._signature import Signature
from twitchtrio.errors import ConfigurationError
from twitchtrio.eventsub import Chatter
from twitchtrio.people import PartialUser

if TYPE_CHECKING:
    from decimal import Decimal

    from twitchtrio.chat.commands.context import CommandContext

Points = NewType("Points", int)


class Dice:
    """A class that makes itself of a word."""

    @classmethod
    def from_chat(cls, _ctx: Any, _word: str) -> Dice:
        return cls()


async def nothing(ctx: CommandContext[Any]) -> None: ...
async def shout(ctx: CommandContext[Any], who: PartialUser, words: str = "", *, loud: bool = False) -> None: ...
async def required(ctx: Any, a: int, b: str) -> None: ...
async def optional(ctx: Any, a: int = 1, b: Word = "") -> None: ...
async def many(ctx: Any, first: str, *others: Dice) -> None: ...
async def options(ctx: Any, *, from_: Word, max_count: int = 5, title: str = "", on: bool) -> None: ...
async def only(ctx: Any, /, a: int, _: str = "") -> None: ...


@pytest.mark.parametrize(
    ("function", "usage"),
    [
        (nothing, ""),
        (shout, "<who> [words...] [-loud]"),
        (required, "<a> <b...>"),
        (optional, "[a] [b]"),
        (many, "<first> [others...]"),
        (options, "-from <value> [-max-count <value>] [-title <words...>] -on"),
        (only, "<a> [_...]"),
    ],
)
def test_usage(function: Callable[..., Any], usage: str) -> None:
    """A command is written as its function says."""
    assert usage == Signature.of(function).usage


def test_usage_with() -> None:
    """Options can begin with something else."""
    assert "<who> [words...] [+{}loud]" == Signature.of(shout).usage_with("+{}")


def test_options() -> None:
    """Options have the names that chatters write."""
    assert {"from", "max-count", "title", "on"} == Signature.of(options).options
    assert frozenset() == Signature.of(nothing).options


class Module:
    """Has a command that is a method."""

    async def count(self, ctx: Any, count: int) -> None: ...

    async def __call__(self, ctx: Any, count: int) -> None: ...

    @classmethod
    async def of_class(cls, ctx: Any, count: int) -> None: ...

    @staticmethod
    async def static(ctx: Any, count: int) -> None: ...


def wrapped(function: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Awaitable[None]:
        return function(*args, **kwargs)

    return wrapper


@wrapped
async def decorated(ctx: Any, count: int) -> None: ...


def awaitable(ctx: Any, count: int) -> Awaitable[None]: ...
def coroutine(ctx: Any, count: int) -> Coroutine[Any, Any, None]: ...
async def bound(ctx: Any, extra: Decimal, count: int) -> None: ...


@pytest.mark.parametrize(
    "function",
    [
        Module().count,
        Module(),
        Module.of_class,
        Module.static,
        decorated,
        awaitable,
        coroutine,
        functools.partial(Module.count, Module()),
        functools.partial(functools.partial(decorated)),
    ],
)
def test_functions(function: Callable[..., Any]) -> None:
    """Whatever is called as an async function is one."""
    assert "<count>" == Signature.of(function).usage


Unreachable = NewType("Unreachable", list[int])


async def no_annotation(ctx, count): ...
async def hidden(ctx: Any, amount: Decimal) -> None: ...
async def misspelt(ctx: Any, amount: "in t") -> None: ...  # noqa: F722 - that is tested
async def attribute(ctx: Any, amount: functools.nothing) -> None: ...
async def a_list(ctx: Any, names: list[str]) -> None: ...
async def a_new_list(ctx: Any, names: Unreachable) -> None: ...
async def anything(ctx: Any, it: Any) -> None: ...
async def none(ctx: Any, it: None) -> None: ...
async def an_object(ctx: Any, it: object) -> None: ...
async def in_a_union(ctx: Any, it: int | bytes) -> None: ...
async def context_again(ctx: Any, message: ChannelChatMessage) -> None: ...
async def literal_bytes(ctx: Any, it: Literal[b"x"]) -> None: ...
async def bounds_of_text(ctx: Any, it: Annotated[str, Between(1, 2)]) -> None: ...
async def no_bounds(ctx: Any, it: Annotated[int, Between]) -> None: ...
async def wrong_bounds(ctx: Any, it: Annotated[int, Between(2, 1)]) -> None: ...
async def keywords(ctx: Any, **options: str) -> None: ...
async def keywords_after(ctx: Any, a: int, *, b: int, **options: str) -> None: ...
async def no_context() -> None: ...
async def context_by_name(*, ctx: Any) -> None: ...
async def contexts(*ctx: Any) -> None: ...
async def twice(ctx: Any, *, from_: str, From: str) -> None: ...  # noqa: N803 - that is tested
async def unnamed(ctx: Any, *, _: str) -> None: ...
def sync(ctx: Any) -> None: ...
def unannotated(ctx): ...
async def generator(ctx: Any) -> AsyncGenerator[int]:  # noqa: ASYNC124  # that is tested
    yield 1


class Unmade:
    def from_chat(self, ctx: Any, word: str) -> Unmade: ...


async def unmade(ctx: Any, it: Unmade) -> None: ...


CHANGE = "give it another, a class with from_chat, or Annotated[..., Convert(...)]."


@pytest.mark.parametrize(
    ("function", "problem"),
    [
        (no_annotation, "'count' has no annotation; say what it takes, as in `count: int`."),
        (
            hidden,
            "'Decimal', which is not there when the program runs: import it outside of `if TYPE_CHECKING:`.",
        ),
        (misspelt, "the type of 'amount' cannot be read: "),
        (attribute, "the type of 'amount' cannot be read: module 'functools' has no attribute 'nothing'"),
        (a_list, "no word can be made the type of 'names', list[str]: to take several words, write a star in front"),
        (a_new_list, "no word can be made the type of 'names', "),
        (anything, f"no word can be made the type of 'it', Any: {CHANGE}"),
        (none, f"no word can be made the type of 'it', NoneType: {CHANGE}"),
        (an_object, f"no word can be made the type of 'it', object: {CHANGE}"),
        (in_a_union, f"no word can be made the type of 'it', int | bytes: {CHANGE}"),
        (context_again, f"no word can be made the type of 'message', ChannelChatMessage: {CHANGE}"),
        (literal_bytes, "of a Literal, only texts, whole numbers and members of enumerations can be written in chat."),
        (bounds_of_text, "Between is for int, float and timedelta."),
        (no_bounds, "Between and Convert take arguments."),
        (unmade, "no word can be made the type of 'it', Unmade: its from_chat has to be a classmethod."),
        (keywords, "'**options' has no names that chatters could write; name each option after a `*`."),
        (keywords_after, "'**options' has no names that chatters could write; name each option after a `*`."),
        (no_context, "its first parameter has to be the context, as in `async def hello(ctx: CommandContext)`."),
        (context_by_name, "its first parameter has to be the context, as in `async def hello(ctx: CommandContext)`."),
        (contexts, "its first parameter has to be the context, as in `async def hello(ctx: CommandContext)`."),
        (Module.count, "it is a method without its object; make a command of the bound method."),
        (twice, "'from_' and 'From' are one option; rename one of them."),
        (unnamed, "'_' is no name that chatters could write; rename it."),
        (sync, "it is not async; write `async def`."),
        (unannotated, "it is not async; write `async def`."),
        (generator, "it has a `yield`, and is no command for that; send with `await ctx.send(...)`."),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_refused(function: Callable[..., Any], problem: str) -> None:
    """What cannot be a command is refused at once, by name, with what to do about it."""
    with pytest.raises(ConfigurationError) as caught:
        Signature.of(function)

    assert str(caught.value).startswith(f"{function.__module__}.{function.__qualname__}(): ")
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "instead"),
    [
        (Context[None], "the context comes first."),
        (Context, "the context comes first."),
        (Chatter, "take PartialUser."),
        (Between(1, 6), "it belongs into Annotated[...], after the type."),
        (Convert(str), "it belongs into Annotated[...], after the type."),
        (tuple[int, ...], "to take several words, write a star in front of the parameter"),
    ],
    ids=str,
)
def test_instead(kind: object, instead: str) -> None:
    """Where it is likely what a type was meant to be, the error says what to write."""

    async def mistaken(ctx: Any, it: Any) -> None: ...

    mistaken.__annotations__["it"] = kind
    with pytest.raises(ConfigurationError) as caught:
        Signature.of(mistaken)

    assert f": {instead}" in str(caught.value)


def test_wrong_bounds() -> None:
    """What a conversion itself refuses stays as it is, also where the annotation is read only now."""
    with pytest.raises(ConfigurationError, match=r"^Nothing is between 2 and 1"):
        Signature.of(wrong_bounds)


@pytest.mark.parametrize("wrong", [None, 5, "text", len, int, Dice, Dice()])
def test_no_function(wrong: Any) -> None:
    """A command is run by a function."""
    with pytest.raises(ConfigurationError, match="a command is run by an `async def`"):
        Signature.of(wrong)


def test_local_class() -> None:
    """Classes of the function that a command is written in are found, before those of the module."""

    class Dice:
        """Another one, which no word can be made."""

    class Coin(str):
        __slots__ = ()

        @classmethod
        def from_chat(cls, _ctx: Any, word: str) -> Coin:
            return cls(word)

    async def toss(ctx: Any, coin: Coin) -> None: ...
    async def roll(ctx: Any, dice: Dice) -> None: ...

    assert "<coin>" == Signature.of(toss).usage
    with pytest.raises(ConfigurationError, match="no word can be made the type of 'dice'"):
        Signature.of(roll)


def test_classes_around() -> None:
    """Classes of every function and class that a command is written in are found, and no others."""
    Number = int  # noqa: N806 - a name for a type

    class Group:
        class Inner(Dice):
            pass

        async def move(self, ctx: Any, dice: Inner, to: Number) -> None: ...

        usage = Signature.of(functools.partial(move, None)).usage

    def elsewhere() -> str:
        Number = bytes  # noqa: F841, N806 - it is not seen from there
        return Signature.of(functools.partial(Group.move, None)).usage

    assert "<dice> <to>" == Group.usage
    with pytest.raises(ConfigurationError, match="'Inner', which is not there"):
        elsewhere()


@pytest.mark.parametrize(
    ("annotation", "line", "value"),
    [
        pytest.param(Points, "5", 5, id="a new type"),
        pytest.param(Optional[int], "5", 5, id="optional"),  # noqa: UP045 - that is tested
        pytest.param(Annotated[int, "a note"], "5", 5, id="with a note"),
        pytest.param(Annotated[int | None, Between(1, 5)], "5", 5, id="bounds of a union"),
        pytest.param(Annotated["Points", Between(1, 5)], "5", 5, id="a text inside"),
        pytest.param("int | timedelta", "5m", timedelta(minutes=5), id="a text"),
        pytest.param(Annotated[Points | None, Convert(int)], "0005", 5, id="a union converted"),
        pytest.param(Annotated[Word, Convert(str.upper)], "a b", "A", id="a word converted"),
    ],
)
async def test_spellings(annotation: Any, line: str, value: object) -> None:
    """A type may be spelt in many ways."""

    async def command(ctx, it): ...

    command.__annotations__["it"] = annotation

    assert got(value) == await outcome(command, line)
