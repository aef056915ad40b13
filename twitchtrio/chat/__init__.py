"""Chat: sending within Twitch's limits, channel handles, and what commands are made of."""

from typing import TYPE_CHECKING

from .._lazy import lazily

if TYPE_CHECKING:
    from ..eventsub import Chatter as Chatter, PartialUser as PartialUser
    from .channel import Channel as Channel
    from .commands import *
    from .limits import *
    from .sender import *
else:
    __getattr__, __dir__, __all__ = lazily(__name__)
