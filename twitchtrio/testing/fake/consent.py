"""The pages on which users consent: that of the code and implicit grants, and that for device codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Final
from urllib.parse import urlencode

from .accounts import App
from .http import HttpRequest, RefusedError, Reply
from .scenes import Scenes
from .scopes import SCOPES
from .world import FakeUser

__all__ = ["CONSENT_ROUTES", "scopes_in"]


def scopes_in(text: str) -> tuple[str, ...]:
    """The scopes named.

    Raises:
        RefusedError: Twitch does not know one of them.
    """
    scopes = tuple(text.split())
    for scope in scopes:
        if scope not in SCOPES:
            raise RefusedError(400, f"invalid scope requested: '{scope}'")
    return scopes


def _ask(fake: Scenes, request: HttpRequest) -> Reply:
    query = dict(request.query)
    app, scopes = _check(fake, query)
    forced = query.get("force_verify") == "true"
    if fake.auto_consent is not None and not forced:
        return _allowed(fake, query, fake.user(fake.auto_consent))
    hidden: dict[str, str] = {name: query[name] for name in _KEPT if name in query}
    asks = f"<p><b>{escape(app.client_id)}</b> asks for:</p>{_listed(scopes)}"
    return _page("Authorize", asks + _form("/oauth2/authorize", fake, hidden))


def _answer(fake: Scenes, request: HttpRequest) -> Reply:
    form = request.form()
    _check(fake, form)
    if form.get("decision") != "allow":
        return _redirect(
            form["redirect_uri"] + "?",
            error="access_denied",
            error_description="The user denied you access",
            state=form.get("state"),
        )
    return _allowed(fake, form, _chosen(fake, form))


def _check(fake: Scenes, query: Mapping[str, str]) -> tuple[App, tuple[str, ...]]:
    if "client_id" not in query:
        raise RefusedError(400, "missing client id")
    app = fake.accounts.app(query["client_id"])
    if app is None:
        raise RefusedError(400, "invalid client")
    if not app.redirects_to(query.get("redirect_uri")):
        raise RefusedError(400, "Parameter redirect_uri does not match registered URI")
    if query.get("response_type") not in {"code", "token"}:
        raise RefusedError(400, "invalid response type")
    return app, scopes_in(query.get("scope", ""))


def _allowed(fake: Scenes, query: Mapping[str, str], user: FakeUser) -> Reply:
    app, scopes = _check(fake, query)
    to, state = query["redirect_uri"], query.get("state")
    if query["response_type"] == "code":
        code = fake.accounts.add_code(app.client_id, user, scopes, to)
        return _redirect(to + "?", code=code.code, scope=" ".join(scopes), state=state)
    token = fake.accounts.implicit_token(app.client_id, user, scopes)
    fields = {"access_token": token.value, "scope": " ".join(scopes), "state": state, "token_type": "bearer"}
    return _redirect(to + "#", **fields)


def _activate(fake: Scenes, request: HttpRequest) -> Reply:
    code = dict(request.query).get("device-code", "")
    device = fake.accounts.device_by_user_code(code)
    if device is None:
        field = '<p>Code <input name="device-code" autofocus></p><button>Continue</button>'
        return _page("Activate", f'<form action="/activate">{field}</form>')
    asks = f"<p><b>{escape(device.client_id)}</b> asks for:</p>{_listed(device.scopes)}"
    return _page("Activate", asks + _form("/activate", fake, {"device-code": device.user_code}))


def _activated(fake: Scenes, request: HttpRequest) -> Reply:
    form = request.form()
    device = fake.accounts.device_by_user_code(form.get("device-code", ""))
    if device is None:
        raise RefusedError(400, "invalid device code")
    if form.get("decision") != "allow":
        device.denied = True
        return _page("Activate", "<p>Denied.</p>")
    device.user = _chosen(fake, form)
    return _page("Activate", "<p>Done. You can close this page.</p>")


def _chosen(fake: Scenes, form: Mapping[str, str]) -> FakeUser:
    user = fake.world.by_login(form.get("login", ""))
    if user is None:
        raise RefusedError(400, "no such user")
    return user


def _redirect(to: str, **fields: str | None) -> Reply:
    query = urlencode({name: value for name, value in fields.items() if value is not None})
    return Reply(status=302, headers={"Location": to + query, "Referrer-Policy": "no-referrer"})


def _listed(scopes: tuple[str, ...]) -> str:
    return f"<ul>{''.join(f'<li>{escape(scope)}</li>' for scope in scopes) or '<li>nothing more</li>'}</ul>"


def _form(action: str, fake: Scenes, hidden: Mapping[str, str]) -> str:
    kept = "".join(f'<input type="hidden" name="{escape(n)}" value="{escape(v)}">' for n, v in hidden.items())
    users = "".join(f"<option>{escape(user.login)}</option>" for user in fake.world.users.values())
    buttons = '<button name="decision" value="allow">Allow</button> <button name="decision" value="deny">Deny</button>'
    return (
        f'<form method="post" action="{action}">{kept}<p>As <select name="login">{users}</select></p>{buttons}</form>'
    )


def _page(title: str, body: str) -> Reply:
    head = f'<!doctype html><meta charset="utf-8"><title>{title}</title>'
    return Reply(
        html=f"{head}<h1>{title} (fake Twitch)</h1>{body}",
        headers={"Referrer-Policy": "no-referrer", "Content-Security-Policy": "default-src 'none'"},
    )


_KEPT: Final[tuple[str, ...]] = ("client_id", "redirect_uri", "response_type", "scope", "state")

CONSENT_ROUTES: Final[dict[tuple[str, str], Callable[[Scenes, HttpRequest], Reply]]] = {
    ("GET", "/oauth2/authorize"): _ask,
    ("POST", "/oauth2/authorize"): _answer,
    ("GET", "/activate"): _activate,
    ("POST", "/activate"): _activated,
}
