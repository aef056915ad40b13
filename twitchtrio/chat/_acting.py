"""With what channels, commands and handlers act: as whom, through what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import Factory, frozen

from ._spacing import Spacing

if TYPE_CHECKING:
    from ..helix import Helix
    from ..tokens import Account
    from .sender import Sender

__all__ = ["Acting"]


@frozen(kw_only=True, eq=False)
class Acting:
    """The bot's account, and how it acts."""

    account: Account
    helix: Helix
    """Acts as the account wherever an endpoint takes any user's token."""
    sender: Sender
    announcements: Spacing = Factory(lambda: Spacing(2.0))
    """When the next one may be made in a channel, as Twitch wants it."""
    shoutouts: Spacing = Factory(lambda: Spacing(120.0))
    """The same."""
