"""What must outlive the process: records with versions, and leases."""

from typing import TYPE_CHECKING

from .._lazy import lazily

if TYPE_CHECKING:
    from ._protocol import *
    from .memory import *
    from .opening import *
    from .sqlite import *
else:
    __getattr__, __dir__, __all__ = lazily(__name__)
