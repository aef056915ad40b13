"""A store that ends with the program."""

from __future__ import annotations

from datetime import datetime

import trio
from attrs import evolve, frozen

from ..tokens import UserToken
from ._protocol import StoredToken, TokenKey

__all__ = ["MemoryStore"]


@frozen
class _Lease:
    owner: str
    until: float


class MemoryStore:
    """Keeps nothing beyond the program: a refreshed pair is lost with it, unless a callback saves it."""

    def __init__(self) -> None:
        self._rows: dict[TokenKey, StoredToken] = {}
        self._leases: dict[TokenKey, _Lease] = {}
        self._seeds: dict[tuple[str, str, str], str] = {}

    async def load(self, key: TokenKey) -> StoredToken | None:
        """See `TokenStore.load`."""
        await trio.lowlevel.checkpoint()
        return self._rows.get(key)

    async def rows(self, *, oauth: str, client_id: str) -> tuple[StoredToken, ...]:
        """See `TokenStore.rows`."""
        await trio.lowlevel.checkpoint()
        found = [row for row in self._rows.values() if (row.key.oauth, row.key.client_id) == (oauth, client_id)]
        return tuple(sorted((row for row in found if row.token.login), key=lambda row: row.token.login or ""))

    async def save(self, key: TokenKey, token: UserToken, *, seed: str | None = None) -> StoredToken:
        """See `TokenStore.save`."""
        await trio.lowlevel.checkpoint()
        if seed is not None:
            self._seeds[key.oauth, key.client_id, seed] = key.user_id
        return self._put(StoredToken(key=key, token=token))

    async def swap(self, row: StoredToken, token: UserToken) -> StoredToken | None:
        """See `TokenStore.swap`."""
        await trio.lowlevel.checkpoint()
        if not self._holds(row):
            return None
        return self._put(StoredToken(key=row.key, token=token))

    async def mark(self, row: StoredToken, begun: datetime | None) -> bool:
        """See `TokenStore.mark`."""
        await trio.lowlevel.checkpoint()
        if not self._holds(row):
            return False
        self._rows[row.key] = evolve(self._rows[row.key], refresh_begun=begun)
        return True

    async def lease(self, key: TokenKey, *, owner: str, seconds: float) -> StoredToken | None:
        """See `TokenStore.lease`."""
        await trio.lowlevel.checkpoint()
        now = trio.current_time()
        held = self._leases.get(key)
        if key not in self._rows or (held and held.owner != owner and now < held.until):
            return None
        self._leases[key] = _Lease(owner, now + seconds)
        return self._rows[key]

    async def release(self, key: TokenKey, *, owner: str) -> None:
        """See `TokenStore.release`."""
        await trio.lowlevel.checkpoint()
        held = self._leases.get(key)
        if held and held.owner == owner:
            del self._leases[key]

    async def remove(self, key: TokenKey) -> None:
        """See `TokenStore.remove`."""
        await trio.lowlevel.checkpoint()
        self._rows.pop(key, None)
        self._leases.pop(key, None)

    async def seed_user(self, seed: str, *, oauth: str, client_id: str) -> str | None:
        """See `TokenStore.seed_user`."""
        await trio.lowlevel.checkpoint()
        return self._seeds.get((oauth, client_id, seed))

    def _holds(self, row: StoredToken) -> bool:
        held = self._rows.get(row.key)
        return held is not None and held.pair == row.pair

    def _put(self, row: StoredToken) -> StoredToken:
        self._rows[row.key] = row
        self._leases.pop(row.key, None)
        return row
