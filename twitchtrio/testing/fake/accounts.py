"""Applications, what users granted them, and the tokens that came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from attrs import Factory, define, field, frozen

from .clock import Clock, Ids
from .world import FakeUser

__all__ = ["AccessToken", "Accounts", "App", "Authorization", "DeviceCode", "FakeGrant", "RefreshToken"]

_MONTH: Final = 30 * 86400.0
_LONG: Final = 60 * 86400.0
_TOKENS_PER_REFRESH: Final = 50
_LOCAL: Final = ("localhost", "127.0.0.1")


@frozen(kw_only=True)
class App:
    """A registered application. One without a secret is public."""

    client_id: str
    client_secret: str | None = field(repr=False)
    redirect_uris: tuple[str, ...]
    is_anyones: bool = False
    """Whether it was made up when a program named it: its secret is what that gives, its redirect URI any local one."""

    def redirects_to(self, uri: str | None) -> bool:
        """Whether it may ask to be told there."""
        if self.is_anyones and uri is not None:
            return urlsplit(uri).hostname in _LOCAL
        return uri in self.redirect_uris


@frozen(kw_only=True)
class FakeGrant:
    """What a program has after a user's consent."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in: int
    scopes: tuple[str, ...]


@define(kw_only=True, eq=False)
class AccessToken:
    """An access token. App tokens have no user, nor has what an extension signs."""

    value: str = field(repr=False)
    client_id: str
    user: FakeUser | None
    scopes: tuple[str, ...]
    expires_at: float
    grant: Literal["code", "device", "implicit", "app", "extension"]
    claims: Mapping[str, Any] = field(factory=dict[str, Any], repr=False)
    """What an extension's token says."""

    @property
    def kind(self) -> str:
        """As the reference calls it: `user`, `app` or `jwt`."""
        if self.grant == "extension":
            return "jwt"
        return "app" if self.user is None else "user"


@define(kw_only=True, eq=False)
class RefreshToken:
    """A refresh token and the access tokens that it gave."""

    value: str = field(repr=False)
    client_id: str
    user: FakeUser
    scopes: tuple[str, ...]
    expires_at: float | None
    one_time: bool
    grant: Literal["code", "device"]
    access: list[AccessToken] = Factory(list[AccessToken])


@frozen(kw_only=True)
class Authorization:
    """A code on its way from the consent page to the token endpoint."""

    code: str = field(repr=False)
    client_id: str
    user: FakeUser
    scopes: tuple[str, ...]
    redirect_uri: str
    expires_at: float


@define(kw_only=True, eq=False)
class DeviceCode:
    """A device flow under way."""

    device_code: str = field(repr=False)
    user_code: str
    client_id: str
    scopes: tuple[str, ...]
    expires_at: float
    interval: float = 5.0
    polled_at: float | None = None
    user: FakeUser | None = None
    denied: bool = False


class Accounts:
    """Every application, consent, code and token. Sync: nothing happens between a check and its effect."""

    def __init__(self, clock: Clock, ids: Ids, *, token_lifetime: float, one_time_refresh: bool | None) -> None:
        self._clock = clock
        self._ids = ids
        self._token_lifetime = token_lifetime
        self._one_time_refresh = one_time_refresh
        self.apps: dict[str, App] = {}
        self.takes_any_app: bool = False
        """Whether an application is made up for an id that nobody has registered."""
        self.consents: dict[tuple[str, str], set[str]] = {}
        self.devices: dict[str, DeviceCode] = {}
        self._access: dict[str, AccessToken] = {}
        self._refresh: dict[str, RefreshToken] = {}
        self._codes: dict[str, Authorization] = {}

    # Consent

    def has_authorized(self, client_id: str, user_id: str) -> bool:
        """Whether a user has connected an application."""
        return (client_id, user_id) in self.consents

    def granted(self, client_id: str, user_id: str) -> set[str]:
        """All scopes that a user has granted an application."""
        return self.consents.get((client_id, user_id), set())

    def consent(self, client_id: str, user: FakeUser, scopes: Iterable[str]) -> None:
        """Note that a user has granted scopes."""
        self.consents.setdefault((client_id, user.id), set()).update(scopes)

    def disconnect(self, client_id: str, user: FakeUser) -> None:
        """End a consent and all tokens made from it."""
        self.consents.pop((client_id, user.id), None)
        for refresh in [r for r in self._refresh.values() if (r.client_id, r.user) == (client_id, user)]:
            del self._refresh[refresh.value]
        for access in [a for a in self._access.values() if (a.client_id, a.user) == (client_id, user)]:
            del self._access[access.value]

    # Applications

    def app(self, client_id: str, client_secret: str | None = None) -> App | None:
        """The application with this id; an anyone's one is confidential from when a secret comes with it."""
        app = self.apps.get(client_id)
        if self.takes_any_app and (app is None or (app.is_anyones and client_secret is not None)):
            app = App(client_id=client_id, client_secret=client_secret, redirect_uris=(), is_anyones=True)
            self.apps[client_id] = app
        return app

    # Tokens

    def access(self, value: str) -> AccessToken | None:
        """The living access token with this value."""
        token = self._access.get(value)
        if token is None or self._clock.now() >= token.expires_at:
            return None
        return token

    def app_token(self, client_id: str) -> AccessToken:
        """A new app access token."""
        return self._add(client_id, None, (), "app", _LONG)

    def implicit_token(self, client_id: str, user: FakeUser, scopes: tuple[str, ...]) -> AccessToken:
        """A new user access token that cannot be refreshed."""
        self.consent(client_id, user, scopes)
        return self._add(client_id, user, scopes, "implicit", _LONG)

    def grant(
        self, client_id: str, user: FakeUser, scopes: tuple[str, ...], grant: Literal["code", "device"]
    ) -> tuple[AccessToken, RefreshToken]:
        """A new pair of user tokens."""
        self.consent(client_id, user, scopes)
        public = self.apps[client_id].client_secret is None
        return self._pair(
            RefreshToken(
                value=self._ids.token(50),
                client_id=client_id,
                user=user,
                scopes=scopes,
                expires_at=self._clock.now() + _MONTH if public else None,
                one_time=public if self._one_time_refresh is None else self._one_time_refresh,
                grant=grant,
            )
        )

    def is_alive(self, value: str) -> bool:
        """Whether a token, of access or refresh, is still good."""
        refresh = self._refresh.get(value)
        if refresh is None:
            return self.access(value) is not None
        return refresh.expires_at is None or self._clock.now() < refresh.expires_at

    def refresh(self, client_id: str, value: str) -> tuple[AccessToken, RefreshToken] | None:
        """The pair that a refresh token gives, or None if it is not good."""
        token = self._refresh.get(value)
        if token is None or token.client_id != client_id:
            return None
        if token.expires_at is not None and self._clock.now() >= token.expires_at:
            return None
        if token.one_time:
            del self._refresh[value]
            return self.grant(client_id, token.user, token.scopes, token.grant)
        return self._pair(token)

    def expire(self, user_or_token: FakeUser | str) -> None:
        """End a user's access tokens, or the one token with this value, as if their time were over."""
        for token in self._access.values():
            if token.user is user_or_token or token.value == user_or_token:
                token.expires_at = self._clock.now()
        if isinstance(user_or_token, str):
            self._refresh.pop(user_or_token, None)

    def revoke(self, token: AccessToken) -> None:
        """End one access token."""
        self._access.pop(token.value, None)

    def _pair(self, refresh: RefreshToken) -> tuple[AccessToken, RefreshToken]:
        self._refresh[refresh.value] = refresh
        access = self._add(refresh.client_id, refresh.user, refresh.scopes, refresh.grant, self._token_lifetime)
        refresh.access.append(access)
        if len(refresh.access) > _TOKENS_PER_REFRESH:
            self.revoke(refresh.access.pop(0))
        return access, refresh

    def _add(
        self,
        client_id: str,
        user: FakeUser | None,
        scopes: tuple[str, ...],
        grant: Literal["code", "device", "implicit", "app"],
        lifetime: float,
    ) -> AccessToken:
        token = AccessToken(
            value=self._ids.token(),
            client_id=client_id,
            user=user,
            scopes=scopes,
            expires_at=self._clock.now() + lifetime,
            grant=grant,
        )
        self._access[token.value] = token
        return token

    # Codes

    def add_code(self, client_id: str, user: FakeUser, scopes: tuple[str, ...], redirect_uri: str) -> Authorization:
        """A new authorization code, good once and for ten minutes."""
        code = Authorization(
            code=self._ids.token(),
            client_id=client_id,
            user=user,
            scopes=scopes,
            redirect_uri=redirect_uri,
            expires_at=self._clock.now() + 600.0,
        )
        self._codes[code.code] = code
        return code

    def take_code(self, client_id: str, value: str) -> Authorization | None:
        """Use up an authorization code; None if it is not good."""
        code = self._codes.pop(value, None)
        if code is None or code.client_id != client_id or self._clock.now() >= code.expires_at:
            return None
        return code

    def add_device(self, client_id: str, scopes: tuple[str, ...]) -> DeviceCode:
        """Start a device flow."""
        device = DeviceCode(
            device_code=self._ids.token(40),
            user_code=self._ids.user_code(),
            client_id=client_id,
            scopes=scopes,
            expires_at=self._clock.now() + 1800.0,
        )
        self.devices[device.device_code] = device
        return device

    def device_by_user_code(self, user_code: str) -> DeviceCode | None:
        """The device flow that shows this code, if it still waits for its user."""
        for device in self.devices.values():
            waiting = device.user is None and not device.denied and self._clock.now() < device.expires_at
            if waiting and device.user_code == user_code.strip().upper():
                return device
        return None
