"""The life of one token, as a machine without clock, store or network.

A keeper (`_keeper`), one task for each token, drives it: it asks what is due, does it, and says what came of it. All
other tasks only read it, say that a token was refused or that another is wanted, and wait for a change. So however
many want a new token, it is replaced once, and nobody's cancellation can tear a replacement.

    UNCHECKED   Twitch has not been asked about the held token yet; nobody may use it
    USABLE      it is handed out
    CHECKING    Twitch is being asked about it
    REPLACING   another is being fetched
    TELLING     another is there and stored, and the program is being told of it; only the callback may use it
    LOST        only a new login helps
    ENDED       the block has ended, or the keeper has crashed

                  +------ refused ------+
                  |                     v
    UNCHECKED -> CHECKING -> USABLE -> REPLACING -> TELLING -> USABLE
        ^            |          ^          |           ^
        |            +-- good --+          +- adopted -|-> UNCHECKED
        |            +-- good, and the program does not know it yet
        +--- a new login in the store ---- LOST <- REPLACING, or removed from the store

Where its keeper ends, a token that the program does not know goes to TELLING at once, from wherever but LOST.

What others get meanwhile is `usable`, apart from the state: while a token that is still good is checked or replaced,
it is handed out; once Twitch has refused it, nothing is.

Generations, not flags. Each token that is held has a number, `made`; `wanted` is the number that is asked for. Another
is due when `wanted` is greater, so a wish that is made during a check is not lost by the check's good answer, and one
that is made while another is being fetched is fulfilled by it. An answer to a check counts only if nobody was refused
since it was asked for. Rejected were: a flag `stale`, which the answer to a check that had been asked before it was
set cleared again, so that `refresh()` did nothing; and a flag `replacing` to tell who has to wait for a callback,
which a token adopted from another program does not set.

Nothing without a pause. After a token was made it is not replaced for 60 s, whatever Twitch says of its life, unless
it is refused or somebody asks; and where that happens again and again, the pauses grow. The same holds for checks,
which a refused token, or one from another program, makes due at once: of those that follow each other within 60 s, the
second comes at once and each further one later. A life of nothing or less is not known: such a token is used, checked
every hour, and replaced when it is refused.
"""

from __future__ import annotations

import enum
import math
from typing import Final, Generic, TypeVar

from attrs import define, field

from .._backoff import Backoff
from ..errors import ConfigurationError, TwitchError
from ..tokens import AppToken, Secret, UserToken

__all__ = ["Due", "Life", "State", "Trouble"]

T = TypeVar("T", UserToken, AppToken)

_CHECK_EVERY: Final = 3600.0
_MARGIN: Final = 300.0
_MARGIN_SHARE: Final = 0.1
_NEW: Final = 60.0
_PATIENCE: Final = 3


class State(enum.Enum):
    """The state of a token; the table at the top of the module has them all."""

    UNCHECKED = enum.auto()
    USABLE = enum.auto()
    CHECKING = enum.auto()
    REPLACING = enum.auto()
    TELLING = enum.auto()
    LOST = enum.auto()
    ENDED = enum.auto()


class Due(enum.Enum):
    """What is to be done now."""

    CHECK = enum.auto()
    REPLACE = enum.auto()


@define
class Trouble:
    """The error for which a token can be neither checked nor replaced just now, and since when."""

    error: TwitchError
    began: float
    next_at: float = 0.0
    """When to try again."""
    attempts: int = 0

    @property
    def shown(self) -> bool:
        """Whether those who wait hear of it; before that it may pass while they wait."""
        return isinstance(self.error, ConfigurationError) or self.attempts >= _PATIENCE


@define
class _Pace:
    """When a thing may be done again, however it ended."""

    not_before: float = -math.inf
    _done_at: float = -math.inf
    _hurried: Backoff = field(factory=lambda: Backoff(floor=1.0, cap=_NEW), init=False)

    def done(self, now: float) -> None:
        """It was done. Once within 60 s it may follow itself at once; then the pauses grow."""
        if now - self._done_at < _NEW:
            self.not_before = now + self._hurried.next()
        else:
            self._hurried.reset()
        self._done_at = now


@define(eq=False)
class Life(Generic[T]):
    """One token's life. Its times are seconds on a clock that does not jump."""

    held: T | None = None
    """The token that Twitch gave last."""
    told: T | None = None
    """The token that the program knows."""
    state: State = State.UNCHECKED
    usable: Secret | None = None
    """What is handed out."""
    trouble: Trouble | None = None
    made: int = 0
    wanted: int = 0
    _refusals: int = field(default=0, init=False)
    _asked_at: int = field(default=0, init=False)
    """How many refusals there were when a check began."""
    _made_at: float = field(default=-math.inf, init=False)
    _check_at: float = field(default=-math.inf, init=False)
    _replace_at: float = field(default=math.inf, init=False)
    _checks: _Pace = field(factory=_Pace, init=False)
    _replacements: _Pace = field(factory=_Pace, init=False)
    _failing: Backoff = field(factory=Backoff, init=False)

    @property
    def offered(self) -> Secret | None:
        """What the callback that is being told may use."""
        return self.held.access_token if self.state is State.TELLING and self.held is not None else None

    @property
    def must_tell(self) -> bool:
        """Whether the program is to be told of a token before any other can be used."""
        return self.state in (State.REPLACING, State.TELLING) or self._untold

    @property
    def fulfilled(self) -> bool:
        """Whether the newest token that was asked for is handed out."""
        return self.held is not None and self.usable == self.held.access_token and self.wanted <= self.made

    # For all tasks

    def refused(self, token: Secret, now: float) -> bool:
        """Twitch has refused a token; whether it was the one that is handed out."""
        if token != self.usable:
            return False
        self.usable = None
        self._refusals += 1
        if self.state in (State.REPLACING, State.TELLING):
            return True
        if now - self._made_at < _NEW:
            # It may not be the token's fault: ask about it before it is replaced again.
            self._check_at = -math.inf
        else:
            self.wanted = self.made + 1
        return True

    def want(self) -> None:
        """Ask for another token, unless one is on the way."""
        if self.state is not State.TELLING:
            self.wanted = self.made + 1

    # For the keeper

    def due(self, now: float) -> Due | None:
        """What is to be done now."""
        if self.state in (State.LOST, State.ENDED) or (self.trouble is not None and now < self.trouble.next_at):
            return None
        if now >= self._replacement_at:
            return Due.REPLACE
        return Due.CHECK if now >= self._next_check_at else None

    def wake_at(self) -> float:
        """When something is due, if nothing happens before."""
        if self.state in (State.LOST, State.ENDED):
            return math.inf
        due = min(self._replacement_at, self._next_check_at)
        return due if self.trouble is None else max(due, self.trouble.next_at)

    def hold(self, token: T, *, known: bool) -> None:
        """Begin with a token, before anybody uses it."""
        self.held = token
        if known:
            self.told = token

    def begin(self, due: Due) -> None:
        """The keeper begins with what is due, so that it is not due any more."""
        self.state = State.CHECKING if due is Due.CHECK else State.REPLACING
        self._asked_at = self._refusals

    def found_good(self, token: T, life: float | None, now: float) -> bool:
        """Twitch says that the held token is good; whether that still counts."""
        self.held = token
        self._checks.done(now)
        if self._asked_at != self._refusals:
            self.state, self._check_at = State.UNCHECKED, -math.inf
            return False
        self._check_at = now + _CHECK_EVERY
        self._schedule(life, now)
        self._settle()
        return True

    def found_bad(self, now: float) -> None:
        """Twitch says that the held token is not valid."""
        self._checks.done(now)
        self.state, self.usable = State.UNCHECKED, None
        self.wanted = self.made + 1

    def replaced(self, token: T, life: float | None, now: float) -> None:
        """Another token is there, fresh from Twitch."""
        self._replacements.done(now)
        self._made_at = now
        self._take(token)
        self._schedule(life, now)
        # Where its life is not known, Twitch is asked.
        self._check_at = -math.inf if math.isinf(self._replace_at) else now + _CHECK_EVERY
        self._settle()

    def adopted(self, token: T) -> None:
        """Another token is there, from another program; it is looked at before it is used."""
        self._take(token)
        self.state, self.usable = State.UNCHECKED, None
        self._check_at, self._replace_at = -math.inf, math.inf
        self.trouble = None

    def is_told(self) -> None:
        """The program knows the held token: it is handed out."""
        assert self.held is not None
        self.told, self.state, self.usable = self.held, State.USABLE, self.held.access_token

    def left_untold(self) -> bool:
        """The keeper ends; whether the program is still to be told of the held token, though it was not checked."""
        if not self._untold or self.state in (State.TELLING, State.LOST):
            return False
        self.state = State.TELLING
        return True

    def lasts(self) -> None:
        """The held token cannot be replaced: it is used until Twitch refuses it."""
        self._replace_at = math.inf
        self.state = State.USABLE if self.usable is not None else State.UNCHECKED

    def lose(self) -> None:
        """The login is lost: there will be no token until the user has signed in again."""
        self.state, self.usable, self.wanted, self.trouble = State.LOST, None, self.made, None

    def end(self) -> None:
        """The keeper has ended, and with it whoever waits for a token."""
        self.state, self.usable = State.ENDED, None

    def progress(self) -> None:
        """What was due has been done, so that no trouble is remembered of it."""
        self.trouble = None
        self._failing.reset()

    def failed(self, error: TwitchError, now: float) -> Trouble:
        """What was due could not be done; it is tried again later."""
        if self.state in (State.CHECKING, State.REPLACING):
            (self._checks if self.state is State.CHECKING else self._replacements).done(now)
            self.state = State.USABLE if self.usable is not None else State.UNCHECKED
        trouble = self.trouble or Trouble(error, now)
        trouble.error, trouble.attempts, trouble.next_at = error, trouble.attempts + 1, now + self._failing.next()
        self.trouble = trouble
        return trouble

    @property
    def _replacement_at(self) -> float:
        """When the next replacement is due; while one is asked for, no check is, which would be in vain."""
        due = -math.inf if self.wanted > self.made else self._replace_at
        return max(due, self._replacements.not_before)

    @property
    def _next_check_at(self) -> float:
        return math.inf if self.wanted > self.made else max(self._check_at, self._checks.not_before)

    def _take(self, token: T) -> None:
        self.held = token
        self.made += 1
        self.wanted = self.made

    def _settle(self) -> None:
        """Hand the held token out, or have the program told of it first."""
        if self._untold:
            self.state = State.TELLING
        else:
            self.is_told()

    @property
    def _untold(self) -> bool:
        """Whether the program does not know the held token."""
        if self.held is None:
            return False
        return self.told is None or self.told.access_token != self.held.access_token

    def _schedule(self, life: float | None, now: float) -> None:
        if life is None or life <= 0:
            self._replace_at = math.inf
        else:
            self._replace_at = max(now + life - min(_MARGIN, _MARGIN_SHARE * life), self._made_at + _NEW)
