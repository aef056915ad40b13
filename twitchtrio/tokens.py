"""Tokens and the accounts they stand for: values only."""

from __future__ import annotations

import base64
import enum
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias

from attrs import evolve, field, frozen
from msgspec.json import encode

from ._hidden import Secret
from .errors import ConfigurationError

__all__ = [
    "APP",
    "Account",
    "Actor",
    "App",
    "AppToken",
    "AppTokenRefresh",
    "Authorized",
    "Extension",
    "Secret",
    "TokenKind",
    "TokenRefresh",
    "UserToken",
    "UserTokenRefresh",
]


def _secret(value: str | Secret) -> Secret:
    if isinstance(value, Secret):
        return value
    problem = _problem(value)
    value = Secret(value)  # so that a traceback does not show it either
    if problem:
        raise ConfigurationError(problem)
    return value


def _problem(value: str) -> str | None:
    if value and value.startswith("oauth:"):
        return "A token of Twitch's does not begin with `oauth:`; leave that out."
    if not value or " " in value or not (value.isascii() and value.isprintable()):
        return "A token is a non-empty text of ASCII characters without spaces or line breaks."
    return None


def _optional_secret(value: str | Secret | None) -> Secret | None:
    return None if value is None else _secret(value)


def _scopes(value: Iterable[str] | None) -> frozenset[str] | None:
    return None if value is None else frozenset(value.split() if isinstance(value, str) else value)


class TokenKind(enum.StrEnum):
    """The grant that a token came from."""

    CODE = "code"
    DEVICE = "device"
    IMPLICIT = "implicit"
    APP = "app"


@frozen(kw_only=True)
class UserToken:
    """A user access token, with its refresh token where the grant gives one.

    `UserToken(access_token=..., refresh_token=...)` is enough to start from; opening a bot or a Helix client asks
    Twitch for the rest.
    """

    access_token: Secret = field(converter=_secret)
    refresh_token: Secret | None = field(default=None, converter=_optional_secret)
    kind: TokenKind | None = None
    """The grant it came from, `None` if unknown."""
    scopes: frozenset[str] | None = field(default=None, converter=_scopes)
    """Granted scopes, `None` until Twitch has been asked."""
    user_id: str | None = None
    login: str | None = None
    expires_in: float | None = None
    """Seconds of life left when Twitch last spoke of it."""
    expires_at: datetime | None = None
    """The same as a time in UTC by this machine's clock; for display only."""
    raw: Mapping[str, Any] | None = field(default=None, repr=False, eq=False)
    """Twitch's reply as it came, its secrets as `Secret`."""

    @property
    def refreshable(self) -> bool:
        """Whether it can be refreshed."""
        return self.refresh_token is not None

    def with_user(self, *, user_id: str, login: str, scopes: Iterable[str]) -> UserToken:
        """This token, with what validation tells of it."""
        return evolve(self, user_id=user_id, login=login, scopes=frozenset(scopes))


@frozen(kw_only=True)
class AppToken:
    """An app access token, by client credentials. It cannot be refreshed, only replaced."""

    access_token: Secret = field(converter=_secret)
    expires_in: float | None = None
    """Seconds of life left when Twitch last spoke of it."""
    expires_at: datetime | None = None
    """The same as a time in UTC by this machine's clock; for display only."""
    raw: Mapping[str, Any] | None = field(default=None, repr=False, eq=False)
    """Twitch's reply as it came, its secrets as `Secret`."""

    @property
    def kind(self) -> Literal[TokenKind.APP]:
        """Always `TokenKind.APP`."""
        return TokenKind.APP

    @property
    def refreshable(self) -> Literal[False]:
        """Always false."""
        return False


@frozen(kw_only=True)
class Account:
    """A user who has signed in to the app: one row of the token store. Two are equal if the user is the same."""

    user_id: str
    login: str = field(eq=False)
    scopes: frozenset[str] = field(eq=False, repr=False)

    def __str__(self) -> str:
        return self.login


@frozen(kw_only=True)
class UserTokenRefresh:
    """One refresh of an account's token: the token that was replaced and the one in its place."""

    account: Account
    old: UserToken
    new: UserToken


@frozen(kw_only=True)
class AppTokenRefresh:
    """One refresh of the app's own token."""

    old: AppToken | None
    """`None` for the first."""
    new: AppToken


TokenRefresh: TypeAlias = UserTokenRefresh | AppTokenRefresh
"""One refresh."""


class App(enum.Enum):
    """The type of `APP`."""

    APP = "app"

    def __repr__(self) -> str:
        return "APP"


APP: Final = App.APP
"""The app itself as the one who acts, by its app access token."""


def _signing_secret(value: str | Secret) -> Secret:
    value = _secret(value)  # so that a traceback does not show it
    try:
        base64.b64decode(value.reveal(), validate=True)
    except ValueError:
        raise ConfigurationError("An extension's secret is Base64 text, as the developer console shows it.") from None
    return value


@frozen(kw_only=True)
class Extension:
    """An extension, whose own server acts by tokens that it signs itself."""

    client_id: str
    secret: Secret = field(converter=_signing_secret)
    """As the developer console shows it."""
    owner_id: str
    """User id of the extension's owner."""

    def __str__(self) -> str:
        return f"the extension {self.client_id}"

    def sign(self, claims: Mapping[str, Any]) -> Secret:
        """A JSON Web Token of these claims."""
        import hmac  # noqa: PLC0415  # few programs sign, and it loads OpenSSL

        text = b".".join(_base64(encode(each)) for each in ({"alg": "HS256", "typ": "JWT"}, claims))
        signature = hmac.digest(base64.b64decode(self.secret.reveal()), text, "sha256")
        return Secret((text + b"." + _base64(signature)).decode())


def _base64(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


Authorized: TypeAlias = Account | App
"""Who acts by an access token of Twitch's."""

Actor: TypeAlias = Authorized | Extension
"""Who acts in a request."""
