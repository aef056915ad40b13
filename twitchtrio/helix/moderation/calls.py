"""Helix category Moderation: all of it."""

from __future__ import annotations

from ._automod import AutoMod
from ._bans import Bans
from ._protection import Protection
from ._roles import Roles

__all__ = ["Moderation"]


class Moderation(Bans, AutoMod, Protection, Roles):
    """Helix category Moderation.

    Where the app itself acts for a moderator (`acting_as(APP)`), that user must have granted it the scope named, and
    for bans `user:bot`.
    """

    __slots__ = ()
