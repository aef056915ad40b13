"""Twitch's OAuth service: every grant, refresh, validation, revocation."""

from __future__ import annotations

import functools
import hmac
import logging
import re
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any, Final, Literal, TypeAlias, TypeVar
from urllib.parse import parse_qs, urlencode, urlsplit

import trio
from attrs import evolve, field, frozen

from .._given import unfit
from .._hidden import Sealed
from .._json import decode
from .._needs import scopes_in
from .._opening import Opening
from ..endpoints import Endpoints, endpoints_for
from ..errors import (
    AuthError,
    AuthorizationDeniedError,
    ConfigurationError,
    DecodeError,
    RefreshFailedError,
    StateMismatchError,
    TokenRevokedError,
    TwitchError,
)
from ..network import SHORT_BODY_LIMIT, Http, Network, open_http
from ..network._network import network_for
from ..tokens import AppToken, Secret, TokenKind, UserToken
from ._replies import (
    CONSOLE,
    DeviceReply,
    Fault,
    Refusal,
    TokenReply,
    ValidationReply,
    fault_in,
    hidden,
    pair_in,
    refusal_in,
)
from .device import DeviceFlow

__all__ = ["OAuth", "Validation", "open_oauth"]

T = TypeVar("T")

_log: Final = logging.getLogger("twitchtrio.auth")

Form: TypeAlias = Mapping[str, str | Secret]

_CLIENT_ID: Final = re.compile(r"[!-~]+")
_DEVICE_GRANT: Final = "urn:ietf:params:oauth:grant-type:device_code"
_FORM: Final = ("Content-Type", "application/x-www-form-urlencoded")


@frozen(kw_only=True)
class Validation:
    """What Twitch says of an access token. App tokens have no user."""

    client_id: str
    """Empty if Twitch leaves it out."""
    login: str | None
    user_id: str | None
    scopes: frozenset[str]
    """Empty if Twitch names none, be it that there is none or that it leaves them out."""
    expires_in: float | None
    """Seconds of life left; `None` if Twitch does not say."""
    raw: dict[str, Any] = field(repr=False, eq=False)
    """Twitch's reply as it came."""


class OAuth:
    """The OAuth grants of one app. An app without a secret is a public one.

    Every method that asks Twitch may raise `NetworkError` (no answer), `ServerError` or `RateLimitedError` (a fault
    at Twitch), `DecodeError` (an answer that is none), and `ConfigurationError` where Twitch does not know the app or
    its secret.

    Args:
        client_id: The app's client id.
        client_secret: The secret of a confidential app.
        http: What sends the requests.
        endpoints: Where Twitch lives; without them, the fake that `TWITCHTRIO_FAKE` names, or Twitch itself.
    """

    def __init__(
        self,
        client_id: str,
        client_secret: str | Secret | None = None,
        *,
        http: Http,
        endpoints: Endpoints | None = None,
    ) -> None:
        secret = None if client_secret is None else Secret(client_secret)
        del client_secret
        # An unset environment variable is None.
        given: object = client_id
        if not isinstance(given, str) or not _CLIENT_ID.fullmatch(client_id):
            raise ConfigurationError(f"{client_id!r} is no client id; copy the app's from {CONSOLE}.")
        if secret is not None and not isinstance(secret.reveal(), str):
            raise unfit("client_secret", secret.reveal(), "a str or a Secret")
        if secret is not None and not _CLIENT_ID.fullmatch(secret.reveal()):
            raise ConfigurationError("The client secret is empty or holds spaces; a public app has none: pass None.")
        self.client_id = client_id
        self.address: str = endpoints_for(endpoints).oauth
        self._secret = secret
        self._http = http

    @property
    def confidential(self) -> bool:
        """Whether the app has a secret."""
        return self._secret is not None

    def authorize_url(
        self,
        redirect_uri: str,
        scopes: Iterable[str],
        *,
        state: str,
        force_verify: bool = False,
        kind: Literal[TokenKind.CODE, TokenKind.IMPLICIT] = TokenKind.CODE,
    ) -> str:
        """The address at which a user grants the scopes, for the code or the implicit grant.

        Args:
            redirect_uri: Where Twitch sends the user afterwards, letter by letter as registered for the app.
            scopes: What to ask for.
            state: An unguessable text that Twitch sends back.
            force_verify: Whether to ask the user even if everything is granted already.
            kind: The grant.

        Raises:
            ConfigurationError: One of them is no text that could be sent.
        """
        query = {
            "client_id": self.client_id,
            "redirect_uri": redirect_uri,
            "response_type": "token" if kind is TokenKind.IMPLICIT else "code",
            "scope": _joined(scopes),
            "state": state,
        }
        if force_verify:
            query["force_verify"] = "true"
        _check_texts(query)
        return f"{self.address}/authorize?{urlencode(query)}"

    async def exchange_code(
        self, code: str | Secret, *, redirect_uri: str, state: str | None, expected_state: str
    ) -> UserToken:
        """The token for an authorization code. Only for confidential apps.

        Args:
            code: What Twitch added to the redirect address.
            redirect_uri: The same as in `authorize_url`.
            state: The state that came back.
            expected_state: The state that was sent.

        Raises:
            StateMismatchError: The states differ; the code was not used.
            AuthError: The code was used already, or it expired.
        """
        form: Form = {"grant_type": "authorization_code", "code": Secret(code), "redirect_uri": redirect_uri}
        del code
        _check_state(state, expected_state)
        self._need_secret("The authorization code grant")
        del state, expected_state
        return await self._grant(form, kind=TokenKind.CODE)

    def implicit_token(self, redirected_to: str, *, expected_state: str) -> UserToken:
        """The token in the fragment of the address that Twitch sent the user to.

        Args:
            redirected_to: That address, or its fragment.
            expected_state: The state that was sent.

        Raises:
            StateMismatchError: It answers another request.
            AuthorizationDeniedError: The user said no.
        """
        answer = hidden(_redirected(redirected_to))
        del redirected_to
        _check_state(answer.get("state"), expected_state)
        if "access_token" not in answer:
            raise _denied(answer)
        return UserToken(
            access_token=answer["access_token"].reveal(),
            kind=TokenKind.IMPLICIT,
            scopes=frozenset(answer.get("scope", "").split()),
            raw=answer,
        )

    async def client_credentials(self) -> AppToken:
        """A new app access token. Only for confidential apps."""
        self._need_secret("An app access token")
        try:
            reply, raw = await self._token({"grant_type": "client_credentials"})
        except Refusal as refusal:
            raise refusal.error(self.client_id) from None
        return AppToken(access_token=reply.access_token, expires_in=reply.life, expires_at=_in(reply.life), raw=raw)

    async def start_device_flow(self, scopes: Iterable[str]) -> DeviceFlow:
        """Begin to sign in a user who opens an address on any device."""
        wanted = _joined(scopes)
        form = {"client_id": self.client_id, "scopes": wanted}
        began = trio.current_time()
        try:
            content = await self._post("/device", form)
        except Refusal as refusal:
            raise refusal.error(self.client_id) from None
        reply, raw = _parse(DeviceReply, content)
        if not reply.usable:
            raise DecodeError("it has neither an address nor a code", model="DeviceReply", path="$", excerpt="")
        redeem = functools.partial(self._device_token, reply.device_code, wanted)
        return DeviceFlow(
            client_id=self.client_id,
            user_code=reply.code,
            verification_uri=reply.address,
            expires_at=began + reply.life,
            interval=reply.pause,
            raw=raw,
            redeem=redeem,
        )

    async def refresh(self, token: UserToken) -> UserToken:
        """A new pair for a user token. The old pair may be dead afterwards, so store the new one at once.

        Raises:
            TokenRevokedError: Twitch no longer accepts the refresh token; only a new login helps.
            RefreshFailedError: A fault at Twitch; try again.
            ConfigurationError: The token cannot be refreshed, or Twitch does not accept the app or its secret.
        """
        if token.refresh_token is None:
            raise ConfigurationError("This token came without a refresh token and cannot be refreshed; sign in again.")
        try:
            reply, raw = await self._token({"grant_type": "refresh_token", "refresh_token": token.refresh_token})
        except Refusal as refusal:
            raise self._refresh_error(refusal, token) from None
        return evolve(
            token,
            access_token=reply.access_token,
            refresh_token=reply.refresh_token or token.refresh_token,
            scopes=reply.granted or token.scopes,
            expires_in=reply.life,
            expires_at=_in(reply.life),
            raw=raw,
        )

    async def validate(self, access_token: str | Secret) -> Validation:
        """Ask Twitch about an access token.

        Raises:
            UnauthorizedError: It is not valid, or no longer.
        """
        secret = Secret(access_token)
        del access_token
        header = ("Authorization", Secret(f"OAuth {secret.reveal()}"))
        try:
            content = await self._send("GET", "/validate", header, secrets=[secret])
        except Refusal as refusal:
            raise refusal.plain() from None
        reply, raw = _parse(ValidationReply, content)
        return Validation(
            client_id=reply.client_id,
            login=reply.login,
            user_id=reply.user_id,
            scopes=reply.granted or frozenset(),
            expires_in=reply.life,
            raw=raw,
        )

    async def revoke(self, token: UserToken | AppToken | Secret | str) -> None:
        """End an access token.

        Raises:
            BadRequestError: It was not valid.
        """
        secret = Secret(token) if isinstance(token, str | Secret) else token.access_token
        del token
        try:
            await self._post("/revoke", {"client_id": self.client_id, "token": secret})
        except Refusal as refusal:
            raise refusal.error(self.client_id) from None

    async def _device_token(self, device_code: Secret, scopes: str) -> UserToken:
        reply, raw = await self._token({"grant_type": _DEVICE_GRANT, "device_code": device_code, "scopes": scopes})
        return _user_token(reply, raw, TokenKind.DEVICE)

    async def _grant(self, form: Form, *, kind: TokenKind) -> UserToken:
        try:
            reply, raw = await self._token(form)
        except Refusal as refusal:
            if refusal.fault is Fault.GRANT:
                text = "The authorization code was used already, or it expired; start the login again."
                raise AuthError(text) from None
            raise refusal.error(self.client_id) from None
        return _user_token(reply, raw, kind)

    async def _token(self, form: Form) -> tuple[TokenReply, dict[str, Any]]:
        app: dict[str, str | Secret] = {"client_id": self.client_id}
        if self._secret is not None:
            app["client_secret"] = self._secret
        content = await self._post("/token", {**app, **form})
        try:
            reply, raw = _parse(TokenReply, content)
        except DecodeError as exc:
            pair = pair_in(content)
            if pair is None:
                raise
            _log.warning("Twitch's answer is odd, but for its tokens: %s", exc)
            return pair, {}
        if reply.refresh_token is None:
            pair = pair_in(content)
            if pair is not None and pair.access_token == reply.access_token:
                return evolve(reply, refresh_token=pair.refresh_token), {}
        return reply, raw

    async def _post(self, path: str, form: Form) -> Sealed:
        secrets = [value for value in form.values() if isinstance(value, Secret)]
        return await self._send("POST", path, _FORM, content=_encoded(form), secrets=secrets)

    async def _send(
        self,
        method: str,
        path: str,
        header: tuple[str, str | Secret],
        *,
        content: Sealed | None = None,
        secrets: Sequence[Secret],
    ) -> Sealed:
        headers = [header, ("Accept", "application/json")]
        response = await self._http.send(method, self.address + path, headers=headers, content=content)
        refusal = refusal_in(response, method=method, path=path, secrets=secrets)
        if refusal is not None:
            raise refusal
        return Sealed(response.content)

    def _refresh_error(self, refusal: Refusal, token: UserToken) -> TwitchError:
        if refusal.may_pass:
            whose = f" of {token.login!r}" if token.login else ""
            text = f"Refreshing the token{whose} failed: {refusal.status} {refusal.message}. Try again later."
            return RefreshFailedError(text, account=token.login)
        if refusal.fault is Fault.GRANT or (refusal.status == HTTPStatus.UNAUTHORIZED and refusal.fault is None):
            return TokenRevokedError(
                account=token.login, reason=refusal.message, scopes=token.scopes or (), client_id=self.client_id
            )
        return refusal.error(self.client_id)

    def _need_secret(self, what: str) -> None:
        if self._secret is None:
            raise ConfigurationError(
                f"{what} needs the client secret of the app {self.client_id!r}; a public app, which has none, signs "
                "users in by device code."
            )


def open_oauth(
    client_id: str,
    client_secret: str | Secret | None = None,
    *,
    endpoints: Endpoints | None = None,
    network: Network | None = None,
) -> AbstractAsyncContextManager[OAuth]:
    """OAuth alone, for one block.

    Args:
        client_id: The app's client id.
        client_secret: The secret of a confidential app.
        endpoints: Where Twitch lives; without them, the fake that `TWITCHTRIO_FAKE` names, or Twitch itself.
        network: How to reach it, where not in the usual way.
    """
    secret = None if client_secret is None else Secret(client_secret)
    manager = _opened(client_id, secret, endpoints_for(endpoints), network_for(network))
    return Opening(manager, usage="async with open_oauth(...) as oauth")


@asynccontextmanager
async def _opened(
    client_id: str, client_secret: Secret | None, endpoints: Endpoints, network: Network
) -> AsyncGenerator[OAuth, None]:
    async with open_http(network, base=endpoints.oauth, body_limit=SHORT_BODY_LIMIT) as http:
        yield OAuth(client_id, client_secret, http=http, endpoints=endpoints)


def _user_token(reply: TokenReply, raw: dict[str, Any], kind: TokenKind) -> UserToken:
    return UserToken(
        access_token=reply.access_token,
        refresh_token=reply.refresh_token,
        kind=kind,
        scopes=reply.granted,
        expires_in=reply.life,
        expires_at=_in(reply.life),
        raw=raw,
    )


def _parse(model: type[T], content: Sealed) -> tuple[T, dict[str, Any]]:
    return decode(model, content), hidden(decode(dict, content))


def _in(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.now(UTC) + timedelta(seconds=seconds)


def _encoded(form: Form) -> Sealed:
    _check_texts(form)
    plain = {name: value.reveal() if isinstance(value, Secret) else value for name, value in form.items()}
    return Sealed(urlencode(plain, errors="replace").encode())


def _check_texts(form: Form) -> None:
    for name, value in form.items():
        if isinstance(value, str) and not value.isascii() and value != value.encode(errors="replace").decode():
            raise ConfigurationError(f"{name}={value!a} cannot be sent: it holds half a character.")


def _joined(scopes: Iterable[str]) -> str:
    return scopes if isinstance(scopes, str) else " ".join(sorted(scopes_in(scopes)))


def _check_state(state: str | None, expected: str) -> None:
    given, wanted = ((text or "").encode(errors="surrogatepass") for text in (state, expected))
    if state is None or not hmac.compare_digest(given, wanted):
        raise StateMismatchError("The answer belongs to another login than the one that was begun; start it again.")


def _redirected(address: str) -> dict[str, str]:
    """The parameters after `#`, where the token is, or after `?`, where an error is."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return {}
    text = parts.fragment or parts.query or address
    return {name: values[0] for name, values in parse_qs(text).items()}


def _denied(answer: dict[str, Any]) -> AuthError:
    if fault_in(answer.get("error", "")) is Fault.DENIED:
        return AuthorizationDeniedError("The user did not grant what was asked for.")
    return AuthError(f"Twitch sent no token: {answer.get('error_description') or answer.get('error') or 'no reason'}.")
