"""The lines of a journal.

A line is an object whose `kind` says what it is. Of what Twitch sent, no more is taken over than is listed here, so
that no session, address or secret can be among it:

    message    a notification or a revocation as Twitch sends it, `metadata` and `payload`, with the event unchanged
    gap        times between which events may be missing, and of which subscriptions
    lost       how many of these lines there was no room to keep until they could be written
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final, TypeAlias

import msgspec
from attrs import frozen

from .._json import Raw, Time, encode
from ..errors import ConfigurationError, DecodeError
from ._buffer import Gap
from .envelope import Notification, Pending, Revocation, decode_envelope, decode_messages
from .events.event import EVENT_TYPES, Event, Subscription, UnknownEvent
from .misfit import Misfit

__all__ = ["JournalItem", "Kept", "Unrecorded", "line_of", "read_line"]

_START: Final = b'{"kind":"'


@frozen(kw_only=True)
class Unrecorded:
    """What a journal does not have, because its file could not be written as fast as it came."""

    count: int
    """How many notifications, revocations and gaps."""


JournalItem: TypeAlias = Notification[Event] | Revocation | Gap | Misfit | Unrecorded
"""What a journal has: in the place of an event that cannot be read there is a `Misfit`."""

Kept: TypeAlias = Pending | Revocation | Gap | Unrecorded
"""What can be written."""


_NOTHING: Final = Raw()


class _Transport(msgspec.Struct, frozen=True, omit_defaults=True):
    method: str = ""


class _Subscription(msgspec.Struct, frozen=True, omit_defaults=True):
    """All of a subscription that is written, as Twitch wrote it."""

    id: Raw = _NOTHING
    status: Raw = _NOTHING
    type: Raw = _NOTHING
    version: Raw = _NOTHING
    condition: Raw = _NOTHING
    created_at: Raw = _NOTHING
    cost: Raw = _NOTHING
    transport: _Transport | None = None


class _Payload(msgspec.Struct, frozen=True):
    subscription: _Subscription


class _Message(msgspec.Struct, frozen=True):
    payload: _Payload


_read_message: Final = msgspec.json.Decoder(_Message).decode


def line_of(item: Kept) -> bytes:
    """The line of something, with its end."""
    line = encode(_told(item))
    if b"\n" in line or b"\r" in line:
        # Twitch's own text, which may be laid out on several lines.
        line = msgspec.json.format(line, indent=-1)
    return line + b"\n"


def _told(item: Kept) -> dict[str, Any]:
    match item:
        case Pending():
            payload = {"subscription": _as_sent(item), "event": Raw(item.raw)}
            return _message("notification", item, (item.type, item.version), payload)
        case Revocation(subscription=record):
            told = {name: getattr(record, name) for name in _Subscription.__struct_fields__}
            payload = {"subscription": {**told, "transport": {"method": record.transport.method}}}
            return _message("revocation", item, (record.type, record.version), payload)
        case Gap():
            subscriptions = [
                {"type": each.type, "version": each.version, "condition": each.condition} for each in item.subscriptions
            ]
            return {"kind": "gap", "start": item.start, "end": item.end, "subscriptions": subscriptions}
        case Unrecorded():
            return {"kind": "lost", "count": item.count}


def _message(
    message_type: str, item: Pending | Revocation, what: tuple[str, str], payload: dict[str, Any]
) -> dict[str, Any]:
    metadata = {
        "message_id": item.message_id,
        "message_type": message_type,
        "message_timestamp": item.timestamp,
        "subscription_type": what[0],
        "subscription_version": what[1],
    }
    return {"kind": "message", "metadata": metadata, "payload": payload}


def _as_sent(pending: Pending) -> object:
    try:
        return _read_message(pending.frame).payload.subscription
    except Exception:  # noqa: BLE001 - whatever is odd in it
        # Whoever reads it will find as little as in the message.
        return {"id": pending.subscription_id, "type": pending.type, "version": pending.version}


# Reading.


class _Wanted(msgspec.Struct, frozen=True):
    type: str
    version: str
    condition: dict[str, str]


class _Line(msgspec.Struct, frozen=True):
    kind: str
    start: Time | None = None
    end: Time | None = None
    subscriptions: tuple[_Wanted, ...] = ()
    count: int = 0


def read_line(line: bytes, number: int, name: str) -> Iterator[JournalItem]:
    """What a line has, of this number in the file of this name; nothing if it was cut.

    Raises:
        DecodeError: It is none of a journal.
    """
    try:
        read = msgspec.json.decode(line, type=_Line)
    except Exception as exc:
        # Where a machine has crashed, there may be zeros.
        begun = line.rstrip(b"\0\r\n ")[: len(_START)]
        if not isinstance(exc, msgspec.ValidationError) and _START.startswith(begun):
            return
        raise _no_line(name, number, "there is no JSON of a journal's") from exc
    match read:
        case _Line(kind="message"):
            yield from _read_messages(line, number, name)
        case _Line(kind="gap", start=datetime() as start, end=datetime() as end):
            yield Gap(start=start, end=end, subscriptions=_subscriptions(read, name, number))
        case _Line(kind="lost", count=count):
            yield Unrecorded(count=count)
        case _:
            raise _no_line(name, number, f"there is no kind {read.kind!r}")


def _read_messages(line: bytes, number: int, name: str) -> Iterator[JournalItem]:
    try:
        metadata = decode_envelope(line).metadata
    except DecodeError as exc:
        raise _no_line(name, number, "there is no message of Twitch's") from exc
    if metadata.kind not in ("notification", "revocation"):
        raise _no_line(name, number, f"there is a message of type {metadata.message_type!r}")
    try:
        yield from decode_messages(line)  # type: ignore[misc]  # it is none of the others
    except DecodeError as exc:
        yield Misfit(
            type=metadata.subscription_type,
            version=metadata.subscription_version,
            message_id=metadata.message_id,
            raw=line,
            error=exc,
        )


def _subscriptions(line: _Line, name: str, number: int) -> tuple[Subscription[Any], ...]:
    try:
        return tuple(map(_subscription, line.subscriptions))
    except ConfigurationError as exc:
        raise _no_line(name, number, "there is no such subscription") from exc


def _subscription(wanted: _Wanted) -> Subscription[Any]:
    event = EVENT_TYPES.get((wanted.type, wanted.version), UnknownEvent)
    return Subscription(event=event, type=wanted.type, version=wanted.version, pairs=tuple(wanted.condition.items()))


def _no_line(name: str, number: int, problem: str) -> DecodeError:
    return DecodeError(problem, model="journal", path=f"line {number}", what=f"The file {name!r}")
