"""Event classes, one module per family, each imported when it is first used."""

from typing import TYPE_CHECKING

from ..._lazy import lazily

if TYPE_CHECKING:
    from ...people import *
    from ...words import *
    from ._people import *
    from .ads import *
    from .authorization import *
    from .automod import *
    from .automod_v1 import *
    from .bits import *
    from .channel import *
    from .charity import *
    from .chat import *
    from .chat_held import *
    from .chat_notification import *
    from .chat_settings import *
    from .conduits import *
    from .entitlements import *
    from .event import (
        EVENT_TYPES as EVENT_TYPES,
        Event as Event,
        InChannel as InChannel,
        Source as Source,
        Subscription as Subscription,
        UnknownEvent as UnknownEvent,
    )
    from .extensions import *
    from .goals import *
    from .guest_star import *
    from .hype_train import *
    from .moderate import *
    from .moderation import *
    from .moderator_actions import *
    from .polls import *
    from .predictions import *
    from .raids import *
    from .redemptions import *
    from .rewards import *
    from .roles import *
    from .shared_chat import *
    from .shield_mode import *
    from .shoutouts import *
    from .stream import *
    from .subscriptions import *
    from .suspicious_users import *
    from .unban_requests import *
    from .users import *
    from .warnings import *
else:
    __getattr__, __dir__, __all__ = lazily(__name__)
