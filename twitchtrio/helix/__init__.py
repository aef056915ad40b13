"""Twitch's API: the client, its categories, and their models."""

from typing import TYPE_CHECKING

from .._lazy import lazily

if TYPE_CHECKING:
    from ..words import *
    from ._pages import *
    from .ads import *
    from .analytics import *
    from .beside import *
    from .bits import *
    from .ccls import *
    from .channel_points import *
    from .channels import *
    from .charity import *
    from .chat import *
    from .client import *
    from .clips import *
    from .conduits import *
    from .entitlements import *
    from .eventsub import *
    from .extensions import *
    from .games import *
    from .goals import *
    from .guest_star import *
    from .hype_train import *
    from .misfit import MisfitItem as MisfitItem
    from .moderation import *
    from .polls import *
    from .predictions import *
    from .raids import *
    from .schedule import *
    from .search import *
    from .signing_in import open_helix as open_helix
    from .streams import *
    from .subscriptions import *
    from .tags import *
    from .teams import *
    from .users import *
    from .videos import *
    from .whispers import *
else:
    __getattr__, __dir__, __all__ = lazily(__name__)
