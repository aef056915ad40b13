"""Moderators and VIPs."""

from __future__ import annotations

from attrs import frozen

__all__ = ["VIP", "ModeratedChannel", "Moderator"]


@frozen(kw_only=True)
class ModeratedChannel:
    """A channel in which a user is a moderator."""

    broadcaster_id: str
    broadcaster_login: str
    broadcaster_name: str


@frozen(kw_only=True)
class Moderator:
    """A user who may moderate a channel's chat."""

    user_id: str
    user_login: str
    user_name: str


@frozen(kw_only=True)
class VIP:
    """A user whom a channel holds in esteem."""

    user_id: str
    user_login: str
    user_name: str
