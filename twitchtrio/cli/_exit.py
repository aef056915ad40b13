"""How a command ends: its exit code, and what it says when something went wrong."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import Final

import click
import trio

from .._services import open_services
from ..errors import ServiceCrashedError, TwitchError
from ._output import printable

__all__ = ["INTERRUPTED", "exit_code", "run", "wait_interrupt"]

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
        exc.show()
        return exc.exit_code
    except click.Abort:
        return INTERRUPTED
    except ServiceCrashedError:
        raise
    except TwitchError as exc:
        click.ClickException(printable(str(exc))).show()
        return 1


def run(fn: Callable[[], Awaitable[int | None]], *, interrupted: int = INTERRUPTED) -> int:
    """Run the async part of a command and return its exit code, `interrupted` after Ctrl-C.

    The first Ctrl-C cancels, so that a refresh under way is stored and goodbyes are said; a second one kills.
    """
    try:
        return trio.run(_until_interrupted, fn, interrupted)
    except BrokenPipeError:
        _discard_output()
        return 0


async def _until_interrupted(fn: Callable[[], Awaitable[int | None]], interrupted: int) -> int:
    code: int | None = interrupted
    with trio.CancelScope() as scope:
        async with open_services() as services:
            await services.start(_cancel_at_interrupt, scope, name="Ctrl-C")
            code = await fn()
    return code or 0


async def wait_interrupt() -> None:
    """Wait for Ctrl-C, which does nothing else meanwhile."""
    with trio.open_signal_receiver(signal.SIGINT) as signals:
        await anext(signals)


async def _cancel_at_interrupt(scope: trio.CancelScope, *, task_status: trio.TaskStatus[None]) -> None:
    with trio.open_signal_receiver(signal.SIGINT) as signals:
        task_status.started()
        await anext(signals)
    scope.cancel(reason="Ctrl-C")


def _discard_output() -> None:
    """Whoever read the output has seen enough; Python would flush it once more at its exit and complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
