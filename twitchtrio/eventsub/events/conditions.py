"""What events are addressed by: each class here is the base of all events whose conditions have the same keys."""

from __future__ import annotations

from typing import Self, TypeVar

from ...errors import ConfigurationError
from .event import Event, Subscription

__all__ = ["WithBroadcaster", "WithModerator", "WithRaid", "WithUser"]


E = TypeVar("E", bound=Event)


def _wish(event: type[E], /, *, open_key: str | None = None, **condition: str | None) -> Subscription[E]:
    """A wish for `event`; `open_key` is the key that the acting account fills in if its value is `None`."""
    if open_key is not None and condition[open_key] is None:
        del condition[open_key]
    else:
        open_key = None
    pairs = tuple(condition.items())
    return Subscription(event=event, type=event.TYPE, version=event.VERSION, pairs=pairs, open_key=open_key)


class WithBroadcaster(Event):
    """Events of a channel."""

    __slots__ = ()

    GRANTOR = "broadcaster_user_id"

    @classmethod
    def where(cls, *, broadcaster_user_id: str) -> Subscription[Self]:
        """Events of this channel.

        Raises:
            ConfigurationError: What is given is no user id.
        """
        return _wish(cls, broadcaster_user_id=broadcaster_user_id)

    @classmethod
    def for_channel(cls, broadcaster_user_id: str) -> Subscription[Self]:
        """What `listen(Event, channel)` wishes for."""
        return cls.where(broadcaster_user_id=broadcaster_user_id)


class WithModerator(Event):
    """Events of a channel that only its broadcaster and moderators may see."""

    __slots__ = ()

    GRANTOR = "moderator_user_id"

    @classmethod
    def where(cls, *, broadcaster_user_id: str, moderator_user_id: str | None = None) -> Subscription[Self]:
        """Events of this channel, as this moderator sees them; `None` is the acting account.

        Raises:
            ConfigurationError: What is given is no user id.
        """
        return _wish(
            cls,
            open_key="moderator_user_id",
            broadcaster_user_id=broadcaster_user_id,
            moderator_user_id=moderator_user_id,
        )

    @classmethod
    def for_channel(cls, broadcaster_user_id: str) -> Subscription[Self]:
        """What `listen(Event, channel)` wishes for."""
        return cls.where(broadcaster_user_id=broadcaster_user_id)


class WithUser(Event):
    """Events of a channel's chat, read by a user."""

    __slots__ = ()

    GRANTOR = "user_id"

    @classmethod
    def where(cls, *, broadcaster_user_id: str, user_id: str | None = None) -> Subscription[Self]:
        """Events of this channel's chat, as this user reads it; `None` is the acting account.

        Raises:
            ConfigurationError: What is given is no user id.
        """
        return _wish(cls, open_key="user_id", broadcaster_user_id=broadcaster_user_id, user_id=user_id)

    @classmethod
    def for_channel(cls, broadcaster_user_id: str) -> Subscription[Self]:
        """What `listen(Event, channel)` wishes for."""
        return cls.where(broadcaster_user_id=broadcaster_user_id)


class WithRaid(Event):
    """Events between two channels."""

    __slots__ = ()

    @classmethod
    def where(
        cls, *, from_broadcaster_user_id: str | None = None, to_broadcaster_user_id: str | None = None
    ) -> Subscription[Self]:
        """Raids that leave one channel, or raids that reach one.

        Raises:
            ConfigurationError: Both or none are given, or what is given is no user id.
        """
        if (from_broadcaster_user_id is None) == (to_broadcaster_user_id is None):
            raise ConfigurationError(
                f"{cls.__name__}.where() takes one of from_broadcaster_user_id and to_broadcaster_user_id."
            )
        if from_broadcaster_user_id is not None:
            return _wish(cls, from_broadcaster_user_id=from_broadcaster_user_id)
        return _wish(cls, to_broadcaster_user_id=to_broadcaster_user_id)
