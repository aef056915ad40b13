"""The log of what a client has read, as a rule."""

from __future__ import annotations

import trio
from hypothesis import given, strategies as st
from trio.testing import MockClock, wait_all_tasks_blocked

from twitchtrio.testing import FakeTwitch

REQUEST = (
    b"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


def whole_messages(data: bytes) -> list[str]:
    """The text frames that are complete in what a client has taken."""
    _, _, rest = data.partition(b"\r\n\r\n")
    texts = []
    while len(rest) >= 2:
        size, start = rest[1], 2
        if size == 126:
            size, start = int.from_bytes(rest[2:4], "big"), 4
        if len(rest) < start + size:
            break
        texts.append(rest[start : start + size].decode())
        rest = rest[start + size :]
    return texts


async def take(stream: trio.abc.Stream, count: int) -> bytes:
    """Take that many bytes, or fewer if no more come."""
    data = b""
    with trio.move_on_after(1):
        while len(data) < count:
            data += await stream.receive_some(count - len(data))
    return data


@given(events=st.lists(st.text(max_size=300), max_size=6), taken=st.integers(0, 6000))
def test_read_is_what_was_taken_whole(events, taken):
    """Wherever a connection is cut: what was taken whole is read, the rest is unread, and nothing is missing."""

    async def main():
        fake = FakeTwitch()
        async with fake.open():
            stream = await fake.network.dial(fake.endpoints.eventsub_websocket)
            await stream.send_all(REQUEST)
            await wait_all_tasks_blocked()
            socket = fake.sockets[0]
            for number, text in enumerate(events):
                socket.notify({"number": number, "text": text})
            data = await take(stream, taken)
            socket.drop()
        return data, fake.read_log()[0]

    data, record = trio.run(main, clock=MockClock(autojump_threshold=0))

    assert whole_messages(data) == [message.text for message in record.read]
    assert 1 + len(events) == len(record.read) + len(record.unread)
