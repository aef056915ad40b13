"""Chat badges, as the category Chat gives them."""

from __future__ import annotations

from attrs import frozen

__all__ = ["BadgeVersion", "ChatBadgeSet"]


@frozen(kw_only=True)
class BadgeVersion:
    """One badge of a set, such as that for two years of subscribing."""

    id: str
    title: str
    description: str
    image_url_1x: str
    image_url_2x: str
    image_url_4x: str
    click_action: str | None = None
    """What a click on it does."""
    click_url: str | None = None
    """Where a click on it leads."""


@frozen(kw_only=True)
class ChatBadgeSet:
    """The badges for one merit, such as `subscriber` or `bits`."""

    set_id: str
    versions: tuple[BadgeVersion, ...]
