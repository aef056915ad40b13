"""Which store a program means, opened for one block."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TypeAlias

import trio

from .._foreign import named, told
from .._opening import Opening
from ..errors import ConfigurationError
from ._protocol import Store
from .sqlite import SQLiteStore

__all__ = ["StoreRef", "open_store"]

StoreRef: TypeAlias = Store | str | os.PathLike[str] | None
"""What a `store=` argument takes: a store, the path of an SQLite file, or `None` for the user's own."""


def open_store(store: StoreRef = None) -> AbstractAsyncContextManager[Store]:
    """Open the store that a `store=` argument means: itself, the SQLite file at a path, or by default the user's own.

    Raises:
        ConfigurationError: It cannot be used.
    """
    return Opening(_opened(store), usage="async with open_store(...) as store")


@asynccontextmanager
async def _opened(ref: StoreRef) -> AsyncGenerator[Store, None]:
    store = SQLiteStore(ref) if isinstance(ref, str | os.PathLike | None) else ref
    if isinstance(store, type) or not hasattr(store, "hold"):
        raise ConfigurationError(f"store= takes a Store, the path of a file, or None, not {named(store)}.")
    opened = getattr(store, "opened", None)
    if opened is None:
        await trio.lowlevel.checkpoint()
        yield store
        return
    inside = False
    try:
        async with opened():
            inside = True
            yield store
            inside = False
    except Exception as exc:
        # What the block raises is its own.
        if inside or isinstance(exc, ConfigurationError):
            raise
        raise ConfigurationError(f"The store {named(store)} failed in its opened(): {told(exc)}.") from exc
