"""The users that events name: each class here is a base of all events that name one in that part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Generic, Self, TypeVar, overload

from attrs import frozen

from ...people import PartialUser
from .event import Event

__all__ = ["Badge", "Chatter"]

P_co = TypeVar("P_co", bound=PartialUser | None, covariant=True)

_TIER: Final = 1000


@frozen(kw_only=True)
class Badge:
    """A badge beside a chatter's name."""

    set_id: str
    """Kind of badge, such as `moderator` or `subscriber`."""
    id: str
    """Which one of its kind."""
    info: str
    """Months of subscription for a subscriber's badge; else empty."""


@frozen(kw_only=True, eq=False)
class Chatter(PartialUser):
    """Who wrote in a chat, as the chat shows them."""

    badges: tuple[Badge, ...] = ()
    color: str = ""
    """Of the name, as `#RRGGBB`; empty if none was chosen."""

    def badge(self, set_id: str) -> Badge | None:
        """The badge of a kind, whatever the case of its name; `None` if they wear none."""
        wanted = set_id.lower()
        return next((badge for badge in self.badges if badge.set_id.lower() == wanted), None)

    @property
    def is_broadcaster(self) -> bool:
        """Whether the channel is theirs."""
        return self.badge("broadcaster") is not None

    @property
    def is_moderator(self) -> bool:
        """Whether they moderate the channel; its broadcaster does so without a moderator's badge."""
        return self.badge("moderator") is not None or self.badge("lead_moderator") is not None

    @property
    def is_vip(self) -> bool:
        """Whether they are a VIP of the channel."""
        return self.badge("vip") is not None

    @property
    def is_subscriber(self) -> bool:
        """Whether they subscribe to the channel, as one of its first or later."""
        return self._subscribed is not None

    @property
    def months(self) -> int:
        """For how many months they have subscribed; 0 if they do not, or their badges do not tell."""
        badge = self._subscribed
        return _number("" if badge is None else badge.info)

    @property
    def tier(self) -> int:
        """Of their subscription, 1 to 3; 0 if there is none."""
        badge = self._subscribed
        return 0 if badge is None else max(1, _number(badge.id) // _TIER)

    @property
    def _subscribed(self) -> Badge | None:
        return self.badge("subscriber") or self.badge("founder")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class Part(Generic[P_co]):
    """The user whose id, login and name an event has under a prefix."""

    def __init__(self, prefix: str, read: Callable[[Any, str], P_co]) -> None:
        self.prefix = prefix
        self._read = read

    @overload
    def __get__(self, event: None, owner: type[Event]) -> Self: ...
    @overload
    def __get__(self, event: Event, owner: type[Event]) -> P_co: ...
    def __get__(self, event: Event | None, owner: type[Event]) -> Self | P_co:
        return self if event is None else self._read(event, self.prefix)


def _named(event: Any, prefix: str) -> dict[str, str]:
    parts = {"user_id": "id", "login": "login", "display_name": "name"}
    return {name: getattr(event, f"{prefix}_{part}") or "" for name, part in parts.items()}


def _somebody(event: Any, prefix: str) -> PartialUser:
    return PartialUser(**_named(event, prefix))


def _anybody(event: Any, prefix: str) -> PartialUser | None:
    return _somebody(event, prefix) if getattr(event, f"{prefix}_id") else None


def _chatter(event: Any, prefix: str) -> Chatter:
    return Chatter(**_named(event, prefix), badges=event.badges, color=event.color)


def _any_chatter(event: Any, prefix: str) -> Chatter | None:
    return _chatter(event, prefix) if getattr(event, f"{prefix}_id") else None


class NamesBroadcaster(Event):
    """Events that name the broadcaster of their channel."""

    __slots__ = ()

    broadcaster: Part[PartialUser] = Part("broadcaster_user", _somebody)
    """Whose channel it is."""


class NamesBroadcasterInShort(NamesBroadcaster):
    """Events that name the broadcaster of their channel, without the word `user`."""

    __slots__ = ()

    broadcaster: Part[PartialUser] = Part("broadcaster", _somebody)
    """Whose channel it is."""


class NamesUser(Event):
    """Events that name a user."""

    __slots__ = ()

    user: Part[PartialUser] = Part("user", _somebody)
    """Who did it, or to whom it was done."""


class MayNameUser(Event):
    """Events that name a user who may be anonymous."""

    __slots__ = ()

    user: Part[PartialUser | None] = Part("user", _anybody)
    """Who did it; `None` if anonymous."""


class NamesModerator(Event):
    """Events that name a moderator."""

    __slots__ = ()

    moderator: Part[PartialUser] = Part("moderator_user", _somebody)
    """Who did it; the broadcaster too is a moderator of the channel."""


class MayNameModerator(Event):
    """Events that name a moderator where one did it."""

    __slots__ = ()

    moderator: Part[PartialUser | None] = Part("moderator_user", _anybody)
    """Who did it; `None` if no moderator did."""


class NamesTarget(Event):
    """Events that name the user whom it was done to."""

    __slots__ = ()

    target: Part[PartialUser] = Part("target_user", _somebody)
    """To whom it was done."""


class NamesRequester(Event):
    """Events that name the user who asked for it."""

    __slots__ = ()

    requester: Part[PartialUser] = Part("requester_user", _somebody)
    """Who asked for it."""


class NamesFromBroadcaster(Event):
    """Events that name the channel that it comes from."""

    __slots__ = ()

    from_broadcaster: Part[PartialUser] = Part("from_broadcaster_user", _somebody)
    """Where it comes from."""


class NamesToBroadcaster(Event):
    """Events that name the channel that it goes to."""

    __slots__ = ()

    to_broadcaster: Part[PartialUser] = Part("to_broadcaster_user", _somebody)
    """Where it goes."""


class NamesHostBroadcaster(Event):
    """Events that name the host of a shared chat."""

    __slots__ = ()

    host_broadcaster: Part[PartialUser] = Part("host_broadcaster_user", _somebody)
    """Who hosts the shared chat."""


class MayNameSourceBroadcaster(Event):
    """Events that name the channel of a shared chat where it happened."""

    __slots__ = ()

    source_broadcaster: Part[PartialUser | None] = Part("source_broadcaster_user", _anybody)
    """In a shared chat, the channel where it happened; `None` if it is this one."""


class MayNameHost(Event):
    """Events that name the host of a Guest Star session."""

    __slots__ = ()

    host: Part[PartialUser | None] = Part("host_user", _anybody)
    """Who hosts the session; `None` if Twitch does not say."""


class MayNameGuest(Event):
    """Events that name a guest of a Guest Star session."""

    __slots__ = ()

    guest: Part[PartialUser | None] = Part("guest_user", _anybody)
    """The guest; `None` if the slot is empty."""


class NamesFromUser(Event):
    """Events that name the user whom it comes from."""

    __slots__ = ()

    from_user: Part[PartialUser] = Part("from_user", _somebody)
    """Who wrote."""


class NamesToUser(Event):
    """Events that name the user whom it goes to."""

    __slots__ = ()

    to_user: Part[PartialUser] = Part("to_user", _somebody)
    """To whom."""


class NamesChatter(Event):
    """Events that name who wrote in a chat, as it shows them."""

    __slots__ = ()

    chatter: Part[Chatter] = Part("chatter_user", _chatter)
    """Who wrote."""


class MayNameChatter(Event):
    """Events that name a chatter who may be anonymous."""

    __slots__ = ()

    chatter: Part[Chatter | None] = Part("chatter_user", _any_chatter)
    """Who it is about; `None` if anonymous."""
