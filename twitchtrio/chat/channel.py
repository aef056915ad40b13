"""A channel, and what can be done in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from .._given import check
from ..helix import User
from ..people import PartialUser
from ..tokens import Account
from ._broadcast import Broadcast
from ._moderate import Moderate
from ._room import Room
from ._talk import Talk

if TYPE_CHECKING:
    from ._acting import Acting

__all__ = ["Channel", "channel_of"]


@frozen(kw_only=True)
class Channel(Talk, Moderate, Room, Broadcast):
    """A channel, by its broadcaster; usable wherever a channel or a user is asked for. Two are equal if their ids are.

    Each verb is a call of Helix, or two where Twitch wants it so. It names them, with who must act and the scope that
    they must have granted. Where the broadcaster must act, there must be a login of theirs; in its own channel, the bot
    is the broadcaster. Lists are `Pages`, read with `async for`. For all else there is `bot.helix`, with
    `broadcaster_id=channel.user_id`.

    A user is a login, or any object with a user id, such as `message.chatter`. Every verb raises:

    - `ConfigurationError`, which names the parameter, for what cannot be meant,
    - `NotFoundError` for the login of nobody,
    - `LoginRequiredError` if there is no login of the broadcaster,
    - `MissingScopeError` if the bot or the broadcaster has not granted the scope,
    - `HelixError` if Twitch refuses, `NetworkError` if it does not answer.
    """

    def __str__(self) -> str:
        return self.login


def channel_of(acting: Acting, user: PartialUser | User | Account | Channel) -> Channel:
    """A user's channel, without a request.

    Raises:
        ConfigurationError: It is no such object.
    """
    wanted = "a PartialUser, a User, an Account or a Channel (`await bot.channel(login)` takes a login)"
    check("user", user, wanted, PartialUser, User, Account, Channel)
    display_name = user.login if isinstance(user, Account) else user.display_name
    return Channel(user_id=user.user_id, login=user.login, display_name=display_name, acting=acting)
