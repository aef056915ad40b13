"""Faces of packages: names that are imported when they are first used.

Making the classes of 149 endpoints and 83 events costs far more than a program that uses three of them should pay.

A face's `__init__.py` says under `TYPE_CHECKING` which modules' names it shows, where type checkers and readers see
them. For the interpreter, `nox -s faces` makes a table of that and of the modules' `__all__`.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import Any

from ._faces import FACES

__all__ = ["homes", "lazily", "pip_install"]


def pip_install(extra: str) -> str:
    """The command that installs an extra where the program runs."""
    return f"{sys.executable} -m pip install 'twitchtrio[{extra}]'"


def lazily(
    package: str, *, extra: str | None = None
) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """Make `__getattr__`, `__dir__` and `__all__` of a package with this `__name__`.

    Args:
        package: The package.
        extra: What has to be installed with twitchtrio for it.
    """
    home_of = homes(package)

    def get(name: str) -> Any:
        home = home_of.get(name)
        if home is None:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        try:
            value = getattr(importlib.import_module(home, package), name)
        except ModuleNotFoundError as exc:
            missing = str(exc.name).partition(".")[0]
            if extra is None or missing == "twitchtrio":
                raise
            problem = f"{package} needs {missing}, which is not installed. Run: {pip_install(extra)}"
            raise ModuleNotFoundError(problem, name=missing) from None
        setattr(sys.modules[package], name, value)
        return value

    def names() -> list[str]:
        return sorted({*vars(sys.modules[package]), *home_of})

    return get, names, sorted(home_of)


def homes(package: str) -> dict[str, str]:
    """Each name of a face, and the module that it is taken from."""
    found: dict[str, str] = {}
    for home, names in FACES[package].items():
        # Another face, taken over whole, is listed once.
        shown = homes(package + home) if names == "*" else names.split()
        found.update(dict.fromkeys(shown, home))
    return found
