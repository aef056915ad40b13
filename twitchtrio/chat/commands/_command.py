"""What a router holds: commands and reactions, each a function and what was said of it."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from ..._given import unfit
from ...errors import ConfigurationError
from ...eventsub import Subscription
from ...eventsub._sources import ANYBODY, check_source, subscription_of
from ._annotations import plain_function
from ._rules import Rules
from ._signature import Signature
from ._words import first_word

if TYPE_CHECKING:
    from ...eventsub.events.event import Source
    from ._needed import NeededScopes
    from ._types import Handler
    from .cooldowns import Key
    from .permissions import Permission

__all__ = [
    "Command",
    "Reaction",
    "checked_handler",
    "checked_names",
    "checked_sources",
    "place_of",
    "refuse_bare",
    "refuse_double",
    "twice",
]


@frozen(kw_only=True, eq=False)
class Command:
    """A command of a router."""

    names: tuple[str, ...] = ()
    """How it is called; with the names of its groups in front of it, of a command that is in one."""
    function: Handler
    hidden: bool = False
    """Whether help leaves it out."""
    signature: Signature | None = field(repr=False)
    """What its arguments are; `None` where it takes the name that was written, and what follows."""
    form: str = field(default="", repr=False)
    """How its arguments are written, where it has no signature."""
    rules: Rules = field(default=Rules(), repr=False)

    @property
    def allow(self) -> Permission[Any]:
        """Who may use it, as far as the command itself says."""
        return self.rules.allow

    @property
    def usage(self) -> str:
        """How it is written, without prefix, such as `so <who> [words...]`."""
        return self.usage_with("-")

    def usage_with(self, option: str) -> str:
        """The same, with another sign in front of options."""
        arguments = self.form if self.signature is None else self.signature.usage_with(option)
        return " ".join(filter(None, (next(iter(self.names), ""), arguments)))

    @property
    def description(self) -> str:
        """The function's docstring."""
        return inspect.getdoc(self.function) or ""

    @property
    def summary(self) -> str:
        """The first line of that."""
        return self.description.partition("\n")[0]


@frozen(kw_only=True, eq=False)
class Reaction:
    """A handler of events."""

    sources: tuple[Source[Any], ...]
    function: Handler
    lane: Key | None
    needs: NeededScopes


def place_of(function: object) -> str:
    """Where a function is defined, for errors."""
    code = getattr(inspect.unwrap(function) if callable(function) else function, "__code__", None)
    name = getattr(function, "__qualname__", repr(function))
    return f"{name} ({code.co_filename}:{code.co_firstlineno})" if code is not None else name


def refuse_bare(decorator: str, *given: object) -> None:
    """Refuse what stands where a decorator's own arguments belong: a function, below one without parentheses."""
    for function in given:
        raise ConfigurationError(f"Write @{decorator} with parentheses above {place_of(function)}.")


def twice(what: str, there: object, new: object) -> ConfigurationError:
    """The error for a second one of what a router has one of."""
    return ConfigurationError(f"There is one {what} in a router, not both {place_of(there)} and {place_of(new)}.")


def checked_names(names: Sequence[object], default: str = "") -> tuple[str, ...]:
    """The names of a command or group, or the one of its function.

    Raises:
        ConfigurationError: One of them cannot be written as one word.
    """
    given = tuple(names) or (default.rstrip("_"),)
    for name in given:
        if callable(name):
            refuse_bare("router.command()", name)
        if not isinstance(name, str):
            raise unfit("names", name, "names as str")
        if not name or first_word(name) != (name, ""):
            raise ConfigurationError(f"{name!r} is no name of a command: it takes one word, such as 'hello'.")
    return given  # type: ignore[return-value]  # all are texts


def checked_handler(function: Handler, count: int, wanted: str) -> None:
    """Refuse what cannot be called with so many arguments and awaited.

    Raises:
        ConfigurationError: It cannot.
    """
    if not callable(function):
        raise unfit("function", function, "a function")
    # Either what is called or what is in it says so.
    if not any(map(inspect.iscoroutinefunction, (function, plain_function(function)))):
        raise ConfigurationError(f"{place_of(function)} is to be awaited; write `async def`.")
    try:
        inspect.signature(function).bind(*range(count))
    except TypeError:
        raise ConfigurationError(f"{place_of(function)} takes {wanted}.") from None


def checked_sources(events: Sequence[Any]) -> tuple[Source[Any], ...]:
    """What was given to `on`.

    Raises:
        ConfigurationError: One of them is no event that happens in a channel.
    """
    if not events:
        raise ConfigurationError("Which event? router.on(ChannelFollow).")
    for event in events:
        if isinstance(event, Subscription):
            raise ConfigurationError(
                f"{event} is a subscription, which says itself where it listens; a router listens where it is served. "
                f"Give the event: router.on({event.event.__name__})."
            )
        if isinstance(event, list | tuple):
            raise ConfigurationError("Several events are given one by one: router.on(StreamOnline, StreamOffline).")
        if inspect.iscoroutinefunction(event):
            raise ConfigurationError(f"Write @router.on(...), with the event, above {place_of(event)}.")
        check_source(event)
        # What has no single channel says so.
        subscription_of(event, ANYBODY)
    return tuple(dict.fromkeys(events))


def refuse_double(name: str, there: object, new: object) -> None:
    """Refuse a name that something else has.

    Raises:
        ConfigurationError: It has.
    """
    if there is not None and there is not new:
        raise ConfigurationError(f"Two commands have the name {name!r}: {_place(there)} and {_place(new)}.")


def _place(entry: object) -> str:
    return place_of(entry.function) if isinstance(entry, Command) else f"a group of {entry}"
