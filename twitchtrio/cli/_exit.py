"""How a command ends: its exit code, and what it says when something went wrong."""

from __future__ import annotations

import io
import os
import signal
import stat
import sys
from collections.abc import Awaitable, Callable
from typing import Final

import click
import trio

from ..errors import ServiceCrashedError, TwitchError
from ..ops._command_line import as_typed
from ..ops._signals import exit_status, until_signalled
from ._output import discard_output, fitting, printable

__all__ = ["INTERRUPTED", "exit_code", "run", "until_unread"]

INTERRUPTED: Final = 130


def exit_code(command: click.Command) -> int:
    """Run a command with the program's arguments and return its exit code. Bugs keep their traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show a viewer's emoji shows something else.
            stream.reconfigure(errors="replace")
    try:
        return command.main(prog_name="twitchtrio", standalone_mode=False) or 0
    except click.ClickException as exc:
        _typed(exc).show()
        return exc.exit_code
    except click.Abort:
        return INTERRUPTED
    except ServiceCrashedError:
        raise
    except TwitchError as exc:
        _typed(click.ClickException(printable(str(exc)))).show()
        return 1


def _typed(exc: click.ClickException) -> click.ClickException:
    """The same error, with commands that work as they are printed, in lines that fit."""
    text = fitting(f"Error: {as_typed(exc.format_message())}", sys.stderr).removeprefix("Error: ")
    return click.UsageError(text, exc.ctx) if isinstance(exc, click.UsageError) else click.ClickException(text)


def run(fn: Callable[[], Awaitable[int | None]], *, interrupted: int = INTERRUPTED) -> int:
    """Run the async part of a command and return its exit code, `interrupted` after Ctrl-C; see `until_signalled`."""
    try:
        ending = trio.run(until_signalled, fn)
    except BrokenPipeError:
        discard_output()
        return 0
    if ending.signal is None:
        return ending.result or 0
    return interrupted if ending.signal == signal.SIGINT else exit_status(ending.signal)


async def until_unread() -> None:
    """Wait until nobody reads the output any more, where that can be known.

    Raises:
        BrokenPipeError: So it is.
    """
    await trio.lowlevel.checkpoint()
    if sys.platform == "win32" or not stat.S_ISFIFO(os.fstat(sys.stdout.fileno()).st_mode):
        return
    # Nothing ever comes to read from it, but that its other end is closed.
    await trio.lowlevel.wait_readable(sys.stdout.fileno())
    raise BrokenPipeError
