"""Whispers."""

from __future__ import annotations

from typing import Final

from ..http import RefusedError
from ._call import Call
from ._endpoint import Field, Param, endpoint

_LIMITS: Final = ((3, 1.0), (100, 60.0))
_DAY: Final = 86400.0
_NEW_A_DAY: Final = 40
_LONGEST, _LONGEST_IF_KNOWN = 500, 10_000


@endpoint(
    "POST",
    "/whispers",
    query=(
        Param(name="from_user_id", user=True, required=True, acts=True),
        Param(name="to_user_id", user=True, required=True),
    ),
    body=(Field(name="message", required=True),),
    tokens=("user",),
    scopes=("user:manage:whispers",),
)
def send_whisper(call: Call) -> None:
    """Whisper; what is too long is cut."""
    fake, sender = call.fake, call.acting
    target = fake.world.users.get(call.one("to_user_id"))
    if target is None:
        raise RefusedError(404, "The ID in to_user_id was not found.")
    if target is sender:
        raise RefusedError(400, "The ID in from_user_id and to_user_id must be different.")
    if sender.id in target.blocked:
        raise RefusedError(403, "The user that you're sending the whisper to doesn't allow whisper messages from you.")
    now, mine = fake.clock.now(), [each for each in fake.whispers if each.sender is sender]
    for most, seconds in _LIMITS:
        if sum(each.sent_at > now - seconds for each in mine) >= most:
            raise RefusedError(429, "The sending user exceeded the number of whisper requests that they may make.")
    lately = {each.recipient.id for each in mine if each.sent_at > now - _DAY}
    if target.id not in lately and len(lately) >= _NEW_A_DAY:
        raise RefusedError(429, "The sending user may whisper to a maximum of 40 unique recipients per day.")
    known = any(each.sender is target and each.recipient is sender for each in fake.whispers)
    fake.whisper(sender, target, call.body["message"][: _LONGEST_IF_KNOWN if known else _LONGEST])
