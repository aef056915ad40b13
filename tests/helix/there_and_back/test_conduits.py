"""Conduits: made, grown, and pointed at connections."""

import pytest
import trio
from trio_websocket import wrap_client_stream

from twitchtrio.errors import ConfigurationError, NotFoundError, RateLimitedError
from twitchtrio.helix import ShardTransport, ShardUpdate
from twitchtrio.subscription import SubscriptionStatus


async def test_conduits(helix):
    """An app has five at most, each its own size."""
    first, *_ = [await helix.conduits.create_conduits(shard_count=number) for number in range(1, 6)]
    with trio.move_on_after(1), pytest.raises(RateLimitedError):
        await helix.conduits.create_conduits(shard_count=6)
    grown = await helix.conduits.update_conduits(id=first.id, shard_count=20_000)
    await helix.conduits.delete_conduit(id=first.id)

    assert (first.id, 20_000) == (grown.id, grown.shard_count)
    assert [2, 3, 4, 5] == [each.shard_count for each in await helix.conduits.get_conduits()]
    with pytest.raises(NotFoundError):
        await helix.conduits.delete_conduit(id=first.id)
    with pytest.raises(ConfigurationError, match="shard_count is 20001"):
        await helix.conduits.create_conduits(shard_count=20_001)


async def test_shards(helix, fake, nursery):
    """What can be done is done, and what cannot be is told of each."""
    stream = await fake.network.dial(fake.endpoints.eventsub_websocket)
    socket = await wrap_client_stream(nursery, stream, "127.0.0.1:1", "/ws")
    await socket.get_message()
    session_id = fake.sockets[0].session_id
    conduit = await helix.conduits.create_conduits(shard_count=3)
    webhook = ShardTransport(method="webhook", callback="https://example.com", secret="0123456789")
    updated = await helix.conduits.update_conduit_shards(
        conduit_id=conduit.id,
        shards=[
            ShardUpdate(id="0", transport=ShardTransport(method="websocket", session_id=session_id)),
            ShardUpdate(id="1", transport=webhook),
            ShardUpdate(id="2", transport=ShardTransport(method="websocket", session_id="gone")),
            ShardUpdate(id="3", transport=webhook),
        ],
    )
    pending = SubscriptionStatus.WEBHOOK_CALLBACK_VERIFICATION_PENDING
    listed = await helix.conduits.get_conduit_shards(conduit_id=conduit.id).collect()

    assert [("0", SubscriptionStatus.ENABLED), ("1", pending)] == [(each.id, each.status) for each in updated]
    assert ["2", "3"] == [each.id for each in updated.errors]
    assert "outside the conduit's range" in updated.errors[1].message
    assert listed == updated
    assert (session_id, "https://example.com") == (listed[0].transport.session_id, listed[1].transport.callback)
    assert ["1"] == [each.id async for each in helix.conduits.get_conduit_shards(conduit_id=conduit.id, status=pending)]
    await helix.conduits.update_conduits(id=conduit.id, shard_count=1)
    assert 1 == len(await helix.conduits.get_conduit_shards(conduit_id=conduit.id).collect())


@pytest.mark.parametrize("secret", ["123456789", "x" * 101])
def test_secret(secret):
    """A secret that Twitch would refuse is refused without being shown."""
    with pytest.raises(ConfigurationError, match="10 to 100 ASCII characters") as caught:
        ShardTransport(method="webhook", callback="https://example.com", secret=secret)
    assert secret not in str(caught.value)
