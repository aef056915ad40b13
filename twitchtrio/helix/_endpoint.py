"""The facts of an endpoint, which as a decorator attach themselves to the method that calls it."""

from __future__ import annotations

import enum
import functools
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final, Protocol, Self, TypeVar, cast

from attrs import evolve, field, frozen

from .._needs import Needed
from ..errors import ConfigurationError
from ._formats import Format
from ._rules import Names, Rule, at_least_one_of

__all__ = [
    "ANYONE",
    "APP_ONLY",
    "EXTENSION",
    "NOBODY",
    "PAGE",
    "USER",
    "Actors",
    "Bounds",
    "Endpoint",
    "endpoint",
    "endpoints_of",
]

F = TypeVar("F", bound=Callable[..., Any])


class Actors(enum.Enum):
    """Whose token an endpoint takes."""

    USER = "user"
    APP_ONLY = "app"
    ANYONE = "anyone"
    EXTENSION = "extension"
    """An extension, by a token that it signs."""
    NOBODY = "nobody"
    """No token is sent."""


USER: Final = Actors.USER
APP_ONLY: Final = Actors.APP_ONLY
ANYONE: Final = Actors.ANYONE
EXTENSION: Final = Actors.EXTENSION
NOBODY: Final = Actors.NOBODY


@frozen(kw_only=True)
class Bounds:
    """What Twitch takes for one parameter: the range of a number, the length of a text, the size of a list."""

    min: float | None = None
    max: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    max_bytes: int | None = None
    format: Format | None = None
    min_items: int | None = None
    max_items: int | None = None
    item_max_length: int | None = None
    each: Mapping[str, Bounds] | None = None
    """Of the fields of an object, or of a list's items."""

    def problem(self, value: Any) -> str | None:
        """What is wrong with `value`, in words that follow its name; `None` if nothing is."""
        if isinstance(value, str):
            return self._text_problem(value)
        if isinstance(value, int | float):
            return _outside("is {}", value, self.min, self.max)
        if isinstance(value, Collection):
            return _outside("has {} items", len(value), self.min_items, self.max_items) or self._item_problem(value)
        problem = self._field_problem(value)
        return problem and f"has a value whose {problem}"

    def _text_problem(self, text: str) -> str | None:
        if self.format is not None and not self.format.fits(text):
            return f"{self.format.said}: {text!r}"
        # Twitch has some numbers written as texts.
        if text.isdecimal() and (problem := _outside("is {}", int(text), self.min, self.max)):
            return problem
        if self.max_bytes is not None:
            return _outside("has {} bytes", len(text.encode(errors="replace")), None, self.max_bytes)
        return _outside("has {} characters", len(text), self.min_length, self.max_length)

    def _item_problem(self, items: Collection[Any]) -> str | None:
        longest = max((len(item) for item in items if isinstance(item, str)), default=0)
        if problem := _outside("has an item of {} characters", longest, None, self.item_max_length):
            return problem
        problem = next(filter(None, map(self._field_problem, items)), None)
        return problem and f"has an item whose {problem}"

    def _field_problem(self, item: Any) -> str | None:
        for name, bounds in (self.each or {}).items():
            value = getattr(item, name, None)
            if value is not None and (problem := bounds.problem(value)):
                return f"{name} {problem}"
        return None


PAGE: Final = Bounds(min=1, max=100)
"""Of `first`, as most endpoints that page have it."""


def _outside(said: str, size: float, least: float | None, most: float | None) -> str | None:
    if least is not None and size < least:
        return f"{said.format(size)}; the least is {least}"
    if most is not None and size > most:
        return f"{said.format(size)}; the most is {most}"
    return None


_NO_BOUNDS: Final[Mapping[str, Bounds]] = {}


def _names(one_or_more: str | Names) -> Names:
    return (one_or_more,) if isinstance(one_or_more, str) else one_or_more


class _Resource(Protocol):
    def _for(self, facts: Endpoint) -> Self: ...


@frozen(eq=False)
class Endpoint:
    """What Twitch's reference says of an endpoint, as far as calling it needs.

    As a decorator it attaches itself to the method of a resource that calls the endpoint. The method keeps its
    signature. It runs on a copy of its resource that knows these facts, which are also its attribute `endpoint`.
    """

    method: str
    path: str
    """Path below the address of Helix."""
    actors: Actors
    scopes: tuple[Needed, ...] = ()
    """What the acting account must have granted; of a tuple among them, any one."""
    app_scopes: Names = ()
    """What the user in `acts_as` must have granted besides, where the app itself acts for them."""
    optional_scopes: Names = ()
    """Scopes that are not needed and show more."""
    acts_as: Names = field(default=(), converter=_names)
    """The parameter that must be the id of the token's user; of several, one must be."""
    fills: bool = True
    """Whether that parameter is filled in where it is left out."""
    app_only: Names = ()
    """Parameters that only the app itself can give."""
    app_must: Names = ()
    """Parameters that the app itself must give."""
    chunk: Names = ()
    """Parameters whose values are spread over as many requests as it takes."""
    chunk_size: int = 100
    """How many of those values one request takes, all parameters together."""
    bounds: Mapping[str, Bounds] = _NO_BOUNDS
    needs_body: bool = False
    """Whether the body has only optional parameters, and must have one."""
    rules: tuple[Rule, ...] = ()
    """Which parameters go with which."""
    object_pages: bool = False
    """Whether a page is one object instead of a list."""
    body_in_data: bool = False
    """Whether the body is an object whose only field `data` holds the parameters."""
    secret: bool = False
    """Whether the answer holds a secret."""
    claims: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None
    """What an extension's token says for this call besides who signs it, made of the body."""
    own_limit: bool = False
    """Whether Twitch limits the endpoint apart from the rate limit that its headers tell of."""
    once: bool = False
    """Whether a failed call is left to the caller and never tried again, but for a token that had expired."""
    beta: bool = False
    """Whether Twitch may still change it."""
    withdrawn: bool = False
    """Whether Twitch answers 410 by now."""
    name: str = ""
    """The call, as `helix.users.get_users`; made of the names of the category's module or folder and of the method."""

    def __call__(self, calling: F) -> F:
        """Attach this to a method; see the class."""
        category = calling.__module__.partition("helix.")[2].partition(".")[0]
        facts = evolve(self, name=f"helix.{category}.{calling.__name__}")

        @functools.wraps(calling)
        def call(resource: _Resource, /, *args: Any, **kwargs: Any) -> Any:
            knowing = resource._for(facts)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # its decorator
            return calling(knowing, *args, **kwargs)

        # Not an assignment: type checkers know no such attribute of functions.
        setattr(call, "endpoint", facts)  # noqa: B010 - as said above
        return cast("F", call)

    def check(self, query: Mapping[str, Any], body: Mapping[str, Any] | None = None) -> None:
        """Refuse what Twitch would refuse for certain.

        Raises:
            ConfigurationError: The parameters do not keep the endpoint's rules.
        """
        parameters = query if body is None else {**query, **body}
        for name, bounds in self.bounds.items():
            value = parameters.get(name)
            if value is not None and (problem := bounds.problem(value)):
                raise ConfigurationError(f"{self.name}: {name} {problem}.")
        rules = (at_least_one_of(*body), *self.rules) if self.needs_body and body else self.rules
        if not rules:
            return
        given = {name: value for name, value in parameters.items() if value is not None}
        for rule in rules:
            if problem := rule.problem(given):
                raise ConfigurationError(f"{self.name} {problem}.")


def endpoints_of(category: type) -> dict[str, Any]:
    """The methods of a category that call endpoints, by their names, in the order in which they are written."""
    classes = [each for each in reversed(category.__mro__) if each is not object]
    methods = {name: method for each in classes for name, method in vars(each).items()}
    return {name: method for name, method in methods.items() if hasattr(method, "endpoint")}


endpoint: Final = Endpoint
"""To be written as a decorator."""
