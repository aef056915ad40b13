"""Looking up what must be there: users by login or by id, their channels, games by name."""
# ruff: noqa: SLF001  # the client's own

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, TypeVar

import trio

from ..errors import ConfigurationError, DecodeError, NotFoundError
from ._decoding import nothing_found
from ._endpoint import ANYONE, Endpoint
from ._query import listed

if TYPE_CHECKING:
    from ._resource import Resource
    from .channels import ChannelInformation, Channels
    from .games import Game, Games
    from .users import User, Users

__all__ = ["channel_information", "game_by_name", "ids_of", "user_by_id", "user_by_login", "users_by_login"]

R = TypeVar("R", bound="Resource")

# No `re.IGNORECASE`: it takes letters for equal that are not ASCII.
_LOGIN: Final = re.compile(r"[A-Za-z0-9_]{1,25}")
_GET_USERS: Final = Endpoint("GET", "/users", ANYONE, name="helix.users.get_users")
_GET_CHANNEL: Final = Endpoint("GET", "/channels", ANYONE, name="helix.channels.get_channel_information")
_GET_GAMES: Final = Endpoint("GET", "/games", ANYONE, name="helix.games.get_games")


async def ids_of(users: Users, names: Iterable[str]) -> dict[str, str]:
    """The ids of users by their logins, in whatever case these are written; see `Helix.user_ids`."""
    logins = {name: _login(name) for name in listed(names) or ()}
    wanted = set(logins.values())
    known = users._session.users
    found = known.ids_of(wanted)
    if len(found) < len(wanted):
        async with known.turn(wanted).taken():
            found = known.ids_of(wanted)
            asked = await _asked(users, [login for login in logins.values() if login not in found])
            found |= {login: user.id for login, user in asked.items()}
    else:
        await trio.lowlevel.checkpoint()
    return {name: found[login] for name, login in logins.items()}


async def user_by_login(users: Users, name: str) -> User:
    """The user with a login.

    Raises:
        ConfigurationError: It cannot be a login.
        NotFoundError: It is nobody's.
        DecodeError: Twitch's answer cannot be read.
    """
    return (await users_by_login(users, [name]))[name]


async def user_by_id(users: Users, user_id: str) -> User:
    """The user with an id.

    Raises:
        NotFoundError: It is nobody's.
        DecodeError: Twitch's answer cannot be read.
    """
    found = await _whole(users).get_users(id=user_id)
    if not found:
        raise _not_found(users, f"nobody has the user id {user_id!r}")
    return _learned(users, found)[0]


async def users_by_login(users: Users, names: Iterable[str]) -> dict[str, User]:
    """The users with these logins, by login as it is written; errors as of `user_by_login`."""
    logins = {name: _login(name) for name in names}
    found = await _asked(users, list(dict.fromkeys(logins.values())))
    return {name: found[login] for name, login in logins.items()}


async def channel_information(channels: Channels, user_id: str) -> ChannelInformation:
    """What the channel of a user shows.

    Raises:
        NotFoundError: There is no such channel.
        DecodeError: Twitch's answer cannot be read.
    """
    found = await _whole(channels).get_channel_information(broadcaster_id=user_id)
    if not found:
        raise _not_found(channels, f"nobody has the user id {user_id!r}", _GET_CHANNEL)
    return found[0]


async def game_by_name(games: Games, name: str) -> Game:
    """The game with a name.

    Raises:
        NotFoundError: There is none.
        DecodeError: Twitch's answer cannot be read.
    """
    found = await _whole(games).get_games(name=name)
    if not found:
        raise _not_found(games, f"no game has the name {name!r}; write it as Twitch does", _GET_GAMES)
    return found[0]


async def _asked(users: Users, logins: list[str]) -> dict[str, User]:
    answer = await _whole(users).get_users(login=logins)
    found = {user.login.lower(): user for user in _learned(users, answer)}
    for login in logins:
        if login not in found and "" in found:
            raise DecodeError("a user's login is missing", model="User", path="$.data[].login")
        if login not in found:
            raise _nobody(users, login)
    return found


def _whole(category: R) -> R:
    """The same category, for which whom Twitch leaves out is nobody, and who cannot be read is an error."""
    return category.__class__(category._session, category._actor, whole=True)


def _learned(users: Users, answer: tuple[User, ...]) -> tuple[User, ...]:
    for user in answer:
        users._session.users.add(user.id, user.login.lower())
    return answer


def _login(name: object) -> str:
    if not (isinstance(name, str) and _LOGIN.fullmatch(name)):
        raise ConfigurationError(
            f"{name!r} is no login, which is 1 to 25 letters from a to z, digits and underscores; write it as in the "
            "channel's address, twitch.tv/login."
        )
    return name.lower()


def _nobody(users: Users, login: str) -> NotFoundError:
    advice = f"; this looks like an id, where a login is wanted: pass `await bot.channel(id={login!r})`"
    return _not_found(users, f"nobody has the login {login!r}{advice if login.isdigit() else ''}")


def _not_found(category: Resource, message: str, facts: Endpoint = _GET_USERS) -> NotFoundError:
    return nothing_found(facts, category._session.actor(facts, category._actor, {}, None), message)
