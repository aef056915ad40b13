"""Orders for a served fake, for programs in other processes."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import cache
from typing import Any, Final

from .http import HttpRequest, RefusedError, Reply
from .orders import Order, order_of, orders_of
from .scenes import Scenes
from .sockets import FakeSocket

__all__ = ["ORDERS", "all_orders", "control_routes"]


def control_routes(secret: str) -> dict[tuple[str, str], Callable[[Scenes, HttpRequest], Reply]]:
    """The control endpoints: `POST /control/<order>` with a JSON object; `GET /control/stats` without.

    All that people do on the fake is an order, by the name of its method, with its parameters as fields.
    """

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

    posts = {("POST", f"/control/{name}"): guarded(order) for name, order in all_orders().items()}
    return {**posts, ("GET", "/control/stats"): guarded(order_of(_stats))}


@cache
def all_orders() -> dict[str, Order]:
    """What can be ordered, by names."""
    return {**orders_of(Scenes), **{name: order_of(function) for name, function in ORDERS.items()}}


def _sockets(fake: Scenes, session_id: str | None) -> list[FakeSocket]:
    """The sockets meant: the one with the id, or all."""
    return [socket for socket in fake.sockets if session_id in (None, socket.session_id)]


def _drop(fake: Scenes, session_id: str | None = None) -> int:
    """Cut connections, without a word."""
    sockets = _sockets(fake, session_id)
    for socket in sockets:
        socket.drop()
    return len(sockets)


def _silence(fake: Scenes, session_id: str | None = None) -> int:
    """Let connections stay, with nothing coming any more."""
    sockets = _sockets(fake, session_id)
    for socket in sockets:
        socket.silence()
    return len(sockets)


def _close(fake: Scenes, code: int, reason: str = "", session_id: str | None = None) -> int:
    """Close connections with a code."""
    sockets = _sockets(fake, session_id)
    for socket in sockets:
        socket.close(code, reason)
    return len(sockets)


def _reconnect(fake: Scenes, welcome_delay: float = 0.0, grace: float = 30.0, session_id: str | None = None) -> int:
    """Ask for new connections in place of these."""
    sockets = _sockets(fake, session_id)
    for socket in sockets:
        socket.reconnect(welcome_delay=welcome_delay, grace=grace)
    return len(sockets)


def _fault(fake: Scenes, kind: str, **arguments: Any) -> None:
    """Let the next request fail."""
    faults: dict[str, Callable[..., None]] = {
        "http": fake.faults.http,
        "wrong_json": fake.faults.wrong_json,
        "delay": fake.faults.delay,
        "drop": fake.faults.drop,
        "refuse_sockets": fake.faults.refuse_sockets,
    }
    if kind not in faults:
        raise ValueError(f"there is no kind of fault {kind!r}, but {', '.join(faults)}")
    faults[kind](**arguments)


def _stats(fake: Scenes) -> dict[str, Any]:
    log = fake.read_log()
    return {
        "requests": len(fake.requests),
        "messages": len(fake.messages),
        "sockets": [socket.session_id for socket in fake.sockets],
        "read": sum(len(record.read) for record in log),
        "unread": sum(len(record.unread) for record in log),
        "missed": sum(len(record.missed) for record in log),
    }


ORDERS: Final[dict[str, Callable[..., Any]]] = {
    "close": _close,
    "drop": _drop,
    "faults": _fault,
    "reconnect": _reconnect,
    "silence": _silence,
}
"""What is ordered of connections, beside the calls of the fake itself."""
