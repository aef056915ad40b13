"""Makes Twitch agree with what is wanted, for one account, again and again."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import trio

from ..errors import (
    AuthError,
    BadRequestError,
    ConflictError,
    DecodeError,
    HelixError,
    NetworkError,
    RateLimitedError,
    RefreshFailedError,
    ServerError,
    SubscriptionError,
    SubscriptionRevokedError,
    TwitchError,
    UnauthorizedError,
)
from ..subscription import EventSubSubscription, SubscriptionStatus
from .stream import EventStream, Gap
from .wish import Wish

if TYPE_CHECKING:
    from ..protocols import SubscriptionApi
    from ..tokens import Account
    from .envelope import Pending
    from .events.event import Subscription
    from .hub import Hub

__all__ = ["MAX_COST", "MAX_SUBSCRIPTIONS", "Reconciler"]

MAX_COST: Final = 10
MAX_SUBSCRIPTIONS: Final = 300
_REMEMBERED_SESSIONS: Final = 16

_logger: Final = logging.getLogger("twitchtrio.eventsub")

_PASSING: Final = (NetworkError, ServerError, RefreshFailedError)
_LOGIN: Final = (AuthError, UnauthorizedError)


class Reconciler:
    """The wishes of one account, and what stands of them at Twitch.

    `run` lives as long as one session; the wishes outlive it. Nothing but `run` talks to Twitch, and it talks about
    one wish in one request at a time, so that no answer can overtake another.
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
        self._unwanted: list[EventSubSubscription] = []
        self._healed: list[tuple[Wish, EventSubSubscription]] = []
        self._news = trio.lowlevel.ParkingLot()
        self._sessions: list[str] = []

    @property
    def wishes(self) -> tuple[Wish, ...]:
        """Everything that is wanted."""
        return tuple(self._wishes.values())

    # What is wanted.

    def want(self, subscription: Subscription[Any], stream: EventStream[Any]) -> Wish:
        """Add a stream to a wish, making the wish if it is new."""
        wish = self._wishes.get(subscription)
        if wish is None:
            wish = Wish(subscription=subscription)
            self._wishes[subscription] = wish
        wish.streams.append(stream)
        self._changed()
        return wish

    def unwant(self, wish: Wish, stream: EventStream[Any]) -> None:
        """Take a stream out of a wish; without a stream the wish ends."""
        wish.streams.remove(stream)
        if not wish.streams:
            self._forget(wish)
            if wish.record is not None:
                self._discard(wish.record)
            self._changed()

    # What happens to the session.

    def session_lost(self, last_seen: datetime) -> None:
        """All subscriptions of the session are gone; `last_seen` is its last sign of life, by Twitch's clock."""
        self._tell_gaps()
        for wish in self._wishes.values():
            if wish.record is not None:
                self._hub.unbind(wish.record.id)
            wish.lost(last_seen)
        self._unwanted.clear()
        self._changed()

    def session_moved(self, session_id: str) -> None:
        """The session goes on under another id; its subscriptions went along."""
        self._remember(session_id)

    def session_missed(self, since: datetime, until: datetime) -> None:
        """All subscriptions stand, but events sent between these times may have been missed."""
        parts: dict[EventStream[Any], list[Subscription[Any]]] = {}
        for wish in self._wishes.values():
            for stream in wish.streams if wish.record is not None else ():
                parts.setdefault(stream, []).append(wish.subscription)
        for stream, subscriptions in parts.items():
            stream.post_gap(Gap(start=since, end=until, subscriptions=tuple(subscriptions)))

    def revoked(self, record: EventSubSubscription) -> None:
        """Twitch has ended a subscription."""
        wish = next((wish for wish in self._wishes.values() if wish.record and wish.record.id == record.id), None)
        self._hub.unbind(record.id)
        if wish is None:
            return
        if record.status.startswith("websocket_"):
            wish.lost(wish.record.created_at if wish.record else record.created_at)
        else:
            self._give_up(wish, str(record.status))
        self._changed()

    def deliver(self, pending: Pending) -> bool:
        """Route a notification; false if nobody wants it."""
        return self._hub.post(pending) or self._recognise(pending)

    async def run(self, session_id: str) -> None:
        """Reconcile on one session until cancelled."""
        self._remember(session_id)
        async with trio.open_nursery() as nursery:
            while True:
                due = self._start_due(nursery)
                with trio.move_on_at(due):
                    await self._news.park()

    def _start_due(self, nursery: trio.Nursery) -> float:
        now = trio.current_time()
        while self._unwanted:
            nursery.start_soon(self._unmake, self._unwanted.pop(), name="eventsub: unsubscribe")
        waiting = [wish for wish in self._wishes.values() if wish.record is None and not wish.busy and not wish.refused]
        for wish in waiting:
            if wish.retry_at <= now:
                wish.busy = True
                nursery.start_soon(self._make, wish, name=f"eventsub: subscribe {wish.subscription.type}")
        if not any(wish.busy for wish in self._wishes.values()):
            self._tell_gaps()
        return min((wish.retry_at for wish in waiting if wish.retry_at > now), default=math.inf)

    async def _make(self, wish: Wish) -> None:
        try:
            record = await self._request(wish)
        except TwitchError as exc:
            self._failed(wish, exc)
        else:
            if record is not None:
                self._made(wish, record)
        finally:
            wish.busy = False
            self._changed()

    async def _request(self, wish: Wish) -> EventSubSubscription | None:
        """Ask once; `None` if leftovers were in the way and it is to be tried again."""
        wanted = wish.subscription
        if self._standing() >= MAX_SUBSCRIPTIONS:
            raise self._refusal(wish, f"a WebSocket holds {MAX_SUBSCRIPTIONS} subscriptions", limit=MAX_SUBSCRIPTIONS)
        try:
            return await self._api.subscribe(
                wanted.type,
                wanted.version,
                wanted.condition,
                session_id=self._sessions[-1],
                account=self._account,
            )
        except ConflictError as exc:
            return await self._clear(wish, exc, alike=True)
        except RateLimitedError as exc:
            if not wish.proven:
                self._check_budget(wish, exc)
            return await self._clear(wish, exc, alike=False)

    async def _clear(self, wish: Wish, exc: HelixError, *, alike: bool) -> EventSubSubscription | None:
        """Delete what dead sessions of ours left behind, or adopt what stands already."""
        leftovers = await self._leftovers(wish if alike else None)
        for record in leftovers:
            if record.transport.session_id == self._sessions[-1]:
                return record
        for record in leftovers:
            await self._api.unsubscribe(record.id, account=self._account)
        if leftovers:
            wish.retry_at = -math.inf
            wish.trouble = str(exc)
        else:
            self._wait(wish, exc)
        return None

    async def _leftovers(self, like: Wish | None) -> list[EventSubSubscription]:
        """What can be in the way of a wish: alike ones of dead sessions and of ours, or all of dead sessions."""
        records = await self._api.subscriptions(account=self._account)
        current = self._sessions[-1]
        if like is None:
            return [record for record in records if record.transport.session_id != current and self._is_dead(record)]
        return [
            record
            for record in records
            if like.subscription.matches(record.type, record.version, record.condition)
            and (record.transport.session_id == current or self._is_dead(record))
        ]

    def _is_dead(self, record: EventSubSubscription) -> bool:
        """Whether its session is gone: by Twitch's word, or because it was ours. Other programs are left alone."""
        return record.status != SubscriptionStatus.ENABLED or record.transport.session_id in self._sessions

    async def _unmake(self, record: EventSubSubscription) -> None:
        try:
            await self._api.unsubscribe(record.id, account=self._account)
        except TwitchError as exc:
            # It ends with its socket at the latest; until then its events are routed to nobody.
            _logger.info("Could not delete the subscription to %s: %s", record.type, exc)

    # What came of a request.

    def _made(self, wish: Wish, record: EventSubSubscription) -> None:
        if self._wishes.get(wish.subscription) is not wish:
            self._discard(record)
            return
        wish.stands(record)
        self._hub.bind(record.id, wish.streams)
        if wish.missed is not None:
            self._healed.append((wish, record))

    def _failed(self, wish: Wish, exc: TwitchError) -> None:
        if isinstance(exc, _PASSING) or (isinstance(exc, _LOGIN) and wish.proven) or _session_is_gone(exc):
            self._wait(wish, exc)
        elif wish.proven:
            self._give_up(wish, exc.message if isinstance(exc, HelixError) else str(exc))
        else:
            wish.refused = self._as_refusal(wish, exc)
            self._forget(wish)

    def _wait(self, wish: Wish, exc: TwitchError) -> None:
        if wish.trouble is None:
            _logger.warning("Subscribing to %s has to wait: %s", wish.subscription, exc)
        wish.later(str(exc), trio.current_time())

    def _give_up(self, wish: Wish, reason: str) -> None:
        self._forget(wish)
        wanted = wish.subscription
        error = SubscriptionRevokedError(type=wanted.type, condition=wanted.condition, reason=reason)
        wish.refused = error
        wish.record = None
        self._on_lost(wish, error)

    def _as_refusal(self, wish: Wish, exc: TwitchError) -> TwitchError:
        if not isinstance(exc, HelixError) or isinstance(exc, UnauthorizedError):
            return exc
        error = self._refusal(wish, exc.message, status=exc.status)
        error.__cause__ = exc
        return error

    def _refusal(
        self, wish: Wish, reason: str, *, status: int | None = None, cost: int | None = None, limit: int | None = None
    ) -> SubscriptionError:
        return SubscriptionError(
            reason,
            type=wish.subscription.type,
            condition=wish.subscription.condition,
            status=status,
            account=self._account.login,
            cost=cost,
            limit=limit,
        )

    def _check_budget(self, wish: Wish, exc: RateLimitedError) -> None:
        cost = sum(other.record.cost for other in self._wishes.values() if other.record is not None)
        if "cost" in exc.message.lower() and cost >= MAX_COST:
            reason = (
                f"its cost would go beyond {MAX_COST}, which the account's other subscriptions use up; a channel whose "
                "broadcaster has authorized the app costs nothing"
            )
            raise self._refusal(wish, reason, status=exc.status, cost=cost, limit=MAX_COST) from exc

    # Small things.

    def _recognise(self, pending: Pending) -> bool:
        """Twitch may notify before its answer to the request has come: go by what the notification says of itself."""
        try:
            record = pending.subscription()
        except DecodeError:
            return False
        for wish in self._wishes.values():
            if wish.record is None and wish.subscription.matches(record.type, record.version, record.condition):
                self._hub.bind(record.id, wish.streams)
                return self._hub.post(pending)
        return False

    def _tell_gaps(self) -> None:
        healed = sorted(self._healed, key=lambda pair: pair[0].number)
        self._healed = []
        gaps: dict[EventStream[Any], list[tuple[datetime, datetime, Subscription[Any]]]] = {}
        for wish, record in healed:
            if wish.missed is None:
                continue
            for stream in wish.missed.streams:
                if stream in wish.streams:
                    gaps.setdefault(stream, []).append((wish.missed.since, record.created_at, wish.subscription))
            wish.missed = None
        for stream, parts in gaps.items():
            starts, ends, subscriptions = zip(*parts, strict=True)
            stream.post_gap(Gap(start=min(starts), end=max(ends), subscriptions=subscriptions))

    def _standing(self) -> int:
        return sum(wish.record is not None for wish in self._wishes.values())

    def _remember(self, session_id: str) -> None:
        if session_id in self._sessions:
            self._sessions.remove(session_id)
        self._sessions = [*self._sessions[1 - _REMEMBERED_SESSIONS :], session_id]

    def _forget(self, wish: Wish) -> None:
        if self._wishes.get(wish.subscription) is wish:
            del self._wishes[wish.subscription]

    def _discard(self, record: EventSubSubscription) -> None:
        self._hub.unbind(record.id)
        self._unwanted.append(record)

    def _changed(self) -> None:
        self._news.unpark_all()
        self._on_change()


def _session_is_gone(exc: TwitchError) -> bool:
    text = exc.message.lower() if isinstance(exc, BadRequestError) else ""
    return "session" in text and ("exist" in text or "disconnected" in text)
