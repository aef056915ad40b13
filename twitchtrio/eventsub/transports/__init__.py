"""How notifications travel."""

from __future__ import annotations

from .transport import Link, Transport

__all__ = ["Link", "Transport"]
