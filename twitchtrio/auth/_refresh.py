"""One refresh: the right to it, the mark, and the request and the store's write as one step."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final, TypeVarTuple

import trio
from attrs import frozen

from ..errors import (
    ConfigurationError,
    HelixError,
    LoginRequiredError,
    NetworkError,
    TokenRevokedError,
    TwitchError,
)
from ..stores import StoredToken, TokenStore
from ..tokens import UserToken
from .oauth import OAuth

__all__ = ["Refresher", "Replacement", "removed"]

Ts = TypeVarTuple("Ts")

_log = logging.getLogger("twitchtrio.auth")

_REQUEST_LIMIT: Final = 20.0
_STEP_LIMIT: Final = 35.0
_STORE_LIMIT: Final = 10.0
# Longer than its holder can take, so that nobody else begins while it is at work.
_LEASE: Final = 60.0


@frozen
class Replacement:
    """What stands in the place of a pair."""

    row: StoredToken
    fresh: bool
    """Whether it was refreshed here; otherwise the store held another pair already."""


class Refresher:
    """Refreshes one row of a store, in one task.

    The order is: take the lease, set the mark, then send the request and store its answer as one step. A process that
    dies on the way leaves the mark behind; a task that is cancelled leaves nothing undone.
    """

    def __init__(self, oauth: OAuth, store: TokenStore, *, owner: str) -> None:
        self._oauth = oauth
        self._store = store
        self._owner = owner
        self._unsaved: tuple[StoredToken, UserToken] | None = None

    async def replace(self, row: StoredToken) -> Replacement:
        """Refresh the pair of `row`, unless the store holds another by now.

        Raises:
            TokenRevokedError: Twitch does not accept the refresh token, and the store holds no other.
            LoginRequiredError: The row was removed.
            RefreshFailedError, NetworkError, DecodeError, ConfigurationError: It may work later.
        """
        if self._unsaved is not None:
            return await _as_one(self._save, *self._unsaved)
        current = await self._right(row)
        try:
            if current.pair != row.pair:
                return Replacement(current, fresh=False)
            return await self._exchange(current)
        finally:
            with trio.move_on_after(_STORE_LIMIT, shield=True):
                await self._give_back(current)

    async def save_unsaved(self) -> None:  # noqa: ASYNC910  # mostly there is none
        """Try once more to store a pair that Twitch gave and the store did not take."""
        if self._unsaved is not None:
            with suppress(ConfigurationError, LoginRequiredError):
                await self._save(*self._unsaved)

    async def _right(self, row: StoredToken) -> StoredToken:
        """The row with the right to refresh it, or, without, the row with another pair."""
        pause = 0.1
        while True:
            leased = await self._store.lease(row.key, owner=self._owner, seconds=_LEASE)
            if leased is not None:
                return leased
            stored = await self._load(row)
            if stored.pair != row.pair:
                return stored
            _log.debug("Another program is refreshing the token of %s; waiting for it.", row.token.login)
            await trio.sleep(pause)
            pause = min(2 * pause, 2.0)

    async def _exchange(self, row: StoredToken) -> Replacement:
        if not await self._store.mark(row, row.refresh_begun or datetime.now(UTC)):
            return Replacement(await self._load(row), fresh=False)
        return await _as_one(self._step, row)

    async def _step(self, row: StoredToken) -> Replacement:
        answer = await self._request(row)
        if isinstance(answer, UserToken):
            return await self._save(row, answer)
        if not _may_have_happened(answer):
            await self._store.mark(row, row.refresh_begun)
        if isinstance(answer, TokenRevokedError):
            return await self._another(row, answer)
        raise answer

    async def _request(self, row: StoredToken) -> UserToken | TwitchError:
        with trio.move_on_after(_REQUEST_LIMIT):  # noqa: ASYNC912  # the request waits for the network
            try:
                return await self._oauth.refresh(row.token)
            except TwitchError as exc:
                return exc  # noqa: ASYNC910  # it has waited for the answer
        return NetworkError("it took too long", address=f"{self._oauth.address}/token", elapsed=_REQUEST_LIMIT)

    async def _save(self, row: StoredToken, token: UserToken) -> Replacement:
        self._unsaved = row, token
        stored = await self._store.swap(row, token)
        self._unsaved = None
        if stored is None:
            return Replacement(await self._load(row), fresh=False)
        return Replacement(stored, fresh=True)

    async def _another(self, row: StoredToken, exc: TokenRevokedError) -> Replacement:
        stored = await self._load(row)
        if stored.pair != row.pair:
            return Replacement(stored, fresh=False)
        raise TokenRevokedError(
            account=row.token.login,
            reason=exc.reason,
            scopes=row.token.scopes or (),
            client_id=row.key.client_id,
            why=_unfinished(row.refresh_begun),
        )

    async def _load(self, row: StoredToken) -> StoredToken:
        stored = await self._store.load(row.key)
        if stored is None:
            raise removed(row)
        return stored

    async def _give_back(self, row: StoredToken) -> None:  # noqa: ASYNC910  # what fails has tried
        try:
            await self._store.release(row.key, owner=self._owner)
        except ConfigurationError as exc:
            _log.warning("The right to refresh could not be given back; it expires. %s", exc)


def removed(row: StoredToken) -> LoginRequiredError:
    """The error for a row that was taken out of the store."""
    return LoginRequiredError(
        f"The login of {row.token.login!r} was removed from the store.",
        account=row.token.login,
        scopes=row.token.scopes or (),
        client_id=row.key.client_id,
    )


def _may_have_happened(exc: TwitchError) -> bool:
    """Whether Twitch may have replaced the pair although no new one came."""
    if isinstance(exc, NetworkError):
        return exc.sent
    return not isinstance(exc, ConfigurationError | HelixError | TokenRevokedError)


async def _as_one(fn: Callable[[*Ts], Awaitable[Replacement]], *args: *Ts) -> Replacement:
    """Run to the end whatever is cancelled, within bounds."""
    with trio.move_on_after(_STEP_LIMIT, shield=True):
        return await fn(*args)
    raise ConfigurationError("The token store did not finish its work in time.")


def _unfinished(begun: datetime | None) -> str:
    if begun is None:
        return ""
    return (
        f"A refresh was begun at {begun:%Y-%m-%d %H:%M:%S} UTC and its answer was never stored: the program was ended, "
        "or the connection broke, in between, and the old refresh token was used up."
    )
