"""What a moderator can have done, a class for each kind of it."""

from __future__ import annotations

from attrs import frozen

from ..._json import Time
from ...enums import OpenEnum

__all__ = [
    "ActionOnTerms",
    "ActionOnUnbanRequest",
    "ActionOnUser",
    "AddBlockedTermAction",
    "AddPermittedTermAction",
    "ApproveUnbanRequestAction",
    "BanAction",
    "ClearAction",
    "DeleteAction",
    "DenyUnbanRequestAction",
    "EmoteOnlyAction",
    "EmoteOnlyOffAction",
    "FollowersAction",
    "FollowersOffAction",
    "ModAction",
    "RaidAction",
    "RemoveBlockedTermAction",
    "RemovePermittedTermAction",
    "SlowAction",
    "SlowOffAction",
    "SubscribersAction",
    "SubscribersOffAction",
    "TermsChange",
    "TermsList",
    "TimeoutAction",
    "UnbanAction",
    "UniqueChatAction",
    "UniqueChatOffAction",
    "UnmodAction",
    "UnraidAction",
    "UntimeoutAction",
    "UnvipAction",
    "VipAction",
    "WarnAction",
]


@frozen(kw_only=True)
class ActionOnUser:
    """Something was done to a user; the classes of it say what."""

    user_id: str
    user_login: str
    user_name: str


@frozen(kw_only=True)
class BanAction(ActionOnUser):
    """A user was banned."""

    reason: str | None = None


@frozen(kw_only=True)
class UnbanAction(ActionOnUser):
    """A user is banned no more."""


@frozen(kw_only=True)
class TimeoutAction(ActionOnUser):
    """A user may not write for a time."""

    reason: str | None = None
    expires_at: Time


@frozen(kw_only=True)
class UntimeoutAction(ActionOnUser):
    """A user may write again before the time was over."""


@frozen(kw_only=True)
class WarnAction(ActionOnUser):
    """A user was warned."""

    reason: str | None = None
    chat_rules_cited: tuple[str, ...] | None = None


@frozen(kw_only=True)
class DeleteAction(ActionOnUser):
    """A user's message was removed."""

    message_id: str
    message_body: str
    """What it said."""


@frozen(kw_only=True)
class ModAction(ActionOnUser):
    """A user was made a moderator."""


@frozen(kw_only=True)
class UnmodAction(ActionOnUser):
    """A user is a moderator no more."""


@frozen(kw_only=True)
class VipAction(ActionOnUser):
    """A user was made a VIP."""


@frozen(kw_only=True)
class UnvipAction(ActionOnUser):
    """A user is a VIP no more."""


@frozen(kw_only=True)
class ActionOnUnbanRequest(ActionOnUser):
    """A user's request to be unbanned was decided on."""

    is_approved: bool
    moderator_message: str


@frozen(kw_only=True)
class ApproveUnbanRequestAction(ActionOnUnbanRequest):
    """A user's request to be unbanned was approved."""


@frozen(kw_only=True)
class DenyUnbanRequestAction(ActionOnUnbanRequest):
    """A user's request to be unbanned was denied."""


@frozen(kw_only=True)
class RaidAction(ActionOnUser):
    """A raid of the user's channel began."""

    viewer_count: int


@frozen(kw_only=True)
class UnraidAction(ActionOnUser):
    """A raid of the user's channel was called off."""


# What was done to the terms that AutoMod looks for


class TermsChange(OpenEnum):
    """What became of terms."""

    ADD = "add"
    REMOVE = "remove"


class TermsList(OpenEnum):
    """What AutoMod does with terms."""

    BLOCKED = "blocked"
    PERMITTED = "permitted"


@frozen(kw_only=True)
class ActionOnTerms:
    """The terms that AutoMod blocks or permits were changed."""

    action: TermsChange
    list: TermsList
    terms: tuple[str, ...]
    from_automod: bool
    """Whether it was by a decision on a message that AutoMod held."""


@frozen(kw_only=True)
class AddBlockedTermAction(ActionOnTerms):
    """Terms are blocked from now on."""


@frozen(kw_only=True)
class RemoveBlockedTermAction(ActionOnTerms):
    """Terms are blocked no more."""


@frozen(kw_only=True)
class AddPermittedTermAction(ActionOnTerms):
    """Terms are permitted from now on."""


@frozen(kw_only=True)
class RemovePermittedTermAction(ActionOnTerms):
    """Terms are permitted no more."""


# What was done to the chat


@frozen(kw_only=True)
class ClearAction:
    """All messages were removed."""


@frozen(kw_only=True)
class EmoteOnlyAction:
    """Messages may hold nothing but emotes."""


@frozen(kw_only=True)
class EmoteOnlyOffAction:
    """Messages may hold more than emotes again."""


@frozen(kw_only=True)
class FollowersAction:
    """Only followers may write."""

    follow_duration_minutes: int
    """How long they must have followed."""


@frozen(kw_only=True)
class FollowersOffAction:
    """Others than followers may write again."""


@frozen(kw_only=True)
class SlowAction:
    """Each chatter must wait between messages."""

    wait_time_seconds: int


@frozen(kw_only=True)
class SlowOffAction:
    """Nobody must wait between messages any more."""


@frozen(kw_only=True)
class SubscribersAction:
    """Only subscribers may write."""


@frozen(kw_only=True)
class SubscribersOffAction:
    """Others than subscribers may write again."""


@frozen(kw_only=True)
class UniqueChatAction:
    """A message must differ from earlier ones."""


@frozen(kw_only=True)
class UniqueChatOffAction:
    """A message may repeat an earlier one again."""
