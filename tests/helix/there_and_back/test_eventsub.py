"""Subscriptions as a resource: made, listed, deleted."""

import pytest
from trio_websocket import wrap_client_stream

from twitchtrio.errors import ConflictError, NotFoundError
from twitchtrio.helix import EventSubTransport
from twitchtrio.subscription import SubscriptionStatus


async def test_subscriptions(helix, fake, nursery):
    """What was made stands until it is deleted, and is made but once."""
    stream = await fake.network.dial(fake.endpoints.eventsub_websocket)
    socket = await wrap_client_stream(nursery, stream, "127.0.0.1:1", "/ws")
    await socket.get_message()
    wanted = {
        "type": "stream.online",
        "version": "1",
        "condition": {"broadcaster_user_id": fake.user("other").id},
        "transport": EventSubTransport(method="websocket", session_id=fake.sockets[0].session_id),
    }
    made = await helix.eventsub.create_eventsub_subscription(**wanted)
    listed = helix.eventsub.get_eventsub_subscriptions(status=SubscriptionStatus.ENABLED)

    assert [made.id] == [each.id async for each in listed]
    with pytest.raises(ConflictError):
        await helix.eventsub.create_eventsub_subscription(**wanted)
    await helix.eventsub.delete_eventsub_subscription(id=made.id)
    assert () == await listed.collect()
    with pytest.raises(NotFoundError):
        await helix.eventsub.delete_eventsub_subscription(id=made.id)
