"""The device code grant: the user opens an address on any device and types a code."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

import trio
from attrs import define, field

from ..errors import (
    DeviceFlowDeniedError,
    DeviceFlowExpiredError,
    NetworkError,
    RateLimitedError,
    ServerError,
    TwitchError,
)
from ..tokens import UserToken
from ._replies import Refusal

__all__ = ["DeviceFlow"]

_SLOW_DOWN: Final = 5.0


@define(kw_only=True, eq=False)
class DeviceFlow:
    """A login that waits for its user."""

    client_id: str
    user_code: str
    """What the user types, unless the address holds it."""
    verification_uri: str
    """The address that the user opens."""
    expires_at: float
    """When the code expires, on Trio's clock."""
    interval: float
    """Seconds to leave between two attempts; Twitch may raise it."""
    raw: dict[str, Any] = field(repr=False)
    """Twitch's reply as it came, its device code as a `Secret`."""
    _redeem: Callable[[], Awaitable[UserToken]] = field(repr=False, alias="redeem")

    async def poll(self) -> UserToken | None:
        """Make one attempt; `None` while the user has not answered.

        Raises:
            DeviceFlowDeniedError: The user said no.
            DeviceFlowExpiredError: The code expired, or gave its token already.
            ConfigurationError: Twitch does not accept the app or its secret.
            NetworkError: No answer; the next attempt may get one.
        """
        if trio.current_time() >= self.expires_at:
            await trio.lowlevel.checkpoint()
            raise self._expired()
        try:
            return await self._redeem()
        except Refusal as refusal:
            self._note(refusal)
            return None  # noqa: ASYNC910  # a refusal has been waited for

    async def wait(self) -> UserToken:
        """Make attempts until the user has answered or the code expires. Failures that may pass are passed over.

        Raises:
            DeviceFlowDeniedError: The user said no.
            DeviceFlowExpiredError: The user did not answer in time.
            ConfigurationError: Twitch does not accept the app or its secret.
        """
        while True:
            token = await self._try()
            if token is not None:
                return token
            await trio.sleep_until(min(trio.current_time() + self.interval, self.expires_at))

    async def _try(self) -> UserToken | None:
        try:
            return await self.poll()
        except (NetworkError, RateLimitedError, ServerError):
            return None  # noqa: ASYNC910  # a failure has been waited for

    def _note(self, refusal: Refusal) -> None:
        if refusal.says("authorization_pending"):
            return
        if refusal.says("slow_down"):
            self.interval += _SLOW_DOWN
            return
        raise self._error(refusal) from None

    def _error(self, refusal: Refusal) -> TwitchError:
        if refusal.says("access_denied", "authorization_declined"):
            return DeviceFlowDeniedError("The user refused the login; start it again if that was a mistake.")
        if refusal.says("invalid device code", "expired_token"):
            return self._expired()
        return refusal.error(self.client_id)

    def _expired(self) -> DeviceFlowExpiredError:
        return DeviceFlowExpiredError(
            f"The code {self.user_code} expired before the user entered it, or was used already; start the login again."
        )
