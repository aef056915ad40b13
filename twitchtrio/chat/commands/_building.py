"""From a router to its table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import trio
from attrs import evolve

from ...errors import ConfigurationError, UsageError
from ._command import Command, place_of
from ._form import told
from ._table import Layer, Node, ReactionRoute, Route, Table, walk
from ._tree import Tree
from ._words import first_word

if TYPE_CHECKING:
    from ...eventsub.events.event import Source
    from ._command import Reaction
    from ._tree import Inclusion
    from .context import CommandContext
    from .router import Router

__all__ = ["table_of"]

# Of more names than go into one message, a chatter is told the first.
_MOST: Final = 300


def table_of(router: Router[Any]) -> Table:
    """All of a router as it is now.

    Raises:
        ConfigurationError: Two fallbacks, or two defaults, stand beside each other.
    """
    tree = router._tree  # noqa: SLF001  # a table is a router's other form
    root = _node(tree, (), ())
    reactions: dict[Source[Any], list[ReactionRoute]] = {}
    # What was taken in by several ways reacts once.
    once: dict[Reaction, ReactionRoute] = {}
    for each in _reactions(tree, ()):
        once.setdefault(each.reaction, each)
    for each in once.values():
        for source in each.reaction.sources:
            reactions.setdefault(source, []).append(each)
    return Table(
        root=root,
        reactions=MappingProxyType({source: tuple(routes) for source, routes in reactions.items()}),
        routes=tuple(walk(root)),
    )


def _layer(tree: Tree, inclusion: Inclusion | None = None) -> Layer:
    return Layer(
        allow=tree.allow,
        cooldowns=tree.cooldowns,
        around=tuple(tree.hooks),
        errors=dict(tree.errors),
        state=None if inclusion is None else inclusion.state,
    )


def _merged(
    tree: Tree, layers: tuple[Layer, ...], inclusion: Inclusion | None = None, seen: set[Tree] | None = None
) -> Iterator[tuple[Tree, tuple[Layer, ...]]]:
    """A router and those whose names it has taken in, each once and with the layers around what it holds."""
    seen = set() if seen is None else seen
    if tree in seen:
        return
    seen.add(tree)
    layers = (*layers, _layer(tree, inclusion))
    yield tree, layers
    for each in tree.included:
        yield from _merged(each.tree, layers, each, seen)


def _node(tree: Tree, layers: tuple[Layer, ...], path: tuple[str, ...]) -> Node:
    children: dict[str, Node] = {}
    fallbacks: list[Route] = []
    defaults: list[Route] = []
    for each, around in _merged(tree, layers):
        made: dict[Command | Tree, Node] = {}
        for name, entry in each.entries.items():
            if entry not in made:
                made[entry] = _entry(entry, around, path)
            children[name] = made[entry]
        if each.fallback is not None:
            fallbacks.append(Route(command=each.fallback, layers=around))
        if each.default is not None and not path:
            raise ConfigurationError(
                f"{place_of(each.default.function)} is a default, which is for groups; use router.fallback()."
            )
        if each.default is not None:
            defaults.append(Route(command=evolve(each.default, names=(" ".join(path),)), layers=around))
    if not defaults and path and (children or fallbacks):
        shown = (name for name, child in children.items() if child.route is None or not child.route.command.hidden)
        choosing = evolve(_choosing(shown), names=(" ".join(path),))
        defaults.append(Route(command=choosing, layers=(*layers, _layer(tree))))
    return Node(
        route=_one(defaults, "default"),
        children=MappingProxyType(children),
        fallback=_one(fallbacks, "fallback"),
    )


def _one(routes: list[Route], what: str) -> Route | None:
    if len(routes) > 1:
        places = " and ".join(place_of(each.function) for each in routes)
        raise ConfigurationError(f"There can be one {what} only, also where routers include others: not both {places}.")
    return next(iter(routes), None)


def _choosing(children: Iterable[str]) -> Command:
    """What a group without a default does: it says which words may follow."""
    choices = "|".join(children) or "<word>"
    if len(choices) > _MOST:
        choices = f"{choices[:_MOST].rpartition('|')[0]}|..."

    async def choose(ctx: CommandContext[Any], _: str, rest: str) -> None:
        word, _rest = first_word(rest)
        problem = f"{told(word)} is none of these" if word else "A word is missing"
        await trio.lowlevel.checkpoint()
        raise UsageError(problem, usage=ctx.usage, word=word or None)

    return Command(function=choose, signature=None, form=choices)


def _entry(entry: Command | Tree, layers: tuple[Layer, ...], path: tuple[str, ...]) -> Node:
    if not isinstance(entry, Command):
        return _node(entry, layers, (*path, entry.name))
    names = tuple(" ".join((*path, name)) for name in entry.names)
    return Node(route=Route(command=evolve(entry, names=names) if path else entry, layers=layers))


def _reactions(tree: Tree, layers: tuple[Layer, ...]) -> Iterator[ReactionRoute]:
    for each, around in _merged(tree, layers):
        yield from (ReactionRoute(reaction=reaction, layers=around) for reaction in each.reactions)
        for entry in dict.fromkeys(each.entries.values()):
            if not isinstance(entry, Command):
                yield from _reactions(entry, around)
