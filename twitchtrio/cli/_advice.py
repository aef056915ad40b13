"""What the library says to programs, as it is said to people at a shell."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import click

from ..errors import LoginRequiredError, ServiceCrashedError, TokenRevokedError, TwitchError
from ._output import note, printable
from ._tracebacks import traceback_of

__all__ = ["at_shell"]

_SAID: Final = (
    (r"GET /users\b[^:]*: 404 Not Found: nobody has the login", "There is no channel"),
    (r"pass `await bot\.channel\(id='(\d+)'\)`", r"say KEY=\1, as in broadcaster_user_id=\1"),
    (r"with device_login\(\)", "without --browser"),
    (r"(?:pass|open with) client_secret\b=?", "give --confidential"),
    (r"leave client_secret out|\bpass None\b", "leave out --confidential and TWITCH_CLIENT_SECRET"),
    (r": helix\.acting_as\(APP\)", ": --as app"),
    (r": helix\.acting_as\(Extension\(\.\.\.\)\)", ", which only a program can sign"),
)
"""What stands in errors, and what is said instead."""


@contextmanager
def at_shell(words: str) -> Iterator[None]:
    """Tell the library's errors and warnings with what is done about them at a shell.

    Args:
        words: The options that were given, which `twitchtrio login` needs as well.
    """
    log, warnings = logging.getLogger("twitchtrio"), _Warnings(words)
    log.addHandler(warnings)
    try:
        yield
    except ServiceCrashedError:
        raise
    except TwitchError as exc:
        raise click.ClickException(_spoken(str(exc), words)) from exc
    except click.UsageError as exc:
        raise click.UsageError(_spoken(exc.message, words)) from None
    finally:
        log.removeHandler(warnings)


def _spoken(text: str, words: str) -> str:
    for pattern, said in _SAID:
        text = re.sub(pattern, said, text)
    return printable(text.replace("`twitchtrio login", f"`twitchtrio login {words}") if words else text)


class _Warnings(logging.Handler):
    """Tells on stderr what the library warns of, but no lost login, with which the command ends anyway.

    What crashed is told with its traceback.
    """

    def __init__(self, words: str) -> None:
        super().__init__(logging.WARNING)
        self._words = words

    def emit(self, record: logging.LogRecord) -> None:
        if not any(isinstance(each, LoginRequiredError | TokenRevokedError) for each in record.args or ()):
            word = "Error" if record.levelno >= logging.ERROR else "Warning"
            note(f"{word}: {_spoken(record.getMessage(), self._words)}")
            if record.exc_info and record.exc_info[1]:
                note(traceback_of(record.exc_info[1]))
