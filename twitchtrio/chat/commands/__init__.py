"""Commands and handlers of events, and what runs them."""

from typing import TYPE_CHECKING

from ..._lazy import lazily

if TYPE_CHECKING:
    from ._calls import Prefix as Prefix
    from ._command import Command as Command
    from ._needed import NeededScopes as NeededScopes
    from ._running import Failure as Failure
    from .context import *
    from .converters import *
    from .cooldowns import Cooldown as Cooldown, Key as Key, Per as Per
    from .help import *
    from .permissions import *
    from .policies import *
    from .router import Router as Router
    from .serving import Serving as Serving
else:
    __getattr__, __dir__, __all__ = lazily(__name__)
