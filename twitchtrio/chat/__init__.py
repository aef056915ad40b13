"""Chat: sending within Twitch's limits, and channel handles."""

from .channel import Channel
from .sender import MAX_CHARACTERS, Sender, split

__all__ = ["MAX_CHARACTERS", "Channel", "Sender", "split"]
