"""Which account is the bot's own."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Final, TypeVar

import trio

from .._backoff import Backoff
from ..errors import (
    ConfigurationError,
    DecodeError,
    HelixError,
    LoginRequiredError,
    NetworkError,
    RateLimitedError,
    RefreshFailedError,
    ServerError,
    TokenRevokedError,
    TwitchError,
    UnauthorizedError,
)
from ..tokens import Account, UserToken, UserTokenRefresh
from ._callbacks import Callbacks
from ._refresh import Refresher
from .logins import Logins, StoredLogin
from .oauth import OAuth, Validation

__all__ = ["Seeds", "choose", "missing", "patiently", "validated"]

T = TypeVar("T")

_TRIES: Final = 3


def choose(logins: Sequence[StoredLogin], account: str | None) -> StoredLogin | None:
    """The login that is meant: that of the account, or else of the one that was set last, or that signed in first."""
    if account is not None:
        return next((each for each in logins if each.token.login == account.lower()), None)
    return min(logins, key=_turn, default=None)


def _turn(login: StoredLogin) -> tuple[bool, float, float, str]:
    # What was stored before these times were kept came before all that has one.
    chosen, since = (0.0 if time is None else time.timestamp() for time in (login.chosen, login.since))
    return login.chosen is None, -chosen, since, login.token.login or ""


def missing(logins: Sequence[StoredLogin], account: str | None, *, client_id: str) -> LoginRequiredError:
    """The error for an account that is not in the store."""
    if account is None:
        problem = f"The store holds no login of the app {client_id!r}."
    else:
        others = f", only {_listed(logins)}" if logins else ""
        problem = f"The store holds no login of {account!r} for the app {client_id!r}{others}."
    names = [each.token.login or "" for each in logins]
    return LoginRequiredError(problem, account=account, accounts=names, client_id=client_id)


async def validated(oauth: OAuth, token: UserToken) -> UserToken:
    """The token with its user, scopes and expiry. Whatever is odd is asked for up to three times.

    Raises:
        UnauthorizedError: It is not valid.
        ConfigurationError: It belongs to another app, or to no user.
    """
    return await patiently(lambda: _validated(oauth, token), DecodeError, HelixError)


async def _validated(oauth: OAuth, token: UserToken) -> UserToken:
    validation = await oauth.validate(token.access_token)
    if validation.client_id not in ("", oauth.client_id):
        raise ConfigurationError(
            f"The token belongs to the app {validation.client_id!r}, but the program runs as {oauth.client_id!r}: "
            "give it that client id, or sign in again for this one."
        )
    return _filled(token, validation)


async def patiently(fn: Callable[[], Awaitable[T]], *others: type[TwitchError]) -> T:
    """Call `fn` up to three times while Twitch cannot be reached or is at fault, or one of `others` is raised."""
    passing: tuple[type[TwitchError], ...] = (NetworkError, RateLimitedError, RefreshFailedError, ServerError, *others)
    backoff = Backoff()
    began = trio.current_time()
    while True:
        try:
            return await fn()
        except UnauthorizedError:
            raise
        except passing as exc:
            pause = backoff.next()
            if backoff.attempt == _TRIES:
                raise _tried(exc, trio.current_time() - began) from None
        await trio.sleep(pause)


class Seeds:
    """The token that a program brings along: it wins over the store the first time, and is ignored ever after."""

    def __init__(self, oauth: OAuth, logins: Logins, callbacks: Callbacks) -> None:
        self._oauth = oauth
        self._logins = logins
        self._callbacks = callbacks
        self._refresher = Refresher(oauth, logins)

    async def login(self, token: UserToken, account: str | None) -> tuple[StoredLogin, UserToken]:
        """The login that the token leads to, and the token that the program knows of.

        Raises:
            LoginRequiredError: It is not valid and cannot be refreshed.
            TokenRevokedError: It is not valid and Twitch does not accept its refresh token.
            ConfigurationError: It belongs to another app, to no user, or not to the account that was asked for.
        """
        try:
            login, told = await self._led_to(token)
            _check_name(login.token, account)
        except BaseException:
            # No keeper will tell of it.
            if self._refresher.fresh is not None:
                await self._tell_last(token, self._refresher.fresh.token)  # noqa: ASYNC102  # it is bounded
            raise
        return login, told

    async def _led_to(self, token: UserToken) -> tuple[StoredLogin, UserToken]:
        seed = _digest(token)
        known = await self._logins.by_seed(seed)
        if known is not None:
            return known, known.token
        try:
            login = await self._plant(token, seed)
        except (LoginRequiredError, TokenRevokedError) as exc:
            lost = exc
        else:
            same = login.token.access_token == token.access_token
            return login, login.token if same else _same_user(token, login.token)
        # Another program that began with the same token may have been quicker.
        known = await self._logins.by_seed(seed)
        if known is None:
            raise lost
        await self._logins.remove(_place(seed))
        return known, known.token

    async def _plant(self, token: UserToken, seed: str) -> StoredLogin:
        # Until its user is known, the token has a record under its digest, so that its refresh is as safe as any other.
        usable = await self._usable(token, seed)
        login = await self._logins.save(usable.user_id or "", usable, seed=seed)
        await self._logins.remove(_place(seed))
        return login

    async def _usable(self, token: UserToken, seed: str) -> UserToken:
        login = await self._logins.load(_place(seed))
        while True:
            tried = token if login is None else login.token
            try:
                return await validated(self._oauth, tried)
            except UnauthorizedError as exc:
                invalid = exc
            known = await self._logins.by_seed(seed)
            if known is not None:
                return known.token
            if tried.refresh_token is None:
                raise LoginRequiredError(
                    "The token that the program was started with is not valid and has no refresh token.",
                    scopes=tried.scopes or (),
                    client_id=self._oauth.client_id,
                ) from invalid
            login = login or await self._logins.add(_place(seed), tried)
            # Another program may have stored there what it got for the same token.
            if login.token.access_token == tried.access_token:
                return await self._refreshed(login, token)

    async def _refreshed(self, login: StoredLogin, token: UserToken) -> UserToken:
        try:
            replacement = await patiently(lambda: self._refresher.replace(login))
        finally:
            await self._refresher.close(partial(self._tell_last, token, stored=False))  # noqa: ASYNC102  # it is bounded
        return await validated(self._oauth, replacement.login.token)

    async def _tell_last(self, old: UserToken, new: UserToken, *, stored: bool = True) -> None:
        account = Account(user_id=old.user_id or "", login=old.login or "", scopes=old.scopes or frozenset())
        await self._callbacks.tell(UserTokenRefresh(account=account, old=old, new=new), holder=None, stored=stored)


def _check_name(token: UserToken, account: str | None) -> None:
    if account is not None and token.login != account.lower():
        raise ConfigurationError(f"The token is of {token.login!r}, but account={account!r} was asked for.")


def _digest(token: UserToken) -> str:
    pair = "\0".join((token.access_token.reveal(), token.refresh_token.reveal() if token.refresh_token else ""))
    return hashlib.sha256(pair.encode()).hexdigest()


def _place(seed: str) -> str:
    return f"seed:{seed}"


def _filled(token: UserToken, validation: Validation) -> UserToken:
    said = validation.user_id or validation.login
    if validation.client_id and not said:
        raise ConfigurationError("The token is an app access token; a user access token is wanted.")
    user_id = validation.user_id or token.user_id
    if not (said and user_id):
        raise DecodeError("it does not say whose token it is", model="Validation")
    return token.with_user(
        user_id=user_id, login=validation.login or token.login or "", scopes=validation.scopes or token.scopes or ()
    )


def _same_user(token: UserToken, like: UserToken) -> UserToken:
    return token.with_user(user_id=like.user_id or "", login=like.login or "", scopes=like.scopes or ())


def _listed(logins: Sequence[StoredLogin]) -> str:
    return ", ".join(repr(each.token.login) for each in logins)


def _tried(exc: TwitchError, elapsed: float) -> TwitchError:
    if isinstance(exc, NetworkError):
        return NetworkError(exc.problem, address=exc.address, attempts=_TRIES, elapsed=elapsed, sent=exc.sent)
    return exc
