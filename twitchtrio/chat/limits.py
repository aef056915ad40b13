"""How fast Twitch lets an account chat."""

from __future__ import annotations

from typing import Any, Final

from attrs import Attribute, field, frozen

from .._given import check_number

__all__ = ["ORDINARY", "VERIFIED", "ChatLimits"]


def _is_number(_: ChatLimits, attribute: Attribute[Any], value: object) -> None:
    check_number(attribute.name, value)


@frozen(kw_only=True)
class ChatLimits:
    """How many messages of an account, in all channels together, may lie within 30 seconds for it to send another.

    Raises:
        ConfigurationError: It is no whole number, or less than 1.
    """

    ordinary: int = field(validator=_is_number)
    """For a message to a channel where the account is nobody."""
    privileged: int = field(validator=_is_number)
    """Where it is the broadcaster, a moderator or a VIP."""


ORDINARY: Final = ChatLimits(ordinary=20, privileged=100)
"""Of every account."""

VERIFIED: Final = ChatLimits(ordinary=7500, privileged=7500)
"""Of a bot that Twitch has verified."""
