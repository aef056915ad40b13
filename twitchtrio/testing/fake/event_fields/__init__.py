"""The fields of every event, as Twitch documents them and its examples show them."""

from __future__ import annotations

from typing import Final

from ._notation import Field, Fields, Kind
from .accounts import ACCOUNTS
from .causes import CAUSES
from .channels import CHANNELS
from .chat import CHAT
from .moderation import MODERATION
from .rewards import REWARDS

__all__ = ["EVENT_FIELDS", "Field", "Fields", "Kind"]

EVENT_FIELDS: Final[dict[tuple[str, str], Fields]] = {**CHAT, **MODERATION, **CHANNELS, **REWARDS, **CAUSES, **ACCOUNTS}
"""By type and version."""
