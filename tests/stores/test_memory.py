"""The store in memory."""

from __future__ import annotations

import trio

from twitchtrio.stores import MemoryStore


async def test_a_lease_expires(autojump_clock):
    """A lease that was not given back can be had by others after its time, on Trio's clock."""
    store = MemoryStore()
    await store.hold(["x"], owner="a", seconds=60)

    await trio.sleep(59)
    assert "a" == (await store.hold(["x"], owner="b", seconds=60))["x"].owner
    await trio.sleep(2)
    assert () == await store.leases("")
    assert "b" == (await store.hold(["x"], owner="b", seconds=60))["x"].owner


async def test_a_record_expires(autojump_clock):
    """A record that is kept for a time is gone after it, and its name is free."""
    store = MemoryStore()
    await store.write("x", b"1", seconds=60)

    await trio.sleep(59)
    assert 1 == len(await store.read("x"))
    await trio.sleep(2)
    assert () == await store.read("x")
    assert await store.write("x", b"2", expected=0) is not None


async def test_expired_records_take_no_room(autojump_clock):
    """However many records are kept for a time each, only those of one such time are held, or twice as many."""
    store = MemoryStore()

    for number in range(10_000):
        await store.write(str(number), b"", seconds=100)
        await trio.sleep(1)

    assert len(store._records) <= 210
