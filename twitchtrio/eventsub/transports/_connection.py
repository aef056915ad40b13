"""What the WebSocket machine knows about one connection, and about a move to another."""

from __future__ import annotations

import enum
import math
from datetime import UTC, datetime, timedelta
from typing import Final

from attrs import define

from ..._texts import brief
from ._actions import Action
from ._close_codes import ABNORMAL

__all__ = ["GRACE", "Connection", "Move", "Phase"]

GRACE: Final = 30.0
_GRACE_SLACK: Final = 5.0
_WELCOME_LIMIT: Final = 10.0
_KEEPALIVE: Final = 10.0
_LONGEST_KEEPALIVE: Final = 600.0
_AHEAD: Final = timedelta(hours=1)
_QUIET: Final = 1.0
_NEVER: Final = datetime.min.replace(tzinfo=UTC)
_FOR_EVER: Final = datetime.max.replace(tzinfo=UTC)


class Phase(enum.Enum):
    """Phases of a connection's life; see `_protocol`."""

    GREETING = enum.auto()
    LIVE = enum.auto()
    LEAVING = enum.auto()
    DOOMED = enum.auto()


@define(eq=False, kw_only=True)
class Connection:
    """One connection."""

    number: int
    opened: float
    heard: float
    """When something came last, or it was opened."""
    held: list[tuple[str | None, Action]] | None
    """What waits for older connections, with ids of messages; `None` if nothing has to wait."""
    held_bytes: int = 0
    phase: Phase = Phase.GREETING
    welcomed: bool = False
    keepalive: float = _KEEPALIVE
    last_seen: datetime = _NEVER
    """Twitch's time of its youngest message."""
    latest: datetime = _FOR_EVER
    """Beyond this, a time that a message gives itself is looked at more closely."""
    last_event: datetime = _NEVER
    """Twitch's time of the youngest of these that was a notification."""
    doubted: datetime = _FOR_EVER
    """From when on its notifications may have gone to another one, if none comes here any more."""
    succeeded: datetime | None = None
    """Twitch's time of the welcome that carried its session on."""
    leave_by: float = math.inf
    settled: bool = False
    """Whether younger connections need not wait for it any more."""
    complete: bool = False
    """Whether, having ended, it is known to have brought all that Twitch sent before the move."""
    verdict: str | None = None
    """Why it is to be closed."""
    code: int | None = None
    """Close code, once it has ended."""
    words: str = ""
    """Twitch's own words on its end."""
    _clocks: tuple[datetime, float] = (_NEVER, 0.0)
    """Twitch's clock and ours at one moment: the welcome's, unless two other messages contradict it alike."""
    _rival: tuple[datetime, float] | None = None
    """The same by the last message that contradicts it."""
    _confirmed: bool = False
    """Whether a second message has told the same."""

    @property
    def ended(self) -> bool:
        """Whether nothing more can come."""
        return self.code is not None

    @property
    def due(self) -> float:
        """Until when it may be silent; what silence means then depends on its phase."""
        if self.phase is Phase.GREETING:
            return self.opened + _WELCOME_LIMIT
        if self.phase is Phase.LIVE:
            return self.heard + self.patience
        if self.phase is Phase.LEAVING:
            return self.leave_by if self.settled else min(self.leave_by, self.heard + _QUIET)
        return math.inf

    @property
    def patience(self) -> float:
        """How many seconds of silence mean that it is dead."""
        return self.keepalive + max(2.0, 0.2 * self.keepalive)

    @property
    def in_doubt(self) -> bool:
        """Whether its notifications may have gone elsewhere."""
        return self.doubted < _FOR_EVER

    @property
    def certain(self) -> datetime:
        """Until when, by Twitch's clock, it is known to have brought everything."""
        return min(self.last_seen, max(self.doubted, self.last_event))

    @property
    def assured(self) -> bool:
        """Whether a message younger than the move proves that it has brought all of before."""
        return self.succeeded is not None and self.last_seen > self.succeeded

    def welcome(self, keepalive: float | None, at: datetime, now: float) -> None:
        """Twitch has accepted it, at this time of its own clock."""
        self.phase = Phase.LIVE
        self.welcomed = True
        self.keepalive = min(max(keepalive or self.keepalive, _KEEPALIVE), _LONGEST_KEEPALIVE)
        self._clocks = (at, now)
        self.latest = _NEVER

    def time(self, at: datetime, now: float) -> datetime:
        """Twitch's time of a message that has just come; one far ahead of Twitch's clock tells nothing."""
        if at <= self.latest:
            return at
        if not (self._confirmed or self._confirms(at, now)):
            return min(at, self.last_seen)
        self.latest = self._plausible(now)
        return at if at <= self.latest else self.last_seen

    def _confirms(self, at: datetime, now: float) -> bool:
        """Whether a message makes Twitch's clock known, by telling the same as the welcome or as the one before."""
        told = (at, now)
        if _agree(told, self._clocks):
            self._confirmed = True
        elif self._rival is not None and _agree(told, self._rival):
            self._clocks, self._confirmed, self.last_seen = told, True, at
        self._rival = told
        return self._confirmed

    def _plausible(self, now: float) -> datetime:
        at, then = self._clocks
        try:
            return at + timedelta(seconds=now - then) + _AHEAD
        except OverflowError:
            return _FOR_EVER

    def doom(self, verdict: str) -> None:
        """Have it closed, for this reason, and read nothing more of it."""
        self.phase = Phase.DOOMED
        self.verdict = verdict

    def end(self, code: int, words: str, now: float) -> None:
        """It has ended: nothing more can come over it."""
        quiet = self.settled or now - self.heard >= _QUIET
        orderly = quiet and self.verdict is None and code != ABNORMAL
        self.complete = orderly or self.assured
        self.code, self.words, self.settled = code, brief(words), True

    def leave(self, by: float, succeeded: datetime, now: float) -> None:
        """Another connection carries its session on."""
        self.succeeded = succeeded
        if self.phase is Phase.LIVE:
            self.phase = Phase.LEAVING
            self.leave_by = by
            self.heard = now


def _agree(one: tuple[datetime, float], other: tuple[datetime, float]) -> bool:
    elapsed = timedelta(seconds=one[1] - other[1])
    return abs(one[0] - other[0] - elapsed) <= _AHEAD


@define(eq=False, kw_only=True)
class Move:
    """Twitch's wish that the session be continued on another connection."""

    url: str
    deadline: float
    """When Twitch ceases to wait for it."""
    successor: Connection | None = None
    retry_at: float = math.inf
    """When to open the address again."""

    @property
    def due(self) -> float:
        """When something is to be done about it."""
        return min(self.deadline, self.retry_at)

    @property
    def leave_by(self) -> float:
        """When the old connection has to have been closed by Twitch."""
        return self.deadline + _GRACE_SLACK
