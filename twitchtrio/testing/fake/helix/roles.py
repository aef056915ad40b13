"""Moderators and VIPs."""

from __future__ import annotations

from typing import Any, Final

from ..events import who
from ..http import RefusedError
from ..world import FakeUser
from ._call import Call
from ._endpoint import AFTER, OWN_CHANNEL, Param, endpoint, first

_MODERATORS: Final = "channel:manage:moderators"
_VIPS: Final = "channel:manage:vips"
_USER: Final = Param(name="user_id", user=True, required=True)
_LIST: Final = (OWN_CHANNEL, Param(name="user_id", user=True, most=100), first(), AFTER)


@endpoint(
    "GET",
    "/moderation/channels",
    query=(Param(name="user_id", user=True, required=True, acts=True), AFTER, first()),
    scopes=("user:read:moderated_channels",),
)
def get_moderated_channels(call: Call) -> dict[str, Any]:
    """Where the user is a moderator."""
    channels = [each for each in call.fake.world.channels() if call.acting.id in each.moderators]
    return call.page([who("broadcaster", channel.broadcaster) for channel in channels])


@endpoint("GET", "/moderation/moderators", query=_LIST, tokens=("user",), scopes=("moderation:read", _MODERATORS))
def get_moderators(call: Call) -> dict[str, Any]:
    """A channel's moderators."""
    return _list(call, call.channel.moderators)


@endpoint("POST", "/moderation/moderators", query=(OWN_CHANNEL, _USER), tokens=("user",), scopes=(_MODERATORS,))
def add_channel_moderator(call: Call) -> None:
    """Make somebody a moderator."""
    channel, user = call.channel, _other(call)
    if user.id in channel.moderators:
        raise RefusedError(400, "The user is already a moderator in the channel.")
    if user.id in channel.vips:
        raise RefusedError(422, "The user is a VIP. To make them a moderator, you must first remove them as a VIP.")
    if channel.is_banned(user, call.fake.clock.now()):
        raise RefusedError(400, "The user is banned in the channel.")
    call.fake.add_moderator(channel.broadcaster, user)


@endpoint("DELETE", "/moderation/moderators", query=(OWN_CHANNEL, _USER), tokens=("user",), scopes=(_MODERATORS,))
def remove_channel_moderator(call: Call) -> None:
    """Unmake a moderator."""
    user = _other(call)
    if user.id not in call.channel.moderators:
        raise RefusedError(400, "The user is not a moderator in the channel.")
    call.fake.remove_moderator(call.channel.broadcaster, user)


@endpoint("GET", "/channels/vips", query=_LIST, tokens=("user",), scopes=("channel:read:vips", _VIPS))
def get_vips(call: Call) -> dict[str, Any]:
    """A channel's VIPs."""
    return _list(call, call.channel.vips)


@endpoint("POST", "/channels/vips", query=(_USER, OWN_CHANNEL), tokens=("user",), scopes=(_VIPS,))
def add_channel_vip(call: Call) -> None:
    """Make somebody a VIP."""
    channel, user = call.channel, _other(call)
    if user.id in channel.moderators:
        raise RefusedError(422, "The user is a moderator. To make them a VIP, you must first remove them.")
    if user.id in channel.vips:
        raise RefusedError(422, "The user is already a VIP.")
    if channel.is_banned(user, call.fake.clock.now()):
        raise RefusedError(400, "The user is banned in the channel.")
    call.fake.add_vip(channel.broadcaster, user)


@endpoint(
    "DELETE",
    "/channels/vips",
    query=(_USER, Param(name="broadcaster_id", user=True, required=True)),
    tokens=("user",),
    scopes=(_VIPS,),
)
def remove_channel_vip(call: Call) -> None:
    """Unmake a VIP, as the broadcaster or as the VIP."""
    channel, user = call.channel, call.user_of(call.one("user_id"))
    if call.acting not in (channel.broadcaster, user):
        raise RefusedError(403, "The user may not remove VIPs of this channel.")
    if user.id not in channel.vips:
        raise RefusedError(422, "The user is not a VIP in the broadcaster's channel.")
    call.fake.remove_vip(channel.broadcaster, user)


def _other(call: Call) -> FakeUser:
    user = call.fake.world.users.get(call.one("user_id"))
    if user is None:
        raise RefusedError(400, "The ID in user_id is no user's.")
    if user is call.channel.broadcaster:
        raise RefusedError(400, "The broadcaster cannot be given another role.")
    return user


def _list(call: Call, ids: dict[str, float]) -> dict[str, Any]:
    only, users = call.many("user_id"), call.fake.world.users
    return call.page([who("user", users[id_]) for id_ in ids if not only or id_ in only])
