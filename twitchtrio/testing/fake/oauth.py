"""OAuth: tokens, device flows, validation and revocation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final, TypeAlias

from .accounts import AccessToken, App, RefreshToken
from .consent import CONSENT_ROUTES, scopes_in
from .http import HttpRequest, RefusedError, Reply
from .scenes import Scenes

__all__ = ["OAUTH_ROUTES"]

Handler: TypeAlias = Callable[[Scenes, HttpRequest], Reply]

_DEVICE_GRANT: Final = "urn:ietf:params:oauth:grant-type:device_code"
_PATIENCE: Final = 0.5


def _token(fake: Scenes, request: HttpRequest) -> Reply:
    form = request.fields()
    app = _app(fake, form)
    grant = _GRANTS.get(form.get("grant_type", ""))
    if grant is None:
        raise RefusedError(400, "invalid grant type" if "grant_type" in form else "missing grant type")
    return grant(fake, app, form)


def _by_code(fake: Scenes, app: App, form: Mapping[str, str]) -> Reply:
    _check_secret(app, form, required=True)
    code = fake.accounts.take_code(app.client_id, _field(form, "code"))
    if code is None:
        raise RefusedError(400, "Invalid authorization code")
    if _field(form, "redirect_uri") != code.redirect_uri:
        raise RefusedError(400, "Parameter redirect_uri does not match registered URI")
    return _pair(fake, fake.accounts.grant(app.client_id, code.user, code.scopes, "code"))


def _by_secret(fake: Scenes, app: App, form: Mapping[str, str]) -> Reply:
    _check_secret(app, form, required=True)
    token = fake.accounts.app_token(app.client_id)
    return Reply(json={"access_token": token.value, "expires_in": _left(fake, token), "token_type": "bearer"})


def _by_refresh_token(fake: Scenes, app: App, form: Mapping[str, str]) -> Reply:
    _check_secret(app, form, required=app.client_secret is not None and not app.is_anyones)
    pair = fake.accounts.refresh(app.client_id, _field(form, "refresh_token"))
    if pair is None:
        raise RefusedError(400, "Invalid refresh token")
    return _pair(fake, pair)


def _by_device_code(fake: Scenes, app: App, form: Mapping[str, str]) -> Reply:
    _check_secret(app, form, required=False)
    _field(form, "scopes", may_be_empty=True)
    device = fake.accounts.devices.get(_field(form, "device_code"))
    now = fake.clock.now()
    if device is None or device.client_id != app.client_id or now >= device.expires_at:
        raise RefusedError(400, "invalid device code")
    too_soon = device.polled_at is not None and now - device.polled_at < device.interval - _PATIENCE
    device.polled_at = now
    if too_soon:
        device.interval += 5.0
        raise RefusedError(400, "slow_down")
    if fake.auto_consent is not None and not device.denied:
        device.user = fake.user(fake.auto_consent)
    if device.user is None and not device.denied:
        raise RefusedError(400, "authorization_pending")
    del fake.accounts.devices[device.device_code]
    if device.user is None:
        raise RefusedError(400, "access_denied")
    return _pair(fake, fake.accounts.grant(app.client_id, device.user, device.scopes, "device"))


_GRANTS: Final[dict[str, Callable[[Scenes, App, Mapping[str, str]], Reply]]] = {
    "authorization_code": _by_code,
    "client_credentials": _by_secret,
    "refresh_token": _by_refresh_token,
    _DEVICE_GRANT: _by_device_code,
}


def _device(fake: Scenes, request: HttpRequest) -> Reply:
    form = request.fields()
    app = _app(fake, form)
    device = fake.accounts.add_device(app.client_id, scopes_in(_field(form, "scopes", may_be_empty=True)))
    host = request.headers.get("host", "")
    return Reply(
        json={
            "device_code": device.device_code,
            "expires_in": round(device.expires_at - fake.clock.now()),
            "interval": round(device.interval),
            "user_code": device.user_code,
            "verification_uri": f"http://{host}/activate?public=true&device-code={device.user_code}",
        }
    )


def _validate(fake: Scenes, request: HttpRequest) -> Reply:
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    token = fake.accounts.access(value) if scheme in {"OAuth", "Bearer"} else None
    if token is None:
        raise RefusedError(401, "invalid access token" if value else "missing authorization token")
    body: dict[str, Any] = {
        "client_id": token.client_id,
        "scopes": list(token.scopes) or None,
        "expires_in": _left(fake, token),
    }
    if token.user is not None:
        body |= {"login": token.user.login, "user_id": token.user.id}
    return Reply(json=body)


def _revoke(fake: Scenes, request: HttpRequest) -> Reply:
    form = request.fields()
    if "client_id" not in form:
        raise RefusedError(400, "missing client id")
    if not form.get("token"):
        raise RefusedError(400, "missing oauth token")
    token = fake.accounts.access(form["token"])
    if form["client_id"] not in fake.accounts.apps or (token and token.client_id != form["client_id"]):
        raise RefusedError(404, "client does not exist")
    if token is None:
        raise RefusedError(400, "Invalid token")
    fake.accounts.revoke(token)
    return Reply()


def _app(fake: Scenes, form: Mapping[str, str]) -> App:
    app = fake.accounts.app(_field(form, "client_id"), form.get("client_secret"))
    if app is None:
        raise RefusedError(400, "invalid client")
    return app


def _field(form: Mapping[str, str], name: str, *, may_be_empty: bool = False) -> str:
    value = form.get(name)
    if value is None or not (value or may_be_empty):
        raise RefusedError(400, f"missing {name.replace('_', ' ')}")
    return value


def _check_secret(app: App, form: Mapping[str, str], *, required: bool) -> None:
    secret = form.get("client_secret")
    if secret is None:
        if required:
            raise RefusedError(400, "missing client secret")
    elif secret != app.client_secret:
        raise RefusedError(403, "invalid client secret")


def _pair(fake: Scenes, pair: tuple[AccessToken, RefreshToken]) -> Reply:
    access, refresh = pair
    return Reply(
        json={
            "access_token": access.value,
            "expires_in": _left(fake, access),
            "refresh_token": refresh.value,
            "scope": list(access.scopes),
            "token_type": "bearer",
        }
    )


def _left(fake: Scenes, token: AccessToken) -> int:
    return int(token.expires_at - fake.clock.now())


def _plainly(handler: Handler) -> Handler:
    """Word refusals as the OAuth server does: without `error`, save for a few."""

    def answer(fake: Scenes, request: HttpRequest) -> Reply:
        try:
            return handler(fake, request)
        except RefusedError as refusal:
            body: dict[str, Any] = {"status": refusal.status, "message": refusal.message}
            if refusal.message == "Invalid refresh token":
                body["error"] = HTTPStatus(refusal.status).phrase
            return Reply(status=refusal.status, json=body)

    return answer


OAUTH_ROUTES: Final[dict[tuple[str, str], Handler]] = {
    ("POST", "/oauth2/token"): _plainly(_token),
    ("POST", "/oauth2/device"): _plainly(_device),
    ("GET", "/oauth2/validate"): _plainly(_validate),
    ("POST", "/oauth2/revoke"): _plainly(_revoke),
    **{route: _plainly(handler) for route, handler in CONSENT_ROUTES.items()},
}
