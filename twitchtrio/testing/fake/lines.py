"""Typed lines as orders: who says what in chat, and the fake's calls with words for their arguments."""

from __future__ import annotations

import difflib
import inspect
import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from inspect import Parameter
from typing import Any, Final, get_origin

import msgspec
from attrs import frozen

from .control import ORDERS, all_orders
from .orders import json_type
from .scenes import Scenes

__all__ = ["Cast", "Line", "Lines"]

_SAYING: Final = re.compile(r"(?P<who>\w+)(?:@(?P<where>\w+))?:\s*(?P<what>.*)")
_CHANNEL: Final = ("broadcaster", "to_broadcaster")
_OF_THE_BOT: Final = ("disconnect", "expire", "grant")
_PLACES: Final = {"by": 1, **dict.fromkeys(_CHANNEL, 2)}
"""What comes after all else, as it mostly goes without saying."""
_EMPTY: Final = Parameter.empty


@frozen(kw_only=True)
class Cast:
    """Who is meant where a line does not say."""

    bot: str
    channel: str
    viewer: str
    raider: str
    moderator: str

    def fills(self, name: str) -> Mapping[str, str]:
        """What the parameters of a call mean."""
        user = self.bot if name in _OF_THE_BOT else self.viewer
        return {
            **dict.fromkeys(("chatter", "guest", "ref", "user"), user),
            **dict.fromkeys(_CHANNEL, self.channel),
            "by": self.moderator,
            "from_broadcaster": self.raider,
            "viewers": "10",
        }


@frozen
class Line:
    """An order, as a control endpoint takes it."""

    name: str
    arguments: Mapping[str, Any]


class Lines:
    """Reads lines."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._calls: dict[str, Callable[..., Any]] = {
            name: ORDERS.get(name) or getattr(Scenes, name) for name in all_orders()
        }

    @property
    def names(self) -> Sequence[str]:
        """All that can be ordered."""
        return sorted(self._calls)

    def read(self, text: str) -> Line:
        """What a line orders: `viewer: hello`, `viewer@otherchannel: hello`, or `/follow viewer`.

        Raises:
            ValueError: It is none, and the text says what was probably meant.
        """
        said = _SAYING.fullmatch(text)
        if said is not None:
            channel = said["where"] or self._cast.channel
            return Line("say", {"broadcaster": channel, "chatter": said["who"], "text": said["what"]})
        if not text.startswith("/"):
            raise ValueError(f"{text!r} is neither `{self._cast.viewer}: hello` nor an order, as /follow; try /help")
        try:
            words = shlex.split(text[1:])
        except ValueError:
            # A quotation mark that is not closed is an apostrophe.
            words = text[1:].split()
        if not words:
            raise ValueError("which order? try /help")
        return self.order(words)

    def order(self, words: Sequence[str]) -> Line:
        """What some words order: the name of a call, and its arguments, by place or as `name=value`.

        Raises:
            ValueError: There is no such call, or it takes other arguments.
        """
        name = self._name(words[0])
        parameters = self._parameters(name)
        named, rest = _told_apart(words[1:], parameters)
        placed = self._placed(name, parameters, named, rest)
        fills = self._cast.fills(name)
        missing = [each for each in _required(parameters) if each not in named | placed]
        filled = {each: _value(fills[each], parameters[each].annotation) for each in missing if each in fills}
        if len(filled) < len(missing):
            raise ValueError(f"it takes more: {self.usage(name)}")
        return Line(name, {**named, **placed, **filled})

    def usage(self, word: str) -> str:
        """How to order a call, in a line.

        Raises:
            ValueError: There is no such call.
        """
        name = self._name(word)
        parameters, fills = self._parameters(name), self._cast.fills(name)
        required, keyed = _required(parameters), [each for each in parameters if parameters[each].default is not _EMPTY]
        words = [f"[{each}]" if each in fills else each.upper() for each in _by_place(required)]
        return " ".join((f"/{name}", *words, *(f"[{each}=...]" for each in keyed)))

    def about(self, word: str) -> str:
        """What a call does, in a line.

        Raises:
            ValueError: There is no such call.
        """
        return (inspect.getdoc(self._calls[self._name(word)]) or "").partition("\n")[0]

    def _name(self, word: str) -> str:
        name = word.lower().replace("-", "_")
        if name in self._calls:
            return name
        near = [each for each in self.names if name in each.split("_")]
        near = near or [each for each in self.names if each.startswith(name)]
        if len(near) == 1:
            return near[0]
        near = near or difflib.get_close_matches(name, self.names)
        meant = f"; did you mean /{' or /'.join(near)}?" if near else "; /help lists all"
        raise ValueError(f"there is no order /{word}{meant}")

    def _parameters(self, name: str) -> dict[str, Parameter]:
        _, *parameters = inspect.signature(self._calls[name], eval_str=True).parameters.values()
        return {each.name: each for each in parameters}

    def _placed(
        self, name: str, parameters: Mapping[str, Parameter], named: Mapping[str, Any], rest: list[str]
    ) -> dict[str, Any]:
        placed: dict[str, Any] = {}
        open_ = [each for each in _by_place(_required(parameters)) if each not in named]
        last = next((each for each in reversed(open_) if each not in _PLACES), None)
        while rest and open_:
            each = open_.pop(0)
            annotation = parameters[each].annotation
            if each == last and annotation is str and each not in self._cast.fills(name):
                placed[each], rest = " ".join(rest), []
            elif _takes_several(annotation, parameters[each]):
                placed[each], rest = rest, []
            else:
                placed[each] = _value(rest.pop(0), annotation)
        if rest:
            raise ValueError(f"{rest[0]!r} is too much: {self.usage(name)}")
        return placed


def _required(parameters: Mapping[str, Parameter]) -> list[str]:
    return [name for name, each in parameters.items() if each.default is _EMPTY and each.kind is not each.VAR_KEYWORD]


def _by_place(names: Sequence[str]) -> list[str]:
    """In the order in which words are taken for them."""
    return sorted(names, key=lambda name: _PLACES.get(name, 0))


def _told_apart(words: Sequence[str], parameters: Mapping[str, Parameter]) -> tuple[dict[str, Any], list[str]]:
    """Arguments that are named, and the other words."""
    open_ended = any(each.kind is each.VAR_KEYWORD for each in parameters.values())
    named: dict[str, Any] = {}
    rest: list[str] = []
    for word in words:
        name, is_named, value = word.partition("=")
        if is_named and (name in parameters or (open_ended and name.isidentifier())):
            named[name] = _value(value, parameters[name].annotation if name in parameters else _EMPTY)
        else:
            rest.append(word)
    return named, rest


def _takes_several(annotation: Any, parameter: Parameter) -> bool:
    return parameter.kind is parameter.VAR_POSITIONAL or _is_list(json_type(annotation))


def _is_list(kind: Any) -> bool:
    return get_origin(kind) in (list, tuple)


def _value(word: str, annotation: Any) -> Any:
    """What a word stands for, as JSON has it; several are told by commas.

    Raises:
        ValueError: It stands for nothing of that kind.
    """
    kind = Any if annotation is _EMPTY else json_type(annotation)
    if _is_list(kind):
        return word.split(",")
    if kind is not Any:
        with suppress(msgspec.ValidationError):
            return msgspec.convert(word, kind, strict=False)
    try:
        return msgspec.json.decode(word, type=kind)
    except msgspec.DecodeError:
        if kind is Any:
            return word
        raise ValueError(f"{word!r} is no {getattr(kind, '__name__', kind)}") from None
