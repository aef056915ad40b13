"""What a router comes to: names to look up, and who reacts to which event; made once and never changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from attrs import Factory, field, frozen

from ...eventsub import ChannelChatMessage
from ._words import first_word, folded
from .permissions import everyone

if TYPE_CHECKING:
    from ...eventsub.events.event import Source
    from ._command import Command, Reaction
    from ._types import Handler
    from .cooldowns import Cooldown
    from .permissions import Permission

__all__ = ["Found", "Layer", "Node", "ReactionRoute", "Route", "Table", "walk"]


@frozen(kw_only=True, eq=False)
class Layer:
    """What a router says of all that is in it."""

    allow: Permission[Any]
    cooldowns: tuple[Cooldown, ...]
    around: tuple[Callable[..., Any], ...]
    errors: Mapping[type[Exception], Handler]
    state: Callable[[Any], Any] | None
    """How its state is had from that of the router that includes it; `None` if it is the same."""


def _cooldowns_of(route: Route) -> tuple[tuple[int, Cooldown], ...]:
    counted = [
        *enumerate(layer.cooldowns for layer in route.layers),
        (len(route.layers) - 1, route.command.rules.cooldowns),
    ]
    return tuple((at, each) for at, cooldowns in counted for each in cooldowns)


def _gates_of(route: Route) -> tuple[tuple[int, Permission[Any]], ...]:
    asked = [*enumerate(layer.allow for layer in route.layers), (len(route.layers) - 1, route.command.allow)]
    return tuple((at, allow) for at, allow in asked if allow is not everyone)


@frozen(kw_only=True, eq=False)
class Route:
    """A command, and the routers that it is in, from outside to inside."""

    command: Command
    layers: tuple[Layer, ...]
    cooldowns: tuple[tuple[int, Cooldown], ...] = field(init=False, default=Factory(_cooldowns_of, takes_self=True))
    """All that count for it, each with the number of the router that says so."""
    gates: tuple[tuple[int, Permission[Any]], ...] = field(init=False, default=Factory(_gates_of, takes_self=True))
    """The permissions that are asked, each with the number of the router that asks it."""

    @property
    def function(self) -> Handler:
        """What is called."""
        return self.command.function


@frozen(kw_only=True, eq=False)
class ReactionRoute:
    """A handler of events, and the routers that it is in."""

    reaction: Reaction
    layers: tuple[Layer, ...]

    @property
    def function(self) -> Handler:
        """What is called."""
        return self.reaction.function


@frozen(kw_only=True, eq=False)
class Node:
    """What a word may lead to: a command, a group, or the beginning of all."""

    route: Route | None = None
    """What is called where no further word leads on."""
    children: Mapping[str, Node] = field(factory=dict)
    fallback: Route | None = None
    """What is called with a word that leads nowhere."""

    @property
    def is_group(self) -> bool:
        """Whether further words may lead on."""
        return bool(self.children) or self.fallback is not None


@frozen(kw_only=True)
class Found:
    """What a line calls."""

    route: Route
    names: tuple[str, ...]
    """The words that led there, as written."""
    rest: str
    """What follows them."""


@frozen(kw_only=True, eq=False)
class Table:
    """All of a router, and of those that it includes."""

    root: Node
    reactions: Mapping[Source[Any], tuple[ReactionRoute, ...]]
    routes: tuple[Route, ...]
    """Every command."""

    @property
    def has_commands(self) -> bool:
        """Whether chat messages may call something."""
        return self.root.is_group

    @property
    def sources(self) -> tuple[Source[Any], ...]:
        """What has to be listened to for it."""
        chat: tuple[Source[Any], ...] = (ChannelChatMessage,) if self.has_commands else ()
        return tuple(dict.fromkeys((*chat, *self.reactions)))

    def find(self, line: str) -> Found | None:
        """What a line without its prefix calls; `None` if that is nothing."""
        node, rest = self.root, line
        names: tuple[str, ...] = ()
        while True:
            name, following = first_word(rest)
            child = node.children.get(folded(name)) if name else None
            if child is None:
                break
            node, names, rest = child, (*names, name), following
        if name and node.fallback is not None:
            return Found(route=node.fallback, names=(*names, name), rest=following)
        return None if node.route is None else Found(route=node.route, names=names, rest=rest)


def walk(node: Node) -> Iterator[Route]:
    """All commands from a node on, but for what only says which words may follow."""
    if node.route is not None and not node.route.command.form:
        yield node.route
    for child in dict.fromkeys(node.children.values()):
        yield from walk(child)
    if node.fallback is not None:
        yield node.fallback
