"""Helix category Chat, one module per subject."""

from typing import TYPE_CHECKING

from ..._lazy import lazily

if TYPE_CHECKING:
    from .badges import *
    from .calls import *
    from .emotes import *
    from .messages import *
    from .pins import *
    from .settings import *
    from .users import *
else:
    __getattr__, __dir__, __all__ = lazily(__name__)
