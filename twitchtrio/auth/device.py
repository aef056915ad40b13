"""The device code grant: the user opens an address on any device and types a code."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

import trio
from attrs import define, field

from ..errors import (
    ConfigurationError,
    DeviceFlowDeniedError,
    DeviceFlowExpiredError,
    NetworkError,
    RateLimitedError,
    ServerError,
    TwitchError,
)
from ..tokens import UserToken
from ._replies import Fault, Refusal

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
            AuthError, HelixError, DecodeError: Twitch refuses for another reason, five times in a row.
        """
        odd = 0
        while True:
            try:
                token = await self.poll()
            except (NetworkError, RateLimitedError, ServerError):
                token = None
            except (DeviceFlowDeniedError, ConfigurationError):
                raise
            except TwitchError as exc:
                # Some of these were seen to come once, while the code was good.
                odd += 1
                if odd >= _patience(exc, self):
                    raise
                token = None
            else:
                odd = 0
            if token is not None:
                return token  # noqa: ASYNC910  # Twitch has answered
            await trio.sleep_until(min(trio.current_time() + self.interval, self.expires_at))

    def _note(self, refusal: Refusal) -> None:
        if refusal.fault is Fault.PENDING:
            return
        if refusal.fault is Fault.SLOW_DOWN:
            self.interval = max(self.interval, _SLOW_DOWN) + _SLOW_DOWN
            return
        raise self._error(refusal) from None

    def _error(self, refusal: Refusal) -> TwitchError:
        match refusal.fault:
            case Fault.DENIED:
                return DeviceFlowDeniedError("The user refused the login; start it again if that was a mistake.")
            case Fault.GRANT:
                return self._expired()
            case _:
                return refusal.error(self.client_id)

    def _expired(self) -> DeviceFlowExpiredError:
        return DeviceFlowExpiredError(
            f"The code {self.user_code} expired before the user entered it, or was used already; start the login again."
        )


def _patience(exc: TwitchError, flow: DeviceFlow) -> int:
    """How often in a row a refusal must come to be believed."""
    if isinstance(exc, DeviceFlowExpiredError):
        return 1 if trio.current_time() >= flow.expires_at else 2
    return 5
