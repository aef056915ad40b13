"""Connections: when they are closed, and what is too much for them."""

import gzip
import random
import socket
import struct

import pytest
import trio
import trio.testing

from tests.network.conftest import OK
from tests.proofs import times
from twitchtrio.errors import NetworkError
from twitchtrio.network import Network, _connections as connections, open_http

HEADERS = [("Client-Id", "mine")]


def url(server):
    """An address on a server of the test's."""
    return f"http://127.0.0.1:{server.port}/helix/users?id=1"


@pytest.fixture
async def tended(http, nursery):
    """HTTP that is tended, as in a bot."""
    await nursery.start(http.tend)
    return http


def half_closing(server, *, after=b""):
    """What to talk: answer once, then close one half, or say something more; and wait for the other side's end."""

    async def talk(stream):
        await server.read(stream)
        await stream.send_all(OK)
        await server.said.wait()
        await (stream.send_all(after) if after else stream.send_eof())
        async for _ in stream:
            pass

    server.said = trio.Event()
    return talk


@pytest.mark.parametrize("after", [b"", b"HTTP/1.1 408 Request Timeout\r\n\r\n"], ids=["closed", "junk"])
async def test_tend(tended, serve, mock_clock, after):
    """Idle connections that the other side has closed, or on which it says something, are closed within a minute."""
    server = await serve()
    server.talk = half_closing(server, after=after)
    async with trio.open_nursery() as nursery:
        for _ in range(5):
            nursery.start_soon(lambda: tended.send("GET", url(server), headers=HEADERS))
    assert 5 == server.open

    server.said.set()
    await trio.testing.wait_all_tasks_blocked()
    mock_clock.jump(15)
    await trio.testing.wait_all_tasks_blocked(0.01)

    assert 0 == server.open


async def test_tend_leaves_alone(tended, serve, mock_clock):
    """Others are left alone for a minute."""
    server = await serve()
    await tended.send("GET", url(server), headers=HEADERS)

    for expected in (1, 1, 1, 0):
        mock_clock.jump(15)
        await trio.testing.wait_all_tasks_blocked(0.01)
        assert expected == server.open


async def test_tend_cancelled(serve, mock_clock):
    """Cancelled at any step, it leaves no connection behind, neither open nor lost."""
    server = await serve()
    for steps in range(30):
        server.talk = half_closing(server)
        async with open_http(Network(), base=url(server)) as http:
            async with trio.open_nursery() as nursery:
                for _ in range(3):
                    nursery.start_soon(lambda http=http: http.send("GET", url(server), headers=HEADERS))
            server.said.set()
            await trio.testing.wait_all_tasks_blocked()
            async with trio.open_nursery() as nursery:
                await nursery.start(http.tend)
                await trio.testing.wait_all_tasks_blocked()
                mock_clock.jump(15)
                for _ in range(steps):
                    await trio.lowlevel.checkpoint()
                nursery.cancel_scope.cancel()
        await trio.testing.wait_all_tasks_blocked(0.005)
        assert 0 == server.open


async def test_tend_protected(monkeypatch, http, nursery):
    """Ctrl-C does not strike in it."""
    protected = []

    async def sleep(seconds):
        protected.append(trio.lowlevel.currently_ki_protected())
        await trio.sleep_forever()

    monkeypatch.setattr(connections.trio, "sleep", sleep)
    await nursery.start(http.tend)
    await trio.testing.wait_all_tasks_blocked()

    assert [True] == protected


async def test_junk_on_an_idle_connection(http, serve):
    """A connection on which something came that nobody asked for is not used again."""

    async def talk(stream):
        await server.read(stream)
        await stream.send_all(OK)
        await trio.testing.wait_all_tasks_blocked()
        await stream.send_all(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")
        async for _ in stream:
            pass

    server = await serve()
    server.talk = talk

    for _ in range(3):
        assert b"ok" == (await http.send("GET", url(server), headers=HEADERS)).content
        await trio.testing.wait_all_tasks_blocked(0.01)


@pytest.fixture
async def mortal(serve):
    """A server whose connections die after one answer, as soon as the next request has come."""

    async def brief(stream):
        await server.read(stream)
        await stream.send_all(OK)
        server.requests.append(await server.read(stream))
        if server.reset:
            stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    server = await serve()
    server.talk, server.reset = brief, False
    return server


@pytest.mark.parametrize("reset", [False, True])
async def test_died_while_idle(http, mortal, reset):
    """What changes nothing is sent again where a connection turns out to be dead; anything else fails."""
    mortal.reset = reset
    async with trio.open_nursery() as nursery:
        for _ in range(3):
            nursery.start_soon(lambda: http.send("GET", url(mortal), headers=HEADERS))

    assert b"ok" == (await http.send("GET", url(mortal), headers=HEADERS)).content
    assert (3, 4) == (len(mortal.requests), mortal.connections)

    with pytest.raises(NetworkError, match="the connection ended before an answer came") as caught:
        await http.send("POST", url(mortal), headers=HEADERS)
    assert caught.value.sent


async def test_dead_from_the_start(http, serve):
    """On a new connection nothing is sent twice."""

    async def deaf(stream):
        await server.read(stream)

    server = await serve()
    server.talk = deaf

    with pytest.raises(NetworkError, match="before an answer came"):
        await http.send("GET", url(server), headers=HEADERS)
    assert 1 == server.connections


@pytest.mark.proof
async def test_dying_all_the_time(http, serve):
    """No call fails, however the server gets rid of idle connections."""

    async def dying(stream):
        for _ in range(rng.choice((0, 0, 1, 5))):
            await server.read(stream)
            await stream.send_all(OK)
        await server.read(stream)
        await stream.send_all(OK)
        match rng.randrange(4):
            case 0:
                await server.read(stream)  # It has come too late.
            case 1:
                await stream.send_all(b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n")
            case 2:
                stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    async def some_calls():
        for _ in range(times(10)):
            assert b"ok" == (await http.send("GET", url(server), headers=HEADERS)).content

    rng = random.Random(1)
    server = await serve()
    server.talk = dying
    async with trio.open_nursery() as nursery:
        for _ in range(10):
            nursery.start_soon(some_calls)


@pytest.mark.parametrize("tls", [False, True], ids=["TCP", "TLS"])
async def test_closed_when_cancelled(serve, server_tls, client_tls, tls):
    """All connections are closed with the block, also if it is cancelled."""
    server = await serve(tls=server_tls if tls else None)
    address = f"{'https' if tls else 'http'}://127.0.0.1:{server.port}/helix/users"
    with trio.CancelScope() as scope:
        async with open_http(Network(tls=client_tls), base=address) as http:
            async with trio.open_nursery() as nursery:
                for _ in range(5):
                    nursery.start_soon(lambda: http.send("GET", address, headers=HEADERS))
            assert server.open == 5
            scope.cancel()
            await trio.lowlevel.checkpoint()

    with trio.fail_after(5):
        while server.open:  # noqa: ASYNC110  # nothing tells of it
            await trio.sleep(0.005)
    assert scope.cancelled_caught


async def test_cancelled_in_tls(serve, client_tls):
    """Cancelled in the middle of the TLS handshake, the connection is closed at once."""
    ended = trio.Event()

    async def silent(stream):
        await stream.receive_some()
        scope.cancel()
        async for _ in stream:
            pass
        ended.set()

    server = await serve()
    server.talk = silent

    async with open_http(Network(tls=client_tls), base="https://127.0.0.1/") as http:
        with trio.CancelScope() as scope:
            await http.send("GET", f"https://127.0.0.1:{server.port}/", headers=HEADERS)
        await ended.wait()

    assert scope.cancelled_caught


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 5_000_000,
        b"HTTP/1.1 200 OK\r\nContent-Length: 5000000\r\n\r\n" + b"x" * 5_000_000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 100_000,
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"x" * 50_000_000),
    ],
    ids=["until the end", "length", "chunks", "bomb"],
)
async def test_too_large(serve, answer):
    """An answer that is too large is not read to its end; its connection is closed, and the next call has another."""

    async def large(stream):
        await server.read(stream)
        await stream.send_all(answer)
        await stream.receive_some()

    server = await serve()
    usual, server.talk = server.talk, large

    async with open_http(Network(), base=url(server), body_limit=1000) as http:
        with pytest.raises(NetworkError, match="larger than 1000 bytes") as caught:
            await http.send("GET", url(server), headers=HEADERS)
        await trio.testing.wait_all_tasks_blocked()
        assert 0 == server.open
        server.talk = usual
        assert b"ok" == (await http.send("GET", url(server), headers=HEADERS)).content

    assert caught.value.sent


@pytest.mark.parametrize(("size", "good"), [(16_000, True), (17_000, False), (90_000, False), (500_000, False)])
async def test_large_head(http, serve, size, good):
    """A head may have 16 KiB."""

    async def large(stream):
        await server.read(stream)
        await stream.send_all(b"HTTP/1.1 200 OK\r\nX: " + b"a" * size + b"\r\nContent-Length: 2\r\n\r\nok")

    server = await serve()
    server.talk = large

    if good:
        assert b"ok" == (await http.send("GET", url(server), headers=HEADERS)).content
    else:
        with pytest.raises(NetworkError):
            await http.send("GET", url(server), headers=HEADERS)


@pytest.mark.parametrize(("size", "good"), [(100, True), (15_000, True), (17_000, False), (2**22, False)])
@pytest.mark.parametrize("kind", ["plain", "TLS"])
async def test_many_heads(serve, server_tls, client_tls, kind, size, good):  # noqa: PLR0917 - fixtures
    """So may the heads of interim answers and of the final one together."""
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n"

    async def early(stream):
        for _ in range(2):
            await server.read(stream)
            await stream.send_all(hints * (size // len(hints)) + OK)

    server = await serve(tls=server_tls if kind == "TLS" else None)
    server.talk = early
    address = f"http{'s' if kind == 'TLS' else ''}://127.0.0.1:{server.port}/"

    async with open_http(Network(tls=client_tls), base=address) as http:
        for _ in range(2 if good else 0):
            assert b"ok" == (await http.send("GET", address, headers=HEADERS)).content
        if not good:
            with pytest.raises(NetworkError, match="head of the answer is larger than 16 KiB"):
                await http.send("GET", address, headers=HEADERS)
            await trio.testing.wait_all_tasks_blocked()
            assert 0 == server.open
