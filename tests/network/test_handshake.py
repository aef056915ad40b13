"""Opening a WebSocket: what the other side may answer, and how much of it."""

from contextlib import suppress
from functools import partial

import pytest
import trio
import trio.testing

from tests import mutations
from tests.network.peer import URL, acceptance, accepting, frame, receive_some, silent
from tests.proofs import times
from twitchtrio.errors import NetworkError
from twitchtrio.network import run_websocket


@pytest.mark.parametrize(
    ("begin", "go_on", "told"),
    [
        (b"HTTP/1.1 101 Switching Protocols\r\n", b"X-A: " + b"a" * 1000 + b"\r\n", "the head .* larger than 16 KiB"),
        (b"HTTP/1.1 101 ", b"a" * 1000, "the head .* larger than 16 KiB"),
        (b"HTTP/1.1 101 Switching Protocols\r\n", b"a" * 20, "the head .* larger than 16 KiB"),
        (b"", b"HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n" * 100, "refused with status 103"),
        (b"HTTP/1.1 200 OK\r\n", b"X-A: a\r\n" * 100, "refused with status 200"),
        (b"HTTP/1.1 403 No\r\n\r\n", b"<html>" * 100, "refused with status 403"),
        (b"HTTP/1.1 403 No\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 100, "refused with status 403"),
        (b"", b"a" * 1000, "the head .* larger than 16 KiB"),
    ],
    ids=["fields", "line", "bytes", "103s", "fields of a 200", "body", "chunks", "nonsense"],
)
async def test_endless_answer(autojump_clock, nursery, peer, begin, go_on, told):  # noqa: PLR0917 - fixtures
    """Of an answer without end, no more than a head's worth is waited for."""
    sent = 0

    async def talk(stream):
        nonlocal sent
        await stream.receive_some()
        await stream.send_all(begin)
        with pytest.raises(trio.BrokenResourceError):
            while True:
                await stream.send_all(go_on)
                sent += len(go_on)
                await trio.testing.wait_all_tasks_blocked()

    peer.talk = talk

    with pytest.raises(NetworkError, match=told):
        await nursery.start(run_websocket, URL, peer.network)

    assert 0 == trio.current_time()
    await trio.testing.wait_all_tasks_blocked()
    assert sent < 16_384 + 2 * len(go_on) + 1000


@pytest.mark.parametrize(("size", "good"), [(16_000, True), (16_300, False), (60_000, False)])
@pytest.mark.parametrize("piece", [10, 1000, 2**20])
async def test_large_head(autojump_clock, peer, nursery, size, good, piece):  # noqa: PLR0917 - fixtures
    """The head of the answer may have 16 KiB, however it comes, and whatever comes with it."""

    async def talk(stream):
        data = await acceptance(stream, b"X: " + b"a" * size + b"\r\n") + frame(b"text")
        with suppress(trio.BrokenResourceError):
            for at in range(0, len(data), piece):
                await stream.send_all(data[at : at + piece])
            await trio.sleep_forever()

    peer.talk = talk

    if good:
        websocket = await nursery.start(run_websocket, URL, peer.network)
        assert ["text"] == await receive_some(websocket)
    else:
        with pytest.raises(NetworkError, match="the head of the answer is larger than 16 KiB"):
            await nursery.start(run_websocket, URL, peer.network)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/ws?a=b%2Fc+d=", "/ws?a=b%2Fc+d="),
        ("/wsé?id=Zm9vé&b=\U0001f600", "/ws%C3%A9?id=Zm9v%C3%A9&b=%F0%9F%98%80"),
        ("?a=b", "/?a=b"),
        ('/"<>^`{|}', '/"<>^`{|}'),
    ],
)
async def test_target(nursery, peer, path, expected):
    """What HTTP cannot say of an address is encoded, and the rest is left as it is."""
    peer.talk = accepting(peer, silent)

    await nursery.start(run_websocket, f"wss://eventsub.test{path}", peer.network)

    assert expected == peer.path


# Anything.

HANDSHAKE_WORDS = (
    b"\r\n", b"\n\n", b"\0", b": ", b"HTTP/1.1 ", b"HTTP/1.1 103 E\r\n\r\n", b"Sec-WebSocket-Protocol: \xff\r\n",
    b"Sec-WebSocket-Extensions: permessage-deflate\r\n", b"Sec-WebSocket-Protocol: x\r\n", b"Content-Length: 5\r\n",
    b"Upgrade: \xff\r\n", b"Connection: close\r\n", b"Transfer-Encoding: chunked\r\n", b"a" * 17_000,
    b"X: y\r\n" * 3000, b"\x81\x02hi", b"\x88\x00",
)  # fmt: skip


@pytest.mark.proof
async def test_any_handshake(autojump_clock, peer):
    """However a handshake is answered, the connection is opened, or there is a `NetworkError`, within 15 s."""
    opened = 0

    async def talk(rng, stream):
        answer = mutations.mutated(await acceptance(stream) + frame(b"text"), rng, HANDSHAKE_WORDS)
        with suppress(trio.BrokenResourceError):
            for piece in mutations.cut(answer, rng):
                await stream.send_all(piece)
            if rng.random() < 0.5:
                await stream.aclose()

    for _, rng in mutations.cases(200):
        peer.talk = partial(talk, rng)
        began = trio.current_time()
        async with trio.open_nursery() as nursery:
            peer.nursery = nursery
            try:
                with trio.move_on_after(20):
                    await nursery.start(run_websocket, URL, peer.network)
                    opened += 1
            except NetworkError:
                assert trio.current_time() - began <= 15
            nursery.cancel_scope.cancel()
        assert trio.current_time() - began <= 16
    assert times(5) < opened < times(195)
