"""What the verbs of a channel take: users, messages, lengths of time, texts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from .._given import check, is_user_id, unfit
from ..errors import ConfigurationError

if TYPE_CHECKING:
    from ..eventsub import ChannelChatMessage
    from ..helix import Helix
    from ..protocols import UserRef

__all__ = ["message_id", "texts", "user_id", "whole"]


async def user_id(helix: Helix, name: str, user: UserRef) -> str:
    """The id of a user; a login is looked up.

    Raises:
        ConfigurationError: It is no user, or cannot be a login.
        NotFoundError: It is nobody's login.
    """
    if isinstance(user, str):
        return (await helix.user_ids([user]))[user]
    found: object = getattr(user, "user_id", None)
    if not is_user_id(found):
        raise unfit(name, user, "a login as a str, or an object with a user id")
    return found  # noqa: ASYNC910  # a request follows


def message_id(name: str, message: ChannelChatMessage | str) -> str:
    """The id of a chat message.

    Raises:
        ConfigurationError: It is no message, or its id is empty: Twitch would take that for all messages.
    """
    found: object = message if isinstance(message, str) else getattr(message, "message_id", None)
    if not isinstance(found, str):
        raise unfit(name, message, "a ChannelChatMessage, or the id of a message as a str")
    if not found:
        raise ConfigurationError(f"{name}= names no message: the id is empty.")
    return found


def whole(name: str, length: float | timedelta, unit: int = 1) -> int:
    """A length of time in whole seconds, or whole units of so many; a part of one counts.

    Raises:
        ConfigurationError: It is no length.
    """
    check(name, length, "seconds as a number, or a timedelta", int, float, timedelta)
    seconds = length.total_seconds() if isinstance(length, timedelta) else length
    if not -math.inf < seconds < math.inf:
        raise ConfigurationError(f"{name}={seconds} has no end.")
    # The ceiling, of numbers too that no float can hold.
    return int(-(-seconds // unit))


def texts(name: str, values: Sequence[str]) -> tuple[str, ...]:
    """Several texts.

    Raises:
        ConfigurationError: They are not several, or no texts.
    """
    wanted = "a list of texts"
    check(name, values, wanted, Iterable)
    if isinstance(values, str):
        raise unfit(name, values, wanted)
    for value in values:
        check(name, value, wanted, str)
    return tuple(values)
