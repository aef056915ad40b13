"""A Twitch of your own, for tests and demonstrations."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .fake import FakeChatMessage, FakeGrant, FakeSocket, FakeTwitch, FakeUser, ServedTwitch, SocketRecord

__all__ = [
    "FakeChatMessage",
    "FakeGrant",
    "FakeSocket",
    "FakeTwitch",
    "FakeUser",
    "ServedTwitch",
    "SocketRecord",
]


def __getattr__(name: str) -> Any:
    """Import the fake only when it is used: pytest loads this package in every run."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(".fake", __name__), name)
