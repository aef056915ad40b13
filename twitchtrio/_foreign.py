"""What is somebody else's, told fit to be read: their texts, and what the program's own parts raise."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Final

__all__ = ["beyond_errors", "is_ours", "is_pythons", "leaves", "named", "shown", "text_of", "told"]

_MOST: Final = 200
_OURS: Final = frozenset(
    {
        "twitchtrio",
        "trio",
        "httpx",
        "httpcore",
        "h11",
        "trio_websocket",
        "wsproto",
        "msgspec",
        "attr",
        "attrs",
        "outcome",
    }
)


def told(exc: BaseException, hides: Callable[[str], bool] = lambda _: False) -> str:
    """The name of an error and its text, unless that is hidden."""
    text = text_of(exc)
    detail = f": {shown(text).rstrip('. ')}" if shown(text) and not hides(text) else ""
    return f"{shown(type(exc).__name__)}{detail}"


def shown(foreign: object) -> str:
    """A text of somebody else's, fit to be a part of ours."""
    plain = "".join(char if char.isprintable() else " " for char in text_of(foreign)[: _MOST + 1]).strip()
    return plain if len(plain) <= _MOST else f"{plain[: _MOST - 3]}..."


def named(foreign: object) -> str:
    """What to call an object: as it calls itself, or else by its type."""
    return shown(foreign) or type(foreign).__name__


def text_of(foreign: object) -> str:
    """The text of an object, nothing where it has none."""
    try:
        return str(foreign)
    except Exception:  # noqa: BLE001 - it may be anybody's
        return ""


def beyond_errors(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """What is left of a group without its errors: Cancelled, and what else must not be held up."""
    rest = group.split(Exception)[1] or group
    rest.__cause__ = rest.__context__ = None
    return rest


def leaves(exc: BaseException) -> Iterator[BaseException]:
    """What an exception consists of: itself, or all that is in its groups."""
    if isinstance(exc, BaseExceptionGroup):
        for each in exc.exceptions:
            yield from leaves(each)
    else:
        yield exc


def is_pythons(module: str) -> bool:
    """Whether a module comes with Python."""
    return module.partition(".")[0] in sys.stdlib_module_names


def is_ours(module: str) -> bool:
    """Whether a module is of twitchtrio, or of what it uses."""
    return module.partition(".")[0] in _OURS
