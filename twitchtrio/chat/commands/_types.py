"""Type variables that the modules of this package share: `S` is the type of a program's own state."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, ParamSpec, TypeAlias

if TYPE_CHECKING:
    # Only type checkers need the default, and they all carry these stubs.
    from typing_extensions import TypeVar

    S = TypeVar("S", default=None)
    S_co = TypeVar("S_co", covariant=True, default=None)
    S_contra = TypeVar("S_contra", contravariant=True, default=object)
    T = TypeVar("T")
    R = TypeVar("R")
else:
    from typing import TypeVar

    S = TypeVar("S")
    S_co = TypeVar("S_co", covariant=True)
    S_contra = TypeVar("S_contra", contravariant=True)
    T = TypeVar("T")
    R = TypeVar("R")

__all__ = ["Does", "Handler", "P", "R", "S", "S_co", "S_contra", "T"]

P = ParamSpec("P")

Does: TypeAlias = Coroutine[Any, Any, R]
Handler: TypeAlias = Callable[..., Does[object]]
