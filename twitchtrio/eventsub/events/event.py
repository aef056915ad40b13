"""What an event is, and what it means to wish for some."""

from __future__ import annotations

import builtins
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, Never, Protocol, Self, TypeAlias, TypeVar

from attrs import evolve, field, frozen
from msgspec import to_builtins

from ..._given import check, is_user_id
from ..._json import decode
from ..._needs import Needed, in_words
from ...errors import ConfigurationError
from ...subscription import TransportMethod

__all__ = ["EVENT_TYPES", "Event", "InChannel", "Source", "Subscription", "UnknownEvent", "event"]

E = TypeVar("E", bound="Event")
E_co = TypeVar("E_co", bound="Event", covariant=True)

_classes: Final[dict[tuple[str, str], type[Event]]] = {}


class _Registry(Mapping[tuple[str, str], "type[Event]"]):
    """The classes of families that were imported; the others are imported when one is not found among these."""

    def __getitem__(self, key: tuple[str, str]) -> type[Event]:
        if key not in _classes:
            _import_all()
        return _classes[key]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        _import_all()
        return iter(_classes)

    def __len__(self) -> int:
        _import_all()
        return len(_classes)


@lru_cache(maxsize=1)
def _import_all() -> None:
    name = __name__.rpartition(".")[0]
    for family in pkgutil.iter_modules(importlib.import_module(name).__path__):
        importlib.import_module(f"{name}.{family.name}")


EVENT_TYPES: Final[Mapping[tuple[str, str], type[Event]]] = _Registry()
"""The class of each subscription type and version that has one."""


class Event:
    """Base of every event.

    Class attributes:
        TYPE: Twitch's subscription type.
        VERSION: Its version.
        SCOPES: What is needed; of a tuple among them, any one.
        GRANTED_BY: Key of the condition that names the user who must have granted that, `None` if nobody must.
        GRANTOR: That key for all events with such a condition, whether they need a scope or not.
        OPEN_KEY: Key of the condition that the acting account's id fills where it is left out.
        TRANSPORTS: How its notifications may travel.
        BY_APP: Whether only the app itself can subscribe, with its own token.
        IDENTITY: Name of the field that tells this event from all others of its type, `None` if it has none.
    """

    __slots__ = ()

    TYPE: ClassVar[str]
    VERSION: ClassVar[str]
    SCOPES: ClassVar[tuple[Needed, ...]] = ()
    GRANTED_BY: ClassVar[str | None] = None
    GRANTOR: ClassVar[str | None] = None
    OPEN_KEY: ClassVar[str | None] = None
    TRANSPORTS: ClassVar[frozenset[TransportMethod]] = frozenset(TransportMethod)
    BY_APP: ClassVar[bool] = False
    IDENTITY: ClassVar[str | None] = None

    @property
    def identity(self) -> str | None:
        """The event's own id, such as that of a message or a redemption; `None` if Twitch gives it none."""
        return (getattr(self, self.IDENTITY) or None) if self.IDENTITY else None

    def as_dict(self) -> dict[str, Any]:
        """The event's fields as plain values, which JSON can hold: times are ISO 8601 texts."""
        return to_builtins(self)  # type: ignore[no-any-return]  # of a class it makes a dict

    if not TYPE_CHECKING:
        # Type checkers see it only where it has a meaning: so they refuse to listen to a raid "in" a channel.
        @classmethod
        def for_channel(cls, broadcaster_user_id: str) -> Never:  # noqa: ARG003  # most events use it
            """What `listen(Event, channel)` wishes for.

            Raises:
                ConfigurationError: The event has no single channel, or what is given is no user id.
            """
            raise ConfigurationError(
                f"{cls.__name__} does not happen in a single channel; say what to listen to with "
                f"{cls.__name__}.where(...)."
            )


def event(
    type: str,
    version: str,
    *scopes: Needed,
    identity: str | None = None,
    transports: Iterable[TransportMethod] = TransportMethod,
) -> Callable[[builtins.type[E]], builtins.type[E]]:
    """Make a class the event of a subscription type and version.

    Args:
        type: Twitch's name of the subscription type.
        version: Its version.
        scopes: What the user whom the condition's base names as `GRANTOR` must have granted; of a tuple, any one.
        identity: Name of a field that no two events of the type have alike.
        transports: How its notifications may travel.
    """

    def register(cls: builtins.type[E]) -> builtins.type[E]:
        if (type, version) in _classes:
            raise ConfigurationError(f"{type} {version} has a class already: {_classes[type, version].__name__}.")
        cls.TYPE, cls.VERSION, cls.SCOPES = type, version, scopes
        cls.IDENTITY, cls.TRANSPORTS = identity, frozenset(transports)
        # Whom the acting account stands for has to act, even where no scope is needed.
        cls.GRANTED_BY = cls.GRANTOR if scopes or cls.OPEN_KEY else None
        cls.__doc__ = f"{inspect.cleandoc(cls.__doc__ or '')}\n\n{_facts(cls)}\n"
        _classes[type, version] = cls
        return cls

    return register


def _facts(cls: builtins.type[Event]) -> str:
    wanted = in_words(cls.SCOPES)
    needed = f"scope {wanted}, granted by the user in `{cls.GRANTED_BY}`" if wanted else "no scope"
    by_app = ", the app's own token" if cls.BY_APP else ""
    over = f", over {' or '.join(sorted(cls.TRANSPORTS))} only" if len(cls.TRANSPORTS) < len(TransportMethod) else ""
    return f"Subscription type `{cls.TYPE}`, version {cls.VERSION}; {needed}{by_app}{over}."


def _checked(key: str, value: object) -> str:
    if key.endswith("user_id") and not is_user_id(value):
        advice = (
            ". If this is a login, pass it as the channel of listen(), or look the id up with bot.channel()."
            if isinstance(value, str)
            else ", which is a str of digits."
        )
        raise ConfigurationError(f"{key}={value!r} is no user id{advice}")
    return str(value)


def _canonical(pairs: Iterable[tuple[str, object]]) -> tuple[tuple[str, str], ...]:
    # A key that may be left out, and is `None`, is.
    given = ((key, value) for key, value in pairs if value is not None or key.endswith("user_id"))
    return tuple(sorted((key, _checked(key, value)) for key, value in given))


@frozen(kw_only=True)
class Subscription(Generic[E_co]):
    """What to listen to: events of one type that fulfil a condition; made by the event's `where(...)`.

    Two are equal if Twitch would see one subscription in them.
    """

    event: builtins.type[E_co] = field(eq=False)
    type: str
    version: str
    pairs: tuple[tuple[str, str], ...] = field(converter=_canonical)
    """The condition, sorted."""
    open_key: str | None = None
    """Key of the condition that the acting account's id is still to fill, `None` if it is complete."""

    @property
    def condition(self) -> dict[str, str]:
        """The condition as Twitch takes it, as far as it is known."""
        return dict(self.pairs)

    @property
    def granted_by(self) -> str | None:
        """Id of the user who must have granted the scopes; `None` if that is the acting account, or nobody."""
        return self.condition.get(self.event.GRANTED_BY or "")

    def matches(self, type: str, version: str, condition: Mapping[str, str]) -> bool:
        """Whether Twitch's record of a subscription is of this one; it may list keys that were not given as empty."""
        given = tuple(sorted((key, value) for key, value in condition.items() if value))
        return (self.type, self.version, self.pairs) == (type, version, given)

    def complete(self, user_id: str) -> Subscription[E_co]:
        """This wish as an account with this id makes it."""
        if self.open_key is None:
            return self
        return evolve(self, pairs=(*self.pairs, (self.open_key, user_id)), open_key=None)

    def __str__(self) -> str:
        return f"{self.type} ({', '.join(f'{key}={value}' for key, value in self.pairs)})"


class InChannel(Protocol[E_co]):
    """The class of an event that happens in a channel."""

    def for_channel(self, broadcaster_user_id: str) -> Subscription[E_co]:
        """What `listen(Event, channel)` wishes for."""
        ...


Source: TypeAlias = InChannel[E] | Callable[[str], Subscription[E]]
"""What can be listened to in a channel: an event's class, or what makes a subscription of a channel's id."""


@frozen(kw_only=True)
class UnknownEvent(Event):
    """An event of a subscription type that has no class yet."""

    type: str
    version: str
    raw: bytes = field(repr=False)
    """The event's JSON text."""

    @cached_property
    def data(self) -> dict[str, Any]:
        """The event's fields, as Twitch sent them."""
        return decode(dict[str, Any], self.raw)

    def as_dict(self) -> dict[str, Any]:
        """Type, version and the fields in `data`, as Twitch sent them."""
        return {"type": self.type, "version": self.version, "data": self.data}

    @classmethod
    def where(cls, type: str, version: str, condition: Mapping[str, str]) -> Subscription[Self]:
        """Events of any type that Twitch has and twitchtrio has no class for.

        Args:
            type: Twitch's name of the subscription type.
            version: Its version.
            condition: All keys of its condition.

        Raises:
            ConfigurationError: There is a class for it, or one of these is something else.
        """
        check("type", type, "a str", str)
        check("version", version, "a str, such as '1'", str)
        check("condition", condition, "a mapping of keys and values", Mapping)
        known = EVENT_TYPES.get((type, version))
        if known is not None:
            raise ConfigurationError(f"{type} {version} has a class of its own: use {known.__name__}.where(...).")
        return Subscription(event=cls, type=type, version=version, pairs=tuple(condition.items()))
