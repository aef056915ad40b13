"""A user's extensions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ..http import RefusedError
from ..world import FakeUser
from ._call import Call, as_object
from ._endpoint import Field, Param, endpoint

_SLOTS: Final = {"panel": 3, "overlay": 1, "component": 2}
_FIELDS: Final = {"active": bool, "id": str, "version": str, "x": int, "y": int}


@endpoint(
    "GET",
    "/users/extensions/list",
    tokens=("user",),
    scopes=("user:read:broadcast", "user:edit:broadcast"),
)
def get_user_extensions(call: Call) -> dict[str, Any]:
    """What the user has installed; what cannot be activated is shown to those who may edit."""
    everything = call.has_scope("user:edit:broadcast")
    return {"data": [e for e in call.acting.extensions if everything or e["can_activate"]]}


@endpoint("GET", "/users/extensions", query=(Param(name="user_id", user=True),))
def get_user_active_extensions(call: Call) -> dict[str, Any]:
    """What a user has activated, slot by slot."""
    id_ = call.get("user_id")
    if id_ is None and call.token.user is None:
        raise RefusedError(400, 'Missing required parameter "user_id"')
    return {"data": _active(call.acting if id_ is None else call.user_of(id_))}


@endpoint(
    "PUT",
    "/users/extensions",
    body=tuple(Field(name=kind, type="object") for kind in _SLOTS),
    body_in_data=True,
    tokens=("user",),
    scopes=("user:edit:broadcast", "channel:manage:extensions"),
)
def update_user_extensions(call: Call) -> dict[str, Any]:
    """Activate and deactivate extensions; slots that are not named stay as they are."""
    user = call.acting
    changes = list(_changes(call.body))
    installed = {(e["id"], e["version"]): e["name"] for e in user.extensions}
    for _, _, change in changes:
        if change["active"] and (change.get("id"), change.get("version")) not in installed:
            raise RefusedError(404, "the extension is not installed")
    for kind, slot, change in changes:
        if change["active"]:
            name = installed[change["id"], change["version"]]
            place = {"x": change.get("x", 0), "y": change.get("y", 0)} if kind == "component" else {}
            user.active_extensions[kind][slot] = {**change, "name": name, **place}
        else:
            user.active_extensions[kind].pop(slot, None)
    return {"data": _active(user)}


def _changes(data: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for kind, slots in data.items():
        for slot, change in slots.items():
            problem = f"invalid extension in {kind} {slot}"
            extension = as_object(change, problem)
            fits = all(_fits(name, value) for name, value in extension.items())
            if slot not in _slots(kind) or "active" not in extension or not fits:
                raise RefusedError(400, problem)
            yield kind, slot, extension


def _fits(name: str, value: Any) -> bool:
    return name in _FIELDS and isinstance(value, _FIELDS[name])


def _slots(kind: str) -> list[str]:
    return [str(number + 1) for number in range(_SLOTS[kind])]


def _active(user: FakeUser) -> dict[str, Any]:
    return {
        kind: {slot: user.active_extensions[kind].get(slot, {"active": False}) for slot in _slots(kind)}
        for kind in _SLOTS
    }
