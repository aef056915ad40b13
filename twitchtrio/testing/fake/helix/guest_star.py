"""Guest Star."""

from __future__ import annotations

from typing import Any, Final

from ..guests import Guest, Session
from ..http import RefusedError
from ._call import Call
from ._endpoint import ACTING_MODERATOR, BROADCASTER, OWN_CHANNEL, Field, Param, endpoint

_CHANNEL: Final = "channel:manage:guest_star"
_MANAGE: Final = (_CHANNEL, "moderator:manage:guest_star")
_READ: Final = ("channel:read:guest_star", "moderator:read:guest_star", *_MANAGE)
_ROOM: Final = (BROADCASTER, ACTING_MODERATOR)
_SESSION: Final = Param(name="session_id", required=True)
_GUEST: Final = Param(name="guest_id", required=True)
_SLOT: Final = Param(name="slot_id", required=True)
_LAYOUTS: Final = ("TILED_LAYOUT", "SCREENSHARE_LAYOUT", "HORIZONTAL_LAYOUT", "VERTICAL_LAYOUT")
_SWITCH: Final = ("true", "false")


@endpoint("GET", "/guest_star/channel_settings", query=_ROOM, tokens=("user",), scopes=_READ, moderator=True)
def get_channel_guest_star_settings(call: Call) -> dict[str, Any]:
    """How the channel has guests."""
    guests = call.channel.guest_star
    return {
        "data": [
            {
                "is_moderator_send_live_enabled": guests.moderators_send_live,
                "slot_count": guests.slot_count,
                "is_browser_source_audio_enabled": guests.browser_audio,
                "group_layout": guests.layout,
                "browser_source_token": guests.token,
            }
        ]
    }


@endpoint(
    "PUT",
    "/guest_star/channel_settings",
    query=(OWN_CHANNEL,),
    body=(
        Field(name="is_moderator_send_live_enabled", type="boolean"),
        Field(name="slot_count", type="integer", bounds=(1, 6)),
        Field(name="is_browser_source_audio_enabled", type="boolean"),
        Field(name="group_layout", choices=_LAYOUTS),
        Field(name="regenerate_browser_sources", type="boolean"),
    ),
    tokens=("user",),
    scopes=(_CHANNEL,),
)
def update_channel_guest_star_settings(call: Call) -> None:
    """Change it."""
    guests, body = call.channel.guest_star, call.body
    guests.moderators_send_live = body.get("is_moderator_send_live_enabled", guests.moderators_send_live)
    guests.slot_count = body.get("slot_count", guests.slot_count)
    guests.browser_audio = body.get("is_browser_source_audio_enabled", guests.browser_audio)
    guests.layout = body.get("group_layout", guests.layout)
    if body.get("regenerate_browser_sources"):
        guests.token = call.fake.ids.token()


@endpoint("GET", "/guest_star/session", query=_ROOM, tokens=("user",), scopes=_READ, moderator=True)
def get_guest_star_session(call: Call) -> dict[str, Any]:
    """The session, if there is one."""
    session = call.channel.guest_star.session
    return {"data": [] if session is None else [_shown(call, session)]}


@endpoint("POST", "/guest_star/session", query=(OWN_CHANNEL,), tokens=("user",), scopes=(_CHANNEL,))
def create_guest_star_session(call: Call) -> dict[str, Any]:
    """Begin a session, with the host in slot 0."""
    guests = call.channel.guest_star
    if guests.session is not None:
        raise RefusedError(400, "The session already exists.")
    host = Guest(user_id=call.acting.id, assigned_at=call.fake.clock.now(), is_live=True)
    guests.session = Session(id=call.fake.ids.uuid(), slots={"0": host})
    return {"data": [_shown(call, guests.session)]}


@endpoint("DELETE", "/guest_star/session", query=(OWN_CHANNEL, _SESSION), tokens=("user",), scopes=(_CHANNEL,))
def end_guest_star_session(call: Call) -> dict[str, Any]:
    """End it."""
    session = _session(call)
    call.channel.guest_star.session = None
    return {"data": [_shown(call, session)]}


@endpoint("GET", "/guest_star/invites", query=(*_ROOM, _SESSION), tokens=("user",), scopes=_READ, moderator=True)
def get_guest_star_invites(call: Call) -> dict[str, Any]:
    """Who is invited."""
    return {
        "data": [
            {
                "user_id": id_,
                "invited_at": call.fake.clock.short_stamp(at),
                "status": "READY",
                "is_video_enabled": False,
                "is_audio_enabled": True,
                "is_video_available": True,
                "is_audio_available": True,
            }
            for id_, at in _session(call).invited.items()
        ]
    }


@endpoint(
    "POST",
    "/guest_star/invites",
    query=(*_ROOM, _SESSION, _GUEST),
    tokens=("user",),
    scopes=_MANAGE,
    moderator=True,
)
def send_guest_star_invite(call: Call) -> None:
    """Invite somebody, who is ready at once."""
    session, guest = _session(call), call.user_of(call.one("guest_id"))
    if guest.id in session.invited or any(each.user_id == guest.id for each in session.slots.values()):
        raise RefusedError(400, "The guest is already invited.")
    session.invited[guest.id] = call.fake.clock.now()


@endpoint(
    "DELETE",
    "/guest_star/invites",
    query=(*_ROOM, _SESSION, _GUEST),
    tokens=("user",),
    scopes=_MANAGE,
    moderator=True,
)
def delete_guest_star_invite(call: Call) -> None:
    """Take an invitation back."""
    if _session(call).invited.pop(call.one("guest_id"), None) is None:
        raise RefusedError(404, "No invite exists for the specified guest_id.")


@endpoint(
    "POST",
    "/guest_star/slot",
    query=(*_ROOM, _SESSION, _GUEST, _SLOT),
    tokens=("user",),
    scopes=_MANAGE,
    moderator=True,
)
def assign_guest_star_slot(call: Call) -> None:
    """Give somebody who was invited a slot."""
    session, guest_id, slot_id = _session(call), call.one("guest_id"), call.one("slot_id")
    if guest_id not in session.invited:
        raise RefusedError(403, "The guest is not invited.")
    if slot_id in session.slots or not slot_id.isdecimal() or int(slot_id) > call.channel.guest_star.slot_count:
        raise RefusedError(400, "The slot is not free.")
    del session.invited[guest_id]
    session.slots[slot_id] = Guest(user_id=guest_id, assigned_at=call.fake.clock.now())


@endpoint(
    "PATCH",
    "/guest_star/slot",
    query=(*_ROOM, _SESSION, Param(name="source_slot_id", required=True), Param(name="destination_slot_id")),
    tokens=("user",),
    scopes=_MANAGE,
    moderator=True,
)
def update_guest_star_slot(call: Call) -> None:
    """Move somebody to another slot, or swap two."""
    slots, source = _session(call).slots, call.one("source_slot_id")
    target = call.get("destination_slot_id") or source
    if source not in slots or "0" in (source, target):
        raise RefusedError(400, "The slot has no guest.")
    moved, other = slots.pop(source), slots.pop(target, None)
    slots[target] = moved
    if other is not None:
        slots[source] = other


@endpoint(
    "DELETE",
    "/guest_star/slot",
    query=(*_ROOM, _SESSION, _GUEST, _SLOT, Param(name="should_reinvite_guest", choices=_SWITCH)),
    tokens=("user",),
    scopes=_MANAGE,
    moderator=True,
)
def delete_guest_star_slot(call: Call) -> None:
    """Take somebody out of a slot."""
    session, slot_id = _session(call), call.one("slot_id")
    guest = session.slots.get(slot_id)
    if guest is None or slot_id == "0" or guest.user_id != call.one("guest_id"):
        raise RefusedError(404, "The guest is not in the slot.")
    del session.slots[slot_id]
    if call.get("should_reinvite_guest") == "true":
        session.invited[guest.user_id] = call.fake.clock.now()


@endpoint(
    "PATCH",
    "/guest_star/slot_settings",
    query=(
        *_ROOM,
        _SESSION,
        _SLOT,
        Param(name="is_audio_enabled", choices=_SWITCH),
        Param(name="is_video_enabled", choices=_SWITCH),
        Param(name="is_live", choices=_SWITCH),
        Param(name="volume", bounds=(0, 100)),
    ),
    tokens=("user",),
    scopes=_MANAGE,
    moderator=True,
)
def update_guest_star_slot_settings(call: Call) -> None:
    """Whether somebody is heard, seen and on air, and how loud."""
    guest = _session(call).slots.get(call.one("slot_id"))
    if guest is None:
        raise RefusedError(400, "The slot has no guest.")
    guest.hears = (call.get("is_audio_enabled") or str(guest.hears).lower()) == "true"
    guest.sees = (call.get("is_video_enabled") or str(guest.sees).lower()) == "true"
    guest.is_live = (call.get("is_live") or str(guest.is_live).lower()) == "true"
    guest.volume = int(call.get("volume") or guest.volume)


def _session(call: Call) -> Session:
    session = call.channel.guest_star.session
    if session is None or session.id != call.one("session_id"):
        raise RefusedError(400, "The session does not exist.")
    return session


def _shown(call: Call, session: Session) -> dict[str, Any]:
    users = call.fake.world.users
    return {
        "id": session.id,
        "guests": [
            {
                "slot_id": slot_id,
                "is_live": guest.is_live,
                "user_id": guest.user_id,
                "user_display_name": users[guest.user_id].display_name,
                "user_login": users[guest.user_id].login,
                "volume": guest.volume,
                "assigned_at": call.fake.clock.short_stamp(guest.assigned_at),
                "audio_settings": _media(guest.hears),
                "video_settings": _media(guest.sees),
            }
            for slot_id, guest in sorted(session.slots.items())
        ],
    }


def _media(enabled: bool) -> dict[str, bool]:  # noqa: FBT001 - its callers are above
    return {"is_host_enabled": enabled, "is_guest_enabled": True, "is_available": True}
