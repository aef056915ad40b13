"""AutoMod's messages, as their first version tells of them."""

from __future__ import annotations

from attrs import frozen

from ... import scopes
from ..._json import Time
from ._people import NamesBroadcaster, NamesModerator, NamesUser
from .automod import AutomodMessageStatus
from .chat_held import HeldContent
from .conditions import WithModerator
from .event import event

__all__ = ["AutomodFragmentsV1", "AutomodMessageHoldV1", "AutomodMessageUpdateV1"]


@frozen(kw_only=True)
class AutomodFragmentsV1:
    """Emotes and cheermotes of a message, as Twitch's example has them; what is in it is documented nowhere."""


@event("automod.message.hold", "1", scopes.MODERATOR_MANAGE_AUTOMOD, identity="message_id")
@frozen(kw_only=True)
class AutomodMessageHoldV1(WithModerator, NamesBroadcaster, NamesUser):
    """AutoMod holds a message; `AutomodMessageHold` is newer, and also tells of blocked terms."""

    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    user_id: str
    user_login: str
    user_name: str
    message_id: str
    message: HeldContent
    category: str
    """Of harm, such as `aggressive`."""
    level: int
    """How bad it is, from 1 to 4."""
    held_at: Time
    fragments: AutomodFragmentsV1 | None = None


@event("automod.message.update", "1", scopes.MODERATOR_MANAGE_AUTOMOD, identity="message_id")
@frozen(kw_only=True)
class AutomodMessageUpdateV1(WithModerator, NamesBroadcaster, NamesUser, NamesModerator):
    """A message that AutoMod held was decided on; `AutomodMessageUpdate` is newer, and also tells of blocked terms."""

    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    user_id: str
    user_login: str
    user_name: str
    moderator_user_id: str
    moderator_user_name: str
    moderator_user_login: str
    message_id: str
    message: HeldContent
    category: str
    """Of harm, such as `aggressive`."""
    level: int
    """How bad it is, from 1 to 4."""
    status: AutomodMessageStatus
    held_at: Time
    fragments: AutomodFragmentsV1 | None = None
