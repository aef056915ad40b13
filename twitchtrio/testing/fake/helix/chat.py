"""Chat: messages, announcements, shoutouts and who is there."""

from __future__ import annotations

import re
from typing import Any, Final

from ..events import who
from ..http import RefusedError
from ..texts import cleaned
from ._call import Call
from ._endpoint import ACTING_MODERATOR, AFTER, BROADCASTER, Field, Param, endpoint, first

_LONGEST: Final = 500
_NAMED_COLORS: Final = {
    "blue": "#0000FF",
    "blue_violet": "#8A2BE2",
    "cadet_blue": "#5F9EA0",
    "chocolate": "#D2691E",
    "coral": "#FF7F50",
    "dodger_blue": "#1E90FF",
    "firebrick": "#B22222",
    "golden_rod": "#DAA520",
    "green": "#008000",
    "hot_pink": "#FF69B4",
    "orange_red": "#FF4500",
    "red": "#FF0000",
    "sea_green": "#2E8B57",
    "spring_green": "#00FF7F",
    "yellow_green": "#9ACD32",
}
_HEX_COLOR: Final = re.compile(r"#[0-9A-Fa-f]{6}")


@endpoint(
    "POST",
    "/chat/messages",
    body=(
        Field(name="broadcaster_id", required=True),
        Field(name="sender_id", required=True, acts=True),
        Field(name="message", required=True),
        Field(name="reply_parent_message_id"),
        Field(name="for_source_only", type="boolean"),
        Field(name="pin", type="boolean"),
    ),
    scopes=("user:write:chat",),
    bot=True,
)
def send_chat_message(call: Call) -> dict[str, Any]:
    """Post a message, which everybody sees, its sender too, unless a rule of the channel drops it."""
    body, fake, sender = call.body, call.fake, call.acting
    channel, text = call.channel_of(body["broadcaster_id"]), cleaned(body["message"], posted=True)
    if "for_source_only" in body and call.token.user is not None:
        raise RefusedError(400, "for_source_only can only be set with an app access token.")
    if len(body["message"]) > _LONGEST:
        raise RefusedError(400, "The message is too large.")
    if channel.is_banned(sender, fake.clock.now()):
        raise RefusedError(403, "The sender is not permitted to send chat messages to the broadcaster's chat room.")
    parent_id = body.get("reply_parent_message_id")
    parent = None if parent_id is None else fake.chat.get(parent_id, channel.broadcaster)
    if parent_id is not None and parent is None:
        raise RefusedError(400, "The message in reply_parent_message_id was not found.")
    if body.get("pin"):
        _check_pin(call)
    reason = fake.chat.drop_reason(channel, sender, text)
    if reason is not None:
        dropped = {"code": reason.code, "message": reason.message}
        return {"data": [{"message_id": "", "is_sent": False, "drop_reason": dropped}]}
    source_only = body.get("for_source_only", call.token.user is None)
    message = fake.chat.add(channel, sender, text, reply_to=parent, posted=True, source_only=source_only)
    if body.get("pin"):
        fake.pin(channel.broadcaster, sender, message.message_id, seconds=1200)
    fake.show(message)
    return {"data": [{"message_id": message.message_id, "is_sent": True}]}


def _check_pin(call: Call) -> None:
    if "reply_parent_message_id" in call.body or call.body.get("for_source_only"):
        raise RefusedError(400, "pin cannot be combined with reply_parent_message_id or for_source_only.")
    if not call.has_scope("moderator:manage:chat_messages"):
        raise RefusedError(401, "Missing scope: moderator:manage:chat_messages")
    if not call.channel_of(call.body["broadcaster_id"]).moderates(call.acting):
        raise RefusedError(403, "The sender is not one of the broadcaster's moderators.")


@endpoint(
    "GET",
    "/chat/chatters",
    query=(BROADCASTER, ACTING_MODERATOR, first(1000), AFTER),
    scopes=("moderator:read:chatters",),
    moderator=True,
)
def get_chatters(call: Call) -> dict[str, Any]:
    """Who is in the chat room."""
    chatters = [who("user", call.fake.world.users[id_]) for id_ in call.channel.chatters]
    return {**call.page(chatters, size=100), "total": len(chatters)}


@endpoint(
    "POST",
    "/chat/announcements",
    query=(BROADCASTER, ACTING_MODERATOR),
    body=(
        Field(name="message", required=True),
        Field(name="color", choices=("blue", "green", "orange", "purple", "primary")),
        Field(name="for_source_only", type="boolean"),
    ),
    scopes=("moderator:manage:announcements",),
    moderator=True,
    bot=True,
)
def send_chat_announcement(call: Call) -> None:
    """Announce something; what is longer than a message is cut off."""
    if "for_source_only" in call.body and call.token.user is not None:
        raise RefusedError(400, "for_source_only can only be set with an app access token.")
    broadcaster = call.channel.broadcaster
    call.fake.rate_limits.once_in(2.0, ("announcement", broadcaster.id))
    text = call.body["message"][:_LONGEST]
    call.fake.announce(broadcaster, call.acting, text, color=call.body.get("color", "primary"))


@endpoint(
    "POST",
    "/chat/shoutouts",
    query=(
        Param(name="from_broadcaster_id", user=True, required=True),
        Param(name="to_broadcaster_id", user=True, required=True),
        ACTING_MODERATOR,
    ),
    scopes=("moderator:manage:shoutouts",),
    moderator=True,
    bot=True,
)
def send_a_shoutout(call: Call) -> None:
    """Recommend another channel while one's own is live."""
    source, target = call.one("from_broadcaster_id"), call.one("to_broadcaster_id")
    channel, other = call.channel_of(source), call.channel_of(target)
    if channel is other:
        raise RefusedError(400, "The broadcaster may not give themselves a Shoutout.")
    if channel.stream is None:
        raise RefusedError(400, "The broadcaster is not streaming live.")
    call.fake.rate_limits.once_in_each({("shoutout", source): 120.0, ("shoutout", source, target): 3600.0})
    call.fake.shout_out(channel.broadcaster, other.broadcaster, call.acting)


@endpoint("GET", "/chat/color", query=(Param(name="user_id", user=True, required=True, most=100),))
def get_user_chat_color(call: Call) -> dict[str, Any]:
    """In which colours some users' names stand in chat."""
    return {"data": [{**who("user", user), "color": user.color} for user in call.users("user_id")]}


@endpoint(
    "PUT",
    "/chat/color",
    query=(Param(name="user_id", user=True, required=True, acts=True), Param(name="color", required=True)),
    tokens=("user",),
    scopes=("user:manage:chat_color",),
)
def update_user_chat_color(call: Call) -> None:
    """Choose a colour by name, or by its hex code for those who pay for it."""
    color = call.one("color")
    if color not in _NAMED_COLORS and not _HEX_COLOR.fullmatch(color):
        raise RefusedError(400, "The color is not valid.")
    call.acting.color = _NAMED_COLORS.get(color, color)
