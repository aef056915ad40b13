"""What the tests of arguments share: lines that are parsed without a Twitch around them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from types import SimpleNamespace
from typing import Any

import trio
from attrs import field, frozen

from twitchtrio.chat.commands import _words
from twitchtrio.chat.commands._parse import parse
from twitchtrio.chat.commands._signature import Signature
from twitchtrio.errors import UsageError
from twitchtrio.helix import BroadcasterType, User, UserType
from twitchtrio.words import Emote, Fragment, FragmentType, Mention

Arguments = tuple[list[Any], dict[str, Any]]


def got(*positional: Any, **named: Any) -> Arguments:
    """What a function is called with."""
    return [*positional], named


@frozen
class Users:
    """Knows some users, and who was asked for."""

    logins: tuple[str, ...] = ("friend", "viewer", "a1")
    asked: list[Sequence[str]] = field(factory=list)

    async def get_users(self, *, login: Sequence[str]) -> tuple[User, ...]:
        """The users with these logins."""
        await trio.lowlevel.checkpoint()
        self.asked.append(login)
        return tuple(user(each) for each in self.logins if each in login)


def user(login: str) -> User:
    """A user whose id follows from the login."""
    return User(
        id=f"id of {login}",
        login=login,
        display_name=login.title(),
        type=UserType.NORMAL,
        broadcaster_type=BroadcasterType.NORMAL,
        description="",
        profile_image_url="",
        offline_image_url="",
    )


EMOTE = Emote(id="25", format=())
FRAGMENTS = (
    Fragment(type=FragmentType.TEXT, text="!it "),
    Fragment(type=FragmentType.EMOTE, text="Kappa", emote=EMOTE),
    Fragment(
        type=FragmentType.MENTION,
        text="@hanako",
        mention=Mention(user_id="7", user_login="hanako", user_name="\u82b1\u5b50"),
    ),
)


def context(users: Users | None = None) -> Any:
    """The context of a command whose message mentions somebody and has an emote."""
    return SimpleNamespace(
        usage="!it",
        message=SimpleNamespace(message=SimpleNamespace(fragments=FRAGMENTS)),
        helix=SimpleNamespace(users=users or Users()),
        _acting=None,
    )


async def outcome(function: Callable[..., Any], line: str, *, option: str = "-", ctx: Any = None) -> Arguments | str:
    """The arguments that a line makes for a function, or what the chatter is told."""
    try:
        return await parse(Signature.of(function), ctx or context(), line, option=option)
    except UsageError as error:
        return error.problem


def joined(texts: Iterable[str]) -> str:
    """A line with these words, none of which is an option: what begins otherwise than a name is in quotes.

    A text that begins or ends with what is dropped there cannot be written, nor one that has every kind of closing
    quote before white space.
    """
    return " ".join(map(_quoted, texts))


def _quoted(text: str) -> str:
    if re.fullmatch(r"[^\W_]\S*|@\S*", text):
        return text
    inside = set(re.findall(rf"[{_words._CLOSING}](?=[{_words.INVISIBLE}]*\s)", text))
    fitting = (opening for opening, marks in _words._QUOTES.items() if not inside & set(marks))
    opening = next(fitting, '"')
    return f"{opening}{text}{_words._QUOTES[opening][0]}"
