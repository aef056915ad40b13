"""What people do on Twitch; every deed tells those who are subscribed to it."""

from __future__ import annotations

from .automod import AutoModeration
from .broadcasts import Broadcasts
from .causes import Causes
from .consent import Consent
from .guests import Guests
from .moderation import Moderation
from .people import People
from .rewards import Rewards
from .votes import Votes

__all__ = ["Scenes"]


class Scenes(Consent, AutoModeration, People, Moderation, Broadcasts, Votes, Causes, Rewards, Guests):
    """Users who consent, chat, follow, subscribe, moderate and broadcast."""
