"""Helix category Moderation, one module per subject."""

from typing import TYPE_CHECKING

from ..._lazy import lazily

if TYPE_CHECKING:
    from .automod import *
    from .bans import *
    from .calls import *
    from .protection import *
    from .roles import *
else:
    __getattr__, __dir__, __all__ = lazily(__name__)
