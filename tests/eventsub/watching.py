"""What tests of listening look at."""

from __future__ import annotations

import trio

from twitchtrio import ChannelChatMessage
from twitchtrio.testing import FakeTwitch

SUBSCRIPTIONS = "/helix/eventsub/subscriptions"


def at_twitch(fake: FakeTwitch) -> list[tuple[str, str]]:
    """Type and channel of all that stands at Twitch."""
    standing = (subscription for socket in fake.sockets for subscription in socket.subscriptions)
    return sorted((each.type, each.condition.get("broadcaster_user_id", "")) for each in standing)


async def texts(stream: trio.abc.ReceiveChannel[ChannelChatMessage], count: int) -> list[str]:
    """The texts of the next messages."""
    return [(await stream.receive()).text for _ in range(count)]
