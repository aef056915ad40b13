"""The book of wishes of one line: which there are, in which state each is, and what is due, without clock or request.

A wish is in one of these states:

    WANTED   to be asked for, now or at its time
    ASKED    a request for it is under way
    STANDS   Twitch has it, under an id
    GONE     in no book any more: nobody wants it, it was refused or has been given up

                    due                stands
    want ---> WANTED ---> ASKED ------------------> STANDS --- forget ---> GONE
                ^           |                         |
                +-- later --+--- lost (deleted, revoked, its target lost)
                            |
                            +------- refused --------> GONE

A wish without a stream that stands lingers for two seconds, since it may be wanted again; else it is gone at once. What
stands at Twitch for nobody is to be deleted, then being deleted. Of one subscription there is one request at a time, so
that no answer can overtake another: until it has ended, a wish for the same waits.

Why a wish is in its state is the reconciler's matter. Here is what follows from it for the others, in steps that do not
grow with their number: a program may have thousands.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterator, Set as AbstractSet
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from ..errors import TwitchError
from ..subscription import EventSubSubscription
from .events.event import Subscription
from .wish import State, Wish

if TYPE_CHECKING:
    from ._buffer import Buffer

__all__ = ["LINGER", "Book"]

LINGER: Final = 2.0

_Queue: TypeAlias = list[tuple[float, int, Wish]]


class Book:
    """The wishes of one line.

    Attributes:
        left_at: When a stream left a wish last, by Trio's clock.
        standing_cost: What all that stands costs.
        open_cost: What that is thought to cost which is being asked for, and what is not deleted yet costs.
    """

    def __init__(
        self,
        *,
        cost_of: Callable[[Subscription[Any]], int],
        on_discard: Callable[[Subscription[Any], EventSubSubscription], None],
    ) -> None:
        self.left_at: float = -math.inf
        self.standing_cost: int = 0
        self.open_cost: int = 0
        self._cost_of = cost_of
        self._on_discard = on_discard
        self._wishes: dict[Subscription[Any], Wish] = {}
        self._standing: dict[str, Wish] = {}
        self._asked: dict[Subscription[Any], int] = {}
        self._unwanted: dict[Subscription[Any], EventSubSubscription] = {}
        self._deleting: dict[Subscription[Any], EventSubSubscription] = {}
        self._queues: tuple[_Queue, _Queue] = ([], [])
        self._numbers = count()
        self._lingering: dict[Wish, float] = {}
        self._troubled: dict[Wish, None] = {}
        self._unauthorized: dict[Wish, None] = {}
        self._outages: dict[Wish, None] = {}
        self._healed: dict[Wish, None] = {}

    # What there is.

    @property
    def lost_cost(self) -> int:
        """What that costs which stood and is wanted again."""
        return sum(wish.cost for wish in self._outages if wish.state is State.WANTED)

    def __len__(self) -> int:
        return len(self._wishes)

    def __iter__(self) -> Iterator[Wish]:
        return iter(tuple(self._wishes.values()))

    @property
    def wanted(self) -> int:
        """How many wishes have a stream."""
        return len(self._wishes) - len(self._lingering)

    @property
    def standing(self) -> tuple[Wish, ...]:
        """What stands, lingering or not."""
        return tuple(self._standing.values())

    @property
    def lingering(self) -> tuple[Wish, ...]:
        """What stands though nobody wants it any more."""
        return tuple(self._lingering)

    @property
    def complete(self) -> bool:
        """Whether everything that is wanted stands."""
        return len(self._standing) == len(self._wishes)

    @property
    def requests(self) -> int:
        """How many are under way."""
        return len(self._asked) + len(self._deleting)

    @property
    def at_rest(self) -> bool:
        """Whether nothing is under way, and nothing has to be deleted."""
        return not (self._asked or self._deleting or self._unwanted)

    @property
    def unsettled(self) -> AbstractSet[Subscription[Any]]:
        """What is being asked for or deleted, or is going to be deleted."""
        return self._asked.keys() | self._deleting.keys() | self._unwanted.keys()

    @property
    def trouble(self) -> str | None:
        """Why something does not stand, of what has had trouble for longest."""
        return next((wish.trouble for wish in self._troubled), None)

    @property
    def outages(self) -> AbstractSet[Wish]:
        """What has been lost and does not stand again."""
        return self._outages.keys()

    @property
    def has_healed(self) -> bool:
        """Whether something stands again of whose outage nothing has been told."""
        return bool(self._healed)

    @property
    def locked_out(self) -> str | None:
        """Why nothing can be had, for want of a token; `None` while something stands or may be had."""
        if self._asked or self._deleting or not self._unauthorized or len(self._unauthorized) < self.wanted:
            return None
        return next(iter(self._unauthorized)).trouble

    def counts(self) -> dict[str, int]:
        """How many there are in each state."""
        stand, asked = len(self._standing), sum(wish.state is State.ASKED for wish in self)
        return {"wanted": len(self) - stand - asked, "asked": asked, "stand": stand}

    def is_busy_with(self, wanted: Subscription[Any]) -> bool:
        """Whether it is being asked for or deleted, or is going to be deleted."""
        return wanted in self._asked or wanted in self._unwanted or wanted in self._deleting

    def get(self, subscription: Subscription[Any]) -> Wish | None:
        """The wish for a subscription."""
        return self._wishes.get(subscription)

    def by_id(self, subscription_id: str) -> Wish | None:
        """The wish that stands under an id."""
        return self._standing.get(subscription_id)

    # What is wanted.

    def want(self, subscription: Subscription[Any], stream: Buffer) -> Wish:
        """Add a stream to a wish, making the wish if it is new."""
        wish = self._wishes.get(subscription)
        if wish is None:
            wish = Wish(subscription=subscription, cost=self._cost_of(subscription))
            self._wishes[subscription] = wish
            self._enqueue(wish)
        wish.streams.append(stream)
        self._lingering.pop(wish, None)
        return wish

    def unwant(self, wish: Wish, stream: Buffer, now: float, *, linger: bool = False) -> None:
        """Take a stream out of a wish; without one it is gone, but one that stands may linger for 2 s."""
        wish.streams.remove(stream)
        self.left_at = now
        if wish.streams:
            return
        if linger and wish.state is State.STANDS:
            self._lingering[wish] = now
        else:
            self.forget(wish)

    def let_go(self, now: float = math.inf) -> float:
        """Have deleted what has lingered long enough, and say when to look again."""
        for wish, since in tuple(self._lingering.items()):
            if since + LINGER > now:
                return since + LINGER
            self.forget(wish)
        return math.inf

    # What becomes of it.

    def due(self, *, costly: bool) -> Wish | None:
        """The next wish to be asked for, at its `retry_at`, of those that are thought to cost, or of the others."""
        queue = self._queues[costly]
        while queue:
            at, _, wish = queue[0]
            # What is blocked by a request is put back when that has ended.
            if wish.state is State.WANTED and at == wish.retry_at and not self.is_busy_with(wish.subscription):
                return wish
            heapq.heappop(queue)
        return None

    def ask(self, wish: Wish) -> None:
        """A request for a wish begins."""
        wish.state = State.ASKED
        self._asked[wish.subscription] = wish.cost
        self.open_cost += wish.cost

    def answered(self, subscription: Subscription[Any]) -> None:
        """That request has ended; where nothing came of it, the wish is wanted as before."""
        self.open_cost -= self._asked.pop(subscription)
        wish = self._wishes.get(subscription)
        if wish is not None and wish.state is State.ASKED:
            wish.state = State.WANTED
        self._unblock(subscription)

    def stands(self, wish: Wish, record: EventSubSubscription) -> None:
        """Twitch has made it."""
        wish.stands(record)
        wish.state = State.STANDS
        self._standing[record.id] = wish
        self.standing_cost += record.cost
        if wish in self._outages:
            del self._outages[wish]
            self._healed[wish] = None
        self._calm(wish)
        self._tell(wish)

    def later(
        self, wish: Wish, why: TwitchError, now: float, *, unauthorized: bool = False, at_once: bool = False
    ) -> None:
        """It could not be had for a cause that passes."""
        wish.later(why, now, unauthorized=unauthorized, at_once=at_once)
        self._troubled.setdefault(wish)
        self._unauthorized.pop(wish, None)
        if unauthorized:
            self._unauthorized[wish] = None
        self._tell(wish)

    def refuse(self, wish: Wish, error: TwitchError) -> None:
        """It cannot be had, or no longer."""
        wish.refused = error
        if wish.record is not None:
            self._fallen(wish, wish.record)
            wish.record = None
        self.forget(wish)
        self._tell(wish)

    def lost(self, wish: Wish, since: datetime) -> None:
        """It stands no longer, and is made again; one that lingers is wanted no more."""
        if wish.record is None:
            return
        self._fallen(wish, wish.record)
        wish.lost(since)
        self._healed.pop(wish, None)
        self._outages[wish] = None
        wish.state = State.WANTED
        if wish.streams:
            self._enqueue(wish)
            self._tell(wish)
        else:
            self.forget(wish)

    def anew(self, wish: Wish, now: float) -> None:
        """It has to be made again though its target stands: with pauses, if that happens again and again."""
        wish.anew(now)
        if wish.state is State.WANTED:
            self._enqueue(wish)

    def let_in(self) -> None:
        """There may be a token again."""
        for wish in self._unauthorized:
            wish.unauthorized = False
        self._unauthorized.clear()

    def healed(self) -> list[Wish]:
        """What stands again and of whose outage nothing has been told, which is done now."""
        healed, self._healed = list(self._healed), {}
        return healed

    def forget(self, wish: Wish) -> None:
        """It is in the book no longer; what stands of it is to be deleted."""
        if self._wishes.get(wish.subscription) is not wish:
            return
        del self._wishes[wish.subscription]
        self._lingering.pop(wish, None)
        self._outages.pop(wish, None)
        self._healed.pop(wish, None)
        self._calm(wish)
        wish.state = State.GONE
        if wish.record is not None:
            self._fallen(wish, wish.record)
            self.discard(wish.subscription, wish.record)

    # What is to be deleted.

    def discard(self, subscription: Subscription[Any], record: EventSubSubscription) -> None:
        """A record is for nobody. Of several of one subscription the last is deleted first."""
        before = self._unwanted.pop(subscription, None)
        self._unwanted[subscription] = record
        self.open_cost += record.cost - (0 if before is None else before.cost)
        self._on_discard(subscription, record)

    def delete(self) -> list[tuple[Subscription[Any], EventSubSubscription]]:
        """Begin to delete what is for nobody."""
        begun = [
            (subscription, record)
            for subscription, record in self._unwanted.items()
            if subscription not in self._asked and subscription not in self._deleting
        ]
        for subscription, record in begun:
            del self._unwanted[subscription]
            self._deleting[subscription] = record
        return begun

    def deleted(self, subscription: Subscription[Any]) -> None:
        """That has ended, well or badly."""
        self.open_cost -= self._deleting.pop(subscription).cost
        self._unblock(subscription)

    def gone_with_target(self) -> None:
        """What was to be deleted is gone by itself."""
        gone, self._unwanted = self._unwanted, {}
        for subscription, record in gone.items():
            self.open_cost -= record.cost
            self._unblock(subscription)

    # Small things.

    def _enqueue(self, wish: Wish) -> None:
        heapq.heappush(self._queues[wish.cost > 0], (wish.retry_at, next(self._numbers), wish))

    def _unblock(self, subscription: Subscription[Any]) -> None:
        wish = self._wishes.get(subscription)
        if wish is not None and wish.state is State.WANTED:
            self._enqueue(wish)

    def _fallen(self, wish: Wish, record: EventSubSubscription) -> None:
        if self._standing.get(record.id) is wish:
            del self._standing[record.id]
            self.standing_cost -= record.cost

    def _calm(self, wish: Wish) -> None:
        self._troubled.pop(wish, None)
        self._unauthorized.pop(wish, None)

    def _tell(self, wish: Wish) -> None:
        for watcher in tuple(wish.watchers):
            watcher(wish)
