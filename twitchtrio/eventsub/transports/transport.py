"""What a transport is, and whom it tells."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ...network import Network
    from ...subscription import EventSubSubscription
    from ..envelope import Pending
    from ..misfit import Misfit

__all__ = ["Link", "Transport"]


class Link(Protocol):
    """Whom a transport tells. Nothing here waits."""

    def ready(self, session_id: str) -> None:
        """A new session stands, without subscriptions."""
        ...

    def moved(self, session_id: str) -> None:
        """The session goes on under this id, subscriptions included."""
        ...

    def lost(self, last_seen: datetime, why: str) -> None:
        """The session and its subscriptions are gone; `last_seen` is by Twitch's clock."""
        ...

    def missed(self, since: datetime, until: datetime) -> None:
        """The session goes on, but events sent between these times, by Twitch's clock, may have been missed."""
        ...

    def doubted(self, why: str) -> None:
        """The session goes on, but what was believed to stand may not."""
        ...

    def set_aside(self, misfit: Misfit) -> None:
        """A message could not be read."""
        ...

    def trouble(self, why: str) -> None:
        """There is no session, and making one failed; it will be tried again."""
        ...

    @property
    def deliver(self) -> Callable[[Pending], object]:
        """Is called with each notification."""
        ...

    @property
    def crowded(self) -> Callable[[], bool]:
        """Tells whether a stream is filling up, so that its reader should get some turns before more is delivered."""
        ...

    def revoked(self, record: EventSubSubscription, at: datetime) -> None:
        """Twitch has ended a subscription, at this time of its clock."""
        ...


class Transport(Protocol):
    """How notifications travel from Twitch to one account's streams."""

    async def carry(self, link: Link, *, url: str, network: Network) -> None:
        """Keep a session alive until cancelled, whatever happens to connections, and tell `link` of it."""
        ...
