"""Streams in memory."""

from __future__ import annotations

import pytest
import trio
from trio.testing import check_two_way_stream, wait_all_tasks_blocked

from twitchtrio.testing.fake.wire import SocketServerStream, memory_pair


async def test_is_a_stream():
    """It keeps all that Trio promises of a stream."""

    async def make():
        await trio.lowlevel.checkpoint()
        return memory_pair()

    await check_two_way_stream(make, None)


async def test_counts_what_the_other_side_took():
    """Only bytes that were really taken out count."""
    client, server = memory_pair()
    await server.send_all(b"0123456789")
    assert b"0123" == await client.receive_some(4)

    assert (4, 0) == (server.taken, client.taken)


async def test_waits_for_a_slow_reader(nursery):
    """The writer waits while the reader is far behind."""
    client, server = memory_pair()
    await server.send_all(b"x" * (1 << 18))
    sent = trio.Event()

    async def send_more():
        await server.send_all(b"y")
        sent.set()

    nursery.start_soon(send_more)
    await wait_all_tasks_blocked()
    assert not sent.is_set()
    await client.receive_some()
    await sent.wait()


async def test_cut_loses_what_is_under_way():
    """Both sides notice, and what was not taken is gone."""
    client, server = memory_pair()
    await server.send_all(b"lost")
    server.cut()

    for stream in (client, server):
        with pytest.raises(trio.BrokenResourceError):
            await stream.receive_some()
        with pytest.raises(trio.BrokenResourceError):
            await stream.send_all(b"x")


async def test_cut_twice() -> None:
    """A connection over TCP that is closed already can be cut once more."""
    [listener] = await trio.open_tcp_listeners(0, host="127.0.0.1")
    host, port = listener.socket.getsockname()
    async with listener, await trio.open_tcp_stream(host, port), await listener.accept() as stream:
        server = SocketServerStream(stream)
        server.cut()
        server.cut()
