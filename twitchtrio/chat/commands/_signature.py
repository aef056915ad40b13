"""The parameters of a command, from the function that runs it."""

from __future__ import annotations

import enum
import inspect
import sys
from collections.abc import Awaitable, Callable, Mapping
from types import FunctionType, MappingProxyType
from typing import Any, Final, NoReturn, Self, get_origin

from attrs import frozen

from ..._foreign import named
from ...errors import ConfigurationError
from ._annotations import annotation_of, forms_of, may_be_none, plain_function
from ._form import Form
from ._plain import SWITCH, TEXT
from ._words import folded

__all__ = ["REQUIRED", "Parameter", "Signature", "Takes", "shown_name"]

REQUIRED: Final = inspect.Parameter.empty
"""In the place of a default, where there is none."""

_POSITIONAL: Final = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


class Takes(enum.Enum):
    """Which words are a parameter's."""

    WORD = "one word"
    REST = "the rest of the line, as it is written"
    ALL = "all words that remain"
    VALUE = "the word after its name"
    TEXT = "the words from its name to the next option, as they are written"
    FLAG = "its name alone"


_WRITTEN: Final = {
    Takes.WORD: "{name}",
    Takes.REST: "{name}...",
    Takes.ALL: "{name}...",
    Takes.VALUE: "{option}{name} <value>",
    Takes.TEXT: "{option}{name} <words...>",
    Takes.FLAG: "{option}{name}",
}


@frozen(kw_only=True, eq=False)
class Parameter:
    """One parameter of a command."""

    name: str
    shown: str
    """The name as chatters read and write it."""
    takes: Takes
    forms: tuple[Form, ...]
    default: Any
    skips: bool
    """Whether a word that does not fit is left to the next parameter."""

    @property
    def is_required(self) -> bool:
        """Whether something has to be written for it."""
        return self.default is REQUIRED and self.takes is not Takes.ALL


@frozen(kw_only=True, eq=False)
class Signature:
    """What the words of a command's line are for."""

    positional: tuple[Parameter, ...]
    named: Mapping[str, Parameter]
    """The options, by name."""

    @classmethod
    def of(cls, function: Callable[..., object]) -> Self:
        """Read the parameters of a function, all but its first, the context.

        Raises:
            ConfigurationError: It cannot be a command.
        """
        plain = plain_function(function)
        if plain is None:
            raise ConfigurationError(f"{named(function)} is no function; a command is run by an `async def`.")
        positional, options = _Reader(function, plain).read()
        return cls(positional=positional, named=options)

    @property
    def options(self) -> frozenset[str]:
        """The names of the options."""
        return frozenset(self.named)

    @property
    def usage(self) -> str:
        """How the line is written after the command's name, such as `<who> [words...] [-loud]`."""
        return self.usage_with("-")

    def usage_with(self, option: str) -> str:
        """The same, where options begin otherwise than with a hyphen."""
        return " ".join(_usage(each, option) for each in (*self.positional, *self.named.values()))


def _usage(parameter: Parameter, option: str) -> str:
    text = _WRITTEN[parameter.takes].format(option=option, name=parameter.shown)
    if not parameter.is_required:
        return f"[{text}]"
    return f"<{text}>" if parameter.takes in {Takes.WORD, Takes.REST} else text


class _Reader:
    """Reads one function; it knows its name, which all errors tell."""

    def __init__(self, function: Callable[..., object], plain: FunctionType) -> None:
        self._function = function
        self._plain = plain
        self._name = f"{plain.__module__}.{plain.__qualname__}()"

    def read(self) -> tuple[tuple[Parameter, ...], Mapping[str, Parameter]]:
        """The positional parameters, and the options by name."""
        self._check_async()
        _, *parameters = self._parameters()
        positional = [each for each in parameters if each.kind is not inspect.Parameter.KEYWORD_ONLY]
        options: dict[str, Parameter] = {}
        for each in parameters:
            if each.kind is inspect.Parameter.KEYWORD_ONLY:
                option = self._option(each)
                if option.shown in options:
                    twin = options[option.shown].name
                    self._refuse(f"{twin!r} and {each.name!r} are one option; rename one of them.")
                options[option.shown] = option
        read = tuple(self._positional(each, last=each is positional[-1]) for each in positional)
        return read, MappingProxyType(options)

    def _check_async(self) -> None:
        if inspect.isasyncgenfunction(self._plain):
            self._refuse("it has a `yield`, and is no command for that; send with `await ctx.send(...)`.")
        if not (inspect.iscoroutinefunction(self._function) or inspect.iscoroutinefunction(self._plain)):
            try:
                returned = annotation_of(self._plain, self._plain.__annotations__["return"])
            except Exception:  # noqa: BLE001 - then it says nothing
                returned = None
            returned = get_origin(returned) or returned
            if not (isinstance(returned, type) and issubclass(returned, Awaitable)):
                self._refuse("it is not async; write `async def`.")

    def _parameters(self) -> list[inspect.Parameter]:
        try:
            if sys.version_info >= (3, 14):
                from annotationlib import Format  # noqa: PLC0415 - older Pythons have none

                # The context's type may be there for type checkers only.
                signature = inspect.signature(self._function, annotation_format=Format.FORWARDREF)
            else:
                signature = inspect.signature(self._function)
        except (TypeError, ValueError) as exc:
            raise ConfigurationError(f"{self._name}: its parameters cannot be read.") from exc
        parameters = list(signature.parameters.values())
        if not parameters or parameters[0].kind not in _POSITIONAL:
            self._refuse("its first parameter has to be the context, as in `async def hello(ctx: CommandContext)`.")
        if parameters[0].name == "self":
            self._refuse("it is a method without its object; make a command of the bound method.")
        return parameters

    def _positional(self, parameter: inspect.Parameter, *, last: bool) -> Parameter:
        if parameter.kind is inspect.Parameter.VAR_KEYWORD:
            self._refuse(f"'**{parameter.name}' has no names that chatters could write; name each option after a `*`.")
        kind, forms = self._kind(parameter)
        takes = Takes.REST if last and forms == (TEXT,) else Takes.WORD
        return Parameter(
            name=parameter.name,
            shown=shown_name(parameter.name) or parameter.name,
            takes=Takes.ALL if parameter.kind is inspect.Parameter.VAR_POSITIONAL else takes,
            forms=forms,
            default=parameter.default,
            skips=parameter.default is None and may_be_none(kind),
        )

    def _option(self, parameter: inspect.Parameter) -> Parameter:
        _, forms = self._kind(parameter)
        takes = Takes.FLAG if forms == (SWITCH,) else Takes.TEXT if forms == (TEXT,) else Takes.VALUE
        shown = shown_name(parameter.name)
        if not shown:
            self._refuse(f"{parameter.name!r} is no name that chatters could write; rename it.")
        return Parameter(
            name=parameter.name, shown=shown, takes=takes, forms=forms, default=parameter.default, skips=False
        )

    def _kind(self, parameter: inspect.Parameter) -> tuple[Any, tuple[Form, ...]]:
        """The type of a parameter, and how it is read."""
        name, written = parameter.name, parameter.annotation
        if written is inspect.Parameter.empty:
            self._refuse(f"{name!r} has no annotation; say what it takes, as in `{name}: int`.")
        try:
            kind = annotation_of(self._plain, written)
        except ConfigurationError:
            raise
        except NameError as exc:
            told = f"the type of {name!r} names {exc.name!r}, which is not there when the program runs"
            raise self._refusal(f"{told}: import it outside of `if TYPE_CHECKING:`.") from exc
        except Exception as exc:
            raise self._refusal(f"the type of {name!r} cannot be read: {exc}.") from exc
        try:
            return kind, forms_of(kind)
        except TypeError as exc:
            told = str(exc) or "give it another, a class with from_chat, or Annotated[..., Convert(...)]"
            raise self._refusal(f"no word can be made the type of {name!r}, {_spelt(kind)}: {told}.") from exc

    def _refuse(self, problem: str) -> NoReturn:
        raise self._refusal(problem)

    def _refusal(self, problem: str) -> ConfigurationError:
        return ConfigurationError(f"{self._name}: {problem}")


def shown_name(name: str) -> str:
    """The name of a parameter as chatters write it: `from_` is from, `max_count` is max-count."""
    return folded(name).strip("_").replace("_", "-")


def _spelt(kind: object) -> str:
    return kind.__qualname__ if isinstance(kind, type) else str(kind)
