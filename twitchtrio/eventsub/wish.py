"""A subscription that somebody wants, and what has become of it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from attrs import define, field, frozen

from .._backoff import Backoff
from ..errors import SubscriptionError, TwitchError
from ..subscription import EventSubSubscription

if TYPE_CHECKING:
    from .events.event import Subscription
    from .stream import EventStream

__all__ = ["Missed", "Wish", "refusal"]


@frozen
class Missed:
    """Since when, and which streams, may have missed events of a wish."""

    since: datetime
    streams: tuple[EventStream[Any], ...]


@define(eq=False, kw_only=True)
class Wish:
    """One subscription that at least one stream wants."""

    number: int = field(factory=count().__next__)
    """Wishes are told of in the order in which they were made."""
    subscription: Subscription[Any]
    streams: list[EventStream[Any]] = field(factory=list)
    record: EventSubSubscription | None = None
    """As it stands at Twitch on the present session."""
    refused: TwitchError | None = None
    """Why it cannot be had."""
    trouble: str | None = None
    """Why it does not stand yet, after a first try."""
    proven: bool = False
    """Whether it has stood before, so that its failure is news for its streams and not for who enters."""
    busy: bool = False
    """Whether a request for it is under way."""
    retry_at: float = -math.inf
    missed: Missed | None = None
    backoff: Backoff = field(factory=Backoff)

    @property
    def tried(self) -> bool:
        """Whether a first answer is known, good or bad."""
        return self.record is not None or self.refused is not None or self.trouble is not None

    def stands(self, record: EventSubSubscription) -> None:
        """Twitch has made it."""
        self.record = record
        self.proven = True
        self.trouble = None
        self.backoff.reset()

    def lost(self, last_seen: datetime) -> None:
        """Its session is gone; it is to be made again at once."""
        if self.record is not None and self.missed is None:
            self.missed = Missed(max(last_seen, self.record.created_at), tuple(self.streams))
        self.record = None
        self.retry_at = -math.inf

    def later(self, why: str, now: float) -> None:
        """It failed for a cause that passes."""
        self.trouble = why
        self.retry_at = now + self.backoff.next()


def refusal(wishes: Iterable[Wish]) -> TwitchError | None:
    """The one error for wishes that are had all or not at all; it names each that is refused."""
    errors = [wish.refused for wish in wishes if wish.refused is not None]
    refused = [error for error in errors if isinstance(error, SubscriptionError)]
    if len(refused) < len(errors) or len(refused) < 2:
        return next((error for error in errors if not isinstance(error, SubscriptionError)), None) or (
            refused[0] if refused else None
        )
    return SubscriptionError.several(refused)
