"""Events as lines of text or JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

import msgspec

from .._json import Raw, decode, encode
from ..errors import DecodeError
from ..eventsub import ChannelChatMessage, Gap, Misfit, Notification
from ._output import clock, printable

__all__ = ["Item", "as_json", "as_text"]

Item: TypeAlias = Notification[Any] | Gap | Misfit

_LONGEST: Final = 60
_OBVIOUS: Final = ("broadcaster_user_", "to_broadcaster_user_")


def as_json(item: Item) -> str:
    """One line: an object whose `kind` is `event`, `gap` or `misfit`, with the event as Twitch sent it."""
    return encode(_told(item)).decode()


def _told(item: Item) -> dict[str, Any]:
    match item:
        case Notification():
            return {
                "kind": "event",
                "type": item.subscription.type,
                "version": item.subscription.version,
                "condition": item.subscription.condition,
                "message_id": item.message_id,
                "timestamp": item.timestamp,
                "event": _one_line(item.raw),
            }
        case Gap():
            return {
                "kind": "gap",
                "start": item.start,
                "end": item.end,
                "subscriptions": [
                    {"type": each.type, "version": each.version, "condition": each.condition}
                    for each in item.subscriptions
                ],
            }
        case Misfit():
            return {
                "kind": "misfit",
                "type": item.type,
                "version": item.version,
                "message_id": item.message_id,
                "error": str(item.error),
                "event": _one_line(item.raw),
            }


def as_text(item: Item, *, of_several: bool = False) -> str:
    """One line for people.

    Args:
        item: What came.
        of_several: Whether it may have come from one of several channels, and so is told from which.
    """
    channel = getattr(getattr(item, "event", None), "broadcaster_user_login", "") if of_several else ""
    where = f"{channel}  " if channel else ""
    match item:
        case Notification(event=ChannelChatMessage() as message):
            return printable(f"{clock(item.timestamp)}  {where}{message.chatter_user_name}: {message.text}")
        case Notification():
            what = f"{where}{item.subscription.type}  {'  '.join(_fields(item.raw))}"
            return printable(f"{clock(item.timestamp)}  {what}")
        case Gap():
            return f"{clock(item.end)}  (connection lost; what happened since {clock(item.start)} may be missing)"
        case Misfit():
            return printable(f"{item.type} {item.version} (of unexpected shape: {item.error})")


def _one_line(raw: bytes) -> Raw:
    """JSON text on one line; what is no JSON is told as a text."""
    text = raw.decode(errors="replace")
    try:
        return Raw(msgspec.json.format(text, indent=-1).encode())
    except Exception:  # noqa: BLE001 - whatever foreign text does, endless nesting included
        return Raw(encode(text))


def _fields(raw: bytes) -> Iterator[str]:
    """What tells most: names rather than ids and logins, nothing that is empty or always the same."""
    try:
        event = decode(dict[str, Any], raw)
    except DecodeError:
        yield _short(bytes(_one_line(raw)).decode())
        return
    for name, value in event.items():
        twin = f"{name.rpartition('_')[0]}_name"
        if value in (None, "", [], {}) or name.startswith(_OBVIOUS) or (name != twin and twin in event):
            continue
        yield f"{name}={_short(value)}"


def _short(value: object) -> str:
    text = value if isinstance(value, str) else encode(value).decode()
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
