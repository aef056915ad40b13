"""Twitch's API: the client, its categories, and their models."""

from typing import TYPE_CHECKING

from .._lazy import lazily

if TYPE_CHECKING:
    from ..words import *
    from ._open import open_helix as open_helix
    from ._pages import *
    from .channels import *
    from .chat import *
    from .chat_badges import *
    from .chat_emotes import (
        ChannelEmote as ChannelEmote,
        EmoteImages as EmoteImages,
        Emotes as Emotes,
        EmoteScale as EmoteScale,
        EmoteThemeMode as EmoteThemeMode,
        EmoteType as EmoteType,
        GlobalEmote as GlobalEmote,
        SetEmote as SetEmote,
        UserEmote as UserEmote,
    )
    from .chat_messages import *
    from .chat_pins import *
    from .chat_settings import *
    from .chat_users import *
    from .client import *
    from .eventsub import *
    from .misfit import MisfitItem as MisfitItem
    from .streams import *
    from .users import *
else:
    __getattr__, __dir__, __all__ = lazily(__name__)
