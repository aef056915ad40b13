"""Twitch's API: the client, its categories, and their models."""

from typing import TYPE_CHECKING

from .._lazy import lazily

if TYPE_CHECKING:
    from ..words import *
    from ._pages import *
    from .channels import *
    from .chat import *
    from .client import *
    from .eventsub import *
    from .misfit import MisfitItem as MisfitItem
    from .moderation import *
    from .signing_in import open_helix as open_helix
    from .streams import *
    from .users import *
else:
    __getattr__, __dir__, __all__ = lazily(__name__)
