"""AutoMod: messages that it holds back, how strict it is, and the terms that it lets pass or blocks."""

from __future__ import annotations

from typing import TypeAlias

from attrs import frozen

from ... import scopes
from ..._json import Time
from ...enums import OpenEnum
from ...words import Cheermote, FragmentType
from ._people import NamesBroadcaster, NamesModerator, NamesUser
from .chat_held import HeldEmote
from .conditions import WithModerator
from .event import event

__all__ = [
    "AutomodContent",
    "AutomodFragment",
    "AutomodHoldCause",
    "AutomodMessageHold",
    "AutomodMessageHoldV2",
    "AutomodMessageStatus",
    "AutomodMessageUpdate",
    "AutomodMessageUpdateV2",
    "AutomodSettingsUpdate",
    "AutomodTermsAction",
    "AutomodTermsUpdate",
    "BlockedLinkHoldCause",
    "BlockedTermFound",
    "BlockedTermHoldCause",
    "HoldCause",
    "HoldReason",
    "TextBoundary",
    "UnknownHoldCause",
]


class AutomodMessageStatus(OpenEnum):
    """What became of a message that AutoMod held."""

    APPROVED = "approved"
    DENIED = "denied"
    EXPIRED = "expired"
    """Nobody decided in time."""
    INVALID = "invalid"


class HoldReason(OpenEnum):
    """Why a message is held; the attribute of this name has the details."""

    AUTOMOD = "automod"
    BLOCKED_TERM = "blocked_term"
    BLOCKED_LINK = "blocked_link"


class AutomodTermsAction(OpenEnum):
    """What was done to a channel's terms."""

    ADD_PERMITTED = "add_permitted"
    REMOVE_PERMITTED = "remove_permitted"
    ADD_BLOCKED = "add_blocked"
    REMOVE_BLOCKED = "remove_blocked"


@frozen(kw_only=True)
class AutomodFragment:
    """A part of a message that AutoMod holds."""

    type: FragmentType
    text: str
    emote: HeldEmote | None = None
    cheermote: Cheermote | None = None


@frozen(kw_only=True)
class AutomodContent:
    """What a message that AutoMod holds says, as text and in parts."""

    text: str
    fragments: tuple[AutomodFragment, ...]


@frozen(kw_only=True)
class TextBoundary:
    """Where in a text something stands, in characters from 0."""

    start_pos: int
    end_pos: int
    """Of its last character."""


@frozen(kw_only=True)
class AutomodHoldCause:
    """AutoMod takes the message for harmful."""

    category: str
    """Of harm, such as `aggressive`."""
    level: int
    """How bad it is, from 1 to 4."""
    boundaries: tuple[TextBoundary, ...]


@frozen(kw_only=True)
class BlockedTermFound:
    """A blocked term in a message."""

    term_id: str
    boundary: TextBoundary
    owner_broadcaster_user_id: str = ""
    """The broadcaster who blocked it."""
    owner_broadcaster_user_login: str
    owner_broadcaster_user_name: str


@frozen(kw_only=True)
class BlockedTermHoldCause:
    """The message has terms in it that are blocked."""

    terms_found: tuple[BlockedTermFound, ...]


@frozen(kw_only=True)
class BlockedLinkHoldCause:
    """The message has a link in it that is blocked."""


@frozen(kw_only=True)
class UnknownHoldCause:
    """A reason that twitchtrio has no class for, or whose details Twitch left out."""

    reason: HoldReason


HoldCause: TypeAlias = AutomodHoldCause | BlockedTermHoldCause | BlockedLinkHoldCause | UnknownHoldCause
"""Why a message is held; `match` takes it apart."""


class _Held:
    """An event that tells why a message is held."""

    __slots__ = ()

    reason: HoldReason
    automod: AutomodHoldCause | None
    blocked_term: BlockedTermHoldCause | None
    blocked_link: BlockedLinkHoldCause | None

    @property
    def cause(self) -> HoldCause:
        """Why it is held: the attribute named like its reason."""
        causes: dict[str, HoldCause | None] = {
            HoldReason.AUTOMOD: self.automod,
            HoldReason.BLOCKED_TERM: self.blocked_term,
            HoldReason.BLOCKED_LINK: self.blocked_link or BlockedLinkHoldCause(),
        }
        return causes.get(self.reason) or UnknownHoldCause(reason=self.reason)


@event("automod.message.hold", "2", scopes.MODERATOR_MANAGE_AUTOMOD, identity="message_id")
@frozen(kw_only=True)
class AutomodMessageHold(WithModerator, NamesBroadcaster, NamesUser, _Held):
    """AutoMod holds a message that somebody wrote, until a moderator decides."""

    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    user_id: str
    user_login: str
    user_name: str
    message_id: str
    message: AutomodContent
    held_at: Time
    reason: HoldReason
    automod: AutomodHoldCause | None = None
    blocked_term: BlockedTermHoldCause | None = None
    blocked_link: BlockedLinkHoldCause | None = None


AutomodMessageHoldV2: TypeAlias = AutomodMessageHold
"""The same, by its number."""


@event("automod.message.update", "2", scopes.MODERATOR_MANAGE_AUTOMOD, identity="message_id")
@frozen(kw_only=True)
class AutomodMessageUpdate(WithModerator, NamesBroadcaster, NamesUser, NamesModerator, _Held):
    """A message that AutoMod held was decided on, or nobody did so in time."""

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
    message: AutomodContent
    status: AutomodMessageStatus
    held_at: Time
    reason: HoldReason
    automod: AutomodHoldCause | None = None
    blocked_term: BlockedTermHoldCause | None = None
    blocked_link: BlockedLinkHoldCause | None = None


AutomodMessageUpdateV2: TypeAlias = AutomodMessageUpdate
"""The same, by its number."""


@event("automod.settings.update", "1", scopes.MODERATOR_READ_AUTOMOD_SETTINGS)
@frozen(kw_only=True)
class AutomodSettingsUpdate(WithModerator, NamesBroadcaster, NamesModerator):
    """A moderator changed how strict AutoMod is: each level goes from 0, not at all, to 4."""

    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    moderator_user_id: str
    moderator_user_login: str
    moderator_user_name: str
    bullying: int
    overall_level: int | None = None
    """`None` if the levels are set one by one."""
    disability: int
    race_ethnicity_or_religion: int
    misogyny: int
    sexuality_sex_or_gender: int
    aggression: int
    sex_based_terms: int
    swearing: int


@event("automod.terms.update", "1", scopes.MODERATOR_MANAGE_AUTOMOD)
@frozen(kw_only=True)
class AutomodTermsUpdate(WithModerator, NamesBroadcaster, NamesModerator):
    """A moderator changed which terms AutoMod lets pass or blocks."""

    broadcaster_user_id: str
    broadcaster_user_login: str
    broadcaster_user_name: str
    moderator_user_id: str
    moderator_user_login: str
    moderator_user_name: str
    action: AutomodTermsAction
    from_automod: bool
    """Whether it came of a decision about a message that AutoMod held."""
    terms: tuple[str, ...]
