"""Keeping the access token of one account."""

from __future__ import annotations

import logging
import math
from typing import Final

import trio
from attrs import evolve

from ..errors import ConfigurationError, LoginRequiredError, TokenRevokedError
from ..tokens import Account, Secret, UserToken, UserTokenRefresh
from ._callbacks import Callbacks
from ._keeper import Keeper, copy_of
from ._life import State
from ._refresh import Refresher, removed
from .logins import Logins, StoredLogin
from .oauth import OAuth, Validation

__all__ = ["UserKeeper"]

_log: Final = logging.getLogger("twitchtrio.auth")

_LOOK_EVERY: Final = 5.0


class UserKeeper(Keeper[UserToken]):
    """Keeps the token of one account usable, in step with its login in the store.

    Args:
        oauth: The app's OAuth.
        logins: Where the login is.
        callbacks: Who is told.
        login: The login.
        told: The token that the program knows, where that is not the login's.
    """

    def __init__(
        self,
        oauth: OAuth,
        logins: Logins,
        callbacks: Callbacks,
        *,
        login: StoredLogin,
        told: UserToken | None = None,
    ) -> None:
        super().__init__(oauth, callbacks)
        self.running = False
        self._logins = logins
        self._refresher = Refresher(oauth, logins)
        self._login = login
        self._named: tuple[UserToken, Account] | None = None
        self._life.hold(login.token, known=True)
        self._life.told = told or login.token
        self._lost: TokenRevokedError | LoginRequiredError | None = None
        self._from_store: list[StoredLogin | None] = []
        self._to_look_up = False
        self._looked_at = -math.inf

    @property
    def account(self) -> Account:
        """The account, with what its newest login grants."""
        token = self._newest.token
        # It is asked for with every call.
        if self._named is None or self._named[0] is not token:
            account = Account(user_id=token.user_id or "", login=token.login or "", scopes=token.scopes or frozenset())
            self._named = token, account
        return self._named[1]

    @property
    def removed(self) -> bool:
        """Whether the store no longer holds the login."""
        return None in self._from_store[-1:] or (not self._from_store and isinstance(self._lost, LoginRequiredError))

    @property
    def user_token(self) -> UserToken:
        """The whole token that is held."""
        return self._login.token

    def see(self, login: StoredLogin | None) -> None:
        """Take note of what the store holds."""
        if not self.running and login is not None:
            self._login = login
            self._life.hold(login.token, known=True)
        elif login is None or login.version > self._login.version:
            # What the keeper is at now is not disturbed.
            self._from_store = [login]
            self._wake.set()
        elif self.removed or login.version < self._login.version:
            # The store only seemed to be without it, or is another by now and counts anew, or it was read too early.
            self._to_look_up = True
            self._wake.set()

    @trio.lowlevel.enable_ki_protection
    async def run(self) -> None:
        """Check and refresh the token for ever."""
        try:
            await super().run()
        finally:
            try:
                await self._refresher.close(self._tell_unsaved)  # noqa: ASYNC102  # it is bounded
            finally:
                await self._tell_last()  # noqa: ASYNC102  # it is bounded

    async def _tell_unsaved(self, token: UserToken) -> None:
        await self._callbacks.tell(self._refresh_to(token), holder=self, stored=False)

    async def _tell_last(self) -> None:  # noqa: ASYNC910  # mostly there is nothing to tell
        """Tell the program of a pair that was stored when this task was cancelled."""
        if self._refresher.fresh is not None:
            await self._renewed(self._refresher.fresh)
        elif self._life.left_untold():
            await self._tell()

    def _refresh_to(self, new: UserToken) -> UserTokenRefresh:
        assert self._life.told is not None
        return UserTokenRefresh(account=self.account, old=self._life.told, new=new)

    @property
    def _newest(self) -> StoredLogin:
        """The login that the keeper goes on with."""
        if not self._from_store:
            return self._login
        return next((login for login in self._from_store if login is not None), self._login)

    @property
    def ready(self) -> Secret | None:
        """The token to use now, if there is one."""
        # Nobody may act for who was removed, or by a login that another has replaced, even before the keeper has got
        # to it.
        if self.removed or (self._from_store and self._newest.pair != self._login.pair and not self._permitted()):
            return None
        return super().ready

    def _refuse(self) -> None:
        if self._lost is not None and not (self._to_look_up or self._from_store):
            raise copy_of(self._lost)
        super()._refuse()

    def _ask(self) -> None:
        if self._life.state is not State.LOST:
            super()._ask()
        elif trio.current_time() - self._looked_at >= _LOOK_EVERY:
            self._to_look_up = True
            self._wake.set()

    async def _work(self) -> None:  # noqa: ASYNC910  # resting between two of these is a checkpoint
        if self._to_look_up:
            await self._look_up()
        while self._from_store:
            login = self._from_store.pop(0)
            # It may have been overtaken by what the keeper itself has read or written since.
            if login is None or login.version > self._login.version:
                self._take(login)
        await super()._work()

    async def _look_up(self) -> None:
        """Read the store, which may hold another login by now."""
        seen = self._from_store
        try:
            login = await self._logins.load(self._login.user_id)
        except ConfigurationError as exc:
            # Nobody waits for it, and the supervisor, which looks again and again, has told.
            _log.debug("The login of %s was not looked up: %s", self.account, exc)
            return  # noqa: ASYNC910  # the store was asked
        finally:
            self._to_look_up = False
            self._looked_at = trio.current_time()
        # What came while the answer was on its way may be newer.
        if self._from_store is seen:
            self._from_store.clear()
            self._take(login)

    def _take(self, login: StoredLogin | None) -> None:
        """Go on with what another task or program has put into the store, or without."""
        if login is None:
            self._lose(removed(self._login, client_id=self._logins.client_id))
        elif self.removed or login.pair != self._login.pair:
            self._adopt(login)

    def _adopt(self, login: StoredLogin) -> None:
        self._login, self._lost = login, None
        self._life.adopted(login.token)
        self._ask()

    async def replace(self) -> None:
        """See `Keeper.replace`; what came without a refresh token is left as it is."""
        if self._login.token.refresh_token is None and self._life.usable is not None:
            await trio.lowlevel.checkpoint()
            raise ConfigurationError(
                f"The token of {self.account.login!r} came without a refresh token and cannot be refreshed; sign in "
                "again when it has ended."
            )
        await super().replace()

    async def _replace(self) -> None:
        if self._login.token.refresh_token is None:
            self._expire()
            return  # noqa: ASYNC910  # as above
        try:
            replacement = await self._refresher.replace(self._login)
        except (TokenRevokedError, LoginRequiredError) as exc:
            self._lose(exc)
            return  # noqa: ASYNC910  # it has waited for Twitch or the store
        if not replacement.fresh:
            self._adopt(replacement.login)
            return
        await self._renewed(replacement.login)

    async def _renewed(self, login: StoredLogin) -> None:
        self._login, self._refresher.fresh = login, None
        self._life.replaced(login.token, login.token.expires_in, trio.current_time())
        await self._tell()

    def _expire(self) -> None:
        """A token that cannot be refreshed is used until Twitch refuses it."""
        if self._life.wanted <= self._life.made:
            self._life.lasts()
            return
        token = self._login.token
        self._lose(
            TokenRevokedError(
                account=self.account.login,
                reason="it expired, and it came without a refresh token",
                scopes=token.scopes or (),
                client_id=self._logins.client_id,
            )
        )

    def _lose(self, error: TokenRevokedError | LoginRequiredError) -> None:
        if self._lost is None:
            _log.warning("%s", error)
        self._lost = error
        self._life.lose()

    def _learn(self, validation: Validation) -> None:
        token = self._login.token.with_user(
            user_id=validation.user_id or self._login.user_id,
            login=validation.login or self.account.login,
            scopes=validation.scopes or self.account.scopes,
        )
        self._login = evolve(self._login, token=token)
        self._life.held = token

    def _who(self) -> Account:
        return self.account
