"""A store of whoever's, as logins use it: its answers are looked at, and what it does wrong is told as its fault."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from traceback import walk_tb
from typing import Any, Final, TypeVar

import trio

from .._foreign import beyond_errors, named, text_of, told
from .._hidden import Sealed
from ..errors import ConfigurationError
from ..stores import Lease, Record, Store
from ..tokens import Secret

__all__ = ["AskedStore"]

T = TypeVar("T")

# Longer than a file of ours is waited for.
_ANSWER_LIMIT: Final = 40.0


class AskedStore:
    """A store, each method one step of it; every one may raise `ConfigurationError`: it cannot be used."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def name(self) -> str:
        """What it is called in errors."""
        return named(self._store)

    async def read(self, prefix: str) -> tuple[Record, ...]:
        """The records whose names begin so."""
        return await self._ask(lambda: self._store.read(prefix), self._plain)

    async def write(
        self,
        name: str,
        value: Sealed | None,
        *,
        expected: int | None = None,
        secrets: Iterable[Secret | None] = (),
    ) -> int | None:
        """Compare and set; the new version, `None` if it was another one.

        Args:
            name: The record.
            value: What it is to hold, `None` to delete it.
            expected: The version that it has, 0 if there is none.
            secrets: What no error may show.
        """
        return await self._ask(
            lambda: self._store.write(name, None if value is None else value.reveal(), expected=expected),
            # Of what is deleted there is no version that has to grow.
            (lambda _: None) if value is None else (lambda version: self._grown(version, expected or 0)),
            *secrets,
        )

    async def hold(self, name: str, *, owner: str, seconds: float) -> bool:
        """Take a lease; false if somebody else has it, or it is over already."""
        lease = await self._ask(
            lambda: self._store.hold([name], owner=owner, seconds=seconds), lambda held: self._lease(held, name)
        )
        return lease.owner == owner and lease.remaining > 0

    async def release(self, name: str, *, owner: str) -> None:
        """Give a lease back."""
        await self._ask(lambda: self._store.release([name], owner=owner), lambda _: None)

    async def _ask(
        self, call: Callable[[], Awaitable[object]], plain: Callable[[Any], T], *secrets: Secret | None
    ) -> T:
        """What a store answers to a call, as plain values; whatever a program's own does wrong is told as its fault.

        An error leaves without its cause and the store's frames, whose variables would show what was written.
        """
        error: BaseException = ConfigurationError(f"The store {self.name} did not answer in time.")
        try:
            with trio.move_on_after(_ANSWER_LIMIT):
                return plain(await call())
        except Exception as exc:  # noqa: BLE001 - the border to a store of the program's own
            error = self._fault(exc, partial(_shows, secrets=secrets))
        except BaseExceptionGroup as group:
            error = beyond_errors(group)
        error.__cause__ = error.__context__ = None
        try:
            raise error.with_traceback(None)
        finally:
            del error  # Its traceback holds this frame: no circles.

    def _plain(self, records: object) -> tuple[Record, ...]:
        if not isinstance(records, Sequence):
            raise self._wrong(records)
        return tuple(map(self._record, records))

    def _record(self, found: object) -> Record:
        parts = (found.name, found.value, found.version) if isinstance(found, Record) else ()
        match parts:
            case str(name), bytes(value), int(version):
                return Record(name=name, value=value, version=version)
            case _:
                raise self._wrong(found)

    def _grown(self, version: object, expected: int) -> int | None:
        if version is None or (isinstance(version, int) and version is not True and version > expected):
            return version
        if isinstance(version, int):
            raise ConfigurationError(
                f"The store {self.name} failed: it answered with a version that has not grown: {version!r}, "
                f"after {expected}."
            )
        raise self._wrong(version)

    def _lease(self, leases: object, name: str) -> Lease:
        lease = leases.get(name) if isinstance(leases, Mapping) else leases
        if not isinstance(lease, Lease):
            raise self._wrong(lease)
        return lease

    def _fault(self, exc: Exception, hides: Callable[[str], bool]) -> ConfigurationError:
        text = text_of(exc)
        if isinstance(exc, ConfigurationError) and text and not hides(text):
            return exc
        return ConfigurationError(f"The store {self.name} failed: {told(exc, hides)}{_place(exc)}.")

    def _wrong(self, answer: object) -> ConfigurationError:
        # It is not shown, since it may be a secret.
        return ConfigurationError(
            f"The store {self.name} failed: it answered with a {type(answer).__name__}, which the protocol "
            "`Store` does not have there."
        )


def _shows(text: str, *, secrets: Iterable[Secret | None]) -> bool:
    """Whether a text shows what a record holds, in whatever quotes."""
    plain = text.replace("\\", "")
    tokens = (secret.reveal().replace("\\", "") for secret in secrets if secret is not None)
    return any(word in plain for word in ("access_token", "refresh_token", *tokens))


def _place(exc: BaseException) -> str:
    """Where an error was raised, unless that was here."""
    while isinstance(exc, BaseExceptionGroup) and exc.exceptions[0].__traceback__ is not None:
        exc = exc.exceptions[0]
    *_, (frame, line) = walk_tb(exc.__traceback__)
    return "" if frame.f_globals is globals() else f" ({Path(frame.f_code.co_filename).name}, line {line})"
