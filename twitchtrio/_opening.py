"""What every `open_*` returns: an async context manager that says how it is used when it is used otherwise."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import NoReturn, TypeVar

import trio

from .errors import ConfigurationError

__all__ = ["Opening", "block_ended"]

T_co = TypeVar("T_co", covariant=True)


class Opening(AbstractAsyncContextManager[T_co]):
    """Delegates to the manager; everything else is a mistake with an answer."""

    def __init__(self, manager: AbstractAsyncContextManager[T_co], *, usage: str) -> None:
        self._manager = manager
        self._usage = usage
        self._entered = False

    def __repr__(self) -> str:
        return f"<{self._usage}>"

    @trio.lowlevel.enable_ki_protection
    async def __aenter__(self) -> T_co:
        if self._entered:
            raise ConfigurationError(f"`{self._usage}:` opens once; make another call for another block.")
        if not trio.lowlevel.in_trio_run():
            raise ConfigurationError("twitchtrio runs on Trio; start the program with `trio.run(main)`.")
        self._entered = True
        return await self._manager.__aenter__()

    @trio.lowlevel.enable_ki_protection
    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> bool | None:
        return await self._manager.__aexit__(kind, exc, traceback)  # noqa: ASYNC102  # the manager sees to it

    def _misused(self) -> NoReturn:
        raise TypeError(
            f"Write `{self._usage}:` in an async function; everything that was opened ends with that block."
        )

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("_"):
            raise AttributeError(name)
        raise AttributeError(f"There is no {name!r} before the block; write `{self._usage}:` and use what it gives.")

    def __call__(self, *_: object) -> NoReturn:
        self._misused()

    def __await__(self) -> NoReturn:
        self._misused()

    def __enter__(self) -> NoReturn:
        self._misused()

    def __exit__(self, *_: object) -> NoReturn:
        self._misused()

    def __iter__(self) -> NoReturn:
        self._misused()

    def __aiter__(self) -> NoReturn:
        self._misused()


def block_ended() -> ConfigurationError:
    """The error for what is asked of something whose block is over."""
    return ConfigurationError("The `async with` block that this belongs to has ended; make the call inside it.")
