"""Ctrl-C and SIGTERM as a cancellation."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, Final, Generic, TypeVar

import trio
from attrs import define

__all__ = ["Ending", "exit_status", "until_signalled"]

T = TypeVar("T")

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
# As a shell counts.
_KILLED: Final = 128


@define
class Ending(Generic[T]):
    """How something that a signal can cut short has ended."""

    result: T | None = None
    signal: signal.Signals | None = None
    """What has cut it short."""


async def until_signalled(fn: Callable[[], Awaitable[T]]) -> Ending[T]:
    """Do something until it has ended, or a signal cancels it.

    The first signal cancels, so that a refresh under way is stored and goodbyes are said; a second one kills, also
    where the program blocks. Signals that the program was started to ignore are ignored. Outside of the main thread, to
    which Python gives them, there are none.
    """
    ending = Ending[T]()
    with trio.CancelScope() as scope, _striking(ending, scope):
        await trio.lowlevel.checkpoint()
        ending.result = await fn()
    return ending


@contextmanager
def _striking(ending: Ending[Any], scope: trio.CancelScope) -> Generator[None, None, None]:
    trio_token = trio.lowlevel.current_trio_token()

    def strike(number: int, _: FrameType | None) -> None:
        for each in before:
            signal.signal(each, signal.SIG_DFL)
        ending.signal = signal.Signals(number)
        trio_token.run_sync_soon(cancel, ending.signal.name)

    def cancel(name: str) -> None:
        _end_line()
        scope.cancel(reason=f"twitchtrio: {name}")

    in_main_thread = threading.current_thread() is threading.main_thread()
    before = {each: signal.getsignal(each) for each in _SIGNALS if in_main_thread}
    before = {each: handler for each, handler in before.items() if handler is not signal.SIG_IGN}
    for each in before:
        signal.signal(each, strike)
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _end_line() -> None:
    """A terminal shows `^C` where it was pressed; what comes next stands below it."""
    with suppress(Exception):
        if sys.stderr.isatty():
            print(file=sys.stderr, flush=True)  # noqa: T201


def exit_status(by: signal.Signals) -> int:
    """What a program's exit status says that a signal has ended."""
    return _KILLED + by
