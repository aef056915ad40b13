"""What AutoMod holds back, how strict it is, and the terms that a channel blocks."""

from __future__ import annotations

from attrs import frozen

from ..._json import MaybeTime, Time
from ...enums import OpenEnum

__all__ = [
    "AutoModAction",
    "AutoModSettings",
    "AutoModStatus",
    "BlockedTerm",
    "MessageToCheck",
]


@frozen(kw_only=True)
class MessageToCheck:
    """A message that has not been sent."""

    msg_id: str
    """Made up by the program, to find the answer by."""
    msg_text: str


@frozen(kw_only=True)
class AutoModStatus:
    """Whether AutoMod lets a message pass."""

    msg_id: str
    is_permitted: bool


class AutoModAction(OpenEnum):
    """What becomes of a message that AutoMod holds."""

    ALLOW = "ALLOW"
    DENY = "DENY"


@frozen(kw_only=True)
class AutoModSettings:
    """How strict AutoMod is in a channel, from 0 (not at all) to 4."""

    broadcaster_id: str
    moderator_id: str
    overall_level: int | None = None
    """`None` if the levels are set one by one."""
    disability: int
    aggression: int
    sexuality_sex_or_gender: int
    misogyny: int
    bullying: int
    swearing: int
    race_ethnicity_or_religion: int
    sex_based_terms: int


@frozen(kw_only=True)
class BlockedTerm:
    """A word or phrase that may not be in a channel's chat."""

    broadcaster_id: str
    moderator_id: str
    """Who blocked it."""
    id: str
    text: str
    created_at: Time
    updated_at: Time
    expires_at: MaybeTime = None
    """When it is blocked no longer; `None` if it is for good."""
