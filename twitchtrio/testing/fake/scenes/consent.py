"""What users allow applications."""

from __future__ import annotations

from collections.abc import Iterable

from ..accounts import DeviceCode, FakeGrant
from ..world import UserRef
from ._stage import Stage

__all__ = ["Consent"]


class Consent(Stage):
    """Users who consent, and think better of it."""

    def grant(self, user: UserRef, scopes: str | Iterable[str] = (), *, client_id: str | None = None) -> FakeGrant:
        """A pair of tokens, as if the user had consented in a device flow.

        Args:
            scopes: Several, or one text with spaces between them.
        """
        wanted = tuple(scopes.split() if isinstance(scopes, str) else scopes)
        client = client_id or self.client_id
        access, refresh = self.accounts.grant(client, self.user(user), wanted, "device")
        return FakeGrant(
            access_token=access.value,
            refresh_token=refresh.value,
            expires_in=round(access.expires_at - self.clock.now()),
            scopes=wanted,
        )

    def expire(self, user: UserRef) -> None:
        """End all access tokens of a user, or the one access or refresh token with this value."""
        if isinstance(user, str):
            user = self.world.by_login(user) or user
        self.accounts.expire(user)

    def disconnect(self, user: UserRef, *, client_id: str | None = None) -> None:
        """The user removes the application: tokens die, and subscriptions that need the user are revoked."""
        who_, client = self.user(user), client_id or self.client_id
        self.accounts.disconnect(client, who_)
        self.eventsub.revoke_authorized_by(who_, client)

    def consent(self, user_code: str, user: UserRef) -> None:
        """The user types a device flow's code and allows it.

        Raises:
            LookupError: No device flow waits with this code.
        """
        self._waiting(user_code).user = self.user(user)

    def deny(self, user_code: str) -> None:
        """Somebody types a device flow's code and denies it.

        Raises:
            LookupError: No device flow waits with this code.
        """
        self._waiting(user_code).denied = True

    def _waiting(self, user_code: str) -> DeviceCode:
        device = self.accounts.device_by_user_code(user_code)
        if device is None:
            raise LookupError(f"no device flow waits with the code {user_code!r}")
        return device
