"""The pinned chat message."""

from __future__ import annotations

from typing import Any, Final

from ..chat import FakeChatMessage
from ..events import who
from ..http import RefusedError
from ..world import Pin
from ._call import Call
from ._endpoint import ACTING_MODERATOR, BROADCASTER, Param, endpoint

_MESSAGE: Final = Param(name="message_id", required=True)
_DURATION: Final = Param(name="duration_seconds", bounds=(30, 1800))
_MANAGE: Final = "moderator:manage:chat_messages"


@endpoint(
    "GET",
    "/chat/pins",
    query=(BROADCASTER, ACTING_MODERATOR),
    scopes=("moderator:read:chat_messages", _MANAGE),
    moderator=True,
    bot=True,
)
def get_pinned_chat_message(call: Call) -> dict[str, Any]:
    """The message that is pinned, if one is."""
    pin, fake = call.fake.pinned(call.channel.broadcaster), call.fake
    if pin is None:
        return {"data": []}
    message = _message(call, pin.message_id)
    fragments = fake.chat.fragments(call.channel, message.text, bits=message.bits)
    return {
        "data": [
            {
                "message_id": message.message_id,
                "broadcaster_id": message.broadcaster.id,
                **who("sender_user", message.sender),
                **who("pinned_by_user", pin.pinned_by),
                "message": {"text": message.text, "fragments": fragments},
                "starts_at": fake.clock.short_stamp(pin.starts_at),
                "ends_at": None if pin.ends_at is None else fake.clock.short_stamp(pin.ends_at),
                "updated_at": fake.clock.short_stamp(pin.updated_at),
            }
        ]
    }


@endpoint(
    "PUT",
    "/chat/pins",
    query=(BROADCASTER, ACTING_MODERATOR, _MESSAGE, _DURATION),
    scopes=(_MANAGE,),
    moderator=True,
    bot=True,
)
def pin_chat_message(call: Call) -> None:
    """Pin a message, for some time or until the stream ends, in place of any other."""
    message = _message(call, call.one("message_id"))
    call.fake.pin(message.broadcaster, call.acting, message.message_id, seconds=_seconds(call))


@endpoint(
    "PATCH",
    "/chat/pins",
    query=(BROADCASTER, ACTING_MODERATOR, _MESSAGE, _DURATION),
    scopes=(_MANAGE,),
    moderator=True,
    bot=True,
)
def update_pinned_chat_message(call: Call) -> None:
    """Pin it for another time from now on."""
    pin, seconds, now = _pin(call), _seconds(call), call.fake.clock.now()
    pin.ends_at = None if seconds is None else now + seconds
    pin.updated_at = now


@endpoint(
    "DELETE",
    "/chat/pins",
    query=(BROADCASTER, ACTING_MODERATOR, _MESSAGE),
    scopes=(_MANAGE,),
    moderator=True,
    bot=True,
)
def unpin_chat_message(call: Call) -> None:
    """Take the pin away."""
    _pin(call)
    call.channel.pin = None


def _message(call: Call, message_id: str) -> FakeChatMessage:
    message = call.fake.chat.get(message_id, call.channel.broadcaster)
    if message is None:
        raise RefusedError(404, "The message was not found.")
    return message


def _pin(call: Call) -> Pin:
    pin = call.fake.pinned(call.channel.broadcaster)
    if pin is None or pin.message_id != call.one("message_id"):
        raise RefusedError(404, "The message is not pinned.")
    return pin


def _seconds(call: Call) -> int | None:
    seconds = call.get("duration_seconds")
    return None if seconds is None else int(seconds)
