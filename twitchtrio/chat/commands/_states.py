"""Whether handlers are given the state that they take."""

from __future__ import annotations

import inspect
from itertools import chain
from typing import TYPE_CHECKING, Any, get_args, get_origin

from ...errors import ConfigurationError
from ._annotations import annotation_of, may_be_none, plain_function
from ._command import place_of
from .context import Context

if TYPE_CHECKING:
    from ._table import ReactionRoute, Route, Table
    from ._types import Handler

__all__ = ["check_state"]


def check_state(table: Table, state: object) -> None:
    """Refuse to serve without a state where a handler says that it takes one.

    Raises:
        ConfigurationError: One does.
    """
    if state is not None:
        return
    routes: list[Route | ReactionRoute] = [*table.routes, *chain.from_iterable(table.reactions.values())]
    for route in routes:
        # Routers with another state than those that include them are given it by `include`.
        if all(layer.state is None for layer in route.layers) and _takes_state(route.function):
            raise ConfigurationError(
                f"{place_of(route.function)} takes a state, and there is none: bot.serve(router, ..., state=...)."
            )


def _takes_state(function: Handler) -> bool:
    """Whether the annotation of its context names a class, as far as it can be read now."""
    plain = plain_function(function)
    if plain is None:
        return False
    try:
        context, *_ = inspect.signature(function).parameters.values()
        kind = annotation_of(plain, context.annotation)
    except Exception:  # noqa: BLE001  # what it names may be there for type checkers only
        return False
    is_context = isinstance(get_origin(kind), type) and issubclass(get_origin(kind), Context)
    (state,) = get_args(kind) if is_context else (Any,)
    return isinstance(get_origin(state) or state, type) and state not in {object, Any} and not may_be_none(state)
