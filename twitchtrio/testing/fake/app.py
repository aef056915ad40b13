"""The fake's HTTP side as an ASGI application."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias
from urllib.parse import parse_qsl

import trio
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from .happenings import Happening
from .helix import call_helix
from .http import HttpRequest, RefusedError, Reply
from .oauth import OAUTH_ROUTES
from .requests import LoggedRequest
from .scenes import Scenes

__all__ = ["make_app"]

Handler: TypeAlias = Callable[[Scenes, HttpRequest], Reply]

_TWITCHS: Final = ("/activate", "/helix/", "/oauth2/")
# Orders are no requests of Twitch's.
_CONTROL: Final = "/control/"
_METHODS: Final = ["DELETE", "GET", "PATCH", "POST", "PUT"]


class _Cut(Response):
    """An answer that stops after its head, whereupon a server has to close the connection."""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]})


def make_app(fake: Scenes, more: Mapping[tuple[str, str], Handler], *, strict: bool) -> Starlette:
    """The application for a fake, with handlers beside Twitch's own; see `FakeTwitch` for `strict`."""
    routes = {**OAUTH_ROUTES, **more}

    async def respond(request: Request) -> Response:
        try:
            plain = await _plain(request, strict=strict)
        except ClientDisconnect:
            # Who asked is gone, and nobody reads this.
            return Response()  # noqa: ASYNC910  # the request's end has been waited for
        is_twitchs = plain.path.startswith(_TWITCHS)
        waits, fault = fake.faults.take_http(plain.method, plain.path) if is_twitchs else (0.0, None)
        if waits:
            await trio.sleep(waits)
        dropped = fault is not None and fault.drop
        if fault is None or fault.after_handling:
            reply: Reply | None = _handle(fake, routes, plain)
        else:
            reply = fault.reply
        given = None if dropped else reply
        _log(fake, plain, given)
        return _Cut() if given is None else _response(fake, given)

    return Starlette(routes=[Route("/{path:path}", respond, methods=_METHODS)])


def _handle(fake: Scenes, routes: Mapping[tuple[str, str], Handler], request: HttpRequest) -> Reply:
    handler = call_helix if request.path.startswith("/helix/") else routes.get((request.method, request.path))
    if handler is None:
        return RefusedError(404, "the fake has no such endpoint").reply()
    try:
        return handler(fake, request)
    except RefusedError as refusal:
        return refusal.reply()


async def _plain(request: Request, *, strict: bool) -> HttpRequest:
    return HttpRequest(
        method=request.method,
        path=request.url.path,
        query=tuple(parse_qsl(request.url.query, keep_blank_values=True)),
        headers=dict(request.headers),
        body=await request.body(),
        strict=strict,
    )


def _log(fake: Scenes, request: HttpRequest, reply: Reply | None) -> None:
    logged = LoggedRequest(
        method=request.method,
        path=request.path,
        query=request.query,
        body=request.body,
        status=None if reply is None else reply.status,
        at=fake.clock.now(),
        refusal="" if reply is None else reply.refusal(),
    )
    fake.requests.add(logged)
    if not request.path.startswith(_CONTROL):
        status = "cut off" if logged.status is None else logged.status
        refusal = f" {logged.refusal}" if logged.refusal else ""
        fake.happenings.tell(Happening.REQUEST, f"{request.method} {request.path}  {status}{refusal}")


def _response(fake: Scenes, reply: Reply) -> Response:
    content, media_type = reply.content()
    headers = {"Date": fake.clock.http_date(), **reply.headers}
    if media_type is not None:
        headers["Content-Type"] = media_type
    return Response(content, reply.status, headers)
