"""What events are addressed by: each class here is the base of all events whose conditions have the same keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Never, Self, TypeVar

from ..._given import is_user_id
from ...errors import ConfigurationError
from .event import Event, Subscription

__all__ = [
    "WithAccount",
    "WithBroadcaster",
    "WithClient",
    "WithConduit",
    "WithExtension",
    "WithModerator",
    "WithOrganization",
    "WithRaid",
    "WithReward",
    "WithUser",
]


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


class WithReward(_InChannel):
    """Events of a channel's rewards, or of one of them."""

    __slots__ = ()

    GRANTOR: ClassVar[str | None] = "broadcaster_user_id"

    @classmethod
    def where(cls, *, broadcaster_user_id: str, reward_id: str | None = None) -> Subscription[Self]:
        """Events of this channel; of this reward alone, unless it is `None`.

        Raises:
            ConfigurationError: What is given is no user id.
        """
        return _wish(cls, broadcaster_user_id=broadcaster_user_id, reward_id=reward_id)


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

    @classmethod
    def into(cls, broadcaster_user_id: str) -> Subscription[Self]:
        """Raids that reach a channel. Pass it, uncalled, to `listen`, which looks logins up.

        Raises:
            ConfigurationError: What is given is no user id.
        """
        return cls.where(to_broadcaster_user_id=_channel_id(cls, "into", broadcaster_user_id))

    @classmethod
    def out_of(cls, broadcaster_user_id: str) -> Subscription[Self]:
        """Raids that leave a channel. Pass it, uncalled, to `listen`, which looks logins up.

        Raises:
            ConfigurationError: What is given is no user id.
        """
        return cls.where(from_broadcaster_user_id=_channel_id(cls, "out_of", broadcaster_user_id))

    if not TYPE_CHECKING:

        @classmethod
        def for_channel(cls, broadcaster_user_id: str) -> Never:  # noqa: ARG003  # there is none
            """There is no such thing: a raid goes from one channel to another.

            Raises:
                ConfigurationError: Always; it names what there is.
            """
            raise ConfigurationError(
                f"{cls.__name__} happens between two channels: say which is meant, by {cls.__name__}.into or "
                f"{cls.__name__}.out_of in its place."
            )


def _channel_id(cls: type[Event], name: str, given: object) -> str:
    if is_user_id(given):
        return given
    raise ConfigurationError(
        f"{cls.__name__}.{name}({given!r}) takes a user id; with a login, pass it uncalled: "
        f"listen({cls.__name__}.{name}, {given!r})."
    )


class WithAccount(Event):
    """Events of a user, whatever the channel."""

    __slots__ = ()

    GRANTOR: ClassVar[str | None] = "user_id"
    OPEN_KEY: ClassVar[str | None] = "user_id"

    @classmethod
    def where(cls, *, user_id: str | None = None) -> Subscription[Self]:
        """Events of this user; `None` is the acting account.

        Raises:
            ConfigurationError: What is given is no user id.
        """
        return _wish(cls, user_id=user_id)


class WithClient(Event):
    """Events of the app itself."""

    __slots__ = ()

    BY_APP: ClassVar[bool] = True

    @classmethod
    def where(cls, *, client_id: str) -> Subscription[Self]:
        """Events of the app with this client id, which has to be one's own."""
        return _wish(cls, client_id=client_id)


class WithConduit(Event):
    """Events of the app's conduits."""

    __slots__ = ()

    BY_APP: ClassVar[bool] = True

    @classmethod
    def where(cls, *, client_id: str, conduit_id: str | None = None) -> Subscription[Self]:
        """Events of the app with this client id; of this conduit alone, unless it is `None`."""
        return _wish(cls, client_id=client_id, conduit_id=conduit_id)


class WithExtension(Event):
    """Events of an extension."""

    __slots__ = ()

    BY_APP: ClassVar[bool] = True

    @classmethod
    def where(cls, *, extension_client_id: str) -> Subscription[Self]:
        """Events of the extension with this client id, which has to be one's own."""
        return _wish(cls, extension_client_id=extension_client_id)


class WithOrganization(Event):
    """Events of an organization's games."""

    __slots__ = ()

    BY_APP: ClassVar[bool] = True

    @classmethod
    def where(
        cls, *, organization_id: str, category_id: str | None = None, campaign_id: str | None = None
    ) -> Subscription[Self]:
        """Events of this organization; of this game and this campaign alone, unless they are `None`."""
        return _wish(cls, organization_id=organization_id, category_id=category_id, campaign_id=campaign_id)
