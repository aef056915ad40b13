"""Keeping one access token usable."""

from __future__ import annotations

import abc
import logging
from typing import Final, Generic, TypeVar

import trio

from .._opening import block_ended
from ..errors import (
    ConfigurationError,
    LoginRequiredError,
    NetworkError,
    RefreshFailedError,
    ServiceCrashedError,
    TokenRevokedError,
    TwitchError,
    UnauthorizedError,
)
from ..tokens import Account, AppToken, Secret, TokenRefresh, UserToken
from ._callbacks import Callbacks
from ._life import Due, Life, State, Trouble
from .oauth import OAuth, Validation
from .permission import awaiting, in_circle, permission

__all__ = ["Keeper", "copy_of"]

E = TypeVar("E", bound=Exception)
T = TypeVar("T", UserToken, AppToken)

_log: Final = logging.getLogger("twitchtrio.auth")

_FIRST_WARNING: Final = 3


class Keeper(abc.ABC, Generic[T]):
    """Keeps one token usable, in one task; all others only ask it and wait. What it may do when is in `_life`.

    Who waits is woken by every change. What wakes the keeper before something is due is a token that was refused, a
    wish for another, and, for an account's, news from the store.
    """

    def __init__(self, oauth: OAuth, callbacks: Callbacks) -> None:
        self._oauth = oauth
        self._callbacks = callbacks
        self._life: Life[T] = Life()
        self._end: TwitchError | None = None
        self._wake = trio.Event()
        self._changed = trio.Event()
        self._warned = False

    # For all tasks

    async def token(self) -> Secret:
        """The token to use now; waits while there is none.

        Raises:
            TwitchError: There will be none soon.
        """
        token = self.ready
        if token is None:
            return await self._wait()
        await trio.lowlevel.checkpoint()
        return token

    async def renew(self, rejected: Secret) -> Secret:
        """The token to use instead of one that Twitch refused."""
        if rejected == self._life.offered and self._permitted():
            await trio.lowlevel.checkpoint()
            raise _no_refresh_in_callback()
        if self._life.refused(rejected, trio.current_time()):
            self._ask()
        return await self.token()

    async def replace(self) -> None:
        """Replace the token, whether or not it is good, and wait until that is done."""
        self._life.want()
        self._ask()
        await trio.lowlevel.checkpoint()
        while not self._life.fulfilled:
            await self._change()

    def end(self, crash: ServiceCrashedError | None) -> None:
        """Nothing more will come; `crash` is why, if it was one."""
        self._end = crash or block_ended()
        self._life.end()
        self.look_again()

    @property
    def held_up_by(self) -> Callbacks | None:
        """Who has to run a callback before others get the token, if there is one to be told of."""
        return self._callbacks if self._life.must_tell else None

    @property
    def ready(self) -> Secret | None:
        """The token to use now, if there is one."""
        if self._life.offered is not None and self._permitted():
            return self._life.offered
        return self._life.usable

    async def _wait(self) -> Secret:
        self._ask()
        while True:
            await self._change()
            token = self.ready
            if token is not None:
                return token

    async def _change(self) -> None:
        """Wait for a change, unless that is no use."""
        self._refuse()
        with awaiting(self):
            await self._changed.wait()

    def _permitted(self) -> bool:
        found = permission()
        return found is not None and found.holder is self

    def _refuse(self) -> None:
        """Raise where waiting is no use."""
        if self._end is not None:
            raise copy_of(self._end)
        if in_circle(self):
            raise _no_refresh_in_callback()
        trouble = self._life.trouble
        if trouble is not None and trouble.shown:
            raise _shown(trouble) from trouble.error

    def _ask(self) -> None:
        self._wake.set()

    # For the keeper's own task

    @trio.lowlevel.enable_ki_protection
    async def run(self) -> None:
        """Check and replace the token for ever."""
        while True:
            await self._attempt()
            with trio.move_on_at(self._wake_at()):
                await self._wake.wait()
            self._wake = trio.Event()

    async def _attempt(self) -> None:  # noqa: ASYNC910  # what fails has waited for something
        try:
            await self._work()
        except TwitchError as exc:
            self._note(exc)
        self.look_again()

    def _wake_at(self) -> float:
        return self._life.wake_at()

    async def _work(self) -> None:  # noqa: ASYNC910  # resting between two of these is a checkpoint
        due = self._life.due(trio.current_time())
        if due is None:
            return  # noqa: ASYNC910  # nothing was due
        self._life.begin(due)
        self.look_again()
        if due is Due.CHECK:
            await self._check()
        else:
            await self._replace()
        self._life.progress()
        if self._warned:
            self._warned = False
            # A warning too: who was told of the trouble is told of its end.
            _log.warning("The token of %s is kept fresh again.", self._who() or "the app")

    async def _check(self) -> None:
        """Ask Twitch about the token, and use it if it is good."""
        assert self._life.held is not None
        try:
            validation = await self._oauth.validate(self._life.held.access_token)
        except UnauthorizedError:
            self._life.found_bad(trio.current_time())
            self._ask()
            return  # noqa: ASYNC910  # Twitch has answered
        self._learn(validation)
        if self._life.found_good(self._life.held, validation.expires_in, trio.current_time()):
            await self._tell()

    async def _tell(self) -> None:  # noqa: ASYNC910  # there is not always something to tell
        """Tell the program of the held token, if that is due, after which it may be used."""
        if self._life.state is not State.TELLING:
            return  # noqa: ASYNC910  # as above
        assert self._life.held is not None
        self.look_again()
        await self._callbacks.tell(self._refresh_to(self._life.held), holder=self)
        self._life.is_told()

    def _note(self, error: TwitchError) -> None:
        trouble = self._life.failed(error, trio.current_time())
        if trouble.attempts == _FIRST_WARNING:
            self._warned = True
            _log.warning("The token of %s cannot be renewed just now; trying on. %s", self._who() or "the app", error)

    def look_again(self) -> None:
        """Let all who wait see whether they still have to."""
        self._changed.set()
        self._changed = trio.Event()

    # For the two kinds of keeper

    @abc.abstractmethod
    def _who(self) -> Account | None:
        """Whose token it is, `None` for the app's."""

    @abc.abstractmethod
    def _refresh_to(self, new: T) -> TokenRefresh:
        """What to tell of a token."""

    @abc.abstractmethod
    def _learn(self, validation: Validation) -> None:
        """Take over what Twitch says of the token."""

    @abc.abstractmethod
    async def _replace(self) -> None:
        """Get another token and have it told of."""


def copy_of(error: E) -> E:
    """The same exception without its traceback, so that many tasks can raise it."""
    copy = type(error).__new__(type(error), *error.args)
    copy.__dict__.update(error.__dict__)
    copy.__cause__ = error.__cause__
    return copy


def _shown(trouble: Trouble) -> TwitchError:
    match trouble.error:
        case NetworkError() as error:
            elapsed = trio.current_time() - trouble.began
            return NetworkError(
                error.problem, address=error.address, attempts=trouble.attempts, elapsed=elapsed, sent=error.sent
            )
        case ConfigurationError() | RefreshFailedError() | TokenRevokedError() | LoginRequiredError() as error:
            return copy_of(error)
        case error:
            return RefreshFailedError(f"There is no usable token just now: {error}")


def _no_refresh_in_callback() -> RefreshFailedError:
    return RefreshFailedError(
        "A token that has to be refreshed was asked for in a token callback, during which nothing can be refreshed. "
        "Do it after the callback has returned, in a task of its own."
    )
