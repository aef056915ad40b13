"""A store that ends with the program."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from itertools import count
from typing import Final

import trio
from attrs import define, field, frozen

from ._protocol import Lease, Record

__all__ = ["MemoryStore"]

_NOTHING: Final[Mapping[str, int]] = {}
_FEW: Final = 64


@frozen
class _Kept:
    value: bytes = field(repr=False)
    version: int
    until: float


@define
class _Held:
    owner: str
    fence: int
    until: float
    data: bytes = field(repr=False)


class MemoryStore:
    """Keeps nothing beyond the program: a refreshed pair is lost with it, unless a callback saves it.

    Its clock is Trio's.
    """

    def __init__(self) -> None:
        self._records: dict[str, _Kept] = {}
        self._leases: dict[str, _Held] = {}
        self._versions = count(1)
        self._sweep_at = _FEW

    def __repr__(self) -> str:
        return "MemoryStore()"

    async def read(self, prefix: str) -> tuple[Record, ...]:
        """See `Store.read`."""
        await trio.lowlevel.checkpoint()
        now = trio.current_time()
        return tuple(
            Record(name=name, value=kept.value, version=kept.version)
            for name, kept in sorted(self._records.items())
            if name.startswith(prefix) and now < kept.until
        )

    async def write(
        self, name: str, value: bytes | None, *, expected: int | None = None, seconds: float | None = None
    ) -> int | None:
        """See `Store.write`."""
        await trio.lowlevel.checkpoint()
        now = trio.current_time()
        kept = self._records.get(name)
        version = kept.version if kept is not None and now < kept.until else 0
        if expected is not None and expected != version:
            return None
        if value is None:
            self._records.pop(name, None)
            return 0
        if len(self._records) >= self._sweep_at:
            self._sweep(now)
        made = _Kept(value, next(self._versions), math.inf if seconds is None else now + seconds)
        self._records[name] = made
        return made.version

    def _sweep(self, now: float) -> None:
        """Forget what has expired, at a cost that stays small for each write."""
        self._records = {name: kept for name, kept in self._records.items() if now < kept.until}
        self._sweep_at = max(_FEW, 2 * len(self._records))

    async def hold(
        self,
        names: Collection[str],
        *,
        owner: str,
        seconds: float,
        data: bytes = b"",
        take: Mapping[str, int] = _NOTHING,
    ) -> dict[str, Lease]:
        """See `Store.hold`."""
        await trio.lowlevel.checkpoint()
        now = trio.current_time()
        for name in names:
            held = self._leases.setdefault(name, _Held("", 0, -math.inf, b""))
            if held.owner != owner and held.until > now and take.get(name) != held.fence:
                continue
            held.fence += held.owner != owner
            held.owner, held.until, held.data = owner, now + seconds, data
        return {name: _lease(name, self._leases[name], now) for name in names}

    async def leases(self, prefix: str) -> tuple[Lease, ...]:
        """See `Store.leases`."""
        await trio.lowlevel.checkpoint()
        now = trio.current_time()
        return tuple(
            _lease(name, held, now)
            for name, held in sorted(self._leases.items())
            if name.startswith(prefix) and held.until > now
        )

    async def release(self, names: Collection[str], *, owner: str) -> None:
        """See `Store.release`."""
        await trio.lowlevel.checkpoint()
        for name in names:
            held = self._leases.get(name)
            if held is not None and held.owner == owner:
                held.owner, held.until, held.data = "", -math.inf, b""


def _lease(name: str, held: _Held, now: float) -> Lease:
    return Lease(name=name, owner=held.owner, fence=held.fence, remaining=held.until - now, data=held.data)
