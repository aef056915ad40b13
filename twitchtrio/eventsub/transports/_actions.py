"""What the WebSocket machine wants done; a `Pending` among these is to be delivered."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from attrs import field, frozen

from ...subscription import EventSubSubscription
from ..envelope import Pending
from ..misfit import Misfit

__all__ = [
    "Action",
    "Carried",
    "Close",
    "Doubted",
    "Ignored",
    "Lost",
    "Missed",
    "MoveTo",
    "Ready",
    "Revoked",
    "SetAside",
]


@frozen(kw_only=True)
class Ready:
    """A new session stands, without subscriptions."""

    session_id: str


@frozen(kw_only=True)
class MoveTo:
    """Open this address, unchanged, and tell with `connected(moving=True)` or `refused`; keep reading the others."""

    url: str = field(repr=False)


@frozen(kw_only=True)
class Carried:
    """The session goes on under this id, subscriptions included."""

    session_id: str


@frozen(kw_only=True)
class Missed:
    """While the session was carried over, events sent between these times, by Twitch's clock, may have been missed."""

    since: datetime
    until: datetime


@frozen(kw_only=True)
class Revoked:
    """Twitch has ended a subscription."""

    subscription: EventSubSubscription
    at: datetime
    """When, by Twitch's clock."""


@frozen(kw_only=True)
class Close:
    """Close a connection, read what had still arrived, and tell with `closed`."""

    socket: int
    reason: str


@frozen(kw_only=True)
class Lost:
    """The session, if there was one, is gone with its subscriptions; open a new connection."""

    why: str
    last_seen: datetime | None
    """Its last sign of life by Twitch's clock; `None` if it was never welcomed."""
    at_once: bool
    """Whether to connect again without waiting, the first time."""


@frozen(kw_only=True)
class Ignored:
    """A message that could be read came out of turn; `why` says how."""

    why: str


@frozen(kw_only=True)
class SetAside:
    """A message could not be read."""

    misfit: Misfit


@frozen(kw_only=True)
class Doubted:
    """The session stands, but not every subscription may; `why` says what was not understood."""

    why: str


Action: TypeAlias = Pending | Ready | MoveTo | Carried | Missed | Revoked | Close | Lost | Ignored | SetAside | Doubted
