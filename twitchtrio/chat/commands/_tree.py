"""Routers in routers: what each holds, and which names stand beside each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from attrs import frozen

from ...errors import ConfigurationError
from ._command import Command, refuse_double
from ._words import folded

if TYPE_CHECKING:
    from ._command import Reaction
    from ._types import Handler
    from .cooldowns import Cooldown
    from .permissions import Permission

__all__ = ["Inclusion", "Tree"]


class Tree:
    """What a router holds.

    Attributes:
        allow: Who may use its commands.
        cooldowns: What counts for all of them together.
        name: The first name of a group; empty of what is none.
        entries: Commands and groups, by name.
        default: Of a group, what answers where no further word leads on.
        fallback: What answers to names that nothing has.
        reactions: Handlers of events.
        hooks: What is around all handlers, from outside to inside.
        errors: Handlers of exceptions.
        included: What it has taken in.
        owners: Those that have taken it in.
    """

    def __init__(self, allow: Permission[Any], cooldowns: tuple[Cooldown, ...]) -> None:
        self.allow = allow
        self.cooldowns = cooldowns
        self.name = ""
        self.entries: dict[str, Command | Tree] = {}
        self.default: Command | None = None
        self.fallback: Command | None = None
        self.reactions: list[Reaction] = []
        self.hooks: list[Callable[..., Any]] = []
        self.errors: dict[type[Exception], Handler] = {}
        self.included: list[Inclusion] = []
        self.owners: list[Tree] = []

    def __repr__(self) -> str:
        return ", ".join(dict.fromkeys(name for each in self.merged() for name in each.entries)) or "no commands"

    def add(self, names: Iterable[str], entry: Command | Tree) -> None:
        """Give something its names.

        Raises:
            ConfigurationError: One of them is taken, here or where this was taken in.
        """
        for name in names:
            refuse_double(name, self.beside(folded(name)), entry)
        self.entries.update((folded(name), entry) for name in names)

    def include(self, other: Tree, state: Callable[[Any], Any] | None) -> None:
        """Take another in.

        Raises:
            ConfigurationError: Names are taken, or one would be in itself, or twice in another.
        """
        if self in other.all():
            raise ConfigurationError("A router cannot include itself, nor what includes it.")
        if any(each.tree is other for each in self.included):
            raise ConfigurationError(f"A router is included once; <Router: {other}> is there already.")
        for each in other.merged():
            for name, entry in each.entries.items():
                refuse_double(name, self.beside(name), entry)
        self.included.append(Inclusion(tree=other, state=state))
        other.owners.append(self)

    def beside(self, name: str) -> Command | Tree | None:
        """What has this name here, or beside what is here."""
        return next((each.entries[name] for top in self.tops() for each in top.merged() if name in each.entries), None)

    def merged(self) -> Iterator[Tree]:
        """This and those whose names it has taken in."""
        yield self
        for inclusion in self.included:
            yield from inclusion.tree.merged()

    def all(self) -> Iterator[Tree]:
        """This and all in it."""
        for each in self.merged():
            yield each
            for entry in each.entries.values():
                if isinstance(entry, Tree):
                    yield from entry.all()

    def tops(self) -> Iterator[Tree]:
        """The outermost of those that have its names, itself if nobody has taken it in."""
        for owner in self.owners:
            yield from owner.tops()
        if not self.owners:
            yield self


@frozen(kw_only=True, eq=False)
class Inclusion:
    """What was taken in."""

    tree: Tree
    state: Callable[[Any], Any] | None
    """How its state is had from that of the router that has taken it in; `None` if it is the same."""
