"""What is asked of Twitch for the wishes of a line, one by one, and what comes of it."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import trio

from .._backoff import Backoff
from ..errors import (
    ConflictError,
    DecodeError,
    HelixError,
    RateLimitedError,
    TwitchError,
)
from ..subscription import EventSubSubscription
from .refusals import Limit, as_refusal, is_dead, limit_of, locks_out, may_pass
from .wish import ANSWER_LOST, State, Wish

if TYPE_CHECKING:
    from ..protocols import SubscriptionApi
    from ..subscription import Target
    from ..tokens import Account
    from ._audit import Audit
    from .budget import Ledger
    from .events.event import Subscription
    from .holding import Holding

__all__ = ["Requests"]

_MOST: Final = 32

_logger: Final = logging.getLogger("twitchtrio.eventsub")


class Requests:
    """Makes and deletes subscriptions, as many at once as is good, while Twitch allows it."""

    def __init__(
        self,
        api: SubscriptionApi,
        account: Account,
        holding: Holding,
        ledger: Ledger,
        audit: Audit,
        *,
        on_change: Callable[[], None],
    ) -> None:
        self._api = api
        self._account = account
        self._holding = holding
        self._book = holding.book
        self._ledger = ledger
        self._audit = audit
        self._on_change = on_change
        self._too_many = Backoff()
        self._limited_until = -math.inf

    def start(self, nursery: trio.Nursery, target: Target, now: float) -> float:
        """Begin what is due and can be, and say when to look again."""
        self._delete(nursery)
        at = math.inf
        for costly in (False, True):
            at = min(at, self._start(nursery, target, now, costly=costly))
        # What lingered may have had to make room.
        self._delete(nursery)
        return at

    def _delete(self, nursery: trio.Nursery) -> None:
        for subscription, record in self._book.delete():
            nursery.start_soon(self._unmake, subscription, record)

    def _start(self, nursery: trio.Nursery, target: Target, now: float, *, costly: bool) -> float:
        while (wish := self._book.due(costly=costly)) is not None:
            limited = self._limited_until > -math.inf
            due_at = max(wish.retry_at, self._limited_until)
            if due_at > now:
                return due_at
            # While Twitch allows no more, one tries for all.
            if self._book.requests >= (1 if limited else _MOST) or not self._can_be_paid(wish):
                return math.inf
            if wish.state is State.WANTED:
                self._book.ask(wish)
                name = f"eventsub: subscribe {wish.subscription.type}"
                nursery.start_soon(self._make, wish, target, self._holding.generation, name=name)
        return math.inf

    def _can_be_paid(self, wish: Wish) -> bool:
        """Whether a wish can be asked for now, or is refused for ever; what lingers makes room for it."""
        if wish.proven or self._ledger.has_room_for(wish):
            return True
        self._ledger.let_go()
        if self._ledger.is_open:
            return False
        self._refuse(wish, self._ledger.refusal(wish, account=self._account.login))
        return True

    @trio.lowlevel.enable_ki_protection
    async def _make(  # noqa: ASYNC910  # what failed has been waited for
        self, wish: Wish, target: Target, generation: int
    ) -> None:
        # The answer counts in the generation in which it was asked for: the target may be lost meanwhile.
        try:
            record = await self._request(wish, target)
        except TwitchError as exc:
            if generation == self._holding.generation:
                self._failed(wish, exc)
        else:
            if record is not None and generation == self._holding.generation:
                self._made(wish.subscription, record)
        finally:
            self._book.answered(wish.subscription)
            self._ledger.changed()
            self._on_change()

    async def _request(self, wish: Wish, target: Target) -> EventSubSubscription | None:
        """Ask once; `None` if a leftover was in the way and it is to be tried again."""
        wanted = wish.subscription
        try:
            record = await self._api.subscribe(
                wanted.type, wanted.version, wanted.condition, target=target, actor=self._account
            )
        except ConflictError as exc:
            with suppress(TwitchError):
                return await self._resolve(wish, exc)  # noqa: ASYNC120  # who is cancelled needs no reason
            raise
        except RateLimitedError as exc:
            limit = limit_of(exc)
            if limit is Limit.COST and not wish.proven and self._ledger.spent >= self._ledger.limit:
                raise self._ledger.refusal(wish, account=self._account.login) from exc
            if limit is Limit.RATE:
                self._pause()
            else:
                with suppress(TwitchError):
                    await self._make_room(wish, limit)  # noqa: ASYNC120  # the same
            raise
        self._too_many.reset()
        self._limited_until = -math.inf
        return record

    async def _resolve(self, wish: Wish, exc: ConflictError) -> EventSubSubscription | None:
        """Adopt what is in the way of a wish, or delete it if its target is dead. Other programs are left alone."""
        records = (await self._api.subscriptions(actor=self._account)).records
        alike = [each for each in records if wish.subscription.matches(each.type, each.version, each.condition)]
        for record in alike:
            if self._holding.is_here(record) and not is_dead(record.status):
                return record  # noqa: ASYNC910  # the list has been waited for
        dead = [each for each in alike if is_dead(each.status) or self._holding.is_ours(each)]
        for record in dead:
            await self._api.unsubscribe(record.id, actor=self._account)
        if not dead or wish.trouble is not None:
            raise exc
        self._book.later(wish, exc, trio.current_time(), at_once=True)
        return None

    async def _make_room(self, wish: Wish, limit: Limit) -> None:
        """Twitch allows no more: let all wait, and delete what lingers, and what is ours and no wish is behind."""
        self._book.let_go()
        if limit is not Limit.COST and not self._pause():
            return  # noqa: ASYNC910  # a refusal has been waited for
        target = self._holding.target
        listing = await self._api.subscriptions(actor=self._account)
        if target != self._holding.target:
            return  # The target moved meanwhile, which makes the list stale.
        self._ledger.told(listing)
        self._audit.discard_strays(listing.records, refused=wish.subscription)
        for record in self._audit.leftovers(listing.records):
            await self._api.unsubscribe(record.id, actor=self._account)

    def _pause(self) -> bool:
        """Ask for nothing for a while; false if that was so already."""
        now = trio.current_time()
        if now < self._limited_until:
            return False
        self._limited_until = now + self._too_many.next()
        return True

    @trio.lowlevel.enable_ki_protection
    async def _unmake(  # noqa: ASYNC910  # what failed has been waited for
        self, subscription: Subscription[Any], record: EventSubSubscription
    ) -> None:
        try:
            await self._api.unsubscribe(record.id, actor=self._account)
        except TwitchError as exc:
            # An audit will find it; until then its events are routed to nobody.
            _logger.info("Could not delete the subscription to %s: %s", record.type, exc)
            self._audit.soon_for_a_stray()
        finally:
            self._book.deleted(subscription)
            self._ledger.changed()
            self._on_change()

    # What came of it.

    def _made(self, subscription: Subscription[Any], record: EventSubSubscription) -> None:
        wish = self._book.get(subscription)
        if wish is None:
            self._book.discard(subscription, record)
        elif self._holding.is_elsewhere(record):
            self._book.discard(subscription, record)
            self._useless(wish, "it was made on another session", "transport.session_id")
        elif is_dead(record.status):
            self._book.discard(subscription, record)
            self._useless(wish, f"it was made, but is {record.status}", "status")
        elif self._holding.was_revoked(record):
            self._book.anew(wish, trio.current_time())
        else:
            # Not to rest on belief alone, what stands is looked at a little later.
            self._audit.after_a_while()
            self._holding.stands(wish, record)

    def _useless(self, wish: Wish, problem: str, path: str) -> None:
        """What was made brings nothing, as happens while a session moves: that is tried again at once, once."""
        exc = DecodeError(problem, model="EventSubSubscription", path=f"$.data[0].{path}")
        if wish.trouble is None:
            self._book.later(wish, exc, trio.current_time(), at_once=True)
        else:
            self._failed(wish, exc)

    def _failed(self, wish: Wish, exc: TwitchError) -> None:
        if wish.state is State.GONE:
            # It was left before the answer came, and may stand for all that.
            if isinstance(exc, ANSWER_LOST):
                self._audit.after_a_while()
        elif may_pass(exc, proven=wish.proven, waited=wish.waited(exc, trio.current_time())):
            self._wait(wish, exc)
        elif wish.proven:
            self._holding.give_up(wish, exc.message if isinstance(exc, HelixError) else str(exc))
        else:
            self._refuse(wish, as_refusal(exc, wish, account=self._account.login, rooms=self._ledger.rooms))

    def _refuse(self, wish: Wish, error: TwitchError) -> None:
        if wish.may_stand:
            self._audit.after_a_while()
        self._book.refuse(wish, error)

    def _wait(self, wish: Wish, exc: TwitchError) -> None:
        unauthorized = locks_out(exc)
        if wish.trouble is None and not unauthorized:
            _logger.warning("Subscribing to %s has to wait: %s", wish.subscription, exc)
        self._book.later(wish, exc, trio.current_time(), unauthorized=unauthorized)
