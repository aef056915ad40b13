"""Who reads again what streams have missed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..helix._sparing import sparing

if TYPE_CHECKING:
    from ..eventsub._read_again import Identity, Missed
    from ..eventsub.events.event import Event, Subscription
    from ..helix import Helix
    from ..tokens import Account
    from .table import Readable

__all__ = ["Reader"]


class Reader:
    """Reads again what Helix still tells of; `listen(..., catch_up=True)` of a bot uses it.

    That is follows, streams, polls, predictions, redemptions of the app's own rewards, unban requests and bans. While
    an account has few points left of its rate limit, its calls pause, so that a bot's others go on.
    """

    def __init__(self, helix: Helix) -> None:
        self._helix = sparing(helix)

    @cached_property
    def _table(self) -> Mapping[type[Event], Readable]:
        from .table import READABLE  # noqa: PLC0415  # few programs need all these classes

        return READABLE

    def reads(self, event: type[Event]) -> bool:
        """Whether events of a class can be read again."""
        return event in self._table

    def identity(self, event: Event) -> Identity:
        """What an event that can be read again has in common with the same one that came by itself."""
        readable = self._table[type(event)]
        key = (event.TYPE, *(f"{getattr(event, name) or ''}" for name in readable.told_by))
        return key, getattr(event, readable.at) if readable.at else None

    async def read(
        self, subscription: Subscription[Any], account: Account, since: datetime, until: datetime
    ) -> Sequence[Missed]:
        """The events of a subscription between these times, as far as Helix tells them, read by its account.

        Raises:
            MissingScopeError: Helix asks for a scope that the subscription did not need.
            HelixError: Twitch refuses.
            NetworkError: Twitch does not answer.
        """
        readable = self._table[subscription.event]
        return await readable.between(since, until, self._helix.acting_as(account), subscription)
