"""Functions as orders: what comes as JSON, checked against their signatures, and what they return as JSON."""

from __future__ import annotations

import collections.abc
import inspect
from collections.abc import Callable
from functools import reduce
from operator import or_
from types import GenericAlias, UnionType
from typing import Any, Final, TypeAlias, Union, get_args, get_origin, get_type_hints

import msgspec

from .accounts import FakeGrant
from .causes import Campaign, Goal, HypeTrain
from .footage import Clip, Video
from .rewards import Redemption, Reward
from .safety import HeldMessage, Term, UnbanRequest
from .votes import Poll, Prediction
from .world import FakeGame, FakeTeam, FakeUser

__all__ = ["Order", "json_type", "order_of", "orders_of"]

Order: TypeAlias = Callable[[Any, Any], Any]
"""Takes the fake and what was ordered, an object of arguments."""

_WITH_ID: Final = (
    *(Campaign, Clip, FakeGame, FakeTeam, Goal, HeldMessage, HypeTrain, Poll, Prediction, Redemption, Reward, Term),
    *(UnbanRequest, Video),
)
_PLAIN: Final = (str, int, float, bool, type(None), Any)
_LISTS: Final = (collections.abc.Iterable, collections.abc.Sequence, list)
_OBJECTS: Final = (collections.abc.Mapping, dict)


def orders_of(kind: type) -> dict[str, Order]:
    """The public sync methods of a class that take nothing but what JSON can say, by their names."""
    found: dict[str, Order] = {}
    for name in dir(kind):
        method = getattr(kind, name)
        if name.startswith("_") or not inspect.isfunction(method) or inspect.iscoroutinefunction(method):
            continue
        try:
            found[name] = order_of(method)
        except TypeError:
            # It takes something of the fake's own.
            continue
    return found


def order_of(function: Callable[..., Any]) -> Order:
    """An order of a function that takes the fake first.

    The function does not run where an argument is unknown, missing, or of another type: that is a `TypeError` or a
    `ValueError`.

    Raises:
        TypeError: It takes what JSON cannot say.
    """
    signature = inspect.signature(function)
    hints = get_type_hints(function)
    _, *parameters = signature.parameters.values()
    rest = next((each.name for each in parameters if each.kind is each.VAR_KEYWORD), None)
    types: dict[str, Any] = {}
    for each in parameters:
        if each.name != rest:
            several = each.kind is each.VAR_POSITIONAL
            hint = hints[each.name]
            types[each.name] = json_type(GenericAlias(tuple, (hint, ...)) if several else hint)

    def order(fake: Any, given: Any) -> Any:
        if not isinstance(given, dict):
            raise TypeError("an order is an object of arguments")
        bound = signature.bind_partial(fake)
        more: dict[str, Any] = {}
        for name, value in given.items():
            if name in types:
                bound.arguments[name] = msgspec.convert(value, types[name])
            elif rest is not None:
                more[name] = value
            else:
                raise TypeError(f"there is no argument {name!r}, but {', '.join(types) or 'none at all'}")
        if rest is not None:
            bound.arguments[rest] = more
        args, kwargs = bound.args, bound.kwargs
        # This tells what is missing.
        signature.bind(*args, **kwargs)
        return _plain(function(*args, **kwargs))

    return order


def json_type(hint: Any) -> Any:
    """What JSON has for what a parameter takes; a user is told by the login.

    Raises:
        TypeError: JSON has nothing for it.
    """
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        members = [each for each in get_args(hint) if each is not FakeUser]
        return reduce(or_, map(json_type, members))
    if origin in _LISTS:
        return GenericAlias(list, (json_type(get_args(hint)[0]),))
    if origin in _OBJECTS:
        return GenericAlias(dict, (str, json_type(get_args(hint)[1])))
    if origin is tuple and get_args(hint)[1:] == (...,):
        return GenericAlias(tuple, (json_type(get_args(hint)[0]), ...))
    if hint in _PLAIN:
        return hint
    raise TypeError(f"JSON has no {hint}")


def _plain(result: Any) -> Any:
    if isinstance(result, FakeGrant):
        return {"access_token": result.access_token, "refresh_token": result.refresh_token}
    if isinstance(result, FakeUser):
        return {"id": result.id, "login": result.login, "display_name": result.display_name}
    if isinstance(result, _WITH_ID):
        return {"id": result.id}
    return result if isinstance(result, str | int | float | dict | None) else None
