"""Changes of a channel, and its followers."""

from __future__ import annotations

from attrs import frozen

from ... import scopes
from ..._json import Time
from ._people import NamesBroadcaster, NamesUser
from .conditions import WithBroadcaster, WithModerator
from .event import event

__all__ = ["ChannelFollow", "ChannelUpdate"]


@event("channel.update", "2")
@frozen(kw_only=True)
class ChannelUpdate(WithBroadcaster, NamesBroadcaster):
    """A broadcaster changed title, language, category or labels; all of them, as they are now."""

    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    title: str
    language: str
    """ISO 639-1 code, or `other`."""
    category_id: str = ""
    category_name: str
    content_classification_labels: tuple[str, ...]
    """Ids of labels."""


@event("channel.follow", "2", scopes.MODERATOR_READ_FOLLOWERS)
@frozen(kw_only=True)
class ChannelFollow(WithModerator, NamesUser, NamesBroadcaster):
    """Somebody followed a channel."""

    user_id: str
    user_login: str
    user_name: str
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    followed_at: Time
