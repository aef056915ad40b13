"""Warnings in chat."""

from __future__ import annotations

from attrs import frozen

from ... import scopes
from ._people import NamesBroadcaster, NamesModerator, NamesUser
from .conditions import WithModerator
from .event import event

__all__ = ["ChannelWarningAcknowledge", "ChannelWarningSend"]


@event("channel.warning.acknowledge", "1", (scopes.MODERATOR_READ_WARNINGS, scopes.MODERATOR_MANAGE_WARNINGS))
@frozen(kw_only=True)
class ChannelWarningAcknowledge(WithModerator, NamesBroadcaster, NamesUser):
    """A user acknowledged a warning, and may write in the channel's chat again."""

    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    user_id: str
    user_login: str
    user_name: str


@event("channel.warning.send", "1", (scopes.MODERATOR_READ_WARNINGS, scopes.MODERATOR_MANAGE_WARNINGS))
@frozen(kw_only=True)
class ChannelWarningSend(WithModerator, NamesBroadcaster, NamesModerator, NamesUser):
    """A moderator warned a user, who may not write in the channel's chat until they acknowledge it."""

    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    moderator_user_id: str
    moderator_user_login: str
    moderator_user_name: str
    user_id: str
    user_login: str
    user_name: str
    reason: str | None = None
    """What the moderator wrote."""
    chat_rules_cited: tuple[str, ...] | None = None
    """The channel's rules that the moderator named."""
