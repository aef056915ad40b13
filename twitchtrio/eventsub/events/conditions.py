"""What events are addressed by: each class here is the base of all events whose conditions have the same keys."""

from __future__ import annotations

from typing import Self

from ...errors import ConfigurationError
from .event import Event, Subscription, subscription

__all__ = ["WithBroadcaster", "WithModerator", "WithRaid", "WithUser"]


class WithBroadcaster(Event):
    """Events of a channel."""

    __slots__ = ()

    @classmethod
    def where(cls, *, broadcaster_user_id: str) -> Subscription[Self]:
        """Events of this channel.

        Raises:
            ConfigurationError: What is given is no user id.
        """
        return subscription(cls, broadcaster_user_id=broadcaster_user_id)

    @classmethod
    def for_channel(cls, broadcaster_user_id: str) -> Subscription[Self]:
        return cls.where(broadcaster_user_id=broadcaster_user_id)


class WithModerator(Event):
    """Events of a channel that only its broadcaster and moderators may see."""

    __slots__ = ()

    @classmethod
    def where(cls, *, broadcaster_user_id: str, moderator_user_id: str | None = None) -> Subscription[Self]:
        """Events of this channel, as this moderator sees them; `None` is the acting account.

        Raises:
            ConfigurationError: What is given is no user id.
        """
        return subscription(cls, broadcaster_user_id=broadcaster_user_id, moderator_user_id=moderator_user_id)

    @classmethod
    def for_channel(cls, broadcaster_user_id: str) -> Subscription[Self]:
        return cls.where(broadcaster_user_id=broadcaster_user_id)


class WithUser(Event):
    """Events of a channel's chat, read by a user."""

    __slots__ = ()

    @classmethod
    def where(cls, *, broadcaster_user_id: str, user_id: str | None = None) -> Subscription[Self]:
        """Events of this channel's chat, as this user reads it; `None` is the acting account.

        Raises:
            ConfigurationError: What is given is no user id.
        """
        return subscription(cls, broadcaster_user_id=broadcaster_user_id, user_id=user_id)

    @classmethod
    def for_channel(cls, broadcaster_user_id: str) -> Subscription[Self]:
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
            return subscription(cls, from_broadcaster_user_id=from_broadcaster_user_id)
        return subscription(cls, to_broadcaster_user_id=to_broadcaster_user_id)
