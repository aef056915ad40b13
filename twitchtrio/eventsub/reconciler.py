"""Makes Twitch agree with what is wanted, for one line, again and again.

What is wanted is a book of wishes (`book`), each in one of a few states; what a line holds at Twitch, and on which
target, is its `Holding`. Nothing changes either but what is told here: by streams (`want`, `unwant`), by the transport
(`lost`, `moved`, `missed`, `doubt`, `revoked`), and by the answers to requests (`_requests`) and to lists (`_audit`).
Each of these changes the book at once, without waiting, and wakes `run`, which begins what is due.

`run` lives as long as one target; book and holding outlive it. That is what makes the rest simple:

* What was asked of a target that is lost meanwhile is void: `run` is cancelled, and an answer that comes in the same
  tick belongs to a former generation and is not looked at. Nothing is retried in place; the next `run` finds the wish
  wanted, as if it were new.
* Of one subscription there is one request at a time. Who wants anew what is being deleted, or was being asked for by
  somebody who has left, waits for that request to end; so no answer can overtake another.
* The answer to "does it stand?" is never taken from memory alone. A minute after something was made, each hour, and
  whenever something is odd, everything is listed and compared: what is gone is made again, what is there for nobody is
  deleted, and a subscription of another program, or on a session that was never ours, is left alone.
* Events may come before the answer to the request that brought them, and after the subscription has ended: routes are
  made when a notification says by itself what it is for, and kept for a while after the end.

A gap runs from the last moment in which a subscription certainly stood to the one in which it stands again; those of
one subscription may overlap. That they should not was tried: the bookkeeping of what had been told already was larger
than all the rest, and wrong more often.

Also rejected: a task for each wish, since the limits of Twitch are about all of them together; and retries within a
request, since only the book knows whether somebody still wants what it is about.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import trio

from .._texts import brief
from ..errors import SubscriptionRevokedError, TwitchError
from ..subscription import EventSubSubscription
from ._audit import Audit
from ._requests import Requests
from .holding import Holding
from .refusals import is_alive
from .wish import State, Wish

if TYPE_CHECKING:
    from ..protocols import SubscriptionApi
    from ..subscription import Target
    from ..tokens import Account
    from ._buffer import Buffer
    from .book import Book
    from .budget import Ledger
    from .envelope import Pending
    from .events.event import Subscription
    from .hub import Hub

__all__ = ["Reconciler"]

_TELL_WITHIN: Final = 2.0


class Reconciler:
    """The wishes of one line, and what stands of them at Twitch."""

    def __init__(
        self,
        api: SubscriptionApi,
        account: Account,
        hub: Hub,
        ledger: Ledger,
        *,
        on_change: Callable[[], None],
        on_lost: Callable[[Wish, SubscriptionRevokedError], None],
    ) -> None:
        self._hub = hub
        self._on_change = on_change
        self._ledger = ledger
        self._holding = Holding(hub, account, cost_of=ledger.cost_of, on_lost=on_lost)
        self.book: Book = self._holding.book
        self._audit = Audit(api, account, self._holding, ledger, on_change=self._changed)
        self._requests = Requests(api, account, self._holding, ledger, self._audit, on_change=self._changed)
        self._news = trio.lowlevel.ParkingLot()
        self._tell_by = math.inf
        ledger.add(self.book, self._news.unpark_all)

    @property
    def doubted(self) -> str | None:
        """Why what is believed to stand may not, until Twitch has been asked."""
        return self._audit.doubted

    @property
    def records(self) -> tuple[EventSubSubscription, ...]:
        """Everything that stands at Twitch."""
        return tuple(wish.record for wish in self.book.standing if wish.record is not None)

    # What is wanted.

    def want(self, subscription: Subscription[Any], stream: Buffer) -> Wish:
        """Add a stream to a wish, making the wish if it is new."""
        wish = self.book.want(subscription, stream)
        self._holding.claim(wish)
        self._changed()
        return wish

    def unwant(self, wish: Wish, stream: Buffer, *, linger: bool = False) -> None:
        """Take a stream out of a wish; without a stream the wish ends, but one that stands may linger for 2 s."""
        self.book.unwant(wish, stream, trio.current_time(), linger=linger)
        if wish.state is State.GONE and wish.may_stand:
            self._audit.after_a_while()
        self._changed()

    def let_go(self) -> None:
        """End at once what nobody wants any more."""
        self.book.let_go()
        self._changed()

    def let_in(self) -> None:
        """There may be a login again: everything is tried anew."""
        self.book.let_in()
        self._changed()

    def refuse_new(self, error: TwitchError) -> None:
        """Let those hear of a lost login who wait for a first answer."""
        for wish in self.book:
            if not wish.proven and wish.record is None:
                self.book.refuse(wish, error)
        self._changed()

    # What happens to the target.

    def lost(self, last_seen: datetime) -> None:
        """The target is gone with all that hung on it; `last_seen` is its last sign of life, by Twitch's clock."""
        self._tell_outages()
        self._holding.lost(last_seen)
        self._audit.doubted = None
        self._ledger.changed()
        self._changed()

    def moved(self, target: Target) -> None:
        """The same subscriptions hang here now."""
        self._holding.target = target

    def missed(self, since: datetime, until: datetime) -> None:
        """The target stands, but what was sent between these times may have been missed, revocations too."""
        self._holding.paused(since, until)
        self._tell_outages()
        self._audit.soon()
        self._changed()

    def doubt(self, why: str) -> None:
        """Not everything that is believed to stand may stand; Twitch is asked."""
        self._audit.doubted = why
        self._audit.soon()
        self._changed()

    def revoked(self, record: EventSubSubscription, at: datetime) -> None:
        """Twitch has ended a subscription."""
        if is_alive(record.status):
            self.doubt(f"Twitch revoked {brief(record.type)} and called it {record.status}")
            return
        if not self._holding.revoked(record, at):
            self.doubt(f"Twitch revoked a subscription to {brief(record.type)} that is not known")
        self._changed()

    def deliver(self, pending: Pending) -> bool:
        """Route a notification; false, and counted, if it is nobody's."""
        return self._hub.post(pending) or self._holding.recognise(pending)

    async def run(self, target: Target) -> None:
        """Reconcile on one target until cancelled."""
        self._holding.target = target
        self._audit.begin()
        async with trio.open_nursery() as nursery:
            while True:
                wake_at = self._start_due(nursery)
                with trio.move_on_at(wake_at):
                    await self._news.park()

    def _start_due(self, nursery: trio.Nursery) -> float:
        now, target = trio.current_time(), self._holding.target
        if target is None:
            return math.inf
        let_go_at = self.book.let_go(now)
        self._audit.start(nursery, now)
        ask_at = self._requests.start(nursery, target, now)
        if self._tell_by == math.inf and self.book.has_healed:
            self._tell_by = now + _TELL_WITHIN
        # What stands again about the same time is one gap, but a slow answer must not keep the others waiting.
        if not self.book.requests or self._tell_by <= now:
            self._tell_outages()
        return min(ask_at, self._audit.at, self._tell_by, let_go_at)

    def _tell_outages(self) -> None:
        self._tell_by = math.inf
        self._holding.tell_outages()

    def _changed(self) -> None:
        self._news.unpark_all()
        self._on_change()
