"""Helix: the endpoints, and the way into them."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any, Final

from ..accounts import AccessToken
from ..http import HttpRequest, RefusedError, Reply
from ..scenes import Scenes
from ._call import Call, as_object
from ._endpoint import ENDPOINTS, Endpoint

__all__ = ["call_helix"]

_NOBODY: Final = AccessToken(value="", client_id="", user=None, scopes=(), expires_at=0.0, grant="app")

for _module in pkgutil.iter_modules(__path__):
    # For the endpoints that it declares.
    importlib.import_module(f"{__name__}.{_module.name}")


def call_helix(fake: Scenes, request: HttpRequest) -> Reply:
    """Answer a request to Helix.

    Raises:
        RefusedError: Nobody may know how much is left of which bucket: there is no such endpoint, or no good token.
    """
    fake.timers.settle()
    endpoint = _endpoint(request)
    if "none" in endpoint.tokens:
        return _answer(fake, request, endpoint, _NOBODY)
    token = _signed(fake, request) if "jwt" in endpoint.tokens else _token(fake, request)
    paid, limits = fake.rate_limits.take((token.client_id, token.user and token.user.id))
    reply = _answer(fake, request, endpoint, token) if paid else RefusedError(429, "Too Many Requests").reply()
    reply.headers.update(limits)
    return reply


def _answer(fake: Scenes, request: HttpRequest, endpoint: Endpoint, token: AccessToken) -> Reply:
    try:
        if token is not _NOBODY:
            endpoint.check_token(token)
        query, body = request.parameters(), _body(request, endpoint)
        if not request.strict:
            query, body = endpoint.tolerated(query, body)
        endpoint.check_parameters(query, body)
        call = Call(fake=fake, path=request.path, token=token, query=query, body=body)
        call.user = endpoint.acting(call)
        answer = endpoint.handler(call)
    except RefusedError as refusal:
        return refusal.reply()
    if isinstance(answer, Reply):
        return answer
    return Reply(status=204) if answer is None else Reply(status=endpoint.status, json=answer)


def _body(request: HttpRequest, endpoint: Endpoint) -> dict[str, Any]:
    if endpoint.body is None:
        return {}
    if not request.strict and not request.is_json():
        return dict(request.form())
    body = as_object(request.json(), "the request body must be an object")
    if not endpoint.body_in_data:
        return body
    if body.keys() != {"data"}:
        raise RefusedError(400, "the request body must have the field data, and no other")
    return as_object(body["data"], "data must be an object")


def _endpoint(request: HttpRequest) -> Endpoint:
    endpoint = ENDPOINTS.get((request.method, request.path))
    if endpoint is not None:
        return endpoint
    if any(path == request.path for _, path in ENDPOINTS):
        raise RefusedError(405, "the fake has no such endpoint by this method")
    raise RefusedError(404, "the fake has no such endpoint")


def _signed(fake: Scenes, request: HttpRequest) -> AccessToken:
    """What an extension's own server says that it may do."""
    client_id, value = _presented(request)
    extension = fake.extensions.get(client_id)
    if extension is None:
        raise RefusedError(401, "JWT could not be verified: the client ID is no extension's")
    claims = extension.claims(value, fake.clock)
    return AccessToken(
        value=value, client_id=client_id, user=None, scopes=(), expires_at=0.0, grant="extension", claims=claims
    )


def _token(fake: Scenes, request: HttpRequest) -> AccessToken:
    client_id, value = _presented(request)
    token = fake.accounts.access(value)
    if token is None:
        raise RefusedError(401, "Invalid OAuth token")
    if token.client_id != client_id:
        raise RefusedError(401, "Client ID and OAuth token do not match")
    return token


def _presented(request: HttpRequest) -> tuple[str, str]:
    """Who asks, and by which token."""
    authorization = request.headers.get("authorization")
    client_id = request.headers.get("client-id")
    if not authorization:
        raise RefusedError(401, "OAuth token is missing")
    if not client_id:
        raise RefusedError(401, "Client ID is missing")
    scheme, _, value = authorization.partition(" ")
    if scheme != "Bearer":
        raise RefusedError(401, "Invalid OAuth token")
    return client_id, value
