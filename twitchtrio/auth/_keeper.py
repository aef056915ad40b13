"""Keeping one access token usable."""

from __future__ import annotations

import abc
import logging
import math
from typing import Final, TypeVar

import trio
from attrs import define

from .._backoff import Backoff
from .._opening import block_ended
from ..errors import (
    ConfigurationError,
    DecodeError,
    HelixError,
    NetworkError,
    RefreshFailedError,
    TwitchError,
    UnauthorizedError,
)
from ..tokens import Account, AppToken, Secret, TokenRefresh, UserToken
from ._callbacks import Callbacks, permission
from .oauth import OAuth, Validation

__all__ = ["Keeper", "copy_of"]

E = TypeVar("E", bound=Exception)

_log = logging.getLogger("twitchtrio.auth")

_CHECK_EVERY: Final = 3600.0
_MARGIN: Final = 300.0
_MARGIN_SHARE: Final = 0.1
# A token that is refused this soon after it was made is asked about first: to replace it again may not help.
_NEW: Final = 60.0
_PATIENCE: Final = 3


@define
class _Trouble:
    """Why there is no progress just now."""

    error: TwitchError
    began: float
    attempts: int = 0

    @property
    def shown(self) -> bool:
        """Whether those who wait hear of it; before that it may pass while they wait."""
        return isinstance(self.error, ConfigurationError) or self.attempts >= _PATIENCE


class Keeper(abc.ABC):
    """Keeps one token usable, in one task; all others only ask it and wait.

    So however many ask, a token is replaced once, and nobody's cancellation can tear a replacement.
    """

    _held: UserToken | AppToken
    """The token that Twitch gave last."""

    def __init__(self, oauth: OAuth, callbacks: Callbacks) -> None:
        self._oauth = oauth
        self._callbacks = callbacks
        self._told: UserToken | AppToken | None = None
        self._usable: Secret | None = None
        self._offered: Secret | None = None
        self._stale = False
        self._replacing = False
        self._ended = False
        self._made_at = -math.inf
        self._check_at = -math.inf
        self._replace_at = math.inf
        self._trouble: _Trouble | None = None
        self._backoff = Backoff()
        self._wake = trio.Event()
        self._changed = trio.Event()

    # For all tasks

    async def token(self) -> Secret:
        """The token to use now; waits while there is none.

        Raises:
            TwitchError: There will be none soon.
        """
        if self._offered is not None and self._permitted():
            await trio.lowlevel.checkpoint()
            return self._offered
        usable = self._usable
        if usable is None:
            return await self._wait()
        await trio.lowlevel.checkpoint()
        return usable

    async def renew(self, rejected: Secret) -> Secret:
        """The token to use instead of one that Twitch refused."""
        if rejected == self._usable:
            self._usable = None
            self._doubt()
            self._ask()
        elif rejected == self._offered and self._permitted():
            await trio.lowlevel.checkpoint()
            raise _no_refresh_in_callback()
        return await self.token()

    async def replace(self) -> None:
        """Replace the token, whether or not it is good, and wait until that is done."""
        self._stale = True
        self._ask()
        await trio.lowlevel.checkpoint()
        while self._stale or self._usable != self._held.access_token:
            self._refuse()
            await self._changed.wait()

    async def _wait(self) -> Secret:
        self._ask()
        while True:
            self._refuse()
            await self._changed.wait()
            if self._usable is not None:
                return self._usable

    def _permitted(self) -> bool:
        found = permission()
        return found is not None and found.holder is self

    def _refuse(self) -> None:
        if self._ended:
            raise block_ended()
        if self._replacing and permission() is not None:
            raise _no_refresh_in_callback()
        if self._trouble is not None and self._trouble.shown:
            raise _shown(self._trouble) from self._trouble.error

    def _doubt(self) -> None:
        if trio.current_time() - self._made_at < _NEW:
            self._check_at = -math.inf
        else:
            self._stale = True

    def _ask(self) -> None:
        # In trouble, the next attempt has its time, however many ask.
        if self._trouble is None:
            self._wake.set()

    # For the keeper's own task

    async def run(self) -> None:
        """Check and replace the token for ever."""
        try:
            while True:
                await self._attempt()
                await self._rest()
        finally:
            self._ended = True
            self._notify()

    async def _attempt(self) -> None:  # noqa: ASYNC910  # what fails has waited for something
        try:
            await self._work()
        except (NetworkError, HelixError, DecodeError, RefreshFailedError, ConfigurationError) as exc:
            self._note(exc)
        else:
            self._trouble = None
            self._backoff.reset()
        self._notify()

    async def _work(self) -> None:  # noqa: ASYNC910  # resting between two of these is a checkpoint
        now = trio.current_time()
        if self._stale or now >= self._replace_at:
            await self._replaced()
        elif now >= self._check_at:
            await self._check()

    async def _rest(self) -> None:
        if self._trouble is not None:
            until = trio.current_time() + self._backoff.next()
        else:
            until = min(self._check_at, self._replace_at)
        with trio.move_on_at(until):
            await self._wake.wait()
        self._wake = trio.Event()

    async def _check(self) -> None:
        """Ask Twitch about the token, and use it if it is good."""
        try:
            validation = await self._oauth.validate(self._held.access_token)
        except UnauthorizedError:
            self._usable = None
            self._stale = True
            await self._replaced()
        else:
            self._learn(validation)
            await self._use(validation.expires_in, checked=True)

    async def _replaced(self) -> None:
        self._replacing = True
        self._notify()
        try:
            await self._replace()
        finally:
            self._replacing = False

    async def _use(self, expires_in: float | None, *, checked: bool = False) -> None:  # noqa: ASYNC910  # there is not always something to tell
        """Tell of the held token, if that has not been done, and let it be used."""
        if self._told is None or self._told.access_token != self._held.access_token:
            await self._tell()
        now = trio.current_time()
        self._usable = self._held.access_token
        self._stale = False
        self._check_at = now + (_CHECK_EVERY if expires_in is not None or checked else 0.0)
        self._replace_at = math.inf if expires_in is None else now + expires_in - _margin(expires_in)
        self._notify()

    async def _tell(self) -> None:
        self._offered = self._held.access_token
        try:
            refresh = TokenRefresh(old=self._told, new=self._held, account=self._who())
            await self._callbacks.tell(refresh, holder=self)
        finally:
            self._offered = None
        self._told = self._held

    def _note(self, error: TwitchError) -> None:
        if self._trouble is None:
            self._trouble = _Trouble(error, trio.current_time())
        self._trouble.error = error
        self._trouble.attempts += 1
        if self._trouble.attempts == _PATIENCE:
            _log.warning("The token of %s cannot be renewed just now; trying on. %s", self._who() or "the app", error)

    def _notify(self) -> None:
        self._changed.set()
        self._changed = trio.Event()

    # For the two kinds of keeper

    @abc.abstractmethod
    def _who(self) -> Account | None:
        """Whose token it is, `None` for the app's."""

    @abc.abstractmethod
    def _learn(self, validation: Validation) -> None:
        """Take over what Twitch says of the token."""

    @abc.abstractmethod
    async def _replace(self) -> None:
        """Get another token and use it."""


def copy_of(error: E) -> E:
    """The same exception without its traceback and causes, so that many tasks can raise it."""
    copy = type(error).__new__(type(error), *error.args)
    copy.__dict__.update(error.__dict__)
    return copy


def _margin(expires_in: float) -> float:
    return min(_MARGIN, _MARGIN_SHARE * expires_in)


def _shown(trouble: _Trouble) -> TwitchError:
    match trouble.error:
        case NetworkError() as error:
            elapsed = trio.current_time() - trouble.began
            return NetworkError(
                error.problem, address=error.address, attempts=trouble.attempts, elapsed=elapsed, sent=error.sent
            )
        case ConfigurationError() | RefreshFailedError() as error:
            return copy_of(error)
        case error:
            return RefreshFailedError(f"There is no usable token just now: {error}")


def _no_refresh_in_callback() -> RefreshFailedError:
    return RefreshFailedError(
        "A token that has to be refreshed was asked for in a token callback, during which nothing can be refreshed. "
        "Do it after the callback has returned, in a task of its own."
    )
