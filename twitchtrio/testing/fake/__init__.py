"""The fake Twitch: nothing in it knows the code that it tests."""

from typing import TYPE_CHECKING

from ..._lazy import lazily

if TYPE_CHECKING:
    from .accounts import FakeGrant as FakeGrant
    from .chat import FakeChatMessage as FakeChatMessage
    from .replay import Replayed as Replayed
    from .requests import *
    from .serve import ServedTwitch as ServedTwitch
    from .sockets import FakeSocket as FakeSocket, SentMessage as SentMessage, SocketRecord as SocketRecord
    from .twitch import *
    from .world import FakeChannel as FakeChannel, FakeUser as FakeUser
else:
    __getattr__, __dir__, __all__ = lazily(__name__)
