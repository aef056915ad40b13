"""Routers as they are named at a shell: `mybot:router`."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Final

import click

from ..chat import Router
from ..errors import TwitchError
from ._output import note
from ._tracebacks import place_of, traceback_of

__all__ = ["find_router"]

_FILE: Final = re.compile(r"(?P<path>.+?)\.py(?::(?P<name>\w*))?")


def find_router(target: str) -> Router[None]:
    """The router that `MODULE:NAME` names; the module is found as `python -m` would find it.

    Raises:
        click.UsageError: There is none.
        click.ClickException: The module cannot be imported.
    """
    module_name, _, name = target.partition(":")
    if file := _FILE.fullmatch(target):
        raise click.UsageError(f"{target!r} names a file; name its module and a router in it: {_of_file(file)}.")
    if not name or "" in module_name.split("."):
        raise click.UsageError(f"{target!r} should name a module and a router in it, as mybot:router does.")
    module = _imported(module_name)
    if not hasattr(module, name):
        raise click.UsageError(f"{module_name} has no {name!r}; {_routers_in(module)}.")
    found = getattr(module, name)
    if not isinstance(found, Router):
        raise click.UsageError(f"{target} is {_kind(found)}, not a Router; {_routers_in(module)}.")
    return found


def _of_file(file: re.Match[str]) -> str:
    """How its router would be named."""
    parts = [part for part in re.split(r"[/\\]", file["path"]) if part not in {"", "."}]
    if re.match(r"[/\\]|\w:|\.\.", file["path"]):
        # Of a file elsewhere, as it would be named there.
        return f"{parts[-1]}:{file['name'] or 'router'}, from the folder that it is in"
    return f"{'.'.join(parts)}:{file['name'] or 'router'}"


def _imported(name: str) -> ModuleType:
    here = str(Path.cwd())
    # Where `python -m` looks first.
    sys.path.insert(0, here)
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as exc:
        if exc.name is None or not f"{name}.".startswith(f"{exc.name}."):
            raise _broken(name, exc) from exc
        near = difflib.get_close_matches(name, [each.name for each in pkgutil.iter_modules([here])])
        guess = f" Did you mean {' or '.join(near)}?" if near else ""
        raise click.UsageError(f"There is no module {exc.name!r}, neither in {here} nor installed.{guess}") from None
    except Exception as exc:
        raise _broken(name, exc) from exc


def _broken(name: str, exc: Exception) -> click.ClickException:
    """What ails a module that cannot be imported."""
    if isinstance(exc, TwitchError):
        return click.ClickException(f"{name} cannot be imported: {exc} (at {place_of(exc)})")
    note(traceback_of(exc))
    return click.ClickException(f"{name} cannot be imported.")


def _routers_in(module: ModuleType) -> str:
    names = [name for name, value in vars(module).items() if isinstance(value, Router)]
    return f"it has {', '.join(sorted(names))}" if names else "there is no Router in it"


def _kind(value: object) -> str:
    return f"the class {value.__name__}" if isinstance(value, type) else f"of type {type(value).__name__}"
