"""Helix's calls as the command line has them: each parameter an option, made of signature, facts and docstring."""

from __future__ import annotations

import inspect
import re
import types
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final

import attrs
import click
from attrs import frozen
from click.shell_completion import CompletionItem

from .._json import plain
from ..enums import OpenEnum
from ..errors import ConfigurationError, DecodeError
from ..helix import Helix
from ..helix._category import Category
from ..helix._endpoint import Bounds, Endpoint, endpoints_of
from ..tokens import Secret

__all__ = ["CATEGORIES", "Call", "calls_of", "find_call", "names_of_calls", "value_of"]

CATEGORIES: Final[Mapping[str, Category[Any]]] = {
    name: each for name, each in vars(Helix).items() if isinstance(each, Category)
}
_ARGUMENT: Final = re.compile(r"^ {4}(\w+): (.*?)(?=^ {4}\w|^\S|\Z)", re.MULTILINE | re.DOTALL)
_USERS: Final = frozenset(
    {
        "broadcaster_id",
        "editor_id",
        "from_broadcaster_id",
        "from_user_id",
        "guest_id",
        "moderator_id",
        "sender_id",
        "target_user_id",
        "to_broadcaster_id",
        "to_user_id",
        "user_id",
    }
)


@frozen(kw_only=True)
class Parameter:
    """A parameter of a call."""

    name: str
    annotation: Any
    required: bool
    bounds: Bounds | None
    text: str

    @property
    def is_user(self) -> bool:
        """Whether it is a user's id, for which the command line takes a login too."""
        return self.name in _USERS

    @property
    def is_several(self) -> bool:
        """Whether it takes several texts."""
        return any(_is_texts(each) for each in self._members)

    @property
    def is_structured(self) -> bool:
        """Whether it takes JSON."""
        return all(typing.get_origin(each) is not None or attrs.has(each) for each in self._members) and not (
            self.is_several
        )

    @property
    def holds_secret(self) -> bool:
        """Whether a secret is part of it, which must not stand on a command line."""
        return _holds_secret(self.annotation)

    @property
    def words(self) -> tuple[str, ...]:
        """The values that the reference names, if it names any."""
        enums = [each for each in self._members if isinstance(each, type) and issubclass(each, OpenEnum)]
        return tuple(str(word.value) for enum in enums for word in enum)

    @property
    def plain(self) -> type:
        """The type of a single value."""
        return next((each for each in (bool, int, float, datetime) if each in self._members), str)

    @property
    def _members(self) -> tuple[Any, ...]:
        return tuple(each for each in _members(self.annotation) if each is not type(None))

    def option(self) -> click.Option:
        """The option that gives it."""
        flag = f"--{_dashed(self.name)}"
        if self.plain is bool and not self.is_structured:
            return click.Option([f"{flag}/--no-{flag[2:]}", self.name], default=None, help=self._help())
        return click.Option(
            [flag, self.name],
            multiple=self.is_several,
            metavar=self._metavar(),
            help=self._help(),
            shell_complete=self._complete,
        )

    def _metavar(self) -> str:
        if self.is_structured:
            return "JSON"
        if self.is_user:
            return "ID|LOGIN"
        return "|".join(self.words) or {int: "NUMBER", float: "NUMBER", datetime: "TIME"}.get(self.plain, "TEXT")

    def _complete(self, _: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
        return [CompletionItem(word) for word in self.words if word.startswith(begun)]

    def _help(self) -> str:
        said = [self.text, "Can be repeated." if self.is_several else "", _range(self.bounds)]
        return " ".join([*filter(None, said), *(["[required]"] if self.required else [])])


@frozen(kw_only=True)
class Call:
    """A call of Helix."""

    category: str
    method: Callable[..., Any]
    text: str
    """Its docstring, without what is said of single parameters."""
    parameters: tuple[Parameter, ...]

    @property
    def facts(self) -> Endpoint:
        """What the reference says of it."""
        return self.method.endpoint  # type: ignore[attr-defined, no-any-return]  # its decorator's

    @property
    def name(self) -> str:
        """As `users.get_users`."""
        return self.facts.name.removeprefix("helix.")

    @property
    def summary(self) -> str:
        """The first sentence about it."""
        return re.split(r"(?<=\.)\s", self.text, maxsplit=1)[0].replace("\n", " ")

    def bound(self, helix: Helix) -> Callable[..., Any]:
        """The method of a client."""
        return getattr(getattr(helix, self.category), self.name.partition(".")[2])  # type: ignore[no-any-return]

    def given(self, body: Mapping[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments that options say, and what the options leave out a JSON object.

        Raises:
            click.UsageError: There is no such parameter, or one is missing, or a value is none.
        """
        known = {each.name: each for each in self.parameters}
        if unknown := body.keys() - known.keys():
            raise click.UsageError(f"{self.name} has no {', '.join(sorted(unknown))}; it has {', '.join(known)}.")
        said = {name: _spoken(known[name], value) for name, value in options.items() if value not in (None, ())}
        given = {name: value_of(known[name].annotation, value, name) for name, value in body.items()} | said
        if missing := [each.name for each in self.parameters if each.required and each.name not in given]:
            raise click.UsageError(f"{self.name} needs {' and '.join(missing)}.")
        return given


def calls_of(category: str) -> Iterator[Call]:
    """The calls of a category, in the reference's order."""
    for method in endpoints_of(CATEGORIES[category].resource).values():
        yield _call(category, method)


def names_of_calls() -> list[str]:
    """The names of all calls, as `users.get_users`."""
    methods = (method for each in CATEGORIES.values() for method in endpoints_of(each.resource).values())
    return [method.endpoint.name.removeprefix("helix.") for method in methods]


@cache
def find_call(name: str) -> Call | None:
    """The call `users.get_users`; the category may be left out."""
    category, _, method = name.removeprefix("helix.").rpartition(".")
    for each in [category] if category in CATEGORIES else [] if category else CATEGORIES:
        found = endpoints_of(CATEGORIES[each].resource).get(method)
        if found is not None:
            return _call(each, found)
    return None


def _call(category: str, method: Callable[..., Any]) -> Call:
    text = (inspect.getdoc(method) or "").partition("\n\nRaises:\n")[0]
    before, _, after = text.partition("\n\nArgs:\n")
    said = {name: " ".join(words.split()) for name, words in _ARGUMENT.findall(after)}
    rest = _ARGUMENT.sub("", after).strip()
    hints = typing.get_type_hints(inspect.unwrap(method))
    facts: Endpoint = method.endpoint  # type: ignore[attr-defined]  # its decorator's
    parameters = tuple(
        Parameter(
            name=name,
            annotation=hints[name],
            required=each.default is inspect.Parameter.empty,
            bounds=facts.bounds.get(name),
            text=said.get(name, ""),
        )
        for name, each in inspect.signature(method).parameters.items()
        if name != "self"
    )
    return Call(category=category, method=method, text="\n\n".join(filter(None, (before, rest))), parameters=parameters)


def _spoken(parameter: Parameter, value: Any) -> Any:
    """What words on the command line say."""
    if parameter.is_structured:
        try:
            value = plain(value)
        except DecodeError:
            raise click.UsageError(f"--{_dashed(parameter.name)} takes JSON, and {value!r} is none.") from None
        return value_of(parameter.annotation, value, parameter.name)
    if parameter.is_several:
        return list(value)
    try:
        return value if parameter.plain in (bool, str) else _number_or_time(parameter.plain, value)
    except ValueError:
        raise click.UsageError(f"--{_dashed(parameter.name)} takes {_spelt(parameter.plain)}, not {value!r}.") from None


def _number_or_time(wanted: type, value: str) -> Any:
    if wanted is not datetime:
        return wanted(value)
    moment = datetime.fromisoformat(value)
    # Without a zone it is the time where the user sits.
    return moment if moment.tzinfo is not None else moment.astimezone()


def value_of(annotation: Any, value: Any, name: str) -> Any:
    """A plain JSON value as what a parameter takes: models out of objects, times out of texts.

    Raises:
        click.UsageError: It is nothing of the kind.
    """
    members = _members(annotation)
    if len(members) > 1:
        fitting = [each for each in members if _fits(each, value)]
        if not fitting:
            raise click.UsageError(f"{name} takes {_spelt(members[0])}, not {value!r}.")
        annotation = fitting[0]
    match value:
        case dict() if attrs.has(annotation):
            return _model(annotation, value, name)
        case dict() if typing.get_origin(annotation) is not None:
            inner = typing.get_args(annotation)[1]
            return {key: value_of(inner, item, f"{name}.{key}") for key, item in value.items()}
        case list() if typing.get_origin(annotation) is not None:
            inner = typing.get_args(annotation)[0]
            return [value_of(inner, item, f"{name}[{number}]") for number, item in enumerate(value)]
        case str() if annotation is datetime:
            try:
                return _number_or_time(datetime, value)
            except ValueError:
                raise click.UsageError(f"{name} is no time: {value!r}.") from None
        case dict() | list():
            raise click.UsageError(f"{name} takes {_spelt(annotation)}, not {value!r}.")
        case _ if attrs.has(annotation) or typing.get_origin(annotation) is not None:
            raise click.UsageError(f"{name} takes {_spelt(annotation)}, not {value!r}.")
        case _:
            return value


def _model(model: type, value: Mapping[str, Any], name: str) -> Any:
    hints = typing.get_type_hints(model)
    if unknown := value.keys() - hints.keys():
        raise click.UsageError(f"{name} has no {', '.join(sorted(unknown))}; it has {', '.join(hints)}.")
    fields = {key: value_of(hints[key], item, f"{name}.{key}") for key, item in value.items()}
    try:
        return model(**fields)
    except (TypeError, ConfigurationError) as exc:
        raise click.UsageError(f"{name}: {exc}.") from None


def _fits(annotation: Any, value: Any) -> bool:
    """Whether a JSON value may be this member of a union."""
    match value:
        case dict():
            return attrs.has(annotation) or typing.get_origin(annotation) in (dict, Mapping)
        case list():
            return typing.get_origin(annotation) in (list, tuple, Sequence)
        case str():
            return annotation is datetime or (isinstance(annotation, type) and issubclass(annotation, str))
        case _:
            return isinstance(annotation, type) and isinstance(value, annotation)


def _members(annotation: Any) -> tuple[Any, ...]:
    """What a union allows; of what is none, itself."""
    union = typing.get_origin(annotation) in (typing.Union, types.UnionType)
    return typing.get_args(annotation) if union else (annotation,)


def _holds_secret(annotation: Any) -> bool:
    if attrs.has(annotation):
        return any(map(_holds_secret, typing.get_type_hints(annotation).values()))
    return annotation is Secret or any(map(_holds_secret, typing.get_args(annotation)))


def _is_texts(annotation: Any) -> bool:
    return typing.get_origin(annotation) is Sequence and str in (
        (inner := typing.get_args(annotation)[0]),
        *typing.get_args(inner),
    )


def _dashed(name: str) -> str:
    return name.replace("_", "-")


def _spelt(annotation: Any) -> str:
    words = {
        int: "a whole number",
        float: "a number",
        datetime: "a time such as 2026-01-31T20:00",
        bool: "true or false",
        str: "a text",
    }
    if attrs.has(annotation):
        return f"a JSON object of {', '.join(typing.get_type_hints(annotation))}"
    return words.get(annotation) or ("a JSON list" if typing.get_origin(annotation) is Sequence else "a JSON object")


def _range(bounds: Bounds | None) -> str:
    if bounds is None or (bounds.min is None and bounds.max is None):
        return ""
    if bounds.max is None:
        return f"{bounds.min} or more."
    return f"{bounds.min or 0} to {bounds.max}."
