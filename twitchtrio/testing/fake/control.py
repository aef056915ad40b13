"""Orders for a served fake, for programs in other processes."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from .http import HttpRequest, RefusedError, Reply
from .scenes import Scenes
from .sockets import FakeSocket

__all__ = ["control_routes"]

Order: TypeAlias = Callable[[Scenes, Mapping[str, Any]], Any]


def control_routes(secret: str) -> dict[tuple[str, str], Callable[[Scenes, HttpRequest], Reply]]:
    """The control endpoints: `POST /control/<order>` with a JSON object; `GET /control/stats` without."""

    def guarded(order: Order) -> Callable[[Scenes, HttpRequest], Reply]:
        def answer(fake: Scenes, request: HttpRequest) -> Reply:
            given = request.headers.get("authorization", "").encode()
            if not secrets.compare_digest(given, f"Bearer {secret}".encode()):
                raise RefusedError(401, "the control secret is missing or wrong")
            body: Any = request.json() if request.method == "POST" else {}
            try:
                return Reply(json={"result": order(fake, body)})
            except Exception as exc:  # whatever an order that makes no sense leads to
                raise RefusedError(400, f"{type(exc).__name__}: {exc}") from exc

        return answer

    posts = {("POST", f"/control/{name}"): guarded(order) for name, order in _ORDERS.items()}
    return {**posts, ("GET", "/control/stats"): guarded(_stats)}


def _sockets(fake: Scenes, body: Mapping[str, Any]) -> list[FakeSocket]:
    """The sockets meant: the one with `session_id`, or all."""
    session_id = body.get("session_id")
    return [socket for socket in fake.sockets if session_id in (None, socket.session_id)]


def _say(fake: Scenes, body: Mapping[str, Any]) -> str:
    return fake.say(**body)


def _grant(fake: Scenes, body: Mapping[str, Any]) -> dict[str, Any]:
    grant = fake.grant(**body)
    return {"access_token": grant.access_token, "refresh_token": grant.refresh_token}


def _expire(fake: Scenes, body: Mapping[str, Any]) -> None:
    fake.expire(body["user"])


def _disconnect(fake: Scenes, body: Mapping[str, Any]) -> None:
    fake.disconnect(**body)


def _consent(fake: Scenes, body: Mapping[str, Any]) -> None:
    fake.consent(**body)


def _drop(fake: Scenes, body: Mapping[str, Any]) -> int:
    sockets = _sockets(fake, body)
    for socket in sockets:
        socket.drop()
    return len(sockets)


def _silence(fake: Scenes, body: Mapping[str, Any]) -> int:
    sockets = _sockets(fake, body)
    for socket in sockets:
        socket.silence()
    return len(sockets)


def _close(fake: Scenes, body: Mapping[str, Any]) -> int:
    sockets = _sockets(fake, body)
    for socket in sockets:
        socket.close(body["code"], body.get("reason", ""))
    return len(sockets)


def _reconnect(fake: Scenes, body: Mapping[str, Any]) -> int:
    sockets = _sockets(fake, body)
    for socket in sockets:
        socket.reconnect(welcome_delay=body.get("welcome_delay", 0.0), grace=body.get("grace", 30.0))
    return len(sockets)


def _fault(fake: Scenes, body: Mapping[str, Any]) -> None:
    kind, arguments = body["kind"], {name: value for name, value in body.items() if name != "kind"}
    faults: dict[str, Callable[..., None]] = {
        "http": fake.faults.http,
        "wrong_json": fake.faults.wrong_json,
        "delay": fake.faults.delay,
        "drop": fake.faults.drop,
        "refuse_sockets": fake.faults.refuse_sockets,
    }
    faults[kind](**arguments)


def _stats(fake: Scenes, _: Mapping[str, Any]) -> dict[str, Any]:
    log = fake.read_log()
    return {
        "requests": len(fake.requests),
        "messages": len(fake.messages),
        "sockets": [socket.session_id for socket in fake.sockets],
        "read": sum(len(record.read) for record in log),
        "unread": sum(len(record.unread) for record in log),
        "missed": sum(len(record.missed) for record in log),
    }


_ORDERS: Final[dict[str, Order]] = {
    "close": _close,
    "consent": _consent,
    "disconnect": _disconnect,
    "drop": _drop,
    "expire": _expire,
    "faults": _fault,
    "grant": _grant,
    "reconnect": _reconnect,
    "say": _say,
    "silence": _silence,
}
