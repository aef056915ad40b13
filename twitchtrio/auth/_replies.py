"""What Twitch's OAuth service answers, and which error each refusal is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

import msgspec
from attrs import frozen

from ..errors import AuthError, ConfigurationError, HelixError, TwitchError
from ..network import Response
from ..tokens import Secret

__all__ = ["CONSOLE", "DeviceReply", "Refusal", "TokenReply", "ValidationReply", "hidden", "refusal_in"]

CONSOLE: Final = "https://dev.twitch.tv/console/apps"

_MESSAGE_LENGTH: Final = 200
_SECRET_LENGTH: Final = 8
_SECRETS: Final = frozenset({"access_token", "device_code", "id_token", "refresh_token"})
_FIRST_ERROR: Final = 400
_FIRST_FAULT: Final = 500


@frozen(kw_only=True)
class TokenReply:
    """What every grant and a refresh give."""

    access_token: Secret
    refresh_token: Secret | None = None
    expires_in: float | None = None
    scope: list[str] | str | None = None

    @property
    def scopes(self) -> frozenset[str] | None:
        """The scopes, which come as a list, as text, or not at all."""
        if self.scope is None:
            return None
        return frozenset(self.scope.split() if isinstance(self.scope, str) else self.scope)


@frozen(kw_only=True)
class DeviceReply:
    """The start of a device flow."""

    device_code: Secret
    expires_in: float
    interval: float
    user_code: str
    verification_uri: str


@frozen(kw_only=True)
class ValidationReply:
    """What an access token is."""

    client_id: str
    login: str | None = None
    user_id: str | None = None
    scopes: list[str] | None = None
    expires_in: float


@frozen(kw_only=True)
class _ErrorReply:
    status: int = 0
    message: str = ""
    error: str | None = None


class Refusal(Exception):  # noqa: N818 - never leaves this room: each caller makes an error of it
    """Twitch's answer is an error.

    Attributes:
        status: HTTP status.
        message: Twitch's words.
    """

    def __init__(self, method: str, path: str, status: int, message: str) -> None:
        super().__init__(status, message)
        self.method = method
        self.path = path
        self.status = status
        self.message = message

    @property
    def may_pass(self) -> bool:
        """Whether it is a fault or a limit at Twitch that says nothing of what was asked."""
        return self.status >= _FIRST_FAULT or self.status == HTTPStatus.TOO_MANY_REQUESTS

    def says(self, *messages: str) -> bool:
        """Whether it is one of these messages, in any case of letters."""
        return self.message.lower() in messages

    def error(self, client_id: str) -> TwitchError:
        """The exception for what can be wrong with any grant."""
        if problem := _app_problem(self, client_id):
            return ConfigurationError(problem)
        if self.says("invalid authorization code"):
            return AuthError("The authorization code was used already, or it expired; start the login again.")
        return self.plain()

    def plain(self) -> HelixError:
        """The exception of the status, as Helix has it."""
        return HelixError.of(
            self.status, error=_phrase(self.status), message=self.message, method=self.method, path=self.path
        )


def refusal_in(response: Response, *, method: str, path: str, secrets: Sequence[Secret]) -> Refusal | None:
    """The refusal that a response is, without any of `secrets` that it may repeat."""
    if response.status < _FIRST_ERROR:
        return None
    message = _message(response)
    for secret in secrets:
        # Anything shorter is no secret of Twitch's, and would mask words.
        if len(secret.reveal()) >= _SECRET_LENGTH:
            message = message.replace(secret.reveal(), str(secret))
    return Refusal(method, path, response.status, message[:_MESSAGE_LENGTH])


def hidden(reply: Mapping[str, Any]) -> dict[str, Any]:
    """Twitch's reply with its secrets as `Secret`."""
    return {
        name: Secret(value) if name in _SECRETS and isinstance(value, str) else value for name, value in reply.items()
    }


def _message(response: Response) -> str:
    try:
        reply = msgspec.json.decode(response.content, type=_ErrorReply)
    except msgspec.MsgspecError:
        return _phrase(response.status)
    return reply.message or reply.error or _phrase(response.status)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def _app_problem(refusal: Refusal, client_id: str) -> str | None:
    app = f"the app with client id {client_id!r}"
    if refusal.says("invalid client", "client does not exist"):
        return f"Twitch knows no app with client id {client_id!r}; copy the id from {CONSOLE}."
    if refusal.says("invalid client secret"):
        return (
            f"Twitch does not accept the client secret of {app}. Make a new one at {CONSOLE}; a public app has none, "
            "so leave client_secret out."
        )
    if refusal.says("missing client secret"):
        return (
            f"Twitch wants the client secret of {app}, which is a confidential app: pass client_secret, and sign in "
            f"again with it. The secret is at {CONSOLE}."
        )
    if "redirect_uri" in refusal.message.lower():
        return f"The redirect address is not registered for {app}; add it, letter by letter, at {CONSOLE}."
    return None
