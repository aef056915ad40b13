"""The fake Twitch: nothing in it knows the code that it tests."""

from .accounts import FakeGrant
from .chat import FakeChatMessage
from .requests import LoggedRequest, RequestLog
from .serve import ServedTwitch
from .sockets import FakeSocket, SentMessage, SocketRecord
from .twitch import FakeTwitch
from .world import FakeChannel, FakeUser

__all__ = [
    "FakeChannel",
    "FakeChatMessage",
    "FakeGrant",
    "FakeSocket",
    "FakeTwitch",
    "FakeUser",
    "LoggedRequest",
    "RequestLog",
    "SentMessage",
    "ServedTwitch",
    "SocketRecord",
]
