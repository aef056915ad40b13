"""What was missed in a gap, read again through Helix."""

from typing import TYPE_CHECKING

from .._lazy import lazily

if TYPE_CHECKING:
    from .reader import *
else:
    __getattr__, __dir__, __all__ = lazily(__name__)
