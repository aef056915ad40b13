"""What events are addressed by: each class here is the base of all events whose conditions have the same keys."""

from __future__ import annotations

from typing import ClassVar, Self, TypeVar

from ...errors import ConfigurationError
from .event import Event, Subscription

__all__ = ["WithBroadcaster", "WithModerator", "WithRaid", "WithUser"]


E = TypeVar("E", bound=Event)


def _wish(event: type[E], /, **condition: str | None) -> Subscription[E]:
    """A wish for `event`; what the acting account fills in may be left out."""
    open_key = event.OPEN_KEY
    if open_key is not None and condition.get(open_key) is not None:
        open_key = None
    pairs = tuple((key, value) for key, value in condition.items() if key != open_key)
    return Subscription(event=event, type=event.TYPE, version=event.VERSION, pairs=pairs, open_key=open_key)


class _InChannel(Event):
    """Events that happen in a channel."""

    __slots__ = ()

    @classmethod
    def for_channel(cls, broadcaster_user_id: str) -> Subscription[Self]:
        """What `listen(Event, channel)` wishes for."""
        return _wish(cls, broadcaster_user_id=broadcaster_user_id)


class WithBroadcaster(_InChannel):
    """Events of a channel."""

    __slots__ = ()

    GRANTOR: ClassVar[str | None] = "broadcaster_user_id"

    @classmethod
    def where(cls, *, broadcaster_user_id: str) -> Subscription[Self]:
        """Events of this channel.

        Raises:
            ConfigurationError: What is given is no user id.
        """
        return _wish(cls, broadcaster_user_id=broadcaster_user_id)


class WithModerator(_InChannel):
    """Events of a channel that only its broadcaster and moderators may see."""

    __slots__ = ()

    GRANTOR: ClassVar[str | None] = "moderator_user_id"
    OPEN_KEY: ClassVar[str | None] = "moderator_user_id"

    @classmethod
    def where(cls, *, broadcaster_user_id: str, moderator_user_id: str | None = None) -> Subscription[Self]:
        """Events of this channel, as this moderator sees them; `None` is the acting account.

        Raises:
            ConfigurationError: What is given is no user id.
        """
        return _wish(cls, broadcaster_user_id=broadcaster_user_id, moderator_user_id=moderator_user_id)


class WithUser(_InChannel):
    """Events of a channel's chat, read by a user."""

    __slots__ = ()

    GRANTOR: ClassVar[str | None] = "user_id"
    OPEN_KEY: ClassVar[str | None] = "user_id"

    @classmethod
    def where(cls, *, broadcaster_user_id: str, user_id: str | None = None) -> Subscription[Self]:
        """Events of this channel's chat, as this user reads it; `None` is the acting account.

        Raises:
            ConfigurationError: What is given is no user id.
        """
        return _wish(cls, broadcaster_user_id=broadcaster_user_id, user_id=user_id)


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
