"""Conduits."""

from __future__ import annotations

from typing import Any

from attrs import define, field

from .clock import Clock

__all__ = ["Conduit", "Shard"]


@define(kw_only=True)
class Shard:
    """A shard that has been used."""

    number: int
    status: str
    method: str
    where: str
    """A session id or an address."""
    connected_at: float | None = None

    def shown(self, clock: Clock) -> dict[str, Any]:
        """As answers have it."""
        transport: dict[str, Any] = {"method": self.method}
        if self.method == "webhook":
            transport["callback"] = self.where
        else:
            transport["session_id"] = self.where
        if self.connected_at is not None:
            transport["connected_at"] = clock.stamp(self.connected_at)
        return {"id": str(self.number), "status": self.status, "transport": transport}


@define(kw_only=True, eq=False)
class Conduit:
    """A conduit of an application."""

    id: str
    client_id: str
    shard_count: int
    shards: dict[int, Shard] = field(factory=dict[int, Shard])

    def resize(self, count: int) -> None:
        """Have more shards or fewer."""
        self.shard_count = count
        self.shards = {number: shard for number, shard in self.shards.items() if number < count}
