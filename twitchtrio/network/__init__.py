"""The seam to the outside: HTTP requests and WebSockets, and what may stand in for them."""

from ._body import SHORT_BODY_LIMIT
from ._http import Http, open_http
from ._network import Dial, Network
from ._plain import Content, Headers
from ._response import Response
from ._websocket import WebSocket, run_websocket

__all__ = [
    "SHORT_BODY_LIMIT",
    "Content",
    "Dial",
    "Headers",
    "Http",
    "Network",
    "Response",
    "WebSocket",
    "open_http",
    "run_websocket",
]
