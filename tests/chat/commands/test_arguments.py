"""Whatever is written, a command is called or its chatter told why not; what is meant arrives."""

from __future__ import annotations

import inspect
import string
from collections.abc import Callable
from datetime import timedelta
from enum import Enum
from typing import Annotated, Any, Literal, Self

import trio
from attrs import frozen
from hypothesis import assume, given, strategies as st

from tests.chat.commands.support import Arguments, context, got, joined
from tests.chat.commands.test_lines import TABLE
from twitchtrio.chat.commands import Between, Word
from twitchtrio.chat.commands._parse import parse
from twitchtrio.chat.commands._signature import Signature
from twitchtrio.chat.commands._words import words
from twitchtrio.errors import UsageError
from twitchtrio.people import PartialUser

COMMANDS = [Signature.of(function) for function in TABLE]
QUOTES = "\"\u201c\u201d\u201e\u00ab\u00bb\u300c\u300d'"
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d"
INVISIBLE = "\U000e0000\u034f\u2800\u200b\u2060\ufeff"
DIGITS = "0123456789\u0663\u0966\u09eb\uff11\u00b2\u2167"
USUAL = """
    -loud --max-times \u2014title -color= -count=5 -from -quiet -dark_mode=off red all d6 10m 1:30 @hanako friend true
    none 1e999 nan inf 9223372036854775808 \ud800 Kappa - @
"""

PIECES = st.one_of(
    st.text(f"{QUOTES}{DASHES}{INVISIBLE}{DIGITS} =@_.,:+eE%abdhmsw/\n\u3000", max_size=12),
    st.text(max_size=6),
    st.sampled_from(USUAL.split()),
)
LINES = st.lists(PIECES, max_size=8).map(" ".join)


def arguments_or_error(signature: Signature, line: str, option: str = "-") -> Arguments | UsageError:
    """The arguments that a line makes, or why it makes none."""

    async def parsed() -> Arguments | UsageError:
        try:
            return await parse(signature, context(), line, option=option)
        except UsageError as error:
            return error

    return trio.run(parsed)


@given(st.sampled_from(COMMANDS), LINES, st.sampled_from(["-", "-", "-", "--", "+", "/"]))
def test_no_text_fails(signature: Signature, line: str, option: str) -> None:
    """A line makes arguments or a usage error, whose text can be sent, and nothing else."""
    made = arguments_or_error(signature, line, option)
    if isinstance(made, UsageError):
        assert made.problem
        assert str(made).endswith(" Usage: !it")
    else:
        positional, named = made
        assert {each.name for each in signature.named.values()} == set(named)
        assert len(positional) >= sum(each.is_required for each in signature.positional)


class Mood(Enum):
    GOOD = "fine"
    VERY_BAD = "terrible"


@frozen
class Roll:
    """A class that makes itself of a word."""

    sides: int

    @classmethod
    async def from_chat(cls, _ctx: Any, word: str) -> Self:
        await trio.lowlevel.checkpoint()
        return cls(int(word.removeprefix("d")))


@frozen
class Kind:
    """A type, its values, and how these are written."""

    annotation: Any
    values: st.SearchStrategy[Any]
    spelt: Callable[[Any], list[str]]


def lengths(value: timedelta) -> list[str]:
    """The spellings of a length of time of whole seconds."""
    total = int(value.total_seconds())
    minutes, seconds = divmod(total, 60)
    hours, rest = divmod(minutes, 60)
    clock = [f"{minutes}:{seconds:02}", f"{hours}:{rest:02}:{seconds:02}"]
    return [str(total), f"{hours}h{rest}m{seconds}s", f"{minutes}Min{seconds}sec", *clock]


def numbers(value: int) -> list[str]:
    """The spellings of a whole number."""
    script = str.maketrans(string.digits, "".join(chr(0x0966 + digit) for digit in range(10)))
    return [str(value), str(value).translate(script), str(value).replace("-", "\u2212"), f"{value:+}"]


WRITABLE = st.text(max_size=12).map(lambda text: text.strip(INVISIBLE)) | st.sampled_from(
    ["-loud", "true", '"', "a  b"]
)
HANAKO = PartialUser(user_id="7", login="hanako", display_name="\u82b1\u5b50")
NUMBERS = Kind(int, st.integers(-(2**63) + 1, 2**63 - 1), numbers)
TEXTS = Kind(str, WRITABLE, lambda value: [value])
KINDS = [
    NUMBERS,
    TEXTS,
    Kind(Word, WRITABLE, lambda value: [value]),
    Kind(float, st.floats(allow_nan=False, allow_infinity=False), lambda value: [repr(value), repr(value).upper()]),
    Kind(bool, st.booleans(), lambda value: ["yes", "ON", "1"] if value else ["no", "Off", "false"]),
    Kind(timedelta, st.integers(0, 10**9).map(lambda seconds: timedelta(seconds=seconds)), lengths),
    Kind(Mood, st.sampled_from(Mood), lambda value: [value.name, value.name.lower().replace("_", "-"), value.value]),
    Kind(Literal["heads", 7], st.sampled_from(["heads", 7]), lambda value: [str(value), str(value).upper()]),
    Kind(Annotated[int, Between(1, 100)], st.integers(1, 100), numbers),
    Kind(int | Literal["all"], st.sampled_from(["all"]) | st.integers(-9, 9), lambda value: [str(value)]),
    Kind(Roll, st.integers(0, 99).map(Roll), lambda value: [f"d{value.sides}"]),
    Kind(PartialUser, st.just(HANAKO), lambda _: ["@hanako", "@Hanako", "@\u82b1\u5b50"]),
]
NAMES = ["loud", "max_count", "from_", "Title", "x", "\u00fcber_\u00fc"]


class Case:
    """A function with arguments, and a line that stands for them, in the making."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self._parameters = [inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD)]
        self._words: list[str] = []
        self._options: list[str] = []
        self._last: list[str] = []
        self.positional: list[Any] = []
        self.named: dict[str, Any] = {}
        self._draw_positional()
        self._draw_options()

        async def function(ctx: Any) -> None: ...

        function.__signature__ = inspect.Signature(self._parameters)
        self.signature = Signature.of(function)
        between = draw(st.sampled_from([" ", "  ", " \u034f ", "\u3000"]))
        self.line = between.join([*mixed(draw, self._words, self._options), *self._last])

    def __repr__(self) -> str:
        return f"{inspect.Signature(self._parameters)}: {self.line!r} for {self.positional}, {self.named}"

    def _draw_positional(self) -> None:
        kinds = self._draw(st.lists(st.sampled_from(KINDS), max_size=4))
        present = self._draw(st.integers(0, len(kinds)))
        required = self._draw(st.integers(0, present))
        skipped: list[int] = []
        for number, kind in enumerate(kinds):
            skips = kind is NUMBERS and required <= number < len(kinds) - 1
            default = self._default(number, required=number < required, skips=skips)
            annotation = int | None if skips else kind.annotation
            self._add(f"p{number}", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation, default)
            if number >= present:
                self.positional.append(default)
            elif skips and self._draw(st.booleans()):
                skipped.append(len(self._words))
                self.positional.append(None)
            else:
                self._give(kind)
        if self._draw(st.booleans()):
            kind = self._draw(st.sampled_from(KINDS))
            self._add("rest", inspect.Parameter.VAR_POSITIONAL, kind.annotation)
            for _ in range(self._draw(st.integers(0, 4)) if present == len(kinds) else 0):
                self._give(kind)
        # What follows a number that was left out must be there, and no number.
        assume(all(at < len(self._words) and not is_number(self._words[at]) for at in skipped))

    def _draw_options(self) -> None:
        for name in self._draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=4)):
            kind = self._draw(st.sampled_from(KINDS))
            default = self._draw(st.sampled_from([None, inspect.Parameter.empty]))
            self._add(name, inspect.Parameter.KEYWORD_ONLY, kind.annotation, default)
            if default is None and self._draw(st.booleans()):
                self.named[name] = None
            else:
                self._give_option(name, kind)

    def _give(self, kind: Kind) -> None:
        self.positional.append(self._draw(kind.values))
        self._words.append(self._written(kind, self.positional[-1]))

    def _give_option(self, name: str, kind: Kind) -> None:
        value = self.named[name] = self._draw(kind.values)
        spelling = self._draw(st.sampled_from([name, name.upper(), name.strip("_").replace("_", "-")]))
        option = self._draw(st.sampled_from(["-", "--", *DASHES])) + spelling
        if kind is TEXTS:
            self._last.append(f"{option} {self._written(kind, value)}")
        elif value is True and self._draw(st.booleans()):
            self._last.insert(0, option)
        elif kind.annotation is bool:
            self._options.append(option + self._draw(st.sampled_from([f" {value}", f"={value}"])))
        elif kind is NUMBERS and self._draw(st.booleans()):
            self._options.append(f"{option}={value}")
        else:
            self._options.append(f"{option} {self._written(kind, value)}")

    def _default(self, number: int, *, required: bool, skips: bool) -> Any:
        if required:
            return inspect.Parameter.empty
        return None if skips else number

    def _add(self, name: str, how: Any, annotation: Any, default: Any = inspect.Parameter.empty) -> None:
        self._parameters.append(inspect.Parameter(name, how, annotation=annotation, default=default))

    def _written(self, kind: Kind, value: Any) -> str:
        return joined([self._draw(st.sampled_from(kind.spelt(value)))])


def mixed(draw: st.DrawFn, words: list[str], options: list[str]) -> list[str]:
    """The words in their order, and options anywhere among them."""
    line = [*words]
    for option in options:
        line.insert(draw(st.integers(0, len(line))), option)
    return line


def is_number(text: str) -> bool:
    """Whether a written word would be taken for a whole number."""
    (piece,) = words(text)
    try:
        int(piece.text.replace("\u2212", "-"))
    except ValueError:
        return False
    return True


@given(st.composite(Case)())
def test_what_is_meant_arrives(case: Case) -> None:
    """Arguments of any function, written in any way, are read as they were meant."""
    made = arguments_or_error(case.signature, case.line)

    assert got(*case.positional, **case.named) == made
    assert [*map(type, case.positional)] == [*map(type, made[0])]
