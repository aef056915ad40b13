"""Twitch's answer to a login in the browser."""

from __future__ import annotations

from attrs import field, frozen

from ..errors import AuthError, AuthorizationDeniedError

__all__ = ["Answer"]


@frozen(kw_only=True)
class Answer:
    """What Twitch sent the browser here with."""

    state: str
    _code: str | None = field(default=None, repr=False, alias="code")
    error: str | None = None
    description: str | None = None

    def code(self) -> str:
        """The authorization code.

        Raises:
            AuthorizationDeniedError: The user said no.
            AuthError: There is none for another reason.
        """
        if self._code is not None:
            return self._code
        if self.error == "access_denied":
            raise AuthorizationDeniedError("The user refused the login; start it again if that was a mistake.")
        raise AuthError(f"Twitch did not sign the user in: {self.description or self.error or 'no reason was given'}.")
