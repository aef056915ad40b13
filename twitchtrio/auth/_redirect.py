"""Twitch's answer to a login in the browser."""

from __future__ import annotations

from attrs import field, frozen

from .._hidden import Hidden
from .._texts import brief
from ..errors import AuthError, AuthorizationDeniedError
from ..tokens import Secret
from ._replies import Fault, fault_in

__all__ = ["Redirect"]


@frozen(kw_only=True)
class Redirect:
    """What Twitch sent the browser here with."""

    state: Hidden[str]
    _code: Secret | None = field(default=None, alias="code")
    error: str | None = None
    description: str | None = None

    def code(self) -> Secret:
        """The authorization code.

        Raises:
            AuthorizationDeniedError: The user said no.
            AuthError: There is none for another reason.
        """
        if self._code is not None:
            return self._code
        if fault_in(self.error or "") is Fault.DENIED:
            raise AuthorizationDeniedError("The user refused the login; start it again if that was a mistake.")
        reason = brief(self.description or self.error or "no reason was given")
        raise AuthError(f"Twitch did not sign the user in: {reason.rstrip('.')}.")
