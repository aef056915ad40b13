"""A subscription that somebody wants, and what has become of it."""

from __future__ import annotations

import math
from collections import deque
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from attrs import define, field, frozen

from .._backoff import Backoff
from ..errors import TwitchError
from ..subscription import EventSubSubscription

if TYPE_CHECKING:
    from ._buffer import Buffer
    from .events.event import Subscription

__all__ = ["Outage", "Wish"]

_EVER: Final = datetime.min.replace(tzinfo=UTC)
_LATELY: Final = 300.0
_AHEAD: Final = timedelta(hours=1)


@frozen
class Outage:
    """Since when, and which streams, may be missing events of a wish."""

    since: datetime
    streams: tuple[Buffer, ...]


@define(eq=False, kw_only=True)
class Wish:
    """One subscription that at least one stream wants, or wanted lately.

    Its dates are by Twitch's clock, its other times by Trio's.
    """

    subscription: Subscription[Any]
    streams: list[Buffer] = field(factory=list)
    record: EventSubSubscription | None = None
    """As it stands at Twitch on the present session."""
    since: datetime = _EVER
    """From when on that stands."""
    left_at: float = math.inf
    """When its last stream left, by Trio's clock; it lingers, since it may be wanted again."""
    refused: TwitchError | None = None
    """Why it cannot be had."""
    trouble: str | None = None
    """Why it does not stand yet, after a first try."""
    troubled_by: type[TwitchError] | None = None
    troubled_since: float = math.inf
    """Since when it has been for a cause of this kind."""
    unauthorized: bool = False
    """Whether that is for want of a token."""
    retry_at: float = -math.inf
    outage: Outage | None = None
    """What is to be told once it stands again."""
    accounted: deque[tuple[datetime, datetime]] = field(factory=lambda: deque(maxlen=16))
    """Times of which no gap is to be told: before it first stood, and each gap that was told lately."""
    backoff: Backoff = field(factory=Backoff)
    anew_at: float = -math.inf
    """When it had to be made again last, though its session goes on."""
    anew_backoff: Backoff = field(factory=Backoff)

    @property
    def proven(self) -> bool:
        """Whether it has stood before, so that its failure is news for its streams and not for who enters."""
        return bool(self.accounted)

    @property
    def tried(self) -> bool:
        """Whether a first answer is known, good or bad."""
        return self.record is not None or self.refused is not None or self.trouble is not None

    def stands(self, record: EventSubSubscription) -> None:
        """Twitch has made the subscription, and this is its record of it."""
        self.record = record
        # Where Twitch leaves it out, this machine's clock is the best guess.
        self.since = record.created_at or datetime.now(UTC)
        self.trouble = self.troubled_by = None
        self.unauthorized = False
        self.backoff.reset()
        if not self.accounted:
            self.accounted.append((_EVER, self.since))

    def lost(self, last_seen: datetime) -> None:
        """It does not stand any more; it is to be made again at once."""
        if self.record is not None and self.outage is None:
            self.outage = Outage(last_seen, tuple(self.streams))
            self._reopen(last_seen)
        self.record = None
        self.retry_at = -math.inf

    def _reopen(self, last_seen: datetime) -> None:
        """Account for nothing of the future: where Twitch dates a subscription so, it would be of no gap any more."""
        if last_seen > _EVER:
            for _ in range(len(self.accounted)):
                first, last = self.accounted.popleft()
                end = last_seen if last - last_seen > _AHEAD else last
                self.accounted.append((min(first, end), end))

    def anew(self, now: float) -> None:
        """It is to be made again on the same session: at once, but with growing pauses if that was needed lately."""
        if now >= self.anew_at + _LATELY:
            self.anew_backoff.reset()
            self.retry_at = -math.inf
        else:
            self.retry_at = now + self.anew_backoff.next()
        self.anew_at = now

    def waited(self, why: TwitchError, now: float) -> float:
        """For how long it has failed for a cause of this kind alone."""
        return now - self.troubled_since if self.troubled_by is type(why) else 0.0

    def later(self, why: TwitchError, now: float, *, unauthorized: bool = False) -> None:
        """Making it failed for a cause that passes: it is tried again after a pause."""
        if self.troubled_by is not type(why):
            self.troubled_by, self.troubled_since = type(why), now
        self.trouble = str(why)
        self.unauthorized = unauthorized
        self.retry_at = now + self.backoff.next()
