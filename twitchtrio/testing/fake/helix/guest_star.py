"""Guest Star."""

from __future__ import annotations

from typing import Any, Final

from ..guests import Session
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
_SETTINGS: Final = {
    "is_moderator_send_live_enabled": "moderators_send_live",
    "slot_count": "slot_count",
    "is_browser_source_audio_enabled": "browser_audio",
    "group_layout": "layout",
}


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
    changes = {name: call.body[asked] for asked, name in _SETTINGS.items() if asked in call.body}
    if call.body.get("regenerate_browser_sources"):
        changes["token"] = call.fake.ids.token()
    call.fake.update_guest_star(call.acting, **changes)


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
    call.fake.start_guest_star(call.acting)
    return get_guest_star_session(call)


@endpoint("DELETE", "/guest_star/session", query=(OWN_CHANNEL, _SESSION), tokens=("user",), scopes=(_CHANNEL,))
def end_guest_star_session(call: Call) -> dict[str, Any]:
    """End it."""
    session = _session(call)
    call.fake.end_guest_star(call.acting)
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
    call.fake.invite_guest(call.channel.broadcaster, guest, by=call.acting)


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
    guest_id = call.one("guest_id")
    if guest_id not in _session(call).invited:
        raise RefusedError(404, "No invite exists for the specified guest_id.")
    call.fake.uninvite_guest(call.channel.broadcaster, call.user_of(guest_id), by=call.acting)


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
    call.fake.seat_guest(call.channel.broadcaster, call.user_of(guest_id), slot_id, by=call.acting)


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
    call.fake.move_guest(call.channel.broadcaster, source, target, by=call.acting)


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
    slot_id = call.one("slot_id")
    guest = _session(call).slots.get(slot_id)
    if guest is None or slot_id == "0" or guest.user_id != call.one("guest_id"):
        raise RefusedError(404, "The guest is not in the slot.")
    again = call.get("should_reinvite_guest") == "true"
    call.fake.remove_guest(call.channel.broadcaster, slot_id, reinvite=again, by=call.acting)


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
    switches = {"hears": "is_audio_enabled", "sees": "is_video_enabled", "is_live": "is_live"}
    changes: dict[str, Any] = {
        name: call.one(asked) == "true" for name, asked in switches.items() if call.get(asked) is not None
    }
    if (volume := call.get("volume")) is not None:
        changes["volume"] = int(volume)
    call.fake.update_guest(call.channel.broadcaster, call.one("slot_id"), by=call.acting, **changes)


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
