"""How notifications travel."""

from typing import TYPE_CHECKING

from ..._lazy import lazily

if TYPE_CHECKING:
    from .transport import *
    from .websocket import *
else:
    __getattr__, __dir__, __all__ = lazily(__name__)
