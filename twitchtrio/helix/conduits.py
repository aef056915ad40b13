"""Helix category Conduits: subscriptions whose events are spread over many connections."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Self

from attrs import field, frozen
from msgspec import UNSET, UnsetType

from ..subscription import SubscriptionStatus, SubscriptionTransport, TransportMethod
from ..tokens import Secret
from ._endpoint import APP_ONLY, Bounds, endpoint
from ._pages import Pages
from ._resource import Resource
from ._webhook_secret import long_enough, secret_of
from .beside import RefusedShard

__all__ = ["Conduit", "ConduitShard", "Conduits", "ShardTransport", "ShardUpdate", "UpdatedShards"]

_SHARDS = {"shard_count": Bounds(min=1, max=20_000)}


@frozen(kw_only=True)
class Conduit:
    """What subscriptions go to, and how many shards their events are spread over."""

    id: str
    shard_count: int


@frozen(kw_only=True)
class ConduitShard:
    """One of a conduit's connections."""

    id: str
    """Its number, from 0 on."""
    status: SubscriptionStatus
    transport: SubscriptionTransport


@frozen(kw_only=True)
class ShardTransport:
    """Where a shard's events are to go."""

    method: TransportMethod | str
    """A WebSocket or a webhook."""
    callback: str | UnsetType = UNSET
    """Address of a webhook."""
    secret: Secret | UnsetType = field(default=UNSET, converter=secret_of, validator=long_enough)
    """What a webhook's notifications are signed with; needed with `callback`."""
    session_id: str | UnsetType = UNSET
    """Session of a WebSocket."""


@frozen(kw_only=True)
class ShardUpdate:
    """What a shard is to be."""

    id: str
    transport: ShardTransport


class UpdatedShards(tuple[ConduitShard, ...]):  # noqa: SLOT001  # a tuple's subclass cannot have slots of its own
    """The shards that were changed.

    Attributes:
        errors: Those that could not be, and why.
    """

    errors: tuple[RefusedShard, ...]

    def __new__(  # noqa: D102 - the class tells how to make one
        cls, shards: Iterable[ConduitShard] = (), *, errors: Iterable[RefusedShard] = ()
    ) -> Self:
        made = super().__new__(cls, shards)
        made.errors = tuple(errors)
        return made


class Conduits(Resource):
    """Helix category Conduits: what the app itself calls."""

    __slots__ = ()

    @endpoint("GET", "/eventsub/conduits", APP_ONLY)
    async def get_conduits(self) -> tuple[Conduit, ...]:
        """List the app's conduits, five at most.

        Twitch: Get Conduits. App token.
        """
        return await self._many(Conduit)

    @endpoint("POST", "/eventsub/conduits", APP_ONLY, bounds=_SHARDS)
    async def create_conduits(self, *, shard_count: int) -> Conduit:
        """Make a conduit.

        Twitch: Create Conduits. App token.

        Raises:
            RateLimitedError: The app has as many as it may.
        """
        return await self._one(Conduit, body={"shard_count": shard_count})

    @endpoint("PATCH", "/eventsub/conduits", APP_ONLY, bounds=_SHARDS)
    async def update_conduits(self, *, id: str, shard_count: int) -> Conduit:
        """Give a conduit more shards or fewer; those of the highest numbers go.

        Twitch: Update Conduits. App token.
        """
        return await self._one(Conduit, body={"id": id, "shard_count": shard_count})

    @endpoint("DELETE", "/eventsub/conduits", APP_ONLY)
    async def delete_conduit(self, *, id: str) -> None:
        """Delete a conduit; its subscriptions end.

        Twitch: Delete Conduit. App token.
        """
        await self._none(query={"id": id})

    @endpoint("GET", "/eventsub/conduits/shards", APP_ONLY)
    def get_conduit_shards(
        self, *, conduit_id: str, status: SubscriptionStatus | str | None = None, after: str | None = None
    ) -> Pages[ConduitShard]:
        """List the shards of a conduit that were ever used, or those of a status.

        Twitch: Get Conduit Shards. App token.
        """
        return self._pages(ConduitShard, query={"conduit_id": conduit_id, "status": status, "after": after})

    @endpoint("PATCH", "/eventsub/conduits/shards", APP_ONLY)
    async def update_conduit_shards(self, *, conduit_id: str, shards: Sequence[ShardUpdate]) -> UpdatedShards:
        """Say where the events of shards go. Some may be changed and others not: `errors` of the answer tells.

        Twitch: Update Conduit Shards. App token.
        """
        found = await self._envelope(ConduitShard, body={"conduit_id": conduit_id, "shards": tuple(shards)})
        return UpdatedShards(found.data, errors=found.errors)
