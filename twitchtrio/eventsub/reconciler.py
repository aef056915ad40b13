"""Makes Twitch agree with what is wanted, for one account, again and again."""

from __future__ import annotations

import logging
import math
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import trio

from .._backoff import Backoff
from .._texts import brief
from ..errors import (
    ConfigurationError,
    ConflictError,
    DecodeError,
    HelixError,
    NetworkError,
    RateLimitedError,
    ServerError,
    SubscriptionRevokedError,
    TwitchError,
)
from ..subscription import EventSubSubscription, SubscriptionStatus
from ._buffer import Buffer
from .events.event import Subscription, UnknownEvent
from .gaps import tell_outages, tell_pause
from .refusals import (
    MAX_COST,
    MAX_SUBSCRIPTIONS,
    as_refusal,
    is_alive,
    is_dead,
    is_over,
    locks_out,
    may_pass,
    too_dear,
    too_many,
)
from .wish import Wish

if TYPE_CHECKING:
    from ..protocols import SubscriptionApi
    from ..subscription import Target
    from ..tokens import Account
    from .envelope import Pending
    from .hub import Hub

__all__ = ["Reconciler"]

_REMEMBERED_TARGETS: Final = 16
_REMEMBERED_PAUSES: Final = 8
_REMEMBERED_IDS: Final = 2 * MAX_SUBSCRIPTIONS
_AUDIT_EVERY: Final = 3600.0
_AUDIT_AFTER: Final = 60.0
_AUDIT_APART: Final = 10.0
_AUDIT_PAUSE: Final = 600.0
_LINGER: Final = 2.0
_TELL_WITHIN: Final = 2.0
_ANSWER_LOST: Final = (NetworkError, ServerError, DecodeError)

_logger: Final = logging.getLogger("twitchtrio.eventsub")


class Reconciler:
    """The wishes of one account, and what stands of them at Twitch.

    `run` lives as long as one session; the wishes outlive it. Nothing but `run` talks to Twitch, and it talks about
    one subscription in one request at a time, so that no answer can overtake another.
    """

    def __init__(
        self,
        api: SubscriptionApi,
        account: Account,
        hub: Hub,
        *,
        on_change: Callable[[], None],
        on_lost: Callable[[Wish, SubscriptionRevokedError], None],
    ) -> None:
        self._api = api
        self._account = account
        self._hub = hub
        self._on_change = on_change
        self._on_lost = on_lost
        self._wishes: dict[Subscription[Any], Wish] = {}
        self._unwanted: dict[Subscription[Any], EventSubSubscription] = {}
        self._busy: set[Subscription[Any]] = set()
        self._news = trio.lowlevel.ParkingLot()
        self._target: Target | None = None
        self._generation = 0
        self._targets: deque[Target] = deque(maxlen=_REMEMBERED_TARGETS)
        self._past_ids: deque[str] = deque()
        self._revoked_ids: deque[str] = deque(maxlen=_REMEMBERED_IDS)
        self._too_many = Backoff()
        self._limited_until = -math.inf
        self._audit_at = math.inf
        self._audited_at = -math.inf
        self._audit_pause = _AUDIT_APART
        self._doubtful = False
        self.doubted: str | None = None
        """Why what is believed to stand may not, until Twitch has been asked."""
        self.left_at: float = -math.inf
        """When a stream left a wish last, by Trio's clock."""
        self._found_dead: list[tuple[Wish, datetime, datetime]] = []
        self._tell_by = math.inf
        self._pauses: deque[tuple[datetime, datetime]] = deque(maxlen=_REMEMBERED_PAUSES)

    @property
    def wishes(self) -> tuple[Wish, ...]:
        """Everything that is wanted."""
        return tuple(wish for wish in self._wishes.values() if wish.streams)

    @property
    def records(self) -> tuple[EventSubSubscription, ...]:
        """Everything that stands at Twitch."""
        return tuple(wish.record for wish in self._wishes.values() if wish.record is not None)

    @property
    def locked_out(self) -> str | None:
        """Why nothing can be had, for want of a token; `None` while something stands or may be had."""
        waiting = [wish.trouble for wish in self.wishes if wish.record is None and wish.unauthorized]
        if self._busy or not waiting or len(waiting) < len(self.wishes):
            return None
        return waiting[0]

    # What is wanted.

    def want(self, subscription: Subscription[Any], stream: Buffer) -> Wish:
        """Add a stream to a wish, making the wish if it is new."""
        wish = self._wishes.get(subscription)
        if wish is None:
            wish = self._wishes[subscription] = Wish(subscription=subscription)
        wish.streams.append(stream)
        wish.left_at = math.inf
        self._changed()
        return wish

    def unwant(self, wish: Wish, stream: Buffer, *, linger: bool = False) -> None:
        """Take a stream out of a wish; without a stream the wish ends, but one that stands may linger for 2 s."""
        wish.streams.remove(stream)
        self.left_at = trio.current_time()
        if wish.streams:
            return
        if linger and wish.record is not None:
            wish.left_at = self.left_at
        else:
            self._end(wish)
        self._changed()

    def let_go(self) -> None:
        """End at once what nobody wants any more, which is left standing for two seconds otherwise."""
        for wish in tuple(self._wishes.values()):
            if not wish.streams:
                self._end(wish)
        self._changed()

    @property
    def at_rest(self) -> bool:
        """Whether nothing is being asked of Twitch, or has to be."""
        return not self._busy and not self._unwanted

    def let_in(self) -> None:
        """There may be a login again: everything is tried anew."""
        for wish in self.wishes:
            wish.unauthorized = False

    def refuse_new(self, error: TwitchError) -> None:
        """Let those hear of a lost login who wait for a first answer."""
        for wish in self.wishes:
            if not wish.proven and wish.record is None:
                wish.refused = error
                self._forget(wish)
        self._changed()

    # What happens to the session.

    def session_lost(self, last_seen: datetime) -> None:
        """All subscriptions of the session are gone; `last_seen` is its last sign of life, by Twitch's clock."""
        self._target = None
        self._generation += 1
        self._tell_missed()
        # While nobody has looked whether all had come along in a move, only an event proves it.
        doubted = self._doubted(last_seen) if self._doubtful else last_seen
        for wish in tuple(self._wishes.values()):
            since = last_seen
            if wish.record is not None:
                since = min(last_seen, max(doubted, self._certain(wish)))
                self._retire(wish.record.id)
            wish.lost(since)
            if not wish.streams:
                self._forget(wish)
        self._doubtful = False
        self.doubted = None
        self._found_dead.clear()
        self._unwanted.clear()
        self._pauses.clear()
        self._changed()

    def session_moved(self, target: Target) -> None:
        """The session goes on under another id; its subscriptions went along."""
        self._target = target
        self._remember(target)

    def session_missed(self, since: datetime, until: datetime) -> None:
        """The session goes on, but what was sent between these times may have been missed, revocations too."""
        self._pauses.append((since, until))
        for wish, certain, told in self._found_dead:
            # It was found dead before this pause, in which it may have died, was known of.
            tell_pause((wish,), max(since, certain), told)
        self._tell_missed()
        self._audit_soon()
        self._doubtful = True
        self._changed()

    def doubt(self, why: str) -> None:
        """Not everything that is believed to stand may stand; Twitch is asked."""
        self.doubted = why
        self._audit_soon()
        self._changed()

    def revoked(self, record: EventSubSubscription, at: datetime) -> None:
        """Twitch has ended a subscription."""
        if is_alive(record.status):
            self.doubt(f"Twitch revoked {brief(record.type)} and called it {record.status}")
            return
        self._hub.unbind(record.id)
        wish = next((wish for wish in self._wishes.values() if wish.record and wish.record.id == record.id), None)
        if wish is None:
            self._revoked_ids.append(record.id)
            if record.id not in self._past_ids:
                self.doubt(f"Twitch revoked a subscription to {brief(record.type)} that is not known")
        else:
            self._ended(wish, record.status, at)
        self._changed()

    def deliver(self, pending: Pending) -> bool:
        """Route a notification; false, and counted, if it is nobody's."""
        if self._hub.post(pending) or self._recognise(pending):
            return True
        self._hub.nobodys(pending)
        return False

    async def run(self, target: Target) -> None:
        """Reconcile on one session until cancelled."""
        self._target = target
        self._remember(target)
        self._audit_at = trio.current_time() + _AUDIT_EVERY
        async with trio.open_nursery() as nursery:
            while True:
                wake_at = self._start_due(nursery)
                with trio.move_on_at(wake_at):
                    await self._news.park()

    def _start_due(self, nursery: trio.Nursery) -> float:
        now = trio.current_time()
        if self._target is None:
            return math.inf
        let_go_at = self._let_go_of_old(now)
        for subscription in [each for each in self._unwanted if each not in self._busy]:
            self._busy.add(subscription)
            nursery.start_soon(self._unmake, subscription, self._unwanted.pop(subscription))
        if self._audit_at <= now:
            self._audit_at, self._audited_at = now + _AUDIT_EVERY, now
            nursery.start_soon(self._audit)
        due, wake_at = self._due(now)
        for wish in due:
            self._busy.add(wish.subscription)
            nursery.start_soon(
                self._make, wish, self._target, self._generation, name=f"eventsub: subscribe {wish.subscription.type}"
            )
        # What stands again about the same time is one gap, but a slow answer must not keep the others waiting.
        if not self._busy or self._tell_by <= now:
            self._tell_missed()
        return min(wake_at, self._audit_at, self._tell_by, let_go_at)

    def _let_go_of_old(self, now: float) -> float:
        """End what has lingered long enough, and say when to look again."""
        ends = {wish: wish.left_at + _LINGER for wish in self._wishes.values() if not wish.streams}
        for wish, end in ends.items():
            if end <= now:
                self._end(wish)
        return min((end for end in ends.values() if end > now), default=math.inf)

    def _end(self, wish: Wish) -> None:
        self._forget(wish)
        if wish.record is not None:
            self._discard(wish.subscription, wish.record)

    def _audit_soon(self, delay: float = 0.0) -> None:
        due = max(trio.current_time() + delay, self._audited_at + _AUDIT_APART)
        self._audit_at = min(self._audit_at, due)
        self._news.unpark_all()

    def _due(self, now: float) -> tuple[list[Wish], float]:
        """The wishes to be tried now, and when to look again. While Twitch allows no more, one tries for all."""
        waiting = [
            wish for wish in self._wishes.values() if wish.record is None and wish.subscription not in self._busy
        ]
        if self._limited_until > -math.inf:
            waiting = [] if self._busy else sorted(waiting, key=lambda wish: wish.retry_at)[:1]
        due = [wish for wish in waiting if max(wish.retry_at, self._limited_until) <= now]
        later = (max(wish.retry_at, self._limited_until) for wish in waiting if wish not in due)
        return due, min(later, default=math.inf)

    # Requests.

    @trio.lowlevel.enable_ki_protection
    async def _make(  # noqa: ASYNC910  # what failed has been waited for
        self, wish: Wish, target: Target, generation: int
    ) -> None:
        # The answer counts in the generation in which it was asked for: the session may be lost meanwhile.
        try:
            record = await self._request(wish, target)
        except TwitchError as exc:
            if generation == self._generation:
                self._failed(wish, exc)
        else:
            if record is not None:
                self._made(wish.subscription, record, generation)
        finally:
            self._busy.remove(wish.subscription)
            self._changed()

    async def _request(self, wish: Wish, target: Target) -> EventSubSubscription | None:
        """Ask once; `None` if a leftover was in the way and it is to be tried again."""
        if wish in self.wishes[MAX_SUBSCRIPTIONS:]:
            raise too_many(wish.subscription, account=self._account.login)
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
            if not wish.proven:
                self._check_budget(wish, exc)
            with suppress(TwitchError):
                await self._make_room(wish, exc)  # noqa: ASYNC120  # the same
            raise
        self._too_many.reset()
        self._limited_until = -math.inf
        return record

    async def _resolve(self, wish: Wish, exc: ConflictError) -> EventSubSubscription | None:
        """Adopt what is in the way of a wish, or delete it if its session is dead. Other programs are left alone."""
        records = (await self._api.subscriptions(actor=self._account)).records
        alike = [each for each in records if wish.subscription.matches(each.type, each.version, each.condition)]
        for record in alike:
            if self._is_current(record) and not is_dead(record.status):
                return record  # noqa: ASYNC910  # the list has been waited for
        dead = [each for each in alike if is_dead(each.status) or self._is_ours(each)]
        for record in dead:
            await self._api.unsubscribe(record.id, actor=self._account)
        if not dead or wish.trouble is not None:
            raise exc
        wish.later(exc, trio.current_time())
        wish.retry_at = -math.inf
        return None

    async def _make_room(self, wish: Wish, exc: RateLimitedError) -> None:
        """Twitch allows no more: let all wait, and delete what lingers, and what is ours and no wish is behind."""
        self.let_go()
        if "cost" not in exc.message.lower():
            if trio.current_time() < self._limited_until:
                return  # noqa: ASYNC910  # a refusal has been waited for
            self._limited_until = trio.current_time() + self._too_many.next()
        target = self._target
        records = (await self._api.subscriptions(actor=self._account)).records
        if target != self._target:
            return  # The session moved meanwhile, which makes the list stale.
        self._discard_strays(records, refused=wish.subscription)
        for record in self._leftovers(records):
            await self._api.unsubscribe(record.id, actor=self._account)

    def _leftovers(self, records: Iterable[EventSubSubscription]) -> list[EventSubSubscription]:
        """What stands on dead sessions of ours."""
        believed = {record.id for record in self.records}
        return [
            each
            for each in records
            if each.status == SubscriptionStatus.ENABLED
            and self._is_ours(each)
            and not self._is_current(each)
            and each.id not in believed
        ]

    def _discard_strays(
        self, records: Iterable[EventSubSubscription], *, refused: Subscription[Any] | None = None
    ) -> bool:
        """Have deleted what stands on this session for no wish, and say whether there was any.

        Such is what could not be deleted when it was left, or was made for who has left, and the answer was lost.

        Args:
            records: Everything that Twitch lists.
            refused: What has just been refused, so that nothing of it is on its way.
        """
        believed = {record.id for record in self.records}
        waiting = {wish.subscription for wish in self._wishes.values() if wish.record is None}
        # Twitch may tell a condition otherwise than it was asked for: of what is being made, only the type is certain.
        unsettled = {(each.type, each.version) for each in (self._busy - {refused}) | self._unwanted.keys()}
        strays: dict[Subscription[Any], EventSubSubscription] = {}
        left_over = False
        for record in records:
            if record.status != SubscriptionStatus.ENABLED or not self._is_current(record) or record.id in believed:
                continue
            subscription = _wanted_by(record)
            if subscription in waiting:
                continue  # Who waits takes it over.
            if (record.type, record.version) in unsettled or subscription in strays:
                left_over = True
            elif subscription is not None:
                strays[subscription] = record
        for subscription, record in strays.items():
            self._discard(subscription, record)
        if left_over:
            self._audit_soon(self._audit_pause)
        return left_over or bool(strays)

    @trio.lowlevel.enable_ki_protection
    async def _unmake(  # noqa: ASYNC910  # what failed has been waited for
        self, subscription: Subscription[Any], record: EventSubSubscription
    ) -> None:
        try:
            await self._api.unsubscribe(record.id, actor=self._account)
        except TwitchError as exc:
            # An audit will find it; until then its events are routed to nobody.
            _logger.info("Could not delete the subscription to %s: %s", record.type, exc)
            self._audit_soon(self._audit_pause)
        finally:
            self._busy.remove(subscription)
            self._changed()

    @trio.lowlevel.enable_ki_protection
    async def _audit(self) -> None:  # noqa: ASYNC910  # what failed has been waited for
        """Look whether Twitch has what is believed to stand, and nothing else on this session."""
        believed = [(wish, wish.record) for wish in self._wishes.values() if wish.record is not None]
        target, asked_at = self._target, self._audited_at
        pause, self._audit_pause = self._audit_pause, min(2 * self._audit_pause, _AUDIT_PAUSE)
        try:
            records = {record.id: record for record in (await self._api.subscriptions(actor=self._account)).records}
        except TwitchError as exc:
            _logger.info("Could not look what stands: %s", exc)
            self._audit_soon(pause)
            return  # noqa: ASYNC910  # as above
        if target != self._target:
            self._audit_soon()
            return  # noqa: ASYNC910  # the list has been waited for
        for wish, record in believed:
            if wish.record is record:
                self._compare(wish, records.get(record.id))
        if not self._discard_strays(records.values()):
            self._audit_pause = _AUDIT_APART
        if asked_at == self._audited_at and self._audit_at > trio.current_time() + _AUDIT_APART:
            self._doubtful = False
            self.doubted = None
        self._changed()

    def _compare(self, wish: Wish, found: EventSubSubscription | None) -> None:
        certain = self._certain(wish)
        since = max(certain, self._doubted(certain))
        if found is None or is_dead(found.status):
            self._found_dead.append((wish, certain, since))
            self._ended(wish, None if found is None else found.status, since)
        elif self._is_elsewhere(found):
            # Twitch moved it to a connection that failed before it was welcomed here.
            self._found_dead.append((wish, certain, since))
            wish.lost(since)
            wish.anew(trio.current_time())
            self._discard(wish.subscription, found)

    def _certain(self, wish: Wish) -> datetime:
        """Until when, by Twitch's clock, a subscription is known to have stood."""
        last = self._hub.last_event(wish.record.id) if wish.record is not None else None
        return max(wish.since, last or wish.since)

    def _doubted(self, default: datetime) -> datetime:
        """Since when subscriptions may have ended unheard."""
        return min((since for since, _ in self._pauses), default=default)

    # What came of a request.

    def _made(self, subscription: Subscription[Any], record: EventSubSubscription, generation: int) -> None:
        wish = self._wishes.get(subscription)
        if generation != self._generation:
            return  # It was asked for on a session that has been lost since, and went with it.
        if wish is None:
            self._discard(subscription, record)
        elif self._is_elsewhere(record):
            self._discard(subscription, record)
            self._useless(wish, "it was made on another session", "transport.session_id")
        elif is_dead(record.status):
            self._discard(subscription, record)
            self._useless(wish, f"it was made, but is {record.status}", "status")
        elif record.id in self._revoked_ids:
            wish.anew(trio.current_time())
        else:
            # Not to rest on belief alone, what stands is looked at a little later.
            self._audit_soon(_AUDIT_AFTER)
            wish.stands(record)
            self._hub.bind(record.id, wish.subscription, wish.streams)
            self._tell_by = min(self._tell_by, trio.current_time() + _TELL_WITHIN)

    def _useless(self, wish: Wish, problem: str, path: str) -> None:
        """What was made brings nothing, as happens while a session moves: that is tried again at once, once."""
        exc = DecodeError(problem, model="EventSubSubscription", path=f"$.data[0].{path}")
        if wish.trouble is None:
            wish.later(exc, trio.current_time())
            wish.retry_at = -math.inf
        else:
            self._failed(wish, exc)

    def _failed(self, wish: Wish, exc: TwitchError) -> None:
        if may_pass(exc, proven=wish.proven, waited=wish.waited(exc, trio.current_time())):
            self._wait(wish, exc)
        elif wish.proven:
            self._give_up(wish, exc.message if isinstance(exc, HelixError) else str(exc))
        else:
            wish.refused = as_refusal(exc, wish.subscription, account=self._account.login)
            self._forget(wish)

    def _wait(self, wish: Wish, exc: TwitchError) -> None:
        unauthorized = locks_out(exc)
        if wish.trouble is None and not unauthorized:
            _logger.warning("Subscribing to %s has to wait: %s", wish.subscription, exc)
        wish.later(exc, trio.current_time(), unauthorized=unauthorized)
        if not wish.streams:
            # It was left before the answer came.
            self._forget(wish)

    def _ended(self, wish: Wish, status: SubscriptionStatus | None, at: datetime) -> None:
        """It stands no longer: it is made again, unless it was revoked for good."""
        if status is not None and is_over(status):
            self._give_up(wish, str(status))
        else:
            wish.lost(at)
            wish.anew(trio.current_time())

    def _give_up(self, wish: Wish, reason: str) -> None:
        self._forget(wish)
        wanted = wish.subscription
        error = SubscriptionRevokedError(type=wanted.type, condition=wanted.condition, reason=reason)
        wish.refused = error
        wish.record = None
        # What an older connection still brings is nobody's, or that of who has asked anew.
        self._hub.unbind_streams(wish.streams)
        self._on_lost(wish, error)

    # Small things.

    def _check_budget(self, wish: Wish, exc: RateLimitedError) -> None:
        cost = sum(other.record.cost for other in self.wishes if other.record is not None)
        if "cost" in exc.message.lower() and cost >= MAX_COST:
            raise too_dear(exc, wish.subscription, account=self._account.login, cost=cost) from exc

    def _tell_missed(self) -> None:
        self._tell_by = math.inf
        tell_outages(self._wishes.values())
        # Again and again: what has just been found to stand may have stood through a pause.
        for since, until in self._pauses:
            tell_pause(self._wishes.values(), since, until)

    def _recognise(self, pending: Pending) -> bool:
        """Twitch may notify before its answer to the request has come: go by what the notification says of itself."""
        try:
            record = pending.subscription()
        except DecodeError:
            return False
        for wish in self._wishes.values():
            if wish.subscription.matches(record.type, record.version, record.condition):
                self._hub.bind(record.id, wish.subscription, wish.streams)
                self._retire(record.id)
                return self._hub.post(pending)
        return False

    def _retire(self, subscription_id: str) -> None:
        """Route it for some time yet: an older connection may still bring events."""
        self._past_ids.append(subscription_id)
        if len(self._past_ids) > _REMEMBERED_IDS:
            oldest = self._past_ids.popleft()
            if all(wish.record is None or wish.record.id != oldest for wish in self._wishes.values()):
                self._hub.unbind(oldest)

    def _is_current(self, record: EventSubSubscription) -> bool:
        return self._target is not None and self._target.holds(record)

    def _is_elsewhere(self, record: EventSubSubscription) -> bool:
        return bool(record.transport.key) and not self._is_current(record)

    def _is_ours(self, record: EventSubSubscription) -> bool:
        return record.id in self._past_ids or any(target.holds(record) for target in self._targets)

    def _remember(self, target: Target) -> None:
        if target in self._targets:
            self._targets.remove(target)
        self._targets.append(target)

    def _forget(self, wish: Wish) -> None:
        if self._wishes.get(wish.subscription) is wish:
            del self._wishes[wish.subscription]
        if wish.record is None and wish.troubled_by is not None and issubclass(wish.troubled_by, _ANSWER_LOST):
            # It may stand for all that.
            self._audit_soon(_AUDIT_AFTER)

    def _discard(self, subscription: Subscription[Any], record: EventSubSubscription) -> None:
        # What is still on the way is ours, though nobody wants it any more.
        self._hub.bind(record.id, subscription, ())
        self._retire(record.id)
        self._unwanted[subscription] = record

    def _changed(self) -> None:
        self._news.unpark_all()
        self._on_change()


def _wanted_by(record: EventSubSubscription) -> Subscription[Any] | None:
    """What a wish for the subscription of a record looks like; `None` if the record does not tell."""
    pairs = tuple((key, value) for key, value in record.condition.items() if value)
    with suppress(ConfigurationError):
        return Subscription(event=UnknownEvent, type=record.type, version=record.version, pairs=pairs)
    return None
