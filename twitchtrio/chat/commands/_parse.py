"""From what a chatter wrote after a command's name to the arguments of its function."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import trio
from attrs import evolve

from ..._foreign import text_of
from ..._services import unwrapped
from ...errors import TwitchError, UsageError
from ._form import Form, Reading, told
from ._options import Given, WrongUseError, check_rest, given
from ._signature import Parameter, Signature, Takes
from ._words import written

if TYPE_CHECKING:
    from .context import CommandContext

__all__ = ["parse"]


async def parse(
    signature: Signature, ctx: CommandContext[Any], line: str, *, option: str = "-"
) -> tuple[list[Any], dict[str, Any]]:
    """Make the positional and the keyword arguments of what follows a command's name.

    Args:
        signature: What the function takes.
        ctx: The context of the command; users are looked up through it.
        line: The words.
        option: What options begin with.

    Raises:
        UsageError: The words do not fit.
        TwitchError: A user could not be looked up.
    """
    await trio.lowlevel.checkpoint()
    reading = Reading(ctx=ctx)
    try:
        taken = given(signature, line, option)
        return await _positional(signature, taken, reading), await _named(signature, taken, reading)
    except WrongUseError as exc:
        raise UsageError(exc.problem, usage=ctx.usage, parameter=exc.parameter, word=exc.word) from exc.__cause__


class _WrongWordError(WrongUseError):
    """A word cannot be read as what its parameter takes."""


async def _positional(signature: Signature, taken: Given, reading: Reading) -> list[Any]:
    values: list[Any] = []
    rest = taken.words
    for parameter in signature.positional:
        if parameter.takes is Takes.ALL:
            together = evolve(reading, words=tuple(piece.text for piece in rest))
            values += [await _value(parameter, parameter.shown, together, word) for word in together.words]
            rest = ()
        elif not rest:
            values.append(_default(parameter, parameter.shown))
        elif parameter.takes is Takes.REST:
            values.append(written(taken.line, rest))
            rest = ()
        else:
            try:
                value, after = await _value(parameter, parameter.shown, reading, rest[0].text), rest[1:]
            except _WrongWordError:
                if not parameter.skips or parameter is signature.positional[-1]:
                    raise
                value, after = None, rest
            values.append(value)
            rest = after
    check_rest(signature, rest, taken.operator)
    return values  # noqa: ASYNC910  # parsing has been a checkpoint


async def _named(signature: Signature, taken: Given, reading: Reading) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, parameter in signature.named.items():
        shown = f"{taken.operator}{name}"
        pieces = taken.options.get(name)
        if pieces is None:
            value = _default(parameter, shown)
        elif not pieces:
            value = True
        elif parameter.takes is Takes.TEXT:
            value = written(taken.line, pieces)
        else:
            value = await _value(parameter, shown, reading, pieces[0].text)
        values[parameter.name] = value
    return values  # noqa: ASYNC910  # parsing has been a checkpoint


def _default(parameter: Parameter, shown: str) -> Any:
    if parameter.is_required:
        raise WrongUseError(f"{shown} is missing.", parameter=parameter.name)
    return parameter.default


async def _value(parameter: Parameter, shown: str, reading: Reading, word: str) -> Any:
    """What the first kind that fits makes of a word."""
    failures: list[tuple[Form, ValueError]] = []
    outside = ""
    for form in parameter.forms:
        try:
            value = form.read(reading, word)
            if inspect.isawaitable(value):
                value = await value
        except Exception as exc:
            error = unwrapped(exc)
            # One of Twitch's is a ValueError too, and no chatter's fault.
            if isinstance(error, TwitchError) or not isinstance(error, ValueError):
                raise
            failures.append((form, error))
            continue
        bounds = form.bounds(value)
        if not bounds:
            return value  # noqa: ASYNC910  # parsing has been a checkpoint
        outside = outside or bounds
    if outside:
        raise WrongUseError(f"{shown} must be {outside}.", parameter=parameter.name, word=word)
    told_by = next(filter(None, (text_of(exc).strip() for _, exc in failures)), "")
    lacks = " and ".join(dict.fromkeys(form.lacks for form, _ in failures))
    problem = told_by or f"{told(word)} is {lacks}."
    raise _WrongWordError(problem, parameter=parameter.name, word=word) from failures[-1][1]
