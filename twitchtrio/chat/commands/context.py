"""What a command's function gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from attrs import frozen

if TYPE_CHECKING:
    from ...eventsub import ChannelChatMessage
    from ...helix import Helix
    from .._acting import Acting

__all__ = ["CommandContext"]

S_co = TypeVar("S_co", covariant=True)


@frozen(kw_only=True, eq=False)
class CommandContext(Generic[S_co]):
    """A command that was written in a channel."""

    state: S_co
    message: ChannelChatMessage
    helix: Helix
    usage: str
    """How the command is written."""
    _acting: Acting
