"""Looks now and then whether Twitch has what is believed to stand, and nothing else for nobody."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

import trio

from ..errors import TwitchError
from ..subscription import EventSubSubscription, SubscriptionStatus
from .holding import wanted_by
from .refusals import is_dead
from .wish import State, Wish

if TYPE_CHECKING:
    from ..protocols import SubscriptionApi
    from ..tokens import Account
    from .budget import Ledger
    from .events.event import Subscription
    from .holding import Holding

__all__ = ["Audit"]

_EVERY: Final = 3600.0
_AFTER: Final = 60.0
_APART: Final = 10.0
_PAUSE: Final = 600.0

_logger: Final = logging.getLogger("twitchtrio.eventsub")


class Audit:
    """One list of everything, compared with the book: each hour, a minute after something was made, and in doubt.

    Attributes:
        at: When the next is due, by Trio's clock.
        doubted: Why what is believed to stand may not, until Twitch has been asked.
    """

    def __init__(
        self,
        api: SubscriptionApi,
        account: Account,
        holding: Holding,
        ledger: Ledger,
        *,
        on_change: Callable[[], None],
    ) -> None:
        self.at: float = math.inf
        self.doubted: str | None = None
        self._api = api
        self._account = account
        self._holding = holding
        self._book = holding.book
        self._ledger = ledger
        self._on_change = on_change
        self._audited_at = -math.inf
        self._pause = _APART

    def begin(self) -> None:
        """A target is ready: the hour begins."""
        self.at = trio.current_time() + _EVERY

    def soon(self, delay: float = 0.0) -> None:
        """Look as soon as is decent."""
        self.at = min(self.at, max(trio.current_time() + delay, self._audited_at + _APART))

    def after_a_while(self) -> None:
        """Look a minute from now."""
        self.soon(_AFTER)

    def soon_for_a_stray(self) -> None:
        """Look again for what could not be deleted, with growing pauses."""
        self.soon(self._pause)

    def start(self, nursery: trio.Nursery, now: float) -> None:
        """Begin one that is due."""
        if self.at <= now:
            self.at, self._audited_at = now + _EVERY, now
            nursery.start_soon(self._run)

    @trio.lowlevel.enable_ki_protection
    async def _run(self) -> None:  # noqa: ASYNC910  # what failed has been waited for
        believed = [(wish, wish.record) for wish in self._book.standing]
        target, asked_at = self._holding.target, self._audited_at
        pause, self._pause = self._pause, min(2 * self._pause, _PAUSE)
        try:
            listing = await self._api.subscriptions(actor=self._account)
        except TwitchError as exc:
            _logger.info("Could not look what stands: %s", exc)
            self.soon(pause)
            self._on_change()
            return  # noqa: ASYNC910  # as above
        if target != self._holding.target:
            self.soon()
            self._on_change()
            return  # noqa: ASYNC910  # the list has been waited for
        self._ledger.told(listing)
        records = {record.id: record for record in listing.records}
        for wish, record in believed:
            if record is not None and wish.record is record:
                self._compare(wish, records.get(record.id))
        if not self.discard_strays(listing.records):
            self._pause = _APART
        if asked_at == self._audited_at and self.at > trio.current_time() + _APART:
            self._holding.doubtful = False
            self.doubted = None
        self._on_change()

    def _compare(self, wish: Wish, found: EventSubSubscription | None) -> None:
        certain = self._holding.certain(wish)
        since = max(certain, self._holding.doubted(certain))
        if found is None or is_dead(found.status):
            self._holding.ended(wish, None if found is None else found.status, since)
        elif self._holding.is_elsewhere(found):
            # Twitch moved it to a connection that failed before it was welcomed here.
            self._holding.ended(wish, None, since)
            self._book.discard(wish.subscription, found)

    def leftovers(self, records: Iterable[EventSubSubscription]) -> list[EventSubSubscription]:
        """What stands on dead targets of ours."""
        return [
            each
            for each in records
            if each.status == SubscriptionStatus.ENABLED
            and self._holding.is_ours(each)
            and not self._holding.is_here(each)
            and self._book.by_id(each.id) is None
        ]

    def discard_strays(
        self, records: Iterable[EventSubSubscription], *, refused: Subscription[Any] | None = None
    ) -> bool:
        """Have deleted what stands on this target for no wish, and say whether there was any.

        Such is what could not be deleted when it was left, or was made for who has left, and the answer was lost.

        Args:
            records: Everything that Twitch lists.
            refused: What has just been refused, so that nothing of it is on its way.
        """
        # Twitch may tell a condition otherwise than it was asked for: of what is being made, only the type is certain.
        unsettled = {(each.type, each.version) for each in self._book.unsettled - {refused}}
        strays: dict[Subscription[Any], EventSubSubscription] = {}
        left_over = False
        for record in records:
            if not self._is_stray(record):
                continue
            subscription = wanted_by(record)
            if (record.type, record.version) in unsettled or subscription in strays:
                left_over = True
            elif subscription is not None:
                strays[subscription] = record
        for subscription, record in strays.items():
            self._book.discard(subscription, record)
        if left_over:
            self.soon_for_a_stray()
        return left_over or bool(strays)

    def _is_stray(self, record: EventSubSubscription) -> bool:
        # Most of what is listed is believed to stand.
        if self._book.by_id(record.id) is not None or record.status != SubscriptionStatus.ENABLED:
            return False
        if not self._holding.is_here(record):
            return False
        subscription = wanted_by(record)
        wish = None if subscription is None else self._book.get(subscription)
        # Who waits takes it over.
        return wish is None or wish.state is State.STANDS
