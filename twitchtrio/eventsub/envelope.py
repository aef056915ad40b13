"""From a WebSocket's text to what it says, in two steps.

The first takes about a microsecond and reads the envelope only: enough to drop duplicates and to route. The second
builds the event, when somebody takes it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final, Generic, TypeAlias, TypeVar

import msgspec
from attrs import field, frozen

from .._hidden import Sealed
from .._json import Raw, Time, decode, decoder
from ..errors import DecodeError
from ..subscription import EventSubSubscription
from .events.event import EVENT_TYPES, Event, UnknownEvent

__all__ = [
    "Envelope",
    "Keepalive",
    "Message",
    "Metadata",
    "Notification",
    "Payload",
    "Pending",
    "Reconnect",
    "Revocation",
    "Session",
    "Welcome",
    "decode_envelope",
    "decode_message",
    "decode_messages",
    "message_in",
    "pendings_in",
]

E_co = TypeVar("E_co", bound=Event, covariant=True)

_NULL: Final = Raw(b"null")

# The envelope is msgspec's own kind of class: it decodes in two thirds of the time that an attrs class takes, and the
# garbage collector need not look at it.


class Metadata(msgspec.Struct, frozen=True, gc=False):
    """What Twitch says about a message."""

    message_timestamp: Time
    message_id: str = ""
    message_type: str = ""
    subscription_type: str = ""
    subscription_version: str = ""

    @property
    def kind(self) -> str:
        """The type, in small letters."""
        return self.message_type.lower()


class _Subscription(msgspec.Struct, frozen=True, gc=False):
    id: str = ""


class Payload(msgspec.Struct, frozen=True, gc=False):
    """What a message carries; events and the session not yet decoded."""

    subscription: _Subscription = _Subscription()
    event: Raw = Raw()
    events: Raw = Raw()
    """In place of the event, where Twitch sends several in one message."""
    session: Raw = Raw()


class Envelope(msgspec.Struct, frozen=True, gc=False):
    """A message whose payload is not yet decoded."""

    metadata: Metadata
    payload: Payload


class _WholePayload(msgspec.Struct, frozen=True):
    subscription: EventSubSubscription


class _Subscribed(msgspec.Struct, frozen=True):
    payload: _WholePayload


_readers: Final[dict[tuple[str, str], Callable[[Raw], Event]]] = {}
"""What reads the events of a type and version, of those that have come."""

_read_envelope: Final = msgspec.json.Decoder(Envelope).decode


def decode_envelope(raw: str | bytes, *, at: datetime | None = None) -> Envelope:
    """Read the envelope of a message.

    Args:
        raw: The message.
        at: Stands for its own time if that cannot be read; by default this machine's.

    Raises:
        DecodeError: The text is no message of Twitch's.
    """
    try:
        return _read_envelope(raw)
    except Exception:  # noqa: BLE001 - as in `decode`, which tells what it was
        return decode(Envelope, raw, at=at or datetime.now(UTC))


@frozen(kw_only=True)
class Session:
    """A WebSocket session at Twitch."""

    id: str = ""
    """Empty where a reconnect message does not say it."""
    status: str
    connected_at: Time
    keepalive_timeout_seconds: int | None = None
    """After this many seconds of silence the connection is dead; not given with a reconnect message."""
    reconnect_url: str | None = field(default=None, repr=False)
    """Where the session can be continued; to be used unchanged."""
    recovery_url: str | None = field(default=None, repr=False)
    """Sent by Twitch and not documented."""


@frozen(kw_only=True)
class Welcome:
    """First message of a connection."""

    message_id: str
    timestamp: datetime
    session: Session


@frozen(kw_only=True)
class Keepalive:
    """Sign of life while nothing happens."""

    message_id: str
    timestamp: datetime


@frozen(kw_only=True)
class Reconnect:
    """Twitch asks the client to continue the session on another connection."""

    message_id: str
    timestamp: datetime
    session: Session


@frozen(kw_only=True)
class Revocation:
    """Twitch has ended a subscription; its status says why."""

    message_id: str
    timestamp: datetime
    subscription: EventSubSubscription


@frozen(kw_only=True)
class Notification(Generic[E_co]):
    """An event and what came around it."""

    message_id: str
    """Of a synthetic one, made of what tells its event from all others."""
    timestamp: datetime
    """When Twitch sent it; of a synthetic one, when its event happened."""
    subscription: EventSubSubscription
    event: E_co
    raw: bytes = field(repr=False)
    """The event's JSON text."""
    synthetic: bool = False
    """Whether it did not come, but was read again after a gap, as `listen(..., catch_up=True)` asks for."""


Message: TypeAlias = Welcome | Keepalive | Notification[Event] | Reconnect | Revocation


class Pending:
    """A notification whose event is decoded when somebody takes it, once, however many streams share it.

    Attributes:
        frame: The message, which may have other events too.
        asides: What within the event had to be set aside, until it has been told.
        unreadable: Whether it has been set aside itself.
    """

    __slots__ = (
        "_event",
        "_json",
        "asides",
        "frame",
        "message_id",
        "subscription_id",
        "timestamp",
        "type",
        "unreadable",
        "version",
    )

    def __init__(self, envelope: Envelope, frame: str | bytes, event: Raw | None = None) -> None:
        metadata, payload = envelope.metadata, envelope.payload
        self.message_id: str = metadata.message_id
        self.subscription_id: str = payload.subscription.id
        self.type: str = metadata.subscription_type
        self.version: str = metadata.subscription_version
        self.timestamp: datetime = metadata.message_timestamp
        self.frame: str | bytes = frame
        self.asides: list[tuple[DecodeError, bytes]] | None = None
        self.unreadable: bool = False
        self._json = payload.event if event is None else event
        self._event: Event | None = None

    def __repr__(self) -> str:
        return f"<Pending {self.type} {self.version} {self.message_id}>"

    @property
    def raw(self) -> bytes:
        """The event's JSON text."""
        return bytes(self._json)

    def event(self) -> Event:
        """The event; what within it had to be set aside is in `asides`.

        Raises:
            DecodeError: It cannot be read.
        """
        if self._event is None:
            self._event = self._decoded()
        return self._event

    def _decoded(self) -> Event:
        kind = (self.type, self.version)
        read = _readers.get(kind) or _reader_of(kind)
        if read is None:
            return _unknown(self.type, self.version, self.raw)
        try:
            return read(self._json)
        except Exception:  # noqa: BLE001 - as in `decode`, which tells what it was
            asides: list[tuple[DecodeError, bytes]] = []
            raw = _unwrapped(self.raw)
            event = decode(EVENT_TYPES[kind], raw, at=self.timestamp, aside=lambda *item: asides.append(item))
            self.asides = asides or None
            return event

    def subscription(self) -> EventSubSubscription:
        """The subscription, as Twitch describes it along with the event.

        Raises:
            DecodeError: It cannot be read.
        """
        return _subscription(self.frame, self.timestamp)

    def notification(self) -> Notification[Any]:
        """The event and what came around it.

        Raises:
            DecodeError: One of them cannot be read.
        """
        return Notification(
            message_id=self.message_id,
            timestamp=self.timestamp,
            subscription=self.subscription(),
            event=self.event(),
            raw=self.raw,
        )


def _reader_of(kind: tuple[str, str]) -> Callable[[Raw], Event] | None:
    model = EVENT_TYPES.get(kind)
    if model is None:
        return None
    read = _readers[kind] = decoder(model).decode
    return read


def _unwrapped(raw: bytes) -> bytes:
    """An event that is told as the only one of a list, as Twitch's example of `automod.settings.update` is."""
    with suppress(Exception):
        wrapped = msgspec.json.decode(raw, type=dict[str, list[Raw]])
        if wrapped.keys() == {"data"} and len(wrapped["data"]) == 1:
            return bytes(wrapped["data"][0])
    return raw


def _unknown(type: str, version: str, json: bytes) -> UnknownEvent:
    if not json:
        raise DecodeError("it has no event", model="Notification", path="$.payload")
    return UnknownEvent(type=type, version=version, raw=json)


def _subscription(frame: str | bytes, at: datetime) -> EventSubSubscription:
    return decode(_Subscribed, frame, at=at).payload.subscription


def _session(envelope: Envelope) -> Session:
    return decode(Session, Sealed(bytes(envelope.payload.session)), at=envelope.metadata.message_timestamp)


def pendings_in(envelope: Envelope, raw: str | bytes) -> tuple[Pending, ...]:
    """The events of a notification, of which some types have several.

    Raises:
        DecodeError: They cannot be told apart.
    """
    payload = envelope.payload
    if not payload.events or (payload.event and payload.event != _NULL):
        return (Pending(envelope, raw),)
    events = decode(tuple[Raw, ...], bytes(payload.events))
    return tuple(Pending(envelope, raw, event) for event in events)


def decode_message(raw: str | bytes) -> Message:
    """Decode a message of Twitch's EventSub WebSocket.

    Raises:
        DecodeError: It is none, or of a type that twitchtrio does not know, or what it is about cannot be read, or it
            has several events, which `decode_messages` gives.
    """
    messages = decode_messages(raw)
    if len(messages) == 1:
        return messages[0]
    problem = f"it has {len(messages)} events: decode_messages() gives them"
    raise DecodeError(problem, model="Notification", path="$.payload.events")


def decode_messages(raw: str | bytes) -> tuple[Message, ...]:
    """Decode a message, and where Twitch sends several events in one, as of entitlements, each as one of its own.

    Raises:
        DecodeError: As of `decode_message`.
    """
    envelope = decode_envelope(raw)
    if envelope.metadata.kind == "notification":
        return tuple(pending.notification() for pending in pendings_in(envelope, raw))
    return (message_in(envelope, raw),)


def message_in(envelope: Envelope, raw: str | bytes) -> Message:
    """The message in an envelope; of each no more is demanded than its use needs.

    Raises:
        DecodeError: As of `decode_message`.
    """
    message_id, at = envelope.metadata.message_id, envelope.metadata.message_timestamp
    match envelope.metadata.kind:
        case "notification":
            return Pending(envelope, raw).notification()
        case "session_keepalive":
            return Keepalive(message_id=message_id, timestamp=at)
        case "session_welcome":
            session = _session(envelope)
            return Welcome(message_id=message_id, timestamp=at, session=_demanded(session, session.id, "id"))
        case "session_reconnect":
            session = _session(envelope)
            return Reconnect(
                message_id=message_id,
                timestamp=at,
                session=_demanded(session, session.reconnect_url, "reconnect_url"),
            )
        case "revocation":
            return Revocation(message_id=message_id, timestamp=at, subscription=_subscription(raw, at))
        case _:
            unknown = envelope.metadata.message_type
            raise DecodeError(f"unknown type {unknown!r}", model="Message", path="$.metadata.message_type")


def _demanded(session: Session, value: str | None, name: str) -> Session:
    if not value:
        raise DecodeError("it is missing", model="Session", path=f"$.payload.session.{name}")
    return session
