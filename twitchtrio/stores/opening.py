"""Which store a program means, opened for one block."""

from __future__ import annotations

import logging
import math
import os
from collections.abc import AsyncGenerator, Generator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from typing import Final, TypeAlias

import trio

from .._foreign import leaves, named, told
from .._opening import Opening
from ..errors import ConfigurationError
from ._protocol import Store

__all__ = ["StoreRef", "open_store"]

_log: Final = logging.getLogger("twitchtrio.stores")

StoreRef: TypeAlias = Store | str | os.PathLike[str] | None
"""What a `store=` argument takes: a store, the path of an SQLite file, or `None` for the user's own."""


def open_store(store: StoreRef = None) -> AbstractAsyncContextManager[Store]:
    """Open the store that a `store=` argument means: itself, the SQLite file at a path, or by default the user's own.

    Raises:
        ConfigurationError: It cannot be used.
    """
    return Opening(_opened(store), usage="async with open_store(...) as store")


def _file(path: str | os.PathLike[str] | None) -> Store:
    from .sqlite import SQLiteStore  # noqa: PLC0415  # not for those who bring a store of their own

    return SQLiteStore(path)


@asynccontextmanager
async def _opened(ref: StoreRef) -> AsyncGenerator[Store, None]:
    store = _file(ref) if isinstance(ref, str | os.PathLike | None) else ref
    if isinstance(store, type) or not hasattr(store, "hold"):
        raise ConfigurationError(f"store= takes a Store, the path of a file, or None, not {named(store)}.")
    opened = getattr(store, "opened", None)
    if opened is None:
        await trio.lowlevel.checkpoint()
        yield store
        return
    stack = AsyncExitStack()
    with _explained(store):
        await stack.enter_async_context(opened())
    try:
        yield store
    except BaseException as exc:  # noqa: ASYNC103  # what the store itself had cancelled ends here
        left = await _closed(store, stack, exc)  # noqa: ASYNC102  # how long that takes is the store's
        if left is exc:
            raise
        if left is not None:
            raise left from None  # noqa: ASYNC104  # the same
    else:
        with _explained(store):
            await stack.aclose()


async def _closed(store: Store, stack: AsyncExitStack, raised: BaseException) -> BaseException | None:
    """Close a store; gives what its block raised, whatever the store makes of that."""
    with _explained(store):
        try:
            swallowed = await stack.__aexit__(type(raised), raised, raised.__traceback__)
        except (Exception, BaseExceptionGroup, trio.Cancelled) as exc:  # noqa: ASYNC103  # it is told to who called
            left = raised if exc is raised else _of_others(raised)
            if left is None:
                raise
            more = _beside(raised, exc)
            if more is not None:
                _log.warning("%s", _problem(store, more))
            return left  # noqa: ASYNC104, ASYNC910  # the same; the way out has been waited for
    return _of_others(raised) if swallowed else raised


def _of_others(raised: BaseException) -> BaseException | None:
    """What a block raised, without what cancel scopes of the store's own had to catch."""
    group = raised if isinstance(raised, BaseExceptionGroup) else BaseExceptionGroup("", [raised])
    if group.subgroup(trio.Cancelled) is None or trio.current_effective_deadline() == -math.inf:
        return raised
    return None if group is not raised else group.split(trio.Cancelled)[1]


def _beside(raised: BaseException, exc: BaseException) -> Exception | None:
    """What a store has raised besides; a nursery of its own puts what the block raised into a group."""
    if isinstance(exc, BaseExceptionGroup):
        known = set(map(id, leaves(raised)))
        rest = exc.split(lambda each: id(each) in known)[1]
        return None if rest is None else rest.split(Exception)[0]
    return exc if isinstance(exc, Exception) and exc is not raised else None


@contextmanager
def _explained(store: Store) -> Generator[None, None, None]:
    """Tell what is raised as the store's fault."""
    try:
        yield
    except ConfigurationError:
        raise
    except Exception as exc:
        raise ConfigurationError(_problem(store, exc)) from exc


def _problem(store: Store, exc: Exception) -> str:
    if isinstance(exc, ConfigurationError):
        return str(exc)
    while isinstance(exc, ExceptionGroup) and len(exc.exceptions) == 1:
        exc = exc.exceptions[0]
    return f"The store {named(store)} failed in its opened(): {told(exc)}."
