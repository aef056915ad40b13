"""Signing in, and keeping tokens usable."""

from typing import TYPE_CHECKING

from .._lazy import lazily

if TYPE_CHECKING:
    from ._callbacks import AppRefreshed as AppRefreshed, Refreshed as Refreshed
    from .device import *
    from .login import *
    from .oauth import *
    from .supervisor import Supervisor as Supervisor
else:
    __getattr__, __dir__, __all__ = lazily(__name__)
