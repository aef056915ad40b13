"""What lines mean to commands: each line with the arguments that it makes, or with what the chatter is told."""
# ruff: noqa: D103 - a command is its signature here

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from enum import Enum, IntEnum
from typing import Annotated, Any, Literal, NewType, Self

import pytest

from tests.chat.commands.support import EMOTE, Arguments, got, outcome
from twitchtrio.chat import Channel
from twitchtrio.chat.commands import Between, Convert, Word
from twitchtrio.helix import User
from twitchtrio.people import PartialUser
from twitchtrio.words import Emote

UserId = NewType("UserId", str)
HANAKO = PartialUser(user_id="7", login="hanako", display_name="\u82b1\u5b50")
FRIEND = PartialUser(user_id="id of friend", login="friend", display_name="Friend")


class Color(Enum):
    RED = "#f00"
    DARK_BLUE = "#00f"


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Dice:
    """A class that makes itself of a word."""

    def __init__(self, sides: int) -> None:
        self.sides = sides

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Dice) and self.sides == other.sides

    def __hash__(self) -> int:
        return self.sides

    @classmethod
    def from_chat(cls, _ctx: Any, word: str) -> Self:
        if not word.startswith("d"):
            raise ValueError("Dice are written like d6.")
        return cls(int(word[1:]))


def even(word: str) -> int:
    """A conversion of one's own."""
    number = int(word)
    if number % 2:
        raise ValueError("That is odd.")
    return number


async def nothing(ctx: Any) -> None: ...
async def text(ctx: Any, text: str) -> None: ...
async def perhaps_text(ctx: Any, text: str = "") -> None: ...
async def word(ctx: Any, word: Word) -> None: ...
async def two(ctx: Any, first: str, rest: str) -> None: ...
async def words(ctx: Any, *words: str) -> None: ...
async def count(ctx: Any, count: int) -> None: ...
async def some(ctx: Any, count: int = 1) -> None: ...
async def ratio(ctx: Any, ratio: float) -> None: ...
async def switch(ctx: Any, on: bool) -> None: ...
async def length(ctx: Any, length: timedelta) -> None: ...
async def side(ctx: Any, side: Literal["heads", "Tails", 3]) -> None: ...
async def color(ctx: Any, color: Color) -> None: ...
async def level(ctx: Any, level: Level) -> None: ...
async def who(ctx: Any, who: PartialUser) -> None: ...
async def whole(ctx: Any, who: User) -> None: ...
async def where(ctx: Any, where: Channel) -> None: ...
async def emote(ctx: Any, emote: Emote) -> None: ...
async def amount(ctx: Any, amount: int | Literal["all"]) -> None: ...
async def either(ctx: Any, it: int | PartialUser | Color) -> None: ...
async def percent(ctx: Any, percent: Annotated[int, Between(1, 100)]) -> None: ...
async def short(ctx: Any, length: Annotated[timedelta, Between(1, 600)]) -> None: ...
async def stake(ctx: Any, stake: Annotated[int | Literal["all"], Between(1, 100)]) -> None: ...
async def dice(ctx: Any, dice: Dice) -> None: ...
async def pair(ctx: Any, pair: Annotated[int, Convert(even), Between(2, 8)]) -> None: ...
async def by_id(ctx: Any, id: UserId) -> None: ...
async def timeout(ctx: Any, who: Word, length: timedelta | None = None, why: str = "") -> None: ...
async def roll(ctx: Any, times: Annotated[int, Between(1, 9)] | None = None, *dice: Dice) -> None: ...
async def last(ctx: Any, first: Word, number: int | None = None) -> None: ...
async def numbers(ctx: Any, *numbers: int) -> None: ...
async def shout(ctx: Any, who: Word, words: str = "", *, loud: bool = False, max_times: int = 1) -> None: ...
async def title(ctx: Any, who: Word, *, title: str = "", color: Color | None = None) -> None: ...
async def must(ctx: Any, *, count: int, from_: Word = "") -> None: ...
async def quiet(ctx: Any, count: int = 1, *, quiet: bool = False, dark_mode: bool | None = None) -> None: ...


NO_LENGTH = "is no length of time like 90, 10m or 1h30m."
NO_COLOR = "is none of red, dark_blue."
SIX = "123456"

TABLE: dict[Callable[..., Any], dict[str, Arguments | str]] = {
    nothing: {
        "": got(),
        "and a lot of emotes": got(),
        "-loud": got(),
        '"': got(),
    },
    text: {
        "": "text is missing.",
        "   ": "text is missing.",
        "\u034f \U000e0000": "text is missing.",
        "hello": got("hello"),
        "hello  there": got("hello  there"),
        "  hello there \u034f": got("hello there"),
        "\U000e0000 hello": got("hello"),
        '"hello there"': got("hello there"),
        '"hello" there': got('"hello" there'),
        'say "hello there"': got('say "hello there"'),
        '"hello" "there"': got('"hello" "there"'),
        '""': got(""),
        '"': got('"'),
        "What\u2019s up": got("What\u2019s up"),
        "-loud -5": got("-loud -5"),
        "a \u034f b": got("a b"),
        "a\u034fb": got("a\u034fb"),
        "\u201chello there\u201d": got("hello there"),
        "\U0001f469\u200d\U0001f4bb": got("\U0001f469\u200d\U0001f4bb"),
    },
    perhaps_text: {
        "": got(""),
        "\u2800": got(""),
        "x": got("x"),
    },
    word: {
        "hello there": got("hello"),
        '"hello there" you': got("hello there"),
        '5" screen': got('5"'),
        "'hello there'": got("'hello"),
        '"hello': got('"hello'),
        '"hello, you"!': got('"hello,'),
        "\u200bhello\u2060": got("hello"),
        "\u3000hello\u00a0there": got("hello"),
        '\u200b"hello there"\u034f x': got("hello there"),
        '"\u034fhello\u034f"': got("hello"),
        "\u00abhello there\u00bb": got("hello there"),
        "\u00bbhello there\u00ab": got("hello there"),
        "\u201ehello there\u201c": got("hello there"),
        "\u201ehello there\u201d": got("hello there"),
        "\u201dhello there\u201d": got("hello there"),
        "\u300chello there\u300d": got("hello there"),
        "\u300ehello there\u300f": got("hello there"),
        "\uff02hello there\uff02": got("hello there"),
        '\u201chello there"': got("\u201chello"),
        '"a "b" c"': got('a "b'),
        "": "word is missing.",
        '""': got(""),
    },
    two: {
        "": "first is missing.",
        "a": "rest is missing.",
        "a b": got("a", "b"),
        "a b  c": got("a", "b  c"),
        '"a b" "c d"': got("a b", "c d"),
        'a "b" c': got("a", '"b" c'),
    },
    words: {
        "": got(),
        "a b": got("a", "b"),
        'a "b c" d\u034f': got("a", "b c", "d"),
        "a \u034f b": got("a", "b"),
    },
    count: {
        "": "count is missing.",
        "5": got(5),
        "+5": got(5),
        "-5": got(-5),
        "\u22125": got(-5),
        "\u20135": got(-5),
        "007": got(7),
        "\u0663\u0664": got(34),
        "\uff11\uff12": got(12),
        "5 Kappa": got(5),
        '"5"': got(5),
        "x": "x is no whole number.",
        '""': '"" is no whole number.',
        "1_000": "1_000 is no whole number.",
        "1,000": "1,000 is no whole number.",
        "1.0": "1.0 is no whole number.",
        "1e3": "1e3 is no whole number.",
        "0x10": "0x10 is no whole number.",
        "\u00b2": "\u00b2 is no whole number.",
        "\uff0b\uff15": got(5),
        "\uff0d\uff15": got(-5),
        "--5": "--5 is no whole number.",
        "-": "- is no whole number.",
        '" 5"': " 5 is no whole number.",
        "9223372036854775807": got(2**63 - 1),
        "9223372036854775808": "9223372036854775808 is too large.",
        "9" * 500: f"{'9' * 37}... is too large.",
        "0" * 5000 + "5": f"{'0' * 37}... is too large.",
        "x" * 500: f"{'x' * 37}... is no whole number.",
        "\u202ex": "\ufffdx is no whole number.",
    },
    some: {
        "": got(1),
        "5": got(5),
        "x": "x is no whole number.",
    },
    ratio: {
        "5": got(5.0),
        "-1.5": got(-1.5),
        ".5": got(0.5),
        "5.": got(5.0),
        "1e3": got(1000.0),
        "\u0663.\u0665": got(3.5),
        "\uff0b\uff11\uff0e\uff15": got(1.5),
        "1,5": "1,5 is no number.",
        "1_0.5": "1_0.5 is no number.",
        "nan": "nan is no number.",
        "inf": "inf is no number.",
        "-Infinity": "-Infinity is no number.",
        "1e999": "1e999 is too large.",
        ".": ". is no number.",
        "50%": "50% is no number.",
    },
    switch: {
        "yes": got(True),
        "ON": got(True),
        "true": got(True),
        "1": got(True),
        "No": got(False),
        "off": got(False),
        "false": got(False),
        "0": got(False),
        "maybe": "maybe is neither yes nor no.",
    },
    length: {
        "90": got(timedelta(seconds=90)),
        "1.5": got(timedelta(seconds=1.5)),
        "10m": got(timedelta(minutes=10)),
        "1h30m": got(timedelta(minutes=90)),
        "1H30M": got(timedelta(minutes=90)),
        "2w1d": got(timedelta(days=15)),
        "1.5h": got(timedelta(minutes=90)),
        "5min": got(timedelta(minutes=5)),
        "30secs": got(timedelta(seconds=30)),
        '"1hour"': got(timedelta(hours=1)),
        "1:30": got(timedelta(seconds=90)),
        "1:30:00": got(timedelta(minutes=90)),
        "90:00": got(timedelta(minutes=90)),
        "\uff11\uff10\uff4d": got(timedelta(minutes=10)),
        "0": got(timedelta(0)),
        "1:90": f"1:90 {NO_LENGTH}",
        "1:75:00": f"1:75:00 {NO_LENGTH}",
        "30m1h": f"30m1h {NO_LENGTH}",
        "-10m": f"-10m {NO_LENGTH}",
        "10x": f"10x {NO_LENGTH}",
        '""': f'"" {NO_LENGTH}',
        "soon": f"soon {NO_LENGTH}",
        "999999999999w": "999999999999w is too large.",
        "9" * 400: f"{'9' * 37}... is too large.",
    },
    side: {
        "heads": got("heads"),
        "HEADS": got("heads"),
        "tails": got("Tails"),
        "3": got(3),
        "edge": "edge is none of heads, Tails, 3.",
    },
    color: {
        "red": got(Color.RED),
        "Red": got(Color.RED),
        "dark_blue": got(Color.DARK_BLUE),
        "Dark-Blue": got(Color.DARK_BLUE),
        "#F00": got(Color.RED),
        "green": f"green {NO_COLOR}",
    },
    level: {
        "high": got(Level.HIGH),
        "1": got(Level.LOW),
        "3": "3 is none of low, high.",
    },
    who: {
        "@hanako": got(HANAKO),
        "HANAKO": got(HANAKO),
        "@\u82b1\u5b50": got(HANAKO),
        "@hanako,": got(HANAKO),
        "@friend": got(FRIEND),
        "\uff20Friend": got(FRIEND),
        "friend: hello": got(FRIEND),
        "@nobody": "@nobody is no user.",
        "what?!": "what?! is no user.",
        "@@friend": "@@friend is no user.",
        "x-y": "x-y is no user.",
        "x" * 26: f"{'x' * 26} is no user.",
        "": "who is missing.",
    },
    whole: {"nobody": "nobody is no user.", "@": "@ is no user."},
    where: {"nobody": "nobody is no channel."},
    emote: {
        "Kappa": got(EMOTE),
        "kappa": "kappa is no emote of this message.",
        "Keepo": "Keepo is no emote of this message.",
    },
    amount: {
        "5": got(5),
        "ALL": got("all"),
        "none": "none is no whole number and none of all.",
        "9" * 20: f"{'9' * 20} is too large.",
    },
    either: {
        "5": got(5),
        "friend": got(FRIEND),
        "red": got(Color.RED),
        "nobody": "nobody is no whole number and no user and none of red, dark_blue.",
    },
    percent: {
        "1": got(1),
        "100": got(100),
        "0": "percent must be 1 to 100.",
        "101": "percent must be 1 to 100.",
        "x": "x is no whole number.",
    },
    short: {
        "10m": got(timedelta(minutes=10)),
        "11m": "length must be 1 to 600 seconds.",
    },
    stake: {
        "all": got("all"),
        "100": got(100),
        "200": "stake must be 1 to 100.",
        "x": "x is no whole number and none of all.",
    },
    dice: {
        "d6": got(Dice(6)),
        "6": "Dice are written like d6.",
        "": "dice is missing.",
    },
    pair: {
        "4": got(4),
        "3": "That is odd.",
        "10": "pair must be 2 to 8.",
    },
    by_id: {"12 34": got("12 34")},
    timeout: {
        "bob": got("bob", None, ""),
        "bob 10m": got("bob", timedelta(minutes=10), ""),
        "bob 10m being rude": got("bob", timedelta(minutes=10), "being rude"),
        "bob being  rude": got("bob", None, "being  rude"),
        'bob "10m" x': got("bob", timedelta(minutes=10), "x"),
        "": "who is missing.",
    },
    roll: {
        "": got(None),
        "3 d6 d8": got(3, Dice(6), Dice(8)),
        "d6 d8": got(None, Dice(6), Dice(8)),
        "10 d6": "times must be 1 to 9.",
        "3 x": "Dice are written like d6.",
    },
    last: {
        "x": got("x", None),
        "x 5": got("x", 5),
        "x y": "y is no whole number.",
    },
    numbers: {
        "": got(),
        "1 2 3": got(1, 2, 3),
        "1 x 3": "x is no whole number.",
    },
    shout: {
        "bob": got("bob", "", loud=False, max_times=1),
        "bob great games -loud": got("bob", "great games", loud=True, max_times=1),
        "-loud bob great games": got("bob", "great games", loud=True, max_times=1),
        "bob -loud great  games": got("bob", "great  games", loud=True, max_times=1),
        "bob great -loud games": got("bob", "great games", loud=True, max_times=1),
        "bob great  games -loud  indeed": got("bob", "great  games indeed", loud=True, max_times=1),
        "bob --loud": got("bob", "", loud=True, max_times=1),
        "bob \u2014loud": got("bob", "", loud=True, max_times=1),
        "bob \u2013loud": got("bob", "", loud=True, max_times=1),
        "bob \u2212loud": got("bob", "", loud=True, max_times=1),
        "bob \uff0d\uff2c\uff4f\uff55\uff44": got("bob", "", loud=True, max_times=1),
        "bob -LOUD": got("bob", "", loud=True, max_times=1),
        "bob ---loud": got("bob", "---loud", loud=False, max_times=1),
        'bob "-loud"': got("bob", "-loud", loud=False, max_times=1),
        "bob -loud true": got("bob", "", loud=True, max_times=1),
        "bob -loud False x": got("bob", "x", loud=False, max_times=1),
        'bob -loud "false"': got("bob", "false", loud=True, max_times=1),
        "bob -loud=no": got("bob", "", loud=False, max_times=1),
        "bob -loud=maybe": "maybe is neither yes nor no.",
        "bob -loud=": '"" is neither yes nor no.',
        "bob -loud -loud": "-loud was given twice.",
        "bob -loud --LOUD": "-loud was given twice.",
        "bob -max-times 3": got("bob", "", loud=False, max_times=3),
        "bob -max_times 3 x": got("bob", "x", loud=False, max_times=3),
        "bob -Max-Times=3 x": got("bob", "x", loud=False, max_times=3),
        "bob -max-times\uff1d3": got("bob", "", loud=False, max_times=3),
        "bob -max-times -3": got("bob", "", loud=False, max_times=-3),
        'bob -max-times "3"': got("bob", "", loud=False, max_times=3),
        "bob -max-times": "-max-times needs a value.",
        "bob -max-times -loud": "-max-times needs a value.",
        "bob -max-times x": "x is no whole number.",
        "bob -max-times= 3 x": got("bob", "x", loud=False, max_times=3),
        "bob -max-times= -loud": '"" is no whole number.',
        "bob -loud= false x": got("bob", "x", loud=False, max_times=1),
        "bob -loud= x": '"" is neither yes nor no.',
        "bob -max-times=": '"" is no whole number.',
        "bob well-known -unknown -5": got("bob", "well-known -unknown -5", loud=False, max_times=1),
        "bob loud": got("bob", "loud", loud=False, max_times=1),
        "-loud": "who is missing.",
    },
    title: {
        "bob -title Great games": got("bob", title="Great games", color=None),
        "bob -title Great  games -color red": got("bob", title="Great  games", color=Color.RED),
        "-title Great -5 -x -color red": "who is missing.",
        'bob -title "Great games"': got("bob", title="Great games", color=None),
        'bob -title "Great" games': got("bob", title='"Great" games', color=None),
        "bob -title=Great games": got("bob", title="Great games", color=None),
        "bob -title= Great games": got("bob", title="Great games", color=None),
        "bob -title=": got("bob", title="", color=None),
        'bob -title ""': got("bob", title="", color=None),
        "bob -title": "-title needs a value.",
        "bob -title -color red": "-title needs a value.",
        "bob -color green": f"green {NO_COLOR}",
    },
    must: {
        "": "-count is missing.",
        "5": "-count is missing.",
        "-count 5": got(count=5, from_=""),
        "-count 5 -from= here": got(count=5, from_="here"),
        "-count 5 -from=": got(count=5, from_=""),
        "-count 5 -from here": got(count=5, from_="here"),
        "-from here": "-count is missing.",
    },
    quiet: {
        "3 and more": got(3, quiet=False, dark_mode=None),
        "3 -quite": "-quite is no option; did you mean -quiet?",
        "3 --Darkmode": "--Darkmode is no option; did you mean -dark-mode?",
        "3 -zebra": got(3, quiet=False, dark_mode=None),
        "3 quite": got(3, quiet=False, dark_mode=None),
        '3 "-quite"': got(3, quiet=False, dark_mode=None),
        "3 -_-": got(3, quiet=False, dark_mode=None),
        "-dark_mode": got(1, quiet=False, dark_mode=True),
        "-dark-mode=off": got(1, quiet=False, dark_mode=False),
    },
}
ROWS = [
    pytest.param(function, line, wanted, id=f"{function.__name__}: {line[:40].encode('unicode_escape').decode()}")
    for function, lines in TABLE.items()
    for line, wanted in lines.items()
]


@pytest.mark.parametrize(("function", "line", "wanted"), ROWS)
async def test_line(function: Callable[..., Any], line: str, wanted: Arguments | str) -> None:
    """A line makes these arguments, of exactly these types, or is answered with this problem."""
    made = await outcome(function, line)

    assert wanted == made
    assert repr(wanted) == repr(made) or Dice in {type(each) for each in wanted[0]}


@pytest.mark.parametrize(
    ("option", "line", "wanted"),
    [
        ("+", "bob +loud", got("bob", "", loud=True, max_times=1)),
        ("+", "bob \uff0bloud", got("bob", "", loud=True, max_times=1)),
        ("+", "bob -loud ++loud", got("bob", "-loud ++loud", loud=False, max_times=1)),
        ("+", "bob +max-times 3", got("bob", "", loud=False, max_times=3)),
        ("+", "bob +max-times", "+max-times needs a value."),
        ("--", "bob --loud", got("bob", "", loud=True, max_times=1)),
        ("--", "bob \u2014loud", got("bob", "", loud=True, max_times=1)),
        ("--", "bob -loud", got("bob", "-loud", loud=False, max_times=1)),
    ],
)
async def test_operator(option: str, line: str, wanted: Arguments | str) -> None:
    """Options can begin with something else."""
    assert wanted == await outcome(shout, line, option=option)
