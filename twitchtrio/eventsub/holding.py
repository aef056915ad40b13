"""What a line holds at Twitch: the target that it subscribes on, those before it, and what hangs there for whom."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import trio

from ..errors import ConfigurationError, DecodeError, SubscriptionRevokedError
from ..subscription import EventSubSubscription, SubscriptionStatus
from .book import Book
from .events.event import Subscription, UnknownEvent
from .gaps import tell_outages, tell_pause
from .refusals import MAX_SUBSCRIPTIONS, is_over
from .wish import EVER, Wish

if TYPE_CHECKING:
    from ..subscription import Target
    from ..tokens import Account
    from ._buffer import Buffer
    from .envelope import Pending
    from .hub import Hub

__all__ = ["Holding", "wanted_by"]

_REMEMBERED_TARGETS: Final = 16
_REMEMBERED_PAUSES: Final = 8
_REMEMBERED_IDS: Final = 2 * MAX_SUBSCRIPTIONS


class Holding:
    """The book of a line, and what it means at Twitch.

    Attributes:
        generation: Counts the targets that were lost: what was asked of one before is void.
        doubtful: Whether something may have ended unheard since `pauses` began.
    """

    def __init__(
        self,
        hub: Hub,
        account: Account,
        *,
        cost_of: Callable[[Subscription[Any]], int],
        on_lost: Callable[[Wish, SubscriptionRevokedError], None],
    ) -> None:
        self.book: Book = Book(cost_of=cost_of, on_discard=self._unbind)
        self.generation: int = 0
        self.doubtful: bool = False
        self._hub = hub
        self._account = account
        self._on_lost = on_lost
        self._target: Target | None = None
        self._former: deque[Target] = deque(maxlen=_REMEMBERED_TARGETS)
        self._past_ids: deque[str] = deque()
        self._revoked_ids: deque[str] = deque(maxlen=_REMEMBERED_IDS)
        self._pauses: deque[tuple[datetime, datetime]] = deque(maxlen=_REMEMBERED_PAUSES)

    # The target.

    @property
    def target(self) -> Target | None:
        """Where subscriptions are made now."""
        return self._target

    @target.setter
    def target(self, target: Target) -> None:
        self._target = target
        with suppress(ValueError):
            self._former.remove(target)
        self._former.append(target)

    def is_here(self, record: EventSubSubscription) -> bool:
        """Whether a subscription hangs on the present target."""
        return self._target is not None and self._target.holds(record)

    def is_elsewhere(self, record: EventSubSubscription) -> bool:
        """Whether it is known to hang on another one."""
        return bool(record.transport.key) and not self.is_here(record)

    def is_ours(self, record: EventSubSubscription) -> bool:
        """Whether it hangs on a target of ours, present or former."""
        return record.id in self._past_ids or any(target.holds(record) for target in self._former)

    def lost(self, last_seen: datetime) -> None:
        """The target is gone with all that hangs on it; `last_seen` is its last sign of life."""
        self._target = None
        self.generation += 1
        # While nobody has looked whether all had come along in a move, only an event proves it.
        doubted = self.doubted(last_seen) if self.doubtful else last_seen
        for wish in self.book.standing:
            since = min(last_seen, max(doubted, self.certain(wish)))
            # Ended by us, it had no sign of life of its own.
            self.lose(wish, self.certain(wish) if last_seen == EVER else since)
        self.book.gone_with_target()
        self.doubtful = False
        self._pauses.clear()

    # What may be missing.

    def paused(self, since: datetime, until: datetime) -> None:
        """Between these times events may have been missed, and revocations too."""
        self._pauses.append((since, until))
        self.doubtful = True
        for wish in self.book.outages:
            if wish.outage is not None:
                # It may have died in this pause already.
                wish.outage.since = min(wish.outage.since, max(since, wish.first_since or since))
        tell_pause(self.book, since, until)

    def tell_outages(self) -> None:
        """Tell of what stands again."""
        tell_outages(self.book.healed())

    def certain(self, wish: Wish) -> datetime:
        """Until when, by Twitch's clock, a subscription is known to have stood."""
        last = self._hub.last_event(wish.record.id) if wish.record is not None else None
        return max(wish.since, last or wish.since)

    def doubted(self, default: datetime) -> datetime:
        """Since when subscriptions may have ended unheard."""
        return min((since for since, _ in self._pauses), default=default)

    # What becomes of subscriptions.

    def stands(self, wish: Wish, record: EventSubSubscription) -> None:
        """Twitch has made what was wished for."""
        was_proven = wish.proven
        self.book.stands(wish, record)
        self._bind(record.id, wish.subscription, wish.streams)
        self._hub.claim(self._hub.post, whose=record.id)
        for since, until in () if was_proven else self._pauses:
            # It stood through a part of what was told before the answer came.
            tell_pause((wish,), since, until)

    def lose(self, wish: Wish, since: datetime) -> None:
        """What stood does so no longer; an older connection may still bring its events."""
        if wish.record is not None:
            self.retire(wish.record.id)
        self.book.lost(wish, since)

    def ended(self, wish: Wish, status: SubscriptionStatus | None, since: datetime) -> None:
        """Twitch has ended a subscription: it is made again, unless that was for good."""
        if status is not None and is_over(status):
            self.give_up(wish, str(status))
        else:
            self.lose(wish, since)
            self.book.anew(wish, trio.current_time())

    def revoked(self, record: EventSubSubscription, at: datetime) -> bool:
        """Twitch says that a subscription has ended; false if it is none of ours."""
        self._hub.unbind(record.id)
        wish = self.book.by_id(record.id)
        if wish is not None:
            self.ended(wish, record.status, at)
            return True
        self._revoked_ids.append(record.id)
        return record.id in self._past_ids

    def was_revoked(self, record: EventSubSubscription) -> bool:
        """Whether that was said before it was known what it was for."""
        return record.id in self._revoked_ids

    def give_up(self, wish: Wish, reason: str) -> None:
        """What has stood cannot be had any more."""
        wanted = wish.subscription
        error = SubscriptionRevokedError(type=wanted.type, condition=wanted.condition, reason=reason)
        self.book.refuse(wish, error)
        # What an older connection still brings is nobody's, or that of who has asked anew.
        self._hub.unbind_streams(wish.streams)
        self._on_lost(wish, error)

    def _unbind(self, subscription: Subscription[Any], record: EventSubSubscription) -> None:
        # What is still on the way is ours, though nobody wants it any more.
        self._bind(record.id, subscription, ())
        self.retire(record.id)

    def _bind(self, subscription_id: str, subscription: Subscription[Any], streams: Sequence[Buffer]) -> None:
        self._hub.bind(subscription_id, subscription, streams, account=self._account.user_id)

    def retire(self, subscription_id: str) -> None:
        """Route what comes under an id for some time yet."""
        self._past_ids.append(subscription_id)
        if len(self._past_ids) > _REMEMBERED_IDS:
            oldest = self._past_ids.popleft()
            if self.book.by_id(oldest) is None:
                self._hub.unbind(oldest)

    def recognise(self, pending: Pending) -> bool:
        """Twitch may notify before its answer to the request has come: go by what the notification says of itself.

        False, and counted, if it is nobody's.
        """
        wanted = _wanted_in(pending)
        wish = None if wanted is None else self.book.get(wanted)
        if wish is not None:
            return self._take(wish, pending)
        self._hub.nobodys(pending, whose=(self, wanted))
        return False

    def claim(self, wish: Wish) -> None:
        """What has come for it here before it was wanted is for its streams."""
        self._hub.claim(lambda pending: self._take(wish, pending), whose=(self, wish.subscription))

    def _take(self, wish: Wish, pending: Pending) -> bool:
        self._bind(pending.subscription_id, wish.subscription, wish.streams)
        self.retire(pending.subscription_id)
        return self._hub.post(pending)


def _wanted_in(pending: Pending) -> Subscription[Any] | None:
    try:
        return wanted_by(pending.subscription())
    except DecodeError:
        return None


def wanted_by(record: EventSubSubscription) -> Subscription[Any] | None:
    """What a wish for the subscription of a record looks like; `None` if the record does not tell."""
    pairs = tuple((key, value) for key, value in record.condition.items() if value)
    with suppress(ConfigurationError):
        return Subscription(event=UnknownEvent, type=record.type, version=record.version, pairs=pairs)
    return None
