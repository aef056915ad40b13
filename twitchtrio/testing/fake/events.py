"""The larger event payloads."""

from __future__ import annotations

from typing import Any, Final

from .chat import ChatRoom, FakeChatMessage
from .event_fields import EVENT_FIELDS, Field, Fields
from .texts import action_in, mention_of
from .world import FakeChannel, FakeUser

__all__ = ["chat_message", "moderation", "notice", "plain_message", "who"]

_NOTICES: Final = (
    "sub",
    "resub",
    "sub_gift",
    "community_sub_gift",
    "gift_paid_upgrade",
    "prime_paid_upgrade",
    "pay_it_forward",
    "raid",
    "unraid",
    "announcement",
    "bits_badge_tier",
    "charity_donation",
    "watch_streak",
    "modiversary",
)
_NOT_SHARED: Final = {"unraid", "bits_badge_tier", "charity_donation", "watch_streak"}
_SHARED: Final = {
    "source_broadcaster_user_id": None,
    "source_broadcaster_user_login": None,
    "source_broadcaster_user_name": None,
    "source_message_id": None,
    "source_badges": None,
    "is_source_only": None,
}


def who(prefix: str, user: FakeUser | None) -> dict[str, Any]:
    """A user's id, login and name under a prefix; all null where nobody is known."""
    return {
        f"{prefix}_id": None if user is None else user.id,
        f"{prefix}_login": None if user is None else user.login,
        f"{prefix}_name": None if user is None else user.display_name,
    }


def chat_message(room: ChatRoom, channel: FakeChannel, message: FakeChatMessage) -> dict[str, Any]:
    """`channel.chat.message`, without its broadcaster."""
    source = message.source
    return {
        **who("chatter_user", message.sender),
        "message_id": message.message_id,
        "message": {"text": _shown(message), "fragments": _fragments(room, channel, message)},
        "color": message.sender.color,
        "badges": message.badges,
        "message_type": "text",
        "cheer": {"bits": message.bits} if message.bits else None,
        "reply": None if message.reply_to is None else _reply(message.reply_to),
        "channel_points_custom_reward_id": message.reward_id,
        "channel_points_animation_id": None,
        **who("source_broadcaster_user", None if source is None else source.broadcaster),
        "source_message_id": None if source is None else source.message_id,
        "source_badges": None if source is None else source.badges,
        "is_source_only": None if channel.shared_chat is None else message.source_only,
    }


def _shown(message: FakeChatMessage) -> str:
    """The text as it is told: of a reply with the mention that Twitch puts in front."""
    action = action_in(message.text)
    said = message.text if action is None else action
    if message.reply_to is not None:
        said = f"@{message.reply_to.sender.display_name} {said}"
    return said if action is None else f"\x01ACTION {said}\x01"


def _fragments(room: ChatRoom, channel: FakeChannel, message: FakeChatMessage) -> list[dict[str, Any]]:
    said = action_in(message.text) or message.text
    if message.reply_to is None:
        return room.fragments(channel, said, bits=message.bits)
    return [mention_of(message.reply_to.sender), *room.fragments(channel, f" {said}", bits=message.bits)]


def _reply(parent: FakeChatMessage) -> dict[str, Any]:
    thread = parent
    while thread.reply_to is not None:
        thread = thread.reply_to
    return {
        "parent_message_id": parent.message_id,
        "parent_message_body": _shown(parent),
        **who("parent_user", parent.sender),
        "thread_message_id": thread.message_id,
        **who("thread_user", thread.sender),
    }


def notice(
    room: ChatRoom, channel: FakeChannel, chatter: FakeUser | None, kind: str, detail: dict[str, Any], *, text: str = ""
) -> dict[str, Any]:
    """`channel.chat.notification`, without its broadcaster."""
    name = "An anonymous user" if chatter is None else chatter.display_name
    return {
        **who("chatter_user", chatter),
        "chatter_is_anonymous": chatter is None,
        "color": "" if chatter is None else chatter.color,
        "badges": [] if chatter is None else room.badges(channel, chatter),
        "system_message": "" if kind == "announcement" else f"{name}: {kind.replace('_', ' ')}",
        "message_id": room.new_id(),
        "message": {"text": text, "fragments": room.fragments(channel, text)},
        "notice_type": kind,
        **dict.fromkeys(_NOTICES),
        **_SHARED,
        **{f"shared_chat_{name}": None for name in _NOTICES if name not in _NOT_SHARED},
        kind: detail,
    }


def moderation(
    version: str, moderator: FakeUser, action: str, detail: dict[str, Any] | None, *, record: str | None = None
) -> dict[str, Any]:
    """`channel.moderate`, without its broadcaster.

    Args:
        record: Where the detail stands, if not under the action's own name.
    """
    records = [name for name, field in EVENT_FIELDS["channel.moderate", version].items() if field.cases is not None]
    return {
        **who("source_broadcaster_user", None),
        **who("moderator_user", moderator),
        "action": action,
        **dict.fromkeys(records),
        **({} if detail is None else {record or action: detail}),
    }


def plain_message(room: ChatRoom, channel: FakeChannel, text: str, wanted: Field, *, bits: int = 0) -> dict[str, Any]:
    """A text and its fragments, with no more than a field wants of them."""
    fragment = wanted.of["fragments"].item
    assert fragment is not None
    fragments = [_fitted(fragment.of, each) for each in room.fragments(channel, text, bits=bits)]
    return {"text": text, "fragments": fragments}


def _fitted(wanted: Fields, fragment: dict[str, Any]) -> dict[str, Any]:
    told = dict(fragment)
    for name, field in wanted.items():
        if fragment.get(name) is not None and field.of:
            told[name] = {part: fragment[name][part] for part in field.of}
    if told["type"] not in {"text", *wanted}:
        told["type"] = "text"
    return {name: told[name] for name in wanted}
