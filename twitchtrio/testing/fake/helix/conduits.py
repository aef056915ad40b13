"""Conduits and their shards. The fake sends no events through them yet."""

from __future__ import annotations

from typing import Any, Final

from ..conduits import Conduit, Shard
from ..http import RefusedError
from ._call import Call, as_object
from ._endpoint import AFTER, Field, Param, endpoint

_PATH: Final = "/eventsub/conduits"
_MOST: Final = 5
_COUNT: Final = Field(name="shard_count", type="integer", required=True, bounds=(1, 20_000))
_SECRET: Final = (10, 100)


@endpoint("GET", _PATH, tokens=("app",))
def get_conduits(call: Call) -> dict[str, Any]:
    """The application's conduits."""
    return {"data": [_conduit(each) for each in _own(call)]}


@endpoint("POST", _PATH, body=(_COUNT,), tokens=("app",))
def create_conduits(call: Call) -> dict[str, Any]:
    """Make a conduit."""
    if len(_own(call)) >= _MOST:
        raise RefusedError(429, "Conduit limit reached.")
    made = Conduit(id=call.fake.ids.uuid(), client_id=call.token.client_id, shard_count=call.body["shard_count"])
    call.fake.conduits[made.id] = made
    return {"data": [_conduit(made)]}


@endpoint("PATCH", _PATH, body=(Field(name="id", required=True), _COUNT), tokens=("app",))
def update_conduits(call: Call) -> dict[str, Any]:
    """Give it more shards or fewer."""
    conduit = _found(call, call.body["id"])
    conduit.resize(call.body["shard_count"])
    return {"data": [_conduit(conduit)]}


@endpoint("DELETE", _PATH, query=(Param(name="id", required=True),), tokens=("app",))
def delete_conduit(call: Call) -> None:
    """Delete it."""
    del call.fake.conduits[_found(call, call.one("id")).id]


@endpoint(
    "GET",
    f"{_PATH}/shards",
    query=(Param(name="conduit_id", required=True), Param(name="status"), AFTER),
    tokens=("app",),
)
def get_conduit_shards(call: Call) -> dict[str, Any]:
    """The shards that have been used."""
    conduit, status = _found(call, call.one("conduit_id")), call.get("status")
    shards = [shard for _, shard in sorted(conduit.shards.items()) if status in (None, shard.status)]
    return call.page([shard.shown(call.fake.clock) for shard in shards], size=100)


@endpoint(
    "PATCH",
    f"{_PATH}/shards",
    body=(Field(name="conduit_id", required=True), Field(name="shards", type="array", required=True)),
    tokens=("app",),
    status=202,
)
def update_conduit_shards(call: Call) -> dict[str, Any]:
    """Say where the events of shards go, of each that can be."""
    conduit = _found(call, call.body["conduit_id"])
    done: list[dict[str, Any]] = []
    errors: list[dict[str, str]] = []
    for item in call.body["shards"]:
        wanted = as_object(item, "shards is not valid.")
        id_ = str(wanted.get("id"))
        try:
            shard = _shard(call, conduit, id_, as_object(wanted.get("transport"), "transport is not valid."))
        except RefusedError as refusal:
            errors.append({"id": id_, "message": refusal.message, "code": "invalid_parameter"})
        else:
            conduit.shards[shard.number] = shard
            done.append(shard.shown(call.fake.clock))
    return {"data": done, "errors": errors}


def _shard(call: Call, conduit: Conduit, id_: str, transport: dict[str, Any]) -> Shard:
    if not id_.isdecimal() or int(id_) >= conduit.shard_count:
        raise RefusedError(400, "The shard id is outside the conduit's range")
    if transport.get("method") == "webhook":
        secret = transport.get("secret")
        if not isinstance(secret, str) or not _SECRET[0] <= len(secret) <= _SECRET[1]:
            raise RefusedError(400, "The secret must have 10 to 100 characters")
        callback = str(transport.get("callback"))
        if not callback.startswith("https://"):
            raise RefusedError(400, "The callback must be an HTTPS address")
        status = "webhook_callback_verification_pending"
        return Shard(number=int(id_), status=status, method="webhook", where=callback)
    session_id = transport.get("session_id")
    if not any(socket.session_id == session_id for socket in call.fake.sockets):
        raise RefusedError(400, "The session does not exist or has already disconnected")
    now = call.fake.clock.now()
    return Shard(number=int(id_), status="enabled", method="websocket", where=str(session_id), connected_at=now)


def _own(call: Call) -> list[Conduit]:
    return [each for each in call.fake.conduits.values() if each.client_id == call.token.client_id]


def _found(call: Call, id_: str) -> Conduit:
    conduit = next((each for each in _own(call) if each.id == id_), None)
    if conduit is None:
        raise RefusedError(404, "The conduit was not found.")
    return conduit


def _conduit(conduit: Conduit) -> dict[str, Any]:
    return {"id": conduit.id, "shard_count": conduit.shard_count}
