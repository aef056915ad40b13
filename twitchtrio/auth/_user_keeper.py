"""Keeping the access token of one account."""

from __future__ import annotations

import logging
import math
from typing import Final

import trio
from attrs import evolve

from ..errors import LoginRequiredError, TokenRevokedError
from ..stores import StoredToken, TokenStore
from ..tokens import Account, UserToken
from ._callbacks import Callbacks
from ._keeper import Keeper, copy_of
from ._refresh import Refresher, removed
from .oauth import OAuth, Validation

__all__ = ["UserKeeper"]

_log = logging.getLogger("twitchtrio.auth")

_LOOK_EVERY: Final = 5.0
_GOODBYE: Final = 10.0


class UserKeeper(Keeper):
    """Keeps the token of one account usable, in step with its row in the store.

    Args:
        oauth: The app's OAuth.
        store: Where the row is.
        callbacks: Who is told.
        owner: Name of this process among those that share the store.
        row: The row.
        told: The token that the program knows, where that is not the row's.
    """

    def __init__(
        self,
        oauth: OAuth,
        store: TokenStore,
        callbacks: Callbacks,
        *,
        owner: str,
        row: StoredToken,
        told: UserToken | None = None,
    ) -> None:
        super().__init__(oauth, callbacks)
        self.running = False
        self._store = store
        self._refresher = Refresher(oauth, store, owner=owner)
        self._hold(row)
        self._told = told or row.token
        self._lost: TokenRevokedError | LoginRequiredError | None = None
        self._absent = False
        self._look = False
        self._looked_at = -math.inf

    @property
    def account(self) -> Account:
        """The account, with what its present login grants."""
        return self._account

    @property
    def removed(self) -> bool:
        """Whether the store no longer holds the row."""
        return self._absent

    @property
    def user_token(self) -> UserToken:
        """The whole token that is held."""
        return self._row.token

    def see(self, row: StoredToken | None) -> None:
        """Take note of what the store holds."""
        if not self.running and row is not None:
            self._hold(row)
            self._told = row.token
        elif row is None or row.pair != self._row.pair or self._absent:
            self._absent = row is None
            if self._absent:
                self._usable = None
            self._look = True
            self._wake.set()

    async def run(self) -> None:
        """Check and refresh the token for ever."""
        try:
            await super().run()
        finally:
            with trio.move_on_after(_GOODBYE, shield=True):
                await self._refresher.save_unsaved()

    def _refuse(self) -> None:
        if self._lost is not None and not self._look:
            raise copy_of(self._lost)
        super()._refuse()

    def _ask(self) -> None:
        if self._lost is None:
            super()._ask()
        elif trio.current_time() - self._looked_at >= _LOOK_EVERY:
            self._look = True
            self._wake.set()

    async def _work(self) -> None:  # noqa: ASYNC910  # resting between two of these is a checkpoint
        if self._look:
            await self._look_up()
        if self._lost is None:
            await super()._work()

    async def _look_up(self) -> None:
        """Read the store, which may hold another login by now."""
        try:
            row = await self._store.load(self._row.key)
        finally:
            self._look = False
            self._looked_at = trio.current_time()
        if row is None:
            self._lose(removed(self._row))
        elif row.pair != self._row.pair or isinstance(self._lost, LoginRequiredError):
            self._adopt(row)

    def _adopt(self, row: StoredToken) -> None:
        """Go on with a pair that another task or process put into the store; it is checked before it is used."""
        self._hold(row)
        self._lost = None
        self._absent = False
        self._stale = False
        self._replace_at = math.inf
        self._check_at = -math.inf

    async def _replace(self) -> None:
        if self._row.token.refresh_token is None:
            self._expire()
            return  # noqa: ASYNC910  # as above
        try:
            replacement = await self._refresher.replace(self._row)
        except (TokenRevokedError, LoginRequiredError) as exc:
            self._lose(exc)
            return  # noqa: ASYNC910  # it has waited for Twitch or the store
        if not replacement.fresh:
            self._adopt(replacement.row)
            return
        self._hold(replacement.row)
        self._made_at = trio.current_time()
        await self._use(replacement.row.token.expires_in)

    def _expire(self) -> None:
        """A token that cannot be refreshed is used until Twitch refuses it."""
        self._replace_at = math.inf
        if self._stale:
            reason = "it expired, and it came without a refresh token"
            token = self._row.token
            self._lose(
                TokenRevokedError(
                    account=self._account.login,
                    reason=reason,
                    scopes=token.scopes or (),
                    client_id=self._row.key.client_id,
                )
            )

    def _lose(self, error: TokenRevokedError | LoginRequiredError) -> None:
        if self._lost is None:
            _log.warning("%s", error)
        self._lost = error
        self._absent = isinstance(error, LoginRequiredError)
        self._usable = None
        self._stale = False
        self._check_at = self._replace_at = math.inf

    def _learn(self, validation: Validation) -> None:
        token = self._row.token.with_user(
            user_id=validation.user_id or self._row.key.user_id,
            login=validation.login or self._account.login,
            scopes=validation.scopes,
        )
        self._hold(evolve(self._row, token=token))

    def _hold(self, row: StoredToken) -> None:
        self._row = row
        self._held = row.token
        self._account = _account(row.token)

    def _who(self) -> Account:
        return self._account


def _account(token: UserToken) -> Account:
    return Account(user_id=token.user_id or "", login=token.login or "", scopes=token.scopes or frozenset())
