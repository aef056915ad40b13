"""The store in memory."""

from __future__ import annotations

import trio

from twitchtrio.stores import MemoryStore


async def test_a_lease_expires(autojump_clock, key, make_token):
    """A lease that was not given back can be had by others after its time, on Trio's clock."""
    store = MemoryStore()
    row = await store.save(key, make_token())
    await store.lease(key, owner="a", seconds=60)

    await trio.sleep(59)
    assert await store.lease(key, owner="b", seconds=60) is None
    await trio.sleep(2)
    assert row == await store.lease(key, owner="b", seconds=60)
