"""Keeping the app access token."""

from __future__ import annotations

import trio

from ._callbacks import Callbacks
from ._keeper import Keeper
from .oauth import OAuth, Validation

__all__ = ["AppKeeper"]


class AppKeeper(Keeper):
    """Keeps the app's token usable. It needs no store: a new one can be had at any time."""

    def __init__(self, oauth: OAuth, callbacks: Callbacks) -> None:
        super().__init__(oauth, callbacks)
        self._stale = True

    def _who(self) -> None:
        return None

    def _learn(self, validation: Validation) -> None:
        """Nothing that is not known."""

    async def _replace(self) -> None:
        token = await self._oauth.client_credentials()
        self._held = token
        self._made_at = trio.current_time()
        await self._use(token.expires_in)
