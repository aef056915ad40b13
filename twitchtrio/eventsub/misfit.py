"""What Twitch sent and nobody can read."""

from __future__ import annotations

from attrs import field, frozen

from ..errors import DecodeError

__all__ = ["Misfit"]


@frozen(kw_only=True)
class Misfit:
    """An event, an item within one, or a whole message that cannot be read even leniently."""

    type: str
    """Subscription type of the event; empty of a message that is none."""
    version: str
    message_id: str
    raw: bytes = field(repr=False)
    """The JSON text that cannot be read."""
    error: DecodeError
