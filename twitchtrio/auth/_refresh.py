"""One refresh: the right to it, the mark, and the request and the store's write as one step."""

from __future__ import annotations

import logging
import math
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final, TypeVarTuple

import trio
from attrs import frozen

from .._services import undisturbed
from ..errors import (
    ConfigurationError,
    HelixError,
    LoginRequiredError,
    NetworkError,
    RefreshFailedError,
    TokenRevokedError,
    TwitchError,
)
from ..tokens import UserToken
from .logins import Logins, Mark, StoredLogin
from .oauth import OAuth

__all__ = ["Refresher", "Replacement", "removed"]

Ts = TypeVarTuple("Ts")

_log: Final = logging.getLogger("twitchtrio.auth")

_REQUEST_LIMIT: Final = 20.0
_STEP_LIMIT: Final = 35.0
_STORE_LIMIT: Final = 10.0
# Longer than a callback may take.
_TELL_LIMIT: Final = 35.0
# Longer than its holder can take, so that nobody else begins while it is at work.
_LEASE: Final = 60.0
# For so long after it began, another program may still store the pair that Twitch gave it: one that was stopped, or
# whose machine slept, goes on where it was.
_RECENT: Final = 120.0
_TRIES: Final = 3
# Longer than a program that died holds the others up.
_WAIT: Final = 70.0
_LOOK_EVERY: Final = 2.0


@frozen
class Replacement:
    """What stands in the place of a pair."""

    login: StoredLogin
    fresh: bool
    """Whether it was refreshed here; otherwise the store held another pair already."""


class Refresher:
    """Refreshes one login of a store, in one task.

    The order is: take the lease, set the mark, then send the request and store its answer as one step. A process that
    dies on the way leaves the mark behind; a task that is cancelled leaves nothing undone.
    """

    def __init__(self, oauth: OAuth, logins: Logins) -> None:
        self._oauth = oauth
        self._logins = logins
        self.fresh: StoredLogin | None = None
        """A login that was refreshed here and is stored; who goes on with it takes it away."""
        self._unsaved: tuple[StoredLogin, UserToken] | None = None
        self._other: Mark | None = None
        """The newest mark of another owner; in the store, a mark of this one may have taken its place since."""
        self._in_vain_at = -math.inf
        """When the right to refresh was last waited for in vain; tried again soon after, it is not waited for."""

    async def replace(self, login: StoredLogin) -> Replacement:
        """Refresh the pair of a login, unless the store holds another by now.

        Raises:
            TokenRevokedError: Twitch does not accept the refresh token, and the store holds no other.
            LoginRequiredError: The login was removed.
            RefreshFailedError, NetworkError, DecodeError, ConfigurationError: It may work later.
        """
        if self._unsaved is not None:
            return await _as_one(self._save, *self._unsaved)
        current = login
        try:
            for _ in range(_TRIES):
                current = await self._right(login)
                if current.pair != login.pair:
                    return Replacement(current, fresh=False)
                marked = await self._logins.begin(current)
                if marked is not None:
                    return await _as_one(self._step, marked, current.mark)
            raise self._logins.restless()
        except TokenRevokedError as exc:
            refused = exc
        finally:
            # Also where it was cancelled while it was being had.
            await self._give_back(login)  # noqa: ASYNC102  # it is bounded
        return await self._another(current, refused)

    async def close(self, tell: Callable[[UserToken], Awaitable[object]]) -> None:  # noqa: ASYNC910  # mostly nothing is left
        """Try once more to store a pair that the store did not take; if it still does not, have it told."""
        if self._unsaved is None:
            return  # noqa: ASYNC910  # as above
        login, token = self._unsaved
        try:
            # Where the login was removed, nobody misses the pair.
            with suppress(ConfigurationError, LoginRequiredError, trio.TooSlowError):
                await undisturbed(_STORE_LIMIT, self._save, login, token)
        finally:
            # Also where Ctrl-C strikes: the only copy of the pair ends here, but for what the callback keeps.
            if self._unsaved is not None:
                await _last_words(tell, login, token)  # noqa: ASYNC102  # it is bounded

    async def _right(self, login: StoredLogin) -> StoredLogin:
        """The login with the right to refresh it, or, without, the login with another pair."""
        began, mark, pause = trio.current_time(), login.mark, 0.1
        until = began if began - self._in_vain_at < _RECENT else began + _WAIT
        while True:
            leased = await self._logins.lease(login.user_id, seconds=_LEASE)
            stored = await self._load(login)
            if stored.pair != login.pair:
                self._other = None
            elif stored.mark is not None and stored.mark.owner != self._logins.owner:
                self._other = stored.mark
            if leased or stored.pair != login.pair:
                self._in_vain_at = -math.inf
                return stored
            if stored.mark != mark:
                # Another one has it by now.
                mark, until = stored.mark, trio.current_time() + _WAIT
            if trio.current_time() >= until:
                self._in_vain_at = trio.current_time()
                raise _held_up(login)
            _log.debug("Another program is refreshing the token of %s; waiting for it.", _whose(login))
            await trio.sleep(pause)
            pause = min(2 * pause, _LOOK_EVERY)

    async def _step(self, login: StoredLogin, before: Mark | None) -> Replacement:
        answer = await self._request(login)
        if isinstance(answer, UserToken):
            return await self._save(login, answer)
        if not _may_have_happened(answer):
            await self._logins.restore(login, before)
        raise answer

    async def _request(self, login: StoredLogin) -> UserToken | TwitchError:
        try:
            return await undisturbed(_REQUEST_LIMIT, self._oauth.refresh, login.token)
        except TwitchError as exc:
            return exc  # noqa: ASYNC910  # it has waited for the answer
        except trio.TooSlowError:
            return NetworkError(  # noqa: ASYNC910  # the same
                "it took too long", address=f"{self._oauth.address}/token", elapsed=_REQUEST_LIMIT
            )

    async def _save(self, login: StoredLogin, token: UserToken) -> Replacement:
        self._unsaved = login, token
        stored = await self._logins.swap(login, token)
        self._unsaved = self._other = None
        if stored is None:
            return Replacement(await self._load(login), fresh=False)
        self.fresh = stored
        return Replacement(stored, fresh=True)

    async def _another(self, login: StoredLogin, exc: TokenRevokedError) -> Replacement:
        """The pair that another program has stored, or is about to, where Twitch takes the old one no more."""
        until = trio.current_time() + self._others_time(login)
        while (stored := await self._load(login)).pair == login.pair:
            left = until - trio.current_time()
            if left <= 0:
                raise TokenRevokedError(
                    account=login.token.login,
                    reason=exc.reason,
                    scopes=login.token.scopes or (),
                    client_id=self._logins.client_id,
                    why=_unfinished(login.mark),
                )
            await trio.sleep(min(left, _LOOK_EVERY))
        return Replacement(stored, fresh=False)

    def _others_time(self, login: StoredLogin) -> float:
        """For how long another program may still store a pair, in seconds."""
        if self._other is None:
            return 0.0
        age = (datetime.now(UTC) - self._other.at).total_seconds()
        left = min(_RECENT - age, _RECENT)
        if left > 0:
            _log.warning(
                "Twitch no longer takes the refresh token of %s, which another program sent %.0f s ago; waiting up to "
                "%.0f s for what it got.",
                login.token.login,
                max(age, 0.0),
                left,
            )
        return left

    async def _load(self, login: StoredLogin) -> StoredLogin:
        stored = await self._logins.load(login.user_id)
        if stored is None:
            raise removed(login, client_id=self._logins.client_id)
        return stored

    async def _give_back(self, login: StoredLogin) -> None:  # noqa: ASYNC910  # what fails has tried
        try:
            await undisturbed(_STORE_LIMIT, self._logins.release, login.user_id)
        except trio.TooSlowError:
            _log.warning("The store did not take the right to refresh back in time; it expires.")
        except ConfigurationError as exc:
            _log.warning("The right to refresh could not be given back; it expires. %s", exc)


def removed(login: StoredLogin, *, client_id: str) -> LoginRequiredError:
    """The error for a login that was taken out of the store."""
    return LoginRequiredError(
        f"The login of {login.token.login!r} was removed from the store.",
        account=login.token.login,
        scopes=login.token.scopes or (),
        client_id=client_id,
    )


def _held_up(login: StoredLogin) -> RefreshFailedError:
    return RefreshFailedError(
        f"For more than a minute the store has let only other programs refresh the token of {_whose(login)}, and they "
        "have stored no new one: end those that hang. Where there are none, the store's leases do not end.",
        account=login.token.login,
    )


def _whose(login: StoredLogin) -> str:
    return login.token.login or "the bot's own account"


def _may_have_happened(exc: TwitchError) -> bool:
    """Whether Twitch may have replaced the pair although no new one came."""
    if isinstance(exc, NetworkError):
        return exc.sent
    return not isinstance(exc, ConfigurationError | HelixError | TokenRevokedError)


async def _last_words(  # noqa: ASYNC910  # telling takes its time
    tell: Callable[[UserToken], Awaitable[object]], login: StoredLogin, token: UserToken
) -> None:
    _log.error(
        "The store never took the new token of %s, and the old one may be dead: the login is lost with this program "
        "unless its on_user_token_refresh keeps the token. Make room in the store, or unlock it.",
        _whose(login),
    )
    with suppress(trio.TooSlowError):
        await undisturbed(_TELL_LIMIT, tell, token)


async def _as_one(fn: Callable[[*Ts], Awaitable[Replacement]], *args: *Ts) -> Replacement:
    """Run to the end, within bounds, whatever is cancelled and whatever key is pressed."""
    try:
        return await undisturbed(_STEP_LIMIT, fn, *args)
    except trio.TooSlowError:
        raise ConfigurationError("The store of the logins did not finish its work in time.") from None


def _unfinished(mark: Mark | None) -> str:
    if mark is None:
        return ""
    return (
        f"A refresh was begun at {mark.since:%Y-%m-%d %H:%M:%S} UTC and its answer was never stored: the program was "
        "ended, or the connection broke, in between, and the old refresh token was used up."
    )
