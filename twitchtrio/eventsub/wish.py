"""A subscription that somebody wants, and what has become of it."""

from __future__ import annotations

import enum
import math
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from attrs import define, field

from .._backoff import Backoff
from ..errors import DecodeError, NetworkError, ServerError, TwitchError
from ..subscription import EventSubSubscription

if TYPE_CHECKING:
    from ._buffer import Buffer
    from .events.event import Subscription

__all__ = ["ANSWER_LOST", "EVER", "Outage", "State", "Wish"]

ANSWER_LOST: Final = (NetworkError, ServerError, DecodeError)

EVER: Final = datetime.min.replace(tzinfo=UTC)
_LATELY: Final = 300.0


class State(enum.Enum):
    """Where a wish is; see `book`."""

    WANTED = "wanted"
    ASKED = "asked"
    STANDS = "stands"
    GONE = "gone"


@define
class Outage:
    """A time in which a wish did not stand, of which its streams are still to be told."""

    since: datetime
    streams: tuple[Buffer, ...]


@define(eq=False, kw_only=True)
class Wish:
    """One subscription that at least one stream wants, or wanted lately. Its `Book` changes its state.

    Its dates are by Twitch's clock, its other times by Trio's.
    """

    subscription: Subscription[Any]
    cost: int = 0
    """What it is thought to cost; what it does, once Twitch has said so."""
    streams: list[Buffer] = field(factory=list)
    watchers: list[Callable[[Wish], None]] = field(factory=list)
    """Who is told of each change."""
    state: State = State.WANTED
    record: EventSubSubscription | None = None
    """As it stands at Twitch."""
    since: datetime = EVER
    """From when on that stands."""
    first_since: datetime | None = None
    """From when on it stood for the first time."""
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
    backoff: Backoff = field(factory=Backoff)
    anew_at: float = -math.inf
    """When it had to be made again last, though its target stands."""
    anew_backoff: Backoff = field(factory=Backoff)

    @property
    def proven(self) -> bool:
        """Whether it has stood before, so that its failure is news for its streams and not for who enters."""
        return self.first_since is not None

    @property
    def tried(self) -> bool:
        """Whether a first answer is known, good or bad."""
        return self.record is not None or self.refused is not None or self.trouble is not None

    @property
    def may_stand(self) -> bool:
        """Whether it may stand although the answer that would say so was lost."""
        return self.record is None and self.troubled_by is not None and issubclass(self.troubled_by, ANSWER_LOST)

    def stands(self, record: EventSubSubscription) -> None:
        """Twitch has made the subscription, and this is its record of it."""
        self.record = record
        # Where Twitch leaves it out, this machine's clock is the best guess.
        self.since = record.created_at or datetime.now(UTC)
        self.cost = record.cost
        self.first_since = self.first_since or self.since
        self.trouble = self.troubled_by = None
        self.unauthorized = False
        self.backoff.reset()

    def lost(self, since: datetime) -> None:
        """It does not stand any more; it is to be made again at once."""
        if self.record is not None and self.outage is None:
            self.outage = Outage(since, tuple(self.streams))
        self.record = None
        self.retry_at = -math.inf

    def anew(self, now: float) -> None:
        """It is to be made again on the same target: at once, but with growing pauses if that was needed lately."""
        if now >= self.anew_at + _LATELY:
            self.anew_backoff.reset()
            self.retry_at = -math.inf
        else:
            self.retry_at = now + self.anew_backoff.next()
        self.anew_at = now

    def waited(self, why: TwitchError, now: float) -> float:
        """For how long it has failed for a cause of this kind alone."""
        return now - self.troubled_since if self.troubled_by is type(why) else 0.0

    def later(self, why: TwitchError, now: float, *, unauthorized: bool = False, at_once: bool = False) -> None:
        """Making it failed for a cause that passes: it is tried again after a pause, or at once."""
        if self.troubled_by is not type(why):
            self.troubled_by, self.troubled_since = type(why), now
        self.trouble = str(why)
        self.unauthorized = unauthorized
        pause = self.backoff.next()
        self.retry_at = -math.inf if at_once else now + pause
