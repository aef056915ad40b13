"""Which account is the bot's own."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeVar

import trio

from .._backoff import Backoff
from ..errors import (
    ConfigurationError,
    LoginRequiredError,
    NetworkError,
    RateLimitedError,
    RefreshFailedError,
    ServerError,
    TwitchError,
    UnauthorizedError,
)
from ..stores import StoredToken, TokenKey, TokenStore
from ..tokens import UserToken
from ._refresh import Refresher
from .oauth import OAuth, Validation

__all__ = ["Seeds", "choose", "missing", "patiently", "validated"]

T = TypeVar("T")

_TRIES: Final = 3


def choose(rows: Sequence[StoredToken], account: str | None, *, client_id: str) -> StoredToken | None:
    """The row that is meant: the one of this login, or the only one.

    Raises:
        ConfigurationError: There are several and none was named.
    """
    if account is not None:
        return next((row for row in rows if row.token.login == account.lower()), None)
    if len(rows) > 1:
        raise ConfigurationError(
            f"The store holds several logins of the app {client_id!r}: {_listed(rows)}. Say which is the bot's own "
            "with account=."
        )
    return rows[0] if rows else None


def missing(rows: Sequence[StoredToken], account: str | None, *, client_id: str) -> LoginRequiredError:
    """The error for an account that is not in the store."""
    if account is None:
        problem = f"The store holds no login of the app {client_id!r}."
    else:
        others = f", only {_listed(rows)}" if rows else ""
        problem = f"The store holds no login of {account!r} for the app {client_id!r}{others}."
    logins = [row.token.login or "" for row in rows]
    return LoginRequiredError(problem, account=account, accounts=logins, client_id=client_id)


async def validated(oauth: OAuth, token: UserToken) -> UserToken:
    """The token with its user, scopes and expiry.

    Raises:
        UnauthorizedError: It is not valid.
        ConfigurationError: It belongs to another app, or to no user.
    """
    validation = await patiently(lambda: oauth.validate(token.access_token))
    if validation.client_id != oauth.client_id:
        raise ConfigurationError(
            f"The token belongs to the app {validation.client_id!r}, but the program runs as {oauth.client_id!r}: "
            "give it that client id, or sign in again for this one."
        )
    return _filled(token, validation)


async def patiently(fn: Callable[[], Awaitable[T]]) -> T:
    """Call `fn` up to three times while Twitch cannot be reached or is at fault."""
    backoff = Backoff()
    began = trio.current_time()
    while True:
        try:
            return await fn()
        except (NetworkError, RateLimitedError, RefreshFailedError, ServerError) as exc:
            pause = backoff.next()
            if backoff.attempt == _TRIES:
                raise _tried(exc, trio.current_time() - began) from None
        await trio.sleep(pause)


class Seeds:
    """The token that a program brings along: it wins over the store the first time, and is ignored ever after."""

    def __init__(self, oauth: OAuth, store: TokenStore, *, owner: str) -> None:
        self._oauth = oauth
        self._store = store
        self._refresher = Refresher(oauth, store, owner=owner)

    async def row(self, token: UserToken) -> tuple[StoredToken, UserToken]:
        """The row that the token leads to, and the token that the program knows of.

        Raises:
            LoginRequiredError: It is not valid and cannot be refreshed.
            TokenRevokedError: It is not valid and Twitch does not accept its refresh token.
            ConfigurationError: It belongs to another app, or to no user.
        """
        seed = _digest(token)
        known = await self._known(seed)
        if known is not None:
            return known, known.token
        row = await self._plant(token, seed)
        if row.token.access_token == token.access_token:
            return row, row.token
        return row, _same_user(token, row.token)

    async def _known(self, seed: str) -> StoredToken | None:
        user_id = await self._store.seed_user(seed, oauth=self._oauth.address, client_id=self._oauth.client_id)
        return None if user_id is None else await self._store.load(self._key(user_id))

    async def _plant(self, token: UserToken, seed: str) -> StoredToken:
        # Until its user is known, the token has a row under its digest, so that its refresh is as safe as any other.
        key = self._key(f"seed:{seed}")
        pending = await self._store.load(key)
        usable = await self._usable(token if pending is None else pending.token, key, pending)
        row = await self._store.save(self._key(usable.user_id or ""), usable, seed=seed)
        await self._store.remove(key)
        return row

    async def _usable(self, token: UserToken, key: TokenKey, pending: StoredToken | None) -> UserToken:
        try:
            return await validated(self._oauth, token)
        except UnauthorizedError as exc:
            if token.refresh_token is None:
                raise LoginRequiredError(
                    "The token that the program was started with is not valid and has no refresh token.",
                    scopes=token.scopes or (),
                    client_id=self._oauth.client_id,
                ) from exc
        row = pending or await self._store.save(key, token)
        replacement = await patiently(lambda: self._refresher.replace(row))
        return await validated(self._oauth, replacement.row.token)

    def _key(self, user_id: str) -> TokenKey:
        return TokenKey(oauth=self._oauth.address, client_id=self._oauth.client_id, user_id=user_id)


def _digest(token: UserToken) -> str:
    pair = "\0".join((token.access_token.reveal(), token.refresh_token.reveal() if token.refresh_token else ""))
    return hashlib.sha256(pair.encode()).hexdigest()


def _filled(token: UserToken, validation: Validation) -> UserToken:
    if validation.user_id is None or validation.login is None:
        raise ConfigurationError("The token is an app access token; a user access token is wanted.")
    return token.with_user(user_id=validation.user_id, login=validation.login, scopes=validation.scopes)


def _same_user(token: UserToken, like: UserToken) -> UserToken:
    return token.with_user(user_id=like.user_id or "", login=like.login or "", scopes=like.scopes or ())


def _listed(rows: Sequence[StoredToken]) -> str:
    return ", ".join(repr(row.token.login) for row in rows)


def _tried(exc: TwitchError, elapsed: float) -> TwitchError:
    if isinstance(exc, NetworkError):
        return NetworkError(exc.problem, address=exc.address, attempts=_TRIES, elapsed=elapsed, sent=exc.sent)
    return exc
