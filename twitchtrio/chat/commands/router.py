"""Routers: which function answers which command, and which event."""
# ruff: noqa: SLF001  # routers are in routers

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any, Concatenate, Generic, Never, TypeAlias, TypeVar, overload

from ..._given import unfit
from ...errors import ConfigurationError
from ...eventsub import Event
from ._building import table_of
from ._command import (
    Command,
    Reaction,
    checked_handler,
    checked_names,
    checked_sources,
    place_of,
    refuse_bare,
    twice,
)
from ._needed import NeededScopes, scopes_of
from ._rules import Rules, checked_needs, checked_permission, cooldowns_in
from ._signature import Signature
from ._tree import Tree
from ._types import Does, P, R, S, T
from .context import CommandContext, Context
from .cooldowns import Cooldown, Key, Per, checked_key
from .permissions import Permission, everyone

if TYPE_CHECKING:
    from ...eventsub.events.event import Source

__all__ = ["Router"]

E = TypeVar("E")
E1 = TypeVar("E1", bound=Event)
E2 = TypeVar("E2", bound=Event)
E3 = TypeVar("E3", bound=Event)
E4 = TypeVar("E4", bound=Event)
X = TypeVar("X", bound=Exception)
M = TypeVar("M", bound=AbstractAsyncContextManager[object])

_Needs: TypeAlias = str | Iterable[str] | NeededScopes
_Command: TypeAlias = Callable[Concatenate[CommandContext[T], P], Does[R]]
_Fallback: TypeAlias = Callable[[CommandContext[T], str, str], Does[R]]
_Reaction: TypeAlias = Callable[[Context[T], E], Does[R]]


class Router(Generic[S]):
    """Commands and handlers of events; a value, which `bot.serve` runs.

    Its decorators return the function as it is. `S` is the type of the program's own state, which handlers find as
    `ctx.state`.
    """

    # A permission for any state does not say which one this router has.
    @overload
    def __init__(
        self, *, allow: Permission[object] | None = None, cooldown: Cooldown | Sequence[Cooldown] = ()
    ) -> None: ...
    @overload
    def __init__(self, *, allow: Permission[S], cooldown: Cooldown | Sequence[Cooldown] = ()) -> None: ...
    def __init__(self, *, allow: Permission[Any] | None = None, cooldown: Cooldown | Sequence[Cooldown] = ()) -> None:
        """Make an empty one.

        Args:
            allow: Who may use its commands; each command may ask for more.
            cooldown: Counts for all its commands together, beside their own.
        """
        allowed = checked_permission(everyone if allow is None else allow)
        self._tree = Tree(allow=allowed, cooldowns=cooldowns_in(cooldown))

    def __repr__(self) -> str:
        return f"<Router: {self._tree}>"

    def command(
        self,
        *names: str,
        allow: Permission[S] = everyone,
        cooldown: Cooldown | Sequence[Cooldown] = (),
        lane: Key | None = Per.CHATTER,
        hidden: bool = False,
        needs: _Needs = (),
    ) -> Callable[[_Command[S, P, R]], _Command[S, P, R]]:
        """A decorator: let a function answer chat messages that begin with a prefix and one of these names.

        Its first parameter is the context; the others say which arguments the command takes.

        Args:
            names: Its names, in any case of letters; the function's own if there is none.
            allow: Who may use it.
            cooldown: How often it may be used; of several, all count.
            lane: What has this in common runs one after the other, other commands too; `None` lets all run at once.
            hidden: Whether help leaves it out.
            needs: Scopes that it takes, for `scopes`: of the bot, or as `NeededScopes` of the broadcaster too.

        Raises:
            ConfigurationError: A parameter cannot be had from chat, a name is taken, or an argument is something else.
        """
        checked_names(names, "any")
        rules = Rules.of(allow, cooldown, lane, needs)

        def register(function: _Command[S, P, R]) -> _Command[S, P, R]:
            command = Command(
                names=checked_names(names, getattr(function, "__name__", "")),
                function=function,
                hidden=hidden,
                signature=Signature.of(function),
                rules=rules,
            )
            self._tree.add(command.names, command)
            return function

        return register

    def group(
        self, *names: str, allow: Permission[S] | None = None, cooldown: Cooldown | Sequence[Cooldown] = ()
    ) -> Router[S]:
        """A router for commands that are called by one of these names and their own: `!quote add`.

        Args:
            names: The names of the group.
            allow: Who may use what is in it.
            cooldown: Counts for all that is in it.

        Raises:
            ConfigurationError: A name is taken, or an argument is something else.
        """
        if not names:
            raise ConfigurationError("A group needs a name: router.group('quote').")
        given = checked_names(names)
        group: Router[S] = Router(allow=allow, cooldown=cooldown)
        group._tree.name = given[0]
        self._tree.add(given, group._tree)
        return group

    def default(
        self,
        *bare: Never,
        allow: Permission[S] = everyone,
        cooldown: Cooldown | Sequence[Cooldown] = (),
        lane: Key | None = Per.CHATTER,
        needs: _Needs = (),
    ) -> Callable[[_Command[S, P, R]], _Command[S, P, R]]:
        """A decorator, of a group: let a function answer where no further word is the name of a command in it.

        It takes what `command` does.
        """
        refuse_bare("group.default()", *bare)
        rules = Rules.of(allow, cooldown, lane, needs)

        def register(function: _Command[S, P, R]) -> _Command[S, P, R]:
            if self._tree.default is not None:
                raise twice("default", self._tree.default.function, function)
            self._tree.default = Command(function=function, signature=Signature.of(function), rules=rules)
            return function

        return register

    def fallback(
        self,
        *bare: Never,
        allow: Permission[S] = everyone,
        cooldown: Cooldown | Sequence[Cooldown] = (),
        lane: Key | None = Per.CHATTER,
        needs: _Needs = (),
    ) -> Callable[[_Fallback[S, R]], _Fallback[S, R]]:
        """A decorator: let a function answer to names that no command has; it gets the name and what follows it.

        It takes what `command` does.
        """
        refuse_bare("router.fallback()", *bare)
        rules = Rules.of(allow, cooldown, lane, needs)

        def register(function: _Fallback[S, R]) -> _Fallback[S, R]:
            if self._tree.fallback is not None:
                raise twice("fallback", self._tree.fallback.function, function)
            checked_handler(function, 3, "the context, a name, and what follows it")
            self._tree.fallback = Command(function=function, signature=None, rules=rules)
            return function

        return register

    @overload
    def on(
        self, event: Source[E1], /, *, lane: Key | None = Per.CHANNEL, needs: _Needs = ()
    ) -> Callable[[_Reaction[S, E1, R]], _Reaction[S, E1, R]]: ...
    @overload
    def on(
        self, a: Source[E1], b: Source[E2], /, *, lane: Key | None = Per.CHANNEL, needs: _Needs = ()
    ) -> Callable[[_Reaction[S, E1 | E2, R]], _Reaction[S, E1 | E2, R]]: ...
    @overload
    def on(
        self, a: Source[E1], b: Source[E2], c: Source[E3], /, *, lane: Key | None = Per.CHANNEL, needs: _Needs = ()
    ) -> Callable[[_Reaction[S, E1 | E2 | E3, R]], _Reaction[S, E1 | E2 | E3, R]]: ...
    @overload
    def on(
        self,
        a: Source[E1],
        b: Source[E2],
        c: Source[E3],
        d: Source[E4],
        /,
        *,
        lane: Key | None = Per.CHANNEL,
        needs: _Needs = (),
    ) -> Callable[[_Reaction[S, E1 | E2 | E3 | E4, R]], _Reaction[S, E1 | E2 | E3 | E4, R]]: ...
    @overload
    def on(
        self, *events: Source[Any], lane: Key | None = Per.CHANNEL, needs: _Needs = ()
    ) -> Callable[[_Reaction[S, Any, R]], _Reaction[S, Any, R]]: ...
    def on(self, *events: Any, lane: Key | None = Per.CHANNEL, needs: _Needs = ()) -> Callable[[Any], Any]:
        """A decorator: let a function handle events in the channels that are served.

        Args:
            events: Their classes, or `ChannelRaid.into` and its like.
            lane: Events with this in common are handled one after another; `None` lets all be handled at once.
            needs: As of a command, beside what it takes to receive the events.

        Raises:
            ConfigurationError: One of them is no event that happens in a channel.
        """
        sources, needed = checked_sources(events), checked_needs(needs)
        key = None if lane is None else checked_key("lane", lane)

        def register(function: Any) -> Any:
            checked_handler(function, 2, "the context and the event")
            self._tree.reactions.append(Reaction(sources=sources, function=function, lane=key, needs=needed))
            return function

        return register

    def around(self, hook: Callable[[Context[S]], M], /) -> Callable[[Context[S]], M]:
        """A decorator: run a function of the context, which gives an async context manager, around each handler.

        Raises:
            ConfigurationError: It is no such function.
        """
        if not callable(hook):
            raise unfit("hook", hook, "a function of a Context that gives an async context manager")
        if inspect.iscoroutinefunction(hook) or inspect.isasyncgenfunction(hook):
            raise ConfigurationError(f"Write @asynccontextmanager between @router.around and {place_of(hook)}.")
        self._tree.hooks.append(hook)
        return hook

    def error(self, kind: type[X], /) -> Callable[[_Reaction[S, X, R]], _Reaction[S, X, R]]:
        """A decorator: let a function handle what handlers raise of a class; the most specific one is asked.

        What it raises itself is handled further outside.
        """
        given: object = kind
        if inspect.isroutine(given):
            refuse_bare("router.error(ValueError) or the like", given)
        if not (isinstance(given, type) and issubclass(given, Exception)):
            raise unfit("kind", kind, "a class of exceptions")

        def register(function: _Reaction[S, X, R]) -> _Reaction[S, X, R]:
            if kind in self._tree.errors:
                raise twice(f"handler of {kind.__name__}", self._tree.errors[kind], function)
            checked_handler(function, 2, "the context and the exception")
            self._tree.errors[kind] = function
            return function

        return register

    @overload
    def include(self, *others: Router[S] | Router[None]) -> None: ...
    @overload
    def include(self, other: Router[T], /, *, state: Callable[[S], T]) -> None: ...
    def include(self, *others: Any, state: Callable[[Any], Any] | None = None) -> None:
        """Take in what other routers have and will have.

        Args:
            others: The routers.
            state: Gives their state, where it is another one.

        Raises:
            ConfigurationError: Two commands have one name, or a router would include itself, or another one twice.
        """
        if not (state is None or callable(state)):
            raise unfit("state", state, "a function of this router's state")
        for other in others:
            if not isinstance(other, Router):
                raise unfit("others", other, "routers")
            self._tree.include(other._tree, state)

    @property
    def commands(self) -> tuple[Command, ...]:
        """All commands that have a name, with those of groups and of routers that were included."""
        return tuple(route.command for route in table_of(self).routes if route.command.names)

    def scopes(self) -> NeededScopes:
        """The scopes that all of this needs: to receive its events, to answer in chat, and what `needs` names."""
        return scopes_of(table_of(self))
