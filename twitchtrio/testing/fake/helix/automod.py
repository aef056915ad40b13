"""AutoMod and blocked terms."""

from __future__ import annotations

from typing import Any, Final

from ..http import RefusedError
from ..safety import AUTOMOD_LEVELS, Term
from ..world import FakeChannel
from ._call import Call, as_object
from ._endpoint import ACTING_MODERATOR, AFTER, BROADCASTER, OWN_CHANNEL, Field, Param, endpoint, first

_ROOM: Final = (BROADCASTER, ACTING_MODERATOR)
_MANAGE_TERMS: Final = "moderator:manage:blocked_terms"
_NO_LEVEL: Final = "Specify overall_level or the individual levels, not both."


@endpoint(
    "POST",
    "/moderation/enforcements/status",
    query=(OWN_CHANNEL,),
    body=(Field(name="data", type="array", required=True, lengths=(1, 100)),),
    scopes=("moderation:read",),
)
def check_automod_status(call: Call) -> dict[str, Any]:
    """Whether messages would pass: those do that hold no blocked term."""
    checked: list[dict[str, Any]] = []
    for item in call.body["data"]:
        message = as_object(item, "data is not valid.")
        id_, text = message.get("msg_id"), message.get("msg_text")
        if not isinstance(id_, str) or not isinstance(text, str):
            raise RefusedError(400, "Each message needs msg_id and msg_text.")
        held = any(term.is_in(text) for term in call.channel.blocked_terms)
        checked.append({"msg_id": id_, "is_permitted": not held})
    return {"data": checked}


@endpoint(
    "POST",
    "/moderation/automod/message",
    body=(
        Field(name="user_id", required=True, acts=True),
        Field(name="msg_id", required=True),
        Field(name="action", required=True, choices=("ALLOW", "DENY")),
    ),
    scopes=("moderator:manage:automod",),
)
def manage_held_automod_messages(call: Call) -> None:
    """Let a message that is held pass, or not."""
    for channel in call.fake.world.channels():
        held = next((each for each in channel.held if each.id == call.body["msg_id"]), None)
        if held is None:
            continue
        if not channel.moderates(call.acting):
            raise RefusedError(403, "The user in user_id is not one of the broadcaster's moderators.")
        if held.status != "held":
            raise RefusedError(400, "The message specified in the msg_id field was already handled.")
        allow = call.body["action"] == "ALLOW"
        call.fake.release(channel.broadcaster, held.id, allow=allow, by=call.acting)
        return
    raise RefusedError(404, "The message specified in the msg_id field was not found.")


@endpoint(
    "GET",
    "/moderation/automod/settings",
    query=_ROOM,
    scopes=("moderator:read:automod_settings",),
    moderator=True,
)
def get_automod_settings(call: Call) -> dict[str, Any]:
    """How strict AutoMod is."""
    return {"data": [_settings(call, call.channel)]}


@endpoint(
    "PUT",
    "/moderation/automod/settings",
    query=_ROOM,
    body=tuple(Field(name=name, type="integer", bounds=(0, 4)) for name in ("overall_level", *AUTOMOD_LEVELS)),
    scopes=("moderator:manage:automod_settings",),
    moderator=True,
)
def update_automod_settings(call: Call) -> dict[str, Any]:
    """Set how strict it is; what is left out is 0."""
    levels = {name: level for name, level in call.body.items() if name != "overall_level"}
    if "overall_level" in call.body and levels:
        raise RefusedError(400, _NO_LEVEL)
    overall = call.body.get("overall_level")
    call.fake.set_automod(call.channel.broadcaster, overall=overall, levels=levels, by=call.acting)
    return {"data": [_settings(call, call.channel)]}


@endpoint(
    "GET",
    "/moderation/blocked_terms",
    query=(*_ROOM, first(), AFTER),
    scopes=("moderator:read:blocked_terms", _MANAGE_TERMS),
    moderator=True,
)
def get_blocked_terms(call: Call) -> dict[str, Any]:
    """The terms that are blocked."""
    return call.page([_term(call, term) for term in call.channel.blocked_terms])


@endpoint(
    "POST",
    "/moderation/blocked_terms",
    query=_ROOM,
    body=(Field(name="text", required=True, lengths=(2, 500)),),
    scopes=(_MANAGE_TERMS,),
    moderator=True,
)
def add_blocked_term(call: Call) -> dict[str, Any]:
    """Block a term; one that is blocked stays as it is."""
    text, channel = call.body["text"], call.channel
    known = next((term for term in channel.blocked_terms if term.text == text), None)
    term = known or call.fake.block_term(channel.broadcaster, text, by=call.acting)
    return {"data": [_term(call, term)]}


@endpoint(
    "DELETE",
    "/moderation/blocked_terms",
    query=(*_ROOM, Param(name="id", required=True)),
    scopes=(_MANAGE_TERMS,),
    moderator=True,
)
def remove_blocked_term(call: Call) -> None:
    """Block a term no longer; that it is unknown is no error."""
    call.fake.unblock_term(call.channel.broadcaster, call.one("id"), by=call.acting)


def _settings(call: Call, channel: FakeChannel) -> dict[str, Any]:
    return {
        "broadcaster_id": channel.broadcaster.id,
        "moderator_id": call.acting.id,
        "overall_level": channel.automod.overall,
        **channel.automod.levels,
    }


def _term(call: Call, term: Term) -> dict[str, Any]:
    since = call.fake.clock.short_stamp(term.created_at)
    return {
        "broadcaster_id": call.channel.broadcaster.id,
        "moderator_id": term.moderator_id,
        "id": term.id,
        "text": term.text,
        "created_at": since,
        "updated_at": since,
        "expires_at": None,
    }
