"""What banned users write to have their ban lifted."""

from __future__ import annotations

from attrs import frozen

from ... import scopes
from ..._json import Time
from ...enums import OpenEnum
from ._people import MayNameModerator, NamesBroadcaster, NamesUser
from .conditions import WithModerator
from .event import event

__all__ = ["ChannelUnbanRequestCreate", "ChannelUnbanRequestResolve", "UnbanRequestResolution"]


class UnbanRequestResolution(OpenEnum):
    """What came of a request to lift a ban."""

    APPROVED = "approved"
    CANCELED = "canceled"
    DENIED = "denied"


@event(
    "channel.unban_request.create",
    "1",
    (scopes.MODERATOR_READ_UNBAN_REQUESTS, scopes.MODERATOR_MANAGE_UNBAN_REQUESTS),
    identity="id",
)
@frozen(kw_only=True)
class ChannelUnbanRequestCreate(WithModerator, NamesBroadcaster, NamesUser):
    """A banned user asked a channel to lift the ban."""

    id: str
    """Of the request."""
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    user_id: str
    user_login: str
    user_name: str
    text: str
    """What the user wrote."""
    created_at: Time


@event(
    "channel.unban_request.resolve",
    "1",
    (scopes.MODERATOR_READ_UNBAN_REQUESTS, scopes.MODERATOR_MANAGE_UNBAN_REQUESTS),
    identity="id",
)
@frozen(kw_only=True)
class ChannelUnbanRequestResolve(WithModerator, NamesBroadcaster, NamesUser, MayNameModerator):
    """A moderator answered a request to lift a ban, or it was canceled."""

    id: str
    """Of the request."""
    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    moderator_id: str | None = None
    """This and the next two: the moderator, under the names that Twitch's table gives them."""
    moderator_login: str | None = None
    moderator_name: str | None = None
    user_id: str
    user_login: str
    user_name: str
    resolution_text: str | None = None
    """What the moderator answered."""
    status: UnbanRequestResolution
    moderator_user_id: str | None = None
    moderator_user_login: str | None = None
    moderator_user_name: str | None = None
