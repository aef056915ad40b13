"""From the annotation of a parameter to how its words are read."""

from __future__ import annotations

import functools
import inspect
import sys
import typing
from collections.abc import Callable, Iterable
from enum import Enum
from types import FunctionType, MethodType, NoneType, UnionType
from typing import Annotated, Any, Final, Literal, NewType, Union, get_args, get_origin

from attrs import evolve

from ...people import PartialUser
from ._form import Form, OneWord, Reading
from ._people import form_of
from ._plain import PLAIN, WORD, enum_form, literal_form
from .context import Context
from .converters import Between, Convert

__all__ = ["annotation_of", "forms_of", "may_be_none", "plain_function"]

# `type X = ...` is there from Python 3.12 on.
_ALIASES: Final[tuple[Any, ...]] = (NewType, *filter(None, [getattr(typing, "TypeAliasType", None)]))
_UNIONS: Final = (Union, UnionType)


def plain_function(function: Any) -> FunctionType | None:
    """The function behind methods, partial ones, wrappers and objects that can be called, if it is one of Python's."""
    while not isinstance(function := inspect.unwrap(function), FunctionType):
        if isinstance(function, functools.partial):
            function = function.func
        elif isinstance(function, MethodType):
            function = function.__func__
        else:
            function = inspect.getattr_static(type(function), "__call__", None)
            if not isinstance(function, FunctionType):
                return None
    return function


def annotation_of(function: FunctionType, written: object) -> Any:
    """What an annotation of a function stands for, also where it is written as a text or names a local class.

    Raises:
        Exception: It names what is not there when the program runs, or is no type.
    """

    def holder() -> None: ...

    holder.__annotations__ = {"it": written}
    return typing.get_type_hints(holder, function.__globals__, _locals_around(function), include_extras=True)["it"]


def forms_of(kind: Any) -> tuple[Form, ...]:
    """How a word is read as a type, the first that fits of several.

    Raises:
        TypeError: No word can be read so.
    """
    kind = _unwrapped(kind)
    origin = get_origin(kind)
    if origin in _UNIONS:
        return tuple(form for each in get_args(kind) if each is not NoneType for form in forms_of(each))
    if origin is Annotated:
        base, *marks = get_args(kind)
        return _marked(base, marks)
    if origin is Literal:
        return (literal_form(kind, get_args(kind)),)
    # A class with a type in brackets is none, but makes itself of a word as well.
    if not (isinstance(kind, type) or hasattr(kind, "from_chat")):
        raise TypeError(_instead(kind))
    return (_form_of_class(kind),)


def may_be_none(kind: Any) -> bool:
    """Whether a type has `None` beside others."""
    kind = _unwrapped(kind)
    if get_origin(kind) is Annotated:
        return may_be_none(get_args(kind)[0])
    return kind is NoneType or (get_origin(kind) in _UNIONS and any(map(may_be_none, get_args(kind))))


def _form_of_class(kind: type[Any]) -> Form:
    if hasattr(kind, "from_chat"):
        if not isinstance(kind.from_chat, MethodType):
            raise TypeError("its from_chat has to be a classmethod")
        return _own(kind, kind.from_chat)
    form = PLAIN.get(kind) or form_of(kind)
    if form is None and issubclass(kind, Enum) and kind.__members__:
        return enum_form(kind)
    if form is None:
        raise TypeError(_instead(kind))
    return form


def _instead(kind: Any) -> str:
    """What to write for a type that no word can be made, where that can be told."""
    if isinstance(kind, Between | Convert):
        return "it belongs into Annotated[...], after the type"
    given = get_origin(kind) or kind
    if not isinstance(given, type):
        return ""
    if issubclass(given, Context):
        return "the context comes first"
    if issubclass(given, PartialUser):
        return "take PartialUser"
    if issubclass(given, list | tuple | set | frozenset):
        return "to take several words, write a star in front of the parameter, and the type of one word after it"
    return ""


def _own(kind: Any, convert: Callable[[Any, str], object]) -> Form:
    """A program's own conversion."""

    def read(reading: Reading, word: str) -> object:
        return convert(reading.ctx, word)

    # To chatters the names of Python's own types say nothing.
    is_pythons = getattr(kind, "__module__", "").partition(".")[0] in sys.stdlib_module_names
    name = "" if is_pythons else getattr(kind, "__name__", "")
    return Form(kind=kind, lacks=f"no {name or 'fitting word'}", read=read)


def _marked(base: Any, marks: Iterable[object]) -> tuple[Form, ...]:
    converts = [mark for mark in marks if isinstance(mark, Convert)]
    bounds = [mark for mark in marks if isinstance(mark, Between)]
    if {Convert, Between} & {mark for mark in marks if isinstance(mark, type)}:
        raise TypeError("Between and Convert take arguments")
    if converts:
        forms: tuple[Form, ...] = (_own(base, converts[-1]),)
    elif any(isinstance(mark, OneWord) for mark in marks):
        forms = (WORD,)
    else:
        forms = forms_of(base)
    if bounds and not any(form.is_measured for form in forms):
        raise TypeError("Between is for int, float and timedelta")
    return tuple(evolve(form, between=bounds[-1]) if bounds and form.is_measured else form for form in forms)


def _unwrapped(kind: Any) -> Any:
    """The type that a name stands for."""
    while isinstance(kind, _ALIASES):
        kind = kind.__supertype__ if isinstance(kind, NewType) else kind.__value__
    return kind


def _locals_around(function: FunctionType) -> dict[str, object]:
    """The names of the functions and classes that a function is being defined in, as far as they are running."""
    found: dict[str, object] = {}
    frame = inspect.currentframe()
    while frame is not None:
        code = frame.f_code
        if frame.f_globals is function.__globals__ and function.__qualname__.startswith(f"{code.co_qualname}."):
            found = {**frame.f_locals, **found}
        frame = frame.f_back
    return found
