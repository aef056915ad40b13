"""What Twitch means when it closes a WebSocket."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import frozen

__all__ = ["ABNORMAL", "CLOSE_CODES", "INVALID_RECONNECT", "CloseCode", "close_code"]

ABNORMAL: Final = 1006
INVALID_RECONNECT: Final = 4007


@frozen
class CloseCode:
    """One way in which a connection ends; every one of them is followed by another connection."""

    meaning: str
    at_once: bool
    """Whether to connect again without waiting; a server in trouble and a fault of ours are better waited out."""


CLOSE_CODES: Final[Mapping[int, CloseCode]] = {
    1000: CloseCode("Twitch closed the connection", at_once=True),
    1001: CloseCode("Twitch's server went away", at_once=True),
    1005: CloseCode("Twitch closed the connection without a reason", at_once=True),
    ABNORMAL: CloseCode("the connection broke", at_once=True),
    1011: CloseCode("Twitch's server failed", at_once=False),
    1012: CloseCode("Twitch's server restarts", at_once=True),
    1013: CloseCode("Twitch's server is overloaded", at_once=False),
    4000: CloseCode("Twitch's server failed", at_once=False),
    4001: CloseCode("Twitch received more than pongs, which is a bug in twitchtrio", at_once=False),
    4002: CloseCode("pings were not answered in time; was the program busy for long?", at_once=True),
    4003: CloseCode("nothing was subscribed to within 10 s", at_once=False),
    4004: CloseCode("the session was not continued in time on the address that Twitch gave", at_once=True),
    4005: CloseCode("Twitch's network timed out", at_once=True),
    4006: CloseCode("Twitch's network failed", at_once=True),
    INVALID_RECONNECT: CloseCode("Twitch no longer accepts the address that it gave to continue on", at_once=True),
}


def close_code(code: int) -> CloseCode:
    """What a code means, known or not."""
    return CLOSE_CODES.get(code) or CloseCode("Twitch closed the connection for an unknown reason", at_once=False)
