"""Running it: what a program does at a terminal and under a service manager."""

from typing import TYPE_CHECKING

from .._lazy import lazily

if TYPE_CHECKING:
    from .running import *
else:
    __getattr__, __dir__, __all__ = lazily(__name__)
