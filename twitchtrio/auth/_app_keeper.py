"""Keeping the app access token."""

from __future__ import annotations

import trio

from ..tokens import AppToken, AppTokenRefresh
from ._callbacks import Callbacks
from ._keeper import Keeper
from .oauth import OAuth, Validation

__all__ = ["AppKeeper"]


class AppKeeper(Keeper[AppToken]):
    """Keeps the app's token usable. It needs no store: a new one can be had at any time."""

    def __init__(self, oauth: OAuth, callbacks: Callbacks) -> None:
        super().__init__(oauth, callbacks)
        self._life.want()

    def _who(self) -> None:
        return None

    def _refresh_to(self, new: AppToken) -> AppTokenRefresh:
        return AppTokenRefresh(old=self._life.told, new=new)

    def _learn(self, validation: Validation) -> None:
        """Of the app there is nothing to learn but the token's life."""

    async def _replace(self) -> None:
        token = await self._oauth.client_credentials()
        self._life.replaced(token, token.expires_in, trio.current_time())
        await self._tell()
