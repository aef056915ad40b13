"""What a token store is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from attrs import frozen

from ..tokens import Secret, UserToken

__all__ = ["StoredToken", "TokenKey", "TokenStore"]


@frozen(kw_only=True)
class TokenKey:
    """Whose token it is: pairs of two apps, or of Twitch and of a fake, never meet."""

    oauth: str
    """Address of the OAuth service that gave it."""
    client_id: str
    user_id: str


@frozen(kw_only=True)
class StoredToken:
    """One row of a store."""

    key: TokenKey
    token: UserToken
    refresh_begun: datetime | None = None
    """When a refresh was begun whose outcome was never stored; `None` if there is no such refresh."""

    @property
    def pair(self) -> tuple[Secret, Secret | None]:
        """Access and refresh token: what two rows are compared by."""
        return self.token.access_token, self.token.refresh_token


class TokenStore(Protocol):
    """Keeps token pairs. Several tasks and, unless it is in memory, several processes may use it at once.

    Each method is one step: it happens as a whole or not at all, and is durable when it returns. Cancelled, it has
    either not begun or it ends first. A store that cannot do its work raises `ConfigurationError`.
    """

    async def load(self, key: TokenKey) -> StoredToken | None:
        """The row of a user."""
        ...

    async def rows(self, *, oauth: str, client_id: str) -> Sequence[StoredToken]:
        """The rows of an app in the order of their logins, those without a login left out."""
        ...

    async def save(self, key: TokenKey, token: UserToken, *, seed: str | None = None) -> StoredToken:
        """Put a new login in the place of whatever is there; mark and lease end.

        Args:
            key: Whose it is.
            token: The login.
            seed: Digest of the token that the program was started with and that led to this login.
        """
        ...

    async def swap(self, row: StoredToken, token: UserToken) -> StoredToken | None:
        """Replace the pair of `row`; mark and lease end.

        Returns `None`, and changes nothing, if the store no longer holds that pair.
        """
        ...

    async def mark(self, row: StoredToken, begun: datetime | None) -> bool:
        """Set or clear `refresh_begun`; false, and nothing changed, if the store no longer holds the pair of `row`."""
        ...

    async def lease(self, key: TokenKey, *, owner: str, seconds: float) -> StoredToken | None:
        """Take the right to refresh a row for some seconds, and read the row.

        Returns `None` if there is no such row or another owner has the right.
        """
        ...

    async def release(self, key: TokenKey, *, owner: str) -> None:
        """Give the right to refresh back, if `owner` still has it."""
        ...

    async def remove(self, key: TokenKey) -> None:
        """Forget a row; none is no error. Seeds stay known."""
        ...

    async def seed_user(self, seed: str, *, oauth: str, client_id: str) -> str | None:
        """The id of the user whose login came from a seed, `None` if the seed was never saved."""
        ...
