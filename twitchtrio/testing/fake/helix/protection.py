"""Shield mode, suspicious users, and messages that are deleted."""

from __future__ import annotations

from typing import Any, Final

from ..http import RefusedError
from ..world import FakeUser
from ._call import Call
from ._endpoint import ACTING_MODERATOR, BROADCASTER, Field, Param, endpoint

_ROOM: Final = (BROADCASTER, ACTING_MODERATOR)
_MANAGE_SHIELD: Final = "moderator:manage:shield_mode"
_SUSPICIOUS: Final = ("moderator:manage:suspicious_users",)
_OLDEST: Final = 6 * 3600.0


@endpoint(
    "DELETE",
    "/moderation/chat",
    query=(*_ROOM, Param(name="message_id")),
    scopes=("moderator:manage:chat_messages",),
    moderator=True,
)
def delete_chat_messages(call: Call) -> None:
    """Delete a message, or clear the chat."""
    fake, channel, id_ = call.fake, call.channel, call.get("message_id")
    if id_ is None:
        fake.clear_chat(channel.broadcaster, by=call.acting)
        return
    message = fake.chat.get(id_, channel.broadcaster)
    if message is None or message.sent_at < fake.clock.now() - _OLDEST:
        raise RefusedError(404, "The message was not found, or is older than six hours.")
    if channel.moderates(message.sender) and message.sender is not call.acting:
        raise RefusedError(400, "You may not delete another moderator's or the broadcaster's messages.")
    fake.delete_message(channel.broadcaster, id_, by=call.acting)


@endpoint(
    "PUT",
    "/moderation/shield_mode",
    query=_ROOM,
    body=(Field(name="is_active", type="boolean", required=True),),
    scopes=(_MANAGE_SHIELD,),
    moderator=True,
)
def update_shield_mode_status(call: Call) -> dict[str, Any]:
    """Begin or end shield mode."""
    call.fake.set_shield(call.channel.broadcaster, active=call.body["is_active"], by=call.acting)
    return get_shield_mode_status(call)


@endpoint(
    "GET",
    "/moderation/shield_mode",
    query=_ROOM,
    scopes=("moderator:read:shield_mode", _MANAGE_SHIELD),
    moderator=True,
)
def get_shield_mode_status(call: Call) -> dict[str, Any]:
    """Whether it is on, and who began it last."""
    shield, users = call.channel.shield, call.fake.world.users
    moderator = None if shield is None else users[shield.moderator_id]
    return {
        "data": [
            {
                "is_active": shield is not None and shield.is_active,
                "moderator_id": "" if moderator is None else moderator.id,
                "moderator_login": "" if moderator is None else moderator.login,
                "moderator_name": "" if moderator is None else moderator.display_name,
                "last_activated_at": "" if shield is None else call.fake.clock.short_stamp(shield.activated_at),
            }
        ]
    }


@endpoint(
    "POST",
    "/moderation/suspicious_users",
    query=_ROOM,
    body=(
        Field(name="user_id", required=True),
        Field(name="status", required=True, choices=("ACTIVE_MONITORING", "RESTRICTED")),
    ),
    scopes=_SUSPICIOUS,
    moderator=True,
)
def add_suspicious_status_to_chat_user(call: Call) -> dict[str, Any]:
    """Monitor or restrict somebody."""
    user = call.user_of(call.body["user_id"])
    return _suspect(call, user, call.body["status"])


@endpoint(
    "DELETE",
    "/moderation/suspicious_users",
    query=(*_ROOM, Param(name="user_id", user=True, required=True)),
    scopes=_SUSPICIOUS,
    moderator=True,
)
def remove_suspicious_status_from_chat_user(call: Call) -> dict[str, Any]:
    """Treat somebody like all others again."""
    user = call.user_of(call.one("user_id"))
    if user.id not in call.channel.suspicious:
        raise RefusedError(400, "The user specified in the user_id field has no suspicious status.")
    return _suspect(call, user, "NO_TREATMENT")


def _suspect(call: Call, user: FakeUser, status: str) -> dict[str, Any]:
    channel = call.channel
    if channel.moderates(user):
        raise RefusedError(400, "The broadcaster and moderators have no suspicious status.")
    call.fake.suspect(channel.broadcaster, user, status, by=call.acting)
    return {
        "data": [
            {
                "user_id": user.id,
                "broadcaster_id": channel.broadcaster.id,
                "moderator_id": call.acting.id,
                "updated_at": call.fake.clock.short_stamp(),
                "status": status,
                "types": [] if status == "NO_TREATMENT" else ["MANUALLY_ADDED"],
            }
        ]
    }
