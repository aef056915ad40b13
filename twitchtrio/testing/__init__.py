"""A Twitch of your own, for tests and demonstrations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._lazy import lazily

if TYPE_CHECKING:
    from .bot import open_test_bot
    from .fake import FakeChatMessage, FakeGrant, FakeSocket, FakeTwitch, FakeUser, ServedTwitch, SocketRecord
else:
    __getattr__, __dir__ = lazily(
        __name__,
        {
            ".bot": ["open_test_bot"],
            ".fake": [
                "FakeChatMessage",
                "FakeGrant",
                "FakeSocket",
                "FakeTwitch",
                "FakeUser",
                "ServedTwitch",
                "SocketRecord",
            ],
        },
    )

__all__ = [
    "FakeChatMessage",
    "FakeGrant",
    "FakeSocket",
    "FakeTwitch",
    "FakeUser",
    "ServedTwitch",
    "SocketRecord",
    "open_test_bot",
]
