"""A stream that takes what was read again for what it has missed, and nothing twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias

from attrs import evolve, frozen

from .._json import Raw, encode
from ..errors import DecodeError
from ._buffer import Buffer, Gap, Overflow
from .envelope import Envelope, Metadata, Notification, Payload, Pending
from .events.event import EVENT_TYPES, Event, Subscription

if TYPE_CHECKING:
    from ..subscription import EventSubSubscription
    from ..tokens import Account

__all__ = ["CatchUp", "CatchingUp", "Identity", "Missed"]

_REMEMBERED: Final = 4096
_ALIKE: Final = timedelta(seconds=2)

Identity: TypeAlias = tuple[tuple[str, ...], datetime | None]
"""What tells an event from all others; with a time, where the same can happen to the same people again."""


@frozen(kw_only=True)
class Missed:
    """An event that did not come, as it was read again."""

    at: datetime
    """When it happened."""
    event: Event


class CatchUp(Protocol):
    """Who can read again what was missed."""

    def reads(self, event: type[Event]) -> bool:
        """Whether events of a class can be read again."""
        ...

    def identity(self, event: Event) -> Identity:
        """What an event that can be read again has in common with the same one that came by itself."""
        ...

    async def read(
        self, subscription: Subscription[Any], account: Account, since: datetime, until: datetime
    ) -> Sequence[Missed]:
        """What happened between these times, by the account that holds the subscription."""
        ...


class Synthetic(Pending):
    """An event that was read again, in the shape of one that came."""

    __slots__ = ("_record",)

    def __init__(self, missed: Missed, message_id: str, record: EventSubSubscription) -> None:
        metadata = Metadata(
            message_timestamp=missed.at,
            message_id=message_id,
            subscription_type=record.type,
            subscription_version=record.version,
        )
        raw = encode(missed.event)
        super().__init__(Envelope(metadata, Payload(event=Raw(raw))), raw)
        self.subscription_id = record.id
        self._event = missed.event
        self._record = record

    def subscription(self) -> EventSubSubscription:
        """The subscription that would have brought it."""
        return self._record

    def notification(self) -> Notification[Any]:
        """The event and what would have come around it."""
        return evolve(super().notification(), synthetic=True)


class _Known:
    """The last identities that were seen."""

    def __init__(self) -> None:
        self._times: dict[tuple[str, ...], datetime | None] = {}

    def add(self, identity: Identity) -> None:
        key, at = identity
        self._times.pop(key, None)
        self._times[key] = at
        if len(self._times) > _REMEMBERED:
            del self._times[next(iter(self._times))]

    def __contains__(self, identity: Identity) -> bool:
        key, at = identity
        if key not in self._times:
            return False
        known = self._times[key]
        # Helix tells whole seconds.
        return at is None or known is None or abs(known - at) <= _ALIKE


class CatchingUp(Buffer):
    """The send end of a stream that is to be told what it has missed."""

    def __init__(
        self,
        size: int,
        overflow: Overflow,
        reader: CatchUp,
        *,
        on_gap: Callable[[Gap], object] = lambda _: None,
        on_missed: Callable[[CatchingUp, Gap], object],
    ) -> None:
        super().__init__(size, overflow, on_gap=on_gap)
        self._reader = reader
        self._on_missed = on_missed
        self._came = _Known()
        self._read = _Known()

    def post(self, pending: Pending) -> None:
        """Take one event, unless it has been read again already."""
        identity = self._identity(pending)
        if identity is not None:
            if identity in self._read:
                return
            self._came.add(identity)
        super().post(pending)

    def post_gap(self, gap: Gap) -> None:
        """Take a gap, and have read what was missed in it."""
        super().post_gap(gap)
        if not self.ended:
            self._on_missed(self, gap)

    def post_missed(self, missed: Missed, record: EventSubSubscription) -> None:
        """Take an event that was read again, unless it came, or was read before."""
        identity = self._reader.identity(missed.event)
        if identity in self._came or identity in self._read:
            return
        self._read.add(identity)
        super().post(Synthetic(missed, _message_id(identity), record))

    def _identity(self, pending: Pending) -> Identity | None:
        model = EVENT_TYPES.get((pending.type, pending.version))
        if model is None or not self._reader.reads(model):
            return None
        # What cannot be read is told when it is taken.
        with suppress(DecodeError):
            return self._reader.identity(pending.event())
        return None


def _message_id(identity: Identity) -> str:
    key, at = identity
    return ":".join((*key, at.isoformat()) if at is not None else key)
