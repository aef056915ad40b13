"""Between the stream and trio-websocket: turns for others, limits, and nothing heard otherwise."""

from contextlib import suppress

import pytest
import trio
import trio.testing
import trio_websocket

from tests import mutations
from tests.network.peer import URL, acceptance, frame, receive_all, text_of, upgrading
from tests.steps import Turns
from twitchtrio.network import Network, _watched, run_websocket
from twitchtrio.network._handshake import Opening
from twitchtrio.network._watched import Watched


async def test_watched_stream(peer):
    """The stream that watches the handshake is one like any other."""
    near, far = trio.testing.memory_stream_pair()
    watched = Watched(near, Opening(URL, Network()))

    await watched.wait_send_all_might_not_block()
    await watched.send_all(b"hello")

    assert b"hello" == await far.receive_some()


@pytest.mark.parametrize(
    "data",
    [
        frame(b"") * 32_000,
        frame(b"", 0x01) + frame(b"", 0x00) * 8_000,
        frame(b"", 0x8A) * 8_000,
        frame(b"", 0x89) * 2_000,
    ],
    ids=["texts", "continuations", "pongs", "pings"],
)
async def test_turns(peer, connect, nursery, data):
    """Whatever a single read may bring, other tasks have their turns meanwhile."""
    turns = Turns()

    async def then(stream):
        await stream.send_all(data + frame(b"\x03\xe8", 0x88))
        async for _ in stream:
            pass

    peer.talk = upgrading(then)
    websocket = await connect()
    nursery.start_soon(turns.count)
    most = 0
    while batch := await websocket.receive():
        most = max(most, len(batch))

    assert most <= 256
    assert turns.had > len(data) // 2 / 512


async def test_no_message(monkeypatch, peer, connect):
    """Frames of which no message ever comes end the connection in the end."""
    monkeypatch.setattr(_watched, "_MOST_WITHOUT_MESSAGE", 100_000)
    sent = 0

    async def then(stream):
        nonlocal sent
        await stream.send_all(frame(b"before") + frame(b"", 0x01))
        with pytest.raises(trio.BrokenResourceError):
            while True:
                await stream.send_all(frame(b"x" * 100, 0x89) * 60)
                sent += 60 * 102
                await trio.testing.wait_all_tasks_blocked()

    peer.talk = upgrading(then)
    websocket = await connect()

    assert ["before"] == await receive_all(websocket)
    assert 1006 == websocket.close_code
    assert 94_000 < sent < 120_000


async def test_unread_messages(peer, connect):
    """While nobody receives, no more than a few MiB of messages are held, and all come in the end."""
    taken = 0

    async def then(stream):
        nonlocal taken
        for _ in range(20):
            await stream.send_all(b"\x81\x7f" + (2**20).to_bytes(8, "big") + b"x" * 2**20)
        await stream.aclose()

    class Counting(trio.abc.Stream):
        def __init__(self, stream):
            self.stream = stream

        async def receive_some(self, max_bytes=None):
            nonlocal taken
            data = await self.stream.receive_some(max_bytes)
            taken += len(data)
            return data

        async def send_all(self, data):
            await self.stream.send_all(data)

        async def wait_send_all_might_not_block(self):
            await self.stream.wait_send_all_might_not_block()

        async def aclose(self):
            await self.stream.aclose()

    usual = peer.dial

    async def dial(url):
        return Counting(await usual(url))

    peer.network = Network(dial=dial)
    peer.talk = upgrading(then)
    websocket = await connect()
    await trio.testing.wait_all_tasks_blocked()

    assert taken < 6 * 2**20
    assert 20 * 2**20 == sum(map(len, await receive_all(websocket)))


KINDS = (0x81, 0x81, 0x81, 0x89, 0x8A, 0x01, 0x00, 0x80, 0x82, 0x88, 0xC1, 0x8B)
PAYLOADS = (b"", "héllo".encode(), b"x" * 125, b"x" * 126, b"x" * 2000, b"\xff", b"\x03\xe8bye", b"\x0f\xa4")


async def heard(pieces, connect):
    """What is heard of a server that sends `pieces`: messages and the code of the end."""
    near, far = trio.testing.memory_stream_pair()

    async def talk():
        await far.send_all(await acceptance(far))
        with suppress(trio.BrokenResourceError):
            for piece in pieces:
                await far.send_all(piece)
                await trio.testing.wait_all_tasks_blocked()
            await far.send_eof()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(talk)
        heard = await connect(nursery, near)
        nursery.cancel_scope.cancel()
    return heard


async def ours(nursery, stream):
    """As we hear it."""

    async def dial(url):
        await trio.lowlevel.checkpoint()
        return stream

    websocket = await nursery.start(run_websocket, URL, Network(dial=dial))
    return await receive_all(websocket), websocket.close_code


async def theirs(nursery, stream):
    """As trio-websocket hears it."""
    connection = await trio_websocket.wrap_client_stream(nursery, stream, "eventsub.test", "/", message_queue_size=1000)
    messages = []
    try:
        while True:
            messages.append(text_of(await connection.get_message()))
    except trio_websocket.ConnectionClosed as exc:
        return messages, int(exc.reason.code)


@pytest.mark.proof
async def test_any_frames(autojump_clock):
    """Whatever frames a server sends, we hear what trio-websocket hears."""
    for _, rng in mutations.cases(150):
        data = b"".join(frame(rng.choice(PAYLOADS), rng.choice(KINDS)) for _ in range(rng.randint(1, 12)))
        if rng.random() < 0.5:
            data = mutations.mutated(data, rng)
        pieces = mutations.cut(data, rng)[:40]

        assert await heard(pieces, theirs) == await heard(pieces, ours)
