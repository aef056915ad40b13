"""A program from its start to its end, as people at a terminal and service managers expect it."""

from __future__ import annotations

import inspect
import logging
import os
import sys
import traceback
from collections import deque
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final, TextIO, TypeVar, TypeVarTuple

import trio

from .._foreign import is_ours, is_pythons, leaves
from .._texts import printable
from ..errors import ConfigurationError, ServiceCrashedError, TwitchError
from ._command_line import as_typed
from ._signals import exit_status, until_signalled

__all__ = ["run"]

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

_FORMAT: Final = "%(asctime)s %(levelname)s: %(message)s"
_DATE: Final = "%Y-%m-%d %H:%M:%S"
_REMEMBERED: Final = 100

_log: Final = logging.getLogger("twitchtrio")


def run(main: Callable[[*Ts], Awaitable[T]], *args: *Ts) -> T:
    """Run a program: `trio.run`, and a good end whatever ends it.

    - Ctrl-C and SIGTERM cancel `main`, whose `finally` blocks and `async with` blocks end as they should, and the
      program exits with the status 130 or 143 and without a traceback. A second one kills it.
    - A `TwitchError` that nobody caught is told in a line on stderr, and the program exits with the status 1. With
      `TWITCHTRIO_DEBUG=1` in its environment, the traceback is shown. Other exceptions come out as themselves.
    - What twitchtrio logs goes to stderr, as long as the program has not set up logging.

    Outside of the main thread there are no signals.

    Args:
        main: An async function.
        args: What it takes.

    Returns:
        What `main` returns.

    Raises:
        SystemExit: The program is to end, as above.
        ConfigurationError: `main` was called already, or Trio runs already.
    """
    given: object = main
    if inspect.iscoroutine(given):
        given.close()
        raise ConfigurationError(f"Pass the function and its arguments: run({given.__name__}), no call of it.")
    if trio.lowlevel.in_trio_run():
        raise ConfigurationError(f"Trio runs already: `await {getattr(main, '__name__', 'main')}(...)` there.")
    with _last_resort() as log:
        try:
            ending = trio.run(until_signalled, partial(main, *args))
        except BaseException as exc:  # noqa: ASYNC103  # Trio has ended by then
            errors = _twitch_errors(exc)
            if not errors or _debugging():
                raise
            for error in errors:
                _tell(error, log)
            raise SystemExit(1) from None  # noqa: ASYNC104  # the same
    if ending.signal is not None:
        raise SystemExit(exit_status(ending.signal))
    return ending.result  # type: ignore[return-value]  # nothing has cut it short


def _debugging() -> bool:
    return os.environ.get("TWITCHTRIO_DEBUG", "") not in {"", "0"}


def _twitch_errors(exc: BaseException) -> list[TwitchError]:
    """The errors that an exception consists of; none if there is another one among them, or a crash of ours."""
    every = list(leaves(exc))
    found = [each for each in every if isinstance(each, TwitchError) and not isinstance(each, ServiceCrashedError)]
    return found if len(found) == len(every) else []


def _tell(error: TwitchError, log: _LastResort) -> None:
    text = "That ended the program." if log.has_told(str(error)) else as_typed(printable(str(error)))
    place = _place(error)
    lines = [f"Error: {text}{f' ({place})' if place else ''}", *getattr(error, "__notes__", ())]
    sys.stderr.write("".join(f"{line}\n" for line in lines))


def _place(error: BaseException) -> str:
    """The last line of the program's own that led to an error."""
    lines = [
        f"{Path(frame.f_code.co_filename).name}, line {line}"
        for frame, line in traceback.walk_tb(error.__traceback__)
        if not is_pythons(module := str(frame.f_globals.get("__name__"))) and not is_ours(module)
    ]
    return lines[-1] if lines else ""


class _LastResort(logging.StreamHandler[TextIO]):
    """Tells what is logged, as long as nobody else does."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logging.Formatter(_FORMAT, _DATE))
        self._told: deque[str] = deque(maxlen=_REMEMBERED)

    def emit(self, record: logging.LogRecord) -> None:
        if not any(each is not self for each in (*_log.handlers, *logging.getLogger().handlers)):
            self._told.append(record.getMessage())
            super().emit(record)

    def has_told(self, text: str) -> bool:
        """Whether a message with this in it was among the last."""
        return any(text in each for each in self._told)


@contextmanager
def _last_resort() -> Generator[_LastResort, None, None]:
    handler = _LastResort()
    _log.addHandler(handler)
    try:
        yield handler
    finally:
        _log.removeHandler(handler)
