"""What can be listened to in a channel, as a program names it."""

from __future__ import annotations

from collections.abc import Iterable
from inspect import isroutine
from typing import Any, Final

from ..errors import ConfigurationError
from .events.event import Event, Source, Subscription, UnknownEvent

__all__ = ["ANYBODY", "check_source", "in_a_tuple", "is_source", "shown", "subscription_of"]

ANYBODY: Final = "0"
"""An id that no user has, to ask what a source wishes for whichever channel it is."""


def check_source(source: Any) -> None:
    """Refuse what is no source of events.

    Raises:
        ConfigurationError: It is something else.
    """
    if isinstance(source, Subscription):
        raise ConfigurationError(
            f"A tuple takes events, and {source} is a subscription, which says itself where it listens. Pass "
            "subscriptions alone and without a tuple: listen(X.where(...), Y.where(...))."
        )
    if isinstance(source, list) and source and all(map(is_source, source)):
        raise in_a_tuple("This is a list of events", source)
    if callable(source) and not isinstance(source, type):
        return
    if not (isinstance(source, type) and issubclass(source, Event)):
        raise _no_event(f"{source!r} is no event class")
    if not hasattr(source, "TYPE") and source is not UnknownEvent:
        raise _no_event(f"{source.__name__} is the base of many events")


def is_source(what: object) -> bool:
    """Whether this looks like a source of events."""
    return isroutine(what) or (isinstance(what, type) and issubclass(what, Event))


def in_a_tuple(problem: str, events: Iterable[object]) -> ConfigurationError:
    """The error for several events that stand in another way than in a tuple."""
    return ConfigurationError(
        f"{problem}; several kinds of event go in a tuple: listen({shown(tuple(events))}, 'login')."
    )


def _no_event(problem: str) -> ConfigurationError:
    return ConfigurationError(
        f"{problem}. Pass one, such as ChannelChatMessage; for a type that twitchtrio has no class for, pass "
        "UnknownEvent.where(type, version, condition)."
    )


def shown(what: object) -> str:
    """A source, or several, as a program writes it."""
    if isinstance(what, tuple):
        return f"({', '.join(map(shown, what))})"
    owner = getattr(what, "__self__", None)
    name = getattr(what, "__name__", None) or str(what)
    return f"{owner.__name__}.{name}" if isinstance(owner, type) else name


def subscription_of(source: Source[Any], user_id: str) -> Subscription[Any]:
    """What a source wishes for in the channel of a user.

    Raises:
        ConfigurationError: It does not happen in a channel, or is no source.
    """
    if isinstance(source, type):
        return source.for_channel(user_id)  # type: ignore[attr-defined, no-any-return]  # the door lets no other in
    subscription: object = source(user_id)  # type: ignore[operator]  # as above
    if isinstance(subscription, Subscription):
        return subscription
    raise ConfigurationError(f"{source!r} should make a subscription of a channel's id, but made {subscription!r}.")
