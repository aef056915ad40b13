"""Parameters of commands, as a user's program annotates them: read by type checkers, never run."""
# ruff: noqa: D103, T201 - never run; what a function shows is its body

from __future__ import annotations

import math
from collections.abc import Awaitable
from datetime import timedelta
from enum import Enum
from typing import Annotated, Any, Literal, Self, assert_type

from twitchtrio.chat import Between, Channel, Convert, FromChat, Word
from twitchtrio.chat.commands.context import CommandContext
from twitchtrio.helix import User
from twitchtrio.people import PartialUser
from twitchtrio.words import Emote


class Color(Enum):
    RED = "#f00"


class Dice:
    def __init__(self, sides: int) -> None:
        self.sides = sides

    @classmethod
    def from_chat(cls, ctx: CommandContext[Any], word: str, /) -> Self:
        print(ctx.usage)
        return cls(int(word.removeprefix("d")))


class Song:
    @classmethod
    async def from_chat(cls, ctx: CommandContext[Any], word: str) -> Song:
        print(await ctx.helix.users.get_users(login=word))
        return cls()


def even(word: str) -> int:
    return int(word) // 2 * 2


async def song(ctx: CommandContext[None], word: str) -> Song:
    return await Song.from_chat(ctx, word)


def own_classes() -> None:
    kinds: list[type[FromChat]] = [Dice, Song]
    print(kinds)
    assert_type(Convert(even), Convert[int])
    assert_type(Convert(song), Convert[Song])
    assert_type(Between(1, 100).low, float)
    print(Between(0.5, math.inf), Annotated[int, Between(1, 100)])


async def positional(  # noqa: ASYNC124, PLR0917 - one of each kind
    ctx: CommandContext[Any],
    word: Word,
    whole: int,
    number: float,
    length: timedelta,
    side: Literal["heads", "tails"],
    color: Color,
    who: PartialUser,
    user: User,
    channel: Channel,
    emote: Emote,
    dice: Dice,
    amount: int | Literal["all"],
    percent: Annotated[int, Between(1, 100)],
    pair: Annotated[int, Convert(even)],
    request: Annotated[Song, Convert(song)],
    delay: Annotated[timedelta, Between(1, 600)] | None = None,
    text: str = "",
) -> None:
    assert_type(word, str)
    assert_type(percent, int)
    assert_type(pair, int)
    assert_type(request, Song)
    assert_type(delay, timedelta | None)
    print(ctx, whole, number, length, side, color, who, user, channel, emote, dice, amount, text)


async def named(ctx: CommandContext[Any], *who: PartialUser, loud: bool = False, title: Word | None = None) -> None:  # noqa: ASYNC124  # commands are
    assert_type(who, tuple[PartialUser, ...])
    assert_type(title, str | None)
    print(ctx, loud)


def as_a_protocol(kind: type[FromChat], ctx: CommandContext[Any]) -> FromChat | Awaitable[FromChat]:
    return kind.from_chat(ctx, "word")
