"""Chat rooms: settings, shared chat, emotes and badges."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import attrs

from ..http import RefusedError
from ..texts import GLOBAL_EMOTES
from ..world import FakeChannel
from ._call import Call
from ._endpoint import ACTING_MODERATOR, AFTER, BROADCASTER, Field, Param, endpoint

_CDN: Final = "https://static-cdn.jtvnw.net"
_TEMPLATE: Final = _CDN + "/emoticons/v2/{{id}}/{{format}}/{{theme_mode}}/{{scale}}"
_DURATIONS: Final = {
    "follower_mode": ("follower_mode_duration", 0),
    "non_moderator_chat_delay": ("non_moderator_chat_delay_duration", 2),
    "slow_mode": ("slow_mode_wait_time", 30),
}
_MODES: Final = (
    "emote_mode",
    "follower_mode",
    "non_moderator_chat_delay",
    "slow_mode",
    "subscriber_mode",
    "unique_chat_mode",
)


@endpoint("GET", "/chat/settings", query=(BROADCASTER, Param(name="moderator_id", user=True, acts=True)))
def get_chat_settings(call: Call) -> dict[str, Any]:
    """A chat room's modes; the delay for moderators who may know it."""
    moderator_id = call.get("moderator_id")
    needed = ("moderator:read:chat_settings", "moderator:manage:chat_settings")
    if moderator_id is not None and call.token.user is not None and not call.has_scope(*needed):
        raise RefusedError(401, f"Missing scope: {needed[0]}")
    if moderator_id is not None and not call.channel.moderates(call.acting):
        raise RefusedError(403, "The user in moderator_id is not one of the broadcaster's moderators.")
    return {"data": [_settings(call.channel, moderator_id)]}


@endpoint(
    "PATCH",
    "/chat/settings",
    query=(BROADCASTER, ACTING_MODERATOR),
    body=(
        *(Field(name=name, type="boolean") for name in _MODES),
        Field(name="follower_mode_duration", type="integer", bounds=(0, 129600), nullable=True),
        Field(name="non_moderator_chat_delay_duration", type="integer", choices=(2, 4, 6), nullable=True),
        Field(name="slow_mode_wait_time", type="integer", bounds=(3, 120), nullable=True),
    ),
    scopes=("moderator:manage:chat_settings",),
    moderator=True,
)
def update_chat_settings(call: Call) -> dict[str, Any]:
    """Switch modes on and off. A duration needs its mode on in the same request."""
    if not call.body:
        raise RefusedError(400, "The request must specify at least one field.")
    changes = dict(call.body)
    for mode, (duration, default) in _DURATIONS.items():
        if changes.get(duration) is not None and not changes.get(mode):
            raise RefusedError(400, f"To set {duration}, you must set {mode} to true.")
        if mode in changes:
            changes[duration] = (changes.get(duration) or default) if changes[mode] else None
    call.fake.update_chat_settings(call.channel.broadcaster, by=call.acting, **changes)
    return {"data": [_settings(call.channel, call.acting.id)]}


def _settings(channel: FakeChannel, moderator_id: str | None) -> dict[str, Any]:
    modes = attrs.asdict(channel.chat_settings)
    if moderator_id is None:
        del modes["non_moderator_chat_delay"], modes["non_moderator_chat_delay_duration"]
    moderator = {} if moderator_id is None else {"moderator_id": moderator_id}
    return {"broadcaster_id": channel.broadcaster.id, **modes, **moderator}


@endpoint("GET", "/shared_chat/session", query=(BROADCASTER,))
def get_shared_chat_session(call: Call) -> dict[str, Any]:
    """The shared chat that a channel is in, if it is in one."""
    shared = call.channel.shared_chat
    if shared is None:
        return {"data": []}
    session = {
        "session_id": shared.session_id,
        "host_broadcaster_id": shared.host.id,
        "participants": [{"broadcaster_id": user.id} for user in shared.participants],
        "created_at": call.fake.clock.short_stamp(shared.created_at),
        "updated_at": call.fake.clock.short_stamp(shared.updated_at),
    }
    return {"data": [session]}


@endpoint("GET", "/chat/emotes", query=(BROADCASTER,))
def get_channel_emotes(call: Call) -> dict[str, Any]:
    """The emotes that a channel has made."""
    return _with_template([{**emote, "images": _images(emote["id"])} for emote in call.channel.emotes])


@endpoint("GET", "/chat/emotes/global")
def get_global_emotes(_: Call) -> dict[str, Any]:
    """The emotes that everybody has."""
    return _with_template([{**_plain_emote(id_, name), "images": _images(id_)} for name, id_ in GLOBAL_EMOTES.items()])


@endpoint("GET", "/chat/emotes/set", query=(Param(name="emote_set_id", required=True, most=25),))
def get_emote_sets(call: Call) -> dict[str, Any]:
    """The emotes of some sets."""
    wanted = call.many("emote_set_id")
    return _with_template(
        [
            {**_without_tier(emote), "images": _images(emote["id"]), "owner_id": channel.broadcaster.id}
            for channel in call.fake.world.channels()
            for emote in channel.emotes
            if emote["emote_set_id"] in wanted
        ]
    )


@endpoint(
    "GET",
    "/chat/emotes/user",
    query=(Param(name="user_id", user=True, required=True, acts=True), AFTER, Param(name="broadcaster_id", user=True)),
    tokens=("user",),
    scopes=("user:read:emotes",),
)
def get_user_emotes(call: Call) -> dict[str, Any]:
    """The emotes that the user can use: everybody's, and those of channels subscribed to or asked for."""
    everybodys: list[dict[str, Any]] = [
        {**_plain_emote(id_, name), "emote_type": "globals", "emote_set_id": "0", "owner_id": "0"}
        for name, id_ in GLOBAL_EMOTES.items()
    ]
    own = [
        {**_without_tier(emote), "owner_id": channel.broadcaster.id}
        for channel in call.fake.world.channels()
        for emote in channel.emotes
        if call.acting.id in channel.subscribers or _may_use_as_follower(call, channel, emote)
    ]
    return {**call.page(everybodys + own, size=50), "template": _TEMPLATE}


@endpoint("GET", "/chat/badges", query=(BROADCASTER,))
def get_channel_chat_badges(call: Call) -> dict[str, Any]:
    """The badges that a channel has made."""
    return {"data": call.channel.badges}


@endpoint("GET", "/chat/badges/global")
def get_global_chat_badges(_: Call) -> dict[str, Any]:
    """The badges that every channel has."""
    return {"data": [_badge_set(name) for name in ("broadcaster", "lead_moderator", "moderator", "vip")]}


def _may_use_as_follower(call: Call, channel: FakeChannel, emote: dict[str, Any]) -> bool:
    asked_for = call.get("broadcaster_id") == channel.broadcaster.id
    return asked_for and emote["emote_type"] == "follower" and call.acting.id in channel.followers


def _plain_emote(id_: str, name: str) -> dict[str, Any]:
    return {
        "id": id_,
        "name": name,
        "format": ["static"],
        "scale": ["1.0", "2.0", "3.0"],
        "theme_mode": ["light", "dark"],
    }


def _without_tier(emote: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in emote.items() if name != "tier"}


def _images(id_: str) -> dict[str, str]:
    return {
        f"url_{n}x": f"{_CDN}/emoticons/v2/{id_}/static/light/{scale}"
        for n, scale in ((1, "1.0"), (2, "2.0"), (4, "3.0"))
    }


def _with_template(emotes: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"data": list(emotes), "template": _TEMPLATE}


def _badge_set(name: str) -> dict[str, Any]:
    version = {
        "id": "1",
        **{f"image_url_{n}x": f"{_CDN}/badges/v1/{name}/{n}" for n in (1, 2, 4)},
        "title": name.capitalize(),
        "description": name.capitalize(),
        "click_action": None,
        "click_url": None,
    }
    return {"set_id": name, "versions": [version]}
