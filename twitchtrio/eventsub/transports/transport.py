"""What a transport is, and whom it tells."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from attrs import frozen

if TYPE_CHECKING:
    from ...endpoints import Endpoints
    from ...network import Network
    from ...protocols import SubscriptionApi
    from ...stores import Store
    from ...subscription import EventSubSubscription, Target, TransportMethod
    from ...tokens import Actor
    from ..envelope import Pending
    from ..misfit import Misfit

__all__ = ["Link", "Site", "Transport"]


@frozen(kw_only=True)
class Site:
    """Where a transport works: for whom, and by what means."""

    actor: Actor
    """Whose subscriptions it carries: an account's, or the app's."""
    api: SubscriptionApi
    store: Store
    """What outlives the process."""
    endpoints: Endpoints
    network: Network


class Link(Protocol):
    """Whom a transport tells. Nothing here waits, but for `room`."""

    def ready(self, target: Target) -> None:
        """Subscriptions can be made here; there are none yet, unless it is durable."""
        ...

    def moved(self, target: Target) -> None:
        """The same subscriptions hang here now."""
        ...

    def heard(self, time: datetime, at: float) -> None:
        """Messages have come, at this time of Trio's; the youngest is of this time by Twitch's clock."""
        ...

    def lost(self, last_seen: datetime, why: str) -> None:
        """The target and its subscriptions are gone; `last_seen` is by Twitch's clock."""
        ...

    def missed(self, since: datetime, until: datetime) -> None:
        """The target stands, but events sent between these times, by Twitch's clock, may have been missed."""
        ...

    def doubted(self, why: str) -> None:
        """The target stands, but what was believed to stand may not."""
        ...

    def set_aside(self, misfit: Misfit) -> None:
        """A message could not be read."""
        ...

    def trouble(self, why: str | None) -> None:
        """Events cannot come now, for this reason, and what can be done is done; `None`: they can again."""
        ...

    @property
    def deliver(self) -> Callable[[Pending], object]:
        """Is called with each notification."""
        ...

    @property
    def room(self) -> Callable[[int], Awaitable[None]]:
        """Waits a moment where a stream is filling up, so that its reader can catch up before more is delivered.

        Takes how many notifications have been delivered since the last time.
        """
        ...

    def revoked(self, record: EventSubSubscription, at: datetime) -> None:
        """Twitch has ended a subscription, at this time of its clock."""
        ...


class Transport(Protocol):
    """How notifications travel from Twitch to one account's streams."""

    @property
    def method(self) -> TransportMethod:
        """What Twitch calls it."""
        ...

    async def carry(self, link: Link, site: Site) -> None:
        """Keep a target ready until cancelled, whatever happens to connections, and tell `link` of it."""
        ...
