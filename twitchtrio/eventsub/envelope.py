"""From a WebSocket's text to what it says, in two steps.

The first takes about a microsecond and reads the envelope only: enough to drop duplicates and to route. The second
builds the event, when somebody takes it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final, Generic, TypeAlias, TypeVar

import msgspec
from attrs import field, frozen

from .._json import Raw, decode, decoder
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
]

E_co = TypeVar("E_co", bound=Event, covariant=True)

_MISFIT: Final = (msgspec.MsgspecError, UnicodeError)


# The envelope is msgspec's own kind of class: it decodes in two thirds of the time that an attrs class takes, and the
# garbage collector need not look at it.


class Metadata(msgspec.Struct, frozen=True, gc=False):
    """What Twitch says about a message."""

    message_id: str
    message_type: str
    message_timestamp: Annotated[datetime, msgspec.Meta(tz=True)]
    subscription_type: str = ""
    subscription_version: str = ""


class _Subscription(msgspec.Struct, frozen=True, gc=False):
    id: str


class Payload(msgspec.Struct, frozen=True, gc=False):
    """What a message carries; the event and the session not yet decoded."""

    subscription: _Subscription = _Subscription("")
    event: Raw = Raw()
    session: Raw = Raw()


class Envelope(msgspec.Struct, frozen=True, gc=False):
    """A message whose payload is not yet decoded."""

    metadata: Metadata
    payload: Payload


class _WholePayload(msgspec.Struct, frozen=True):
    subscription: EventSubSubscription


class _Subscribed(msgspec.Struct, frozen=True):
    payload: _WholePayload


_read_envelope: Final = msgspec.json.Decoder(Envelope).decode


def decode_envelope(raw: str | bytes) -> Envelope:
    """Read the envelope of a message.

    Raises:
        DecodeError: The text is no message of Twitch's.
    """
    try:
        return _read_envelope(raw)
    except _MISFIT:
        return decode(Envelope, raw)


@frozen(kw_only=True)
class Session:
    """A WebSocket session at Twitch."""

    id: str
    status: str
    connected_at: datetime
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
    timestamp: datetime
    """When Twitch sent it."""
    subscription: EventSubSubscription
    event: E_co
    raw: bytes = field(repr=False)
    """The event's JSON text."""


Message: TypeAlias = Welcome | Keepalive | Notification[Event] | Reconnect | Revocation


class Pending:
    """A notification whose event is decoded when somebody takes it, once, however many streams share it."""

    __slots__ = ("_event", "_frame", "_json", "_timestamp", "message_id", "subscription_id", "type", "version")

    def __init__(self, envelope: Envelope, frame: str | bytes) -> None:
        metadata, payload = envelope.metadata, envelope.payload
        self.message_id: str = metadata.message_id
        self.subscription_id: str = payload.subscription.id
        self.type: str = metadata.subscription_type
        self.version: str = metadata.subscription_version
        self._timestamp = metadata.message_timestamp
        self._json = payload.event
        self._frame = frame
        self._event: Event | None = None

    def __repr__(self) -> str:
        return f"<Pending {self.type} {self.version} {self.message_id}>"

    @property
    def timestamp(self) -> datetime:
        """When Twitch sent it."""
        return self._timestamp

    @property
    def raw(self) -> bytes:
        """The event's JSON text."""
        return bytes(self._json)

    def event(self) -> Event:
        """The event.

        Raises:
            DecodeError: It does not fit its class.
        """
        if self._event is None:
            self._event = _decode_event(self.type, self.version, self._json)
        return self._event

    def subscription(self) -> EventSubSubscription:
        """The subscription, as Twitch describes it along with the event.

        Raises:
            DecodeError: It does not fit.
        """
        return decode(_Subscribed, self._frame).payload.subscription

    def notification(self) -> Notification[Any]:
        """The event and what came around it.

        Raises:
            DecodeError: It does not fit.
        """
        return Notification(
            message_id=self.message_id,
            timestamp=self._timestamp,
            subscription=self.subscription(),
            event=self.event(),
            raw=self.raw,
        )


def _decode_event(type: str, version: str, json: Raw) -> Event:
    model = EVENT_TYPES.get((type, version))
    if model is None:
        return _unknown(type, version, bytes(json))
    try:
        return decoder(model).decode(json)
    except _MISFIT:
        # Twitch's own examples hold numbers and booleans as text here and there.
        return decode(model, bytes(json), strict=False)


def _unknown(type: str, version: str, json: bytes) -> UnknownEvent:
    if not json:
        raise DecodeError("it has no event", model="Notification", path="$.payload")
    return UnknownEvent(type=type, version=version, raw=json)


def _session(envelope: Envelope) -> Session:
    return decode(Session, bytes(envelope.payload.session), secret=True)


def decode_message(raw: str | bytes) -> Message:
    """Decode a message of Twitch's EventSub WebSocket.

    Raises:
        DecodeError: It is none, or of a type that twitchtrio does not know, or its payload does not fit.
    """
    envelope = decode_envelope(raw)
    message_id, at = envelope.metadata.message_id, envelope.metadata.message_timestamp
    match envelope.metadata.message_type:
        case "notification":
            return Pending(envelope, raw).notification()
        case "session_keepalive":
            return Keepalive(message_id=message_id, timestamp=at)
        case "session_welcome":
            return Welcome(message_id=message_id, timestamp=at, session=_session(envelope))
        case "session_reconnect":
            return Reconnect(message_id=message_id, timestamp=at, session=_session(envelope))
        case "revocation":
            record = decode(_Subscribed, raw).payload.subscription
            return Revocation(message_id=message_id, timestamp=at, subscription=record)
        case unknown:
            raise DecodeError(f"unknown type {unknown!r}", model="Message", path="$.metadata.message_type")
