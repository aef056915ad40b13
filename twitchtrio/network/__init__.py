"""The seam to the outside: HTTP requests and WebSockets, and what may stand in for them."""

from typing import TYPE_CHECKING

from .._lazy import lazily

if TYPE_CHECKING:
    from ._body import SHORT_BODY_LIMIT as SHORT_BODY_LIMIT
    from ._http import *
    from ._network import Dial as Dial, Network as Network
    from ._request import Content as Content, Headers as Headers
    from ._response import Response as Response
    from ._websocket import *
else:
    __getattr__, __dir__, __all__ = lazily(__name__)
