"""A Twitch of your own, for tests and demonstrations."""

from typing import TYPE_CHECKING

from .._lazy import lazily

if TYPE_CHECKING:
    from .bot import *
    from .chat import *
    from .fake import (
        FakeChatMessage as FakeChatMessage,
        FakeGrant as FakeGrant,
        FakeSocket as FakeSocket,
        FakeTwitch as FakeTwitch,
        FakeUser as FakeUser,
        Replayed as Replayed,
        ServedTwitch as ServedTwitch,
        SocketRecord as SocketRecord,
    )
else:
    __getattr__, __dir__, __all__ = lazily(__name__, extra="testing")
