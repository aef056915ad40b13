"""What people do on Twitch; every deed tells those who are subscribed to it."""

from __future__ import annotations

from .broadcasts import Broadcasts
from .causes import Causes
from .chatting import Chatting
from .consent import Consent
from .moderation import Moderation
from .people import People
from .votes import Votes

__all__ = ["Scenes"]


class Scenes(Consent, Chatting, People, Moderation, Broadcasts, Votes, Causes):
    """Users who consent, chat, follow, subscribe, moderate and broadcast."""
