"""Commands: functions that chatters call by name."""

from typing import TYPE_CHECKING

from ..._lazy import lazily

if TYPE_CHECKING:
    from .converters import *
else:
    __getattr__, __dir__, __all__ = lazily(__name__)
