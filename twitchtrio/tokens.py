"""Tokens and the accounts they stand for: values only."""

from __future__ import annotations

import base64
import enum
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias

from attrs import evolve, field, frozen

from ._hidden import Secret
from ._needs import scopes_in
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


def _problem(value: object) -> str | None:
    if not isinstance(value, str):
        return f"A token is a str or a Secret, not {type(value).__name__}."
    if value.startswith("oauth:"):
        return "A token of Twitch's does not begin with `oauth:`; leave that out."
    if not value or " " in value or not (value.isascii() and value.isprintable()):
        return "A token is a non-empty text of ASCII characters without spaces or line breaks."
    return None


def _optional_secret(value: str | Secret | None) -> Secret | None:
    return None if value is None else _secret(value)


def _scopes(value: Iterable[str] | None) -> frozenset[str] | None:
    return None if value is None else scopes_in(value)


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
    """An extension, whose own server acts by JSON Web Tokens that it signs itself.

    Signing takes PyJWT: `pip install 'twitchtrio[extensions]'`.
    """

    client_id: str
    secret: Secret = field(converter=_signing_secret)
    """As the developer console shows it."""
    owner_user_id: str
    """User id of the extension's owner."""

    def __str__(self) -> str:
        return f"the extension {self.client_id}"

    def sign(self, claims: Mapping[str, Any]) -> Secret:
        """A token that says these claims of an external role (the extension's server), and whose it is.

        Args:
            claims: Such as `exp`, in seconds since 1970, and `channel_id`.

        Raises:
            ConfigurationError: PyJWT is not installed, or the claims are no JSON.
        """
        try:
            import jwt  # noqa: PLC0415  # few programs sign, and not all have it
        except ImportError:
            raise ConfigurationError(
                f"{self} signs its tokens by PyJWT, which is not installed: pip install 'twitchtrio[extensions]'."
            ) from None
        whole = {"user_id": self.owner_user_id, "role": "external", **claims}
        try:
            return Secret(jwt.encode(whole, base64.b64decode(self.secret.reveal()), algorithm="HS256"))
        except Exception as exc:  # noqa: BLE001 - what JSON has no word for, or a warning that was made an error
            problem = str(exc)
        # Raised here, where no frame holds the key.
        raise ConfigurationError(f"{self} cannot sign its token: {problem}.")


Authorized: TypeAlias = Account | App
"""Who acts by an access token of Twitch's."""

Actor: TypeAlias = Authorized | Extension
"""Who acts in a request."""
