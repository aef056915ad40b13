"""How notifications travel."""

from __future__ import annotations

from .transport import Link, Transport
from .websocket import WebSocketTransport

__all__ = ["Link", "Transport", "WebSocketTransport"]
