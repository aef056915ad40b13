import ssl
from contextlib import suppress

import pytest
import trio
import trio.testing
import trio_websocket

from tests.network.peer import URL, Peer, accepting, frame, receive_all, receive_some, silent, upgrading
from tests.steps import Countdown
from twitchtrio.errors import NetworkError
from twitchtrio.network import Network, run_websocket

# Receiving and its end.


async def test_receive(peer, connect):
    """Messages come in order; then the code and the reason of the end."""

    async def then(connection):
        for number in range(200):
            await connection.send_message(str(number))
        await connection.send_message(b"bytes")
        await connection.aclose(4003, "connection unused")

    peer.talk = accepting(peer, then)
    websocket = await connect()

    assert [*map(str, range(200)), "bytes"] == await receive_all(websocket)
    assert (4003, "connection unused") == (websocket.close_code, websocket.close_reason)
    assert () == await websocket.receive()
    assert "/ws?keepalive_timeout_seconds=30" == peer.path


async def test_close_without_code(peer, connect):
    """A close frame may be empty."""
    peer.talk = upgrading(lambda stream: stream.send_all(frame(b"", 0x88)))
    websocket = await connect()

    assert [] == await receive_all(websocket)
    assert (1005, "") == (websocket.close_code, websocket.close_reason)


async def test_drop(peer, connect):
    """What had arrived before a drop is received; there is no reason for the end."""

    async def then(connection):
        for number in range(10):
            await connection.send_message(str(number))
        await trio.aclose_forcefully(peer.far)

    peer.talk = accepting(peer, then)
    websocket = await connect()
    await trio.testing.wait_all_tasks_blocked()

    assert [*map(str, range(10))] == await receive_all(websocket)
    assert (1006, "") == (websocket.close_code, websocket.close_reason)


async def test_abort(peer, connect):
    """What had arrived before `abort` is received, however much it is; the other side sees the end."""
    ended = trio.Event()

    async def then(stream):
        await stream.send_all(b"".join(frame(str(number).encode()) for number in range(1_000)))
        async for _ in stream:
            pass
        ended.set()

    peer.talk = upgrading(then)
    websocket = await connect()
    await trio.testing.wait_all_tasks_blocked()

    await websocket.abort()
    await websocket.abort()

    assert [*map(str, range(1_000))] == await receive_all(websocket)
    assert (1006, "") == (websocket.close_code, websocket.close_reason)
    await ended.wait()


async def test_pings_are_answered_while_nobody_receives(peer, connect):
    """The pong does not wait for the program."""

    async def then(connection):
        for number in range(50):
            await connection.send_message(str(number))
        with trio.fail_after(1):
            await connection.ping(b"there?")

    peer.talk = accepting(peer, then)
    websocket = await connect()
    await trio.testing.wait_all_tasks_blocked()

    assert 50 == len(await receive_all(websocket))


async def test_pong_that_cannot_be_sent(peer, connect):
    """What still arrives is received though the other side takes nothing any more, and the end is the one it gives."""

    async def then(stream):
        await stream.receive_stream.aclose()
        await stream.send_all(frame(b"before") + frame(b"there?", 0x89))
        await trio.testing.wait_all_tasks_blocked()
        await stream.send_all(frame(b"after") + frame(b"\x0f\xa4", 0x88))

    peer.talk = upgrading(then)
    websocket = await connect()

    assert ["before", "after"] == await receive_all(websocket)
    assert 4004 == websocket.close_code


async def test_fragments(peer, connect):
    """A message in several frames is one message."""

    async def then(stream):
        await stream.send_all(frame(b"one ", 0x01) + frame(b"message", 0x80) + frame(b"\x03\xe8", 0x88))

    peer.talk = upgrading(then)

    assert ["one message"] == await receive_all(await connect())


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (frame(b"x", 0x83), 1002),
        (frame(b"x", 0xC1), 1002),
        (frame(b"\xff\xfe"), 1007),
        (frame(b"x", 0x80), 1002),
        (frame(b"\x03", 0x88), 1002),
        (b"\x81\x85mask-and-five", 1002),
        (b"\x81\x7f\xff" + b"\x00" * 7, 1002),
        (frame(b"x" * 60_000, 0x01) + frame(b"x" * 60_000, 0x00) * 20, 1009),
    ],
    ids=["opcode", "reserved bit", "no UTF-8", "continuation", "close code", "masked", "length", "huge"],
)
async def test_bad_frames(peer, connect, sent, code):
    """What should not be sent ends the connection, as data; what came before it is received, and no task crashes."""

    async def then(stream):
        await stream.send_all(frame(b"before"))
        await trio.testing.wait_all_tasks_blocked()
        await stream.send_all(sent)
        await stream.send_all(frame(b"after") + frame(b"ping", 0x89))
        async for _ in stream:
            pass

    peer.talk = upgrading(then)
    websocket = await connect()

    assert ["before"] == await receive_some(websocket)
    assert [] == await receive_all(websocket)
    assert code == websocket.close_code


async def test_ping_after_our_goodbye(autojump_clock, peer, connect):
    """A ping that crosses our close frame, which wsproto takes for a mistake of ours, crashes nothing."""

    async def then(stream):
        await stream.receive_some()
        await stream.send_all(frame(b"late", 0x89))
        await trio.sleep_forever()

    async with trio.open_nursery() as nursery:
        peer.nursery = nursery
        peer.talk = upgrading(then)
        websocket = await connect()

        await websocket.aclose()

        assert [] == await receive_all(websocket)
        nursery.cancel_scope.cancel()


async def test_aclose(peer, connect):
    """Saying goodbye closes with 1000; doing it twice is fine, and nothing is received any more."""
    seen = []

    async def then(connection):
        await connection.send_message("never taken")
        with pytest.raises(trio_websocket.ConnectionClosed):
            await connection.get_message()
        seen.append(connection.closed.code)

    peer.talk = accepting(peer, then)
    websocket = await connect()

    await websocket.aclose()
    await websocket.aclose()

    assert () == await websocket.receive()
    await trio.testing.wait_all_tasks_blocked()
    assert [1000] == seen
    assert 1000 == websocket.close_code


@pytest.mark.parametrize("cancelled", [False, True])
async def test_aclose_with_a_dead_peer(autojump_clock, peer, connect, cancelled):
    """A goodbye that is not answered ends after a second, also in a cancelled scope."""
    peer.talk = upgrading(silent)
    async with trio.open_nursery() as nursery:
        peer.nursery = nursery
        websocket = await connect()

        with trio.CancelScope() as scope:
            if cancelled:
                scope.cancel()
            await websocket.aclose()

        assert 1 == trio.current_time()
        assert cancelled == scope.cancelled_caught
        with pytest.raises(trio.ClosedResourceError):
            await peer.near.send_all(b"x")
        nursery.cancel_scope.cancel()


async def test_receive_is_cancelled(autojump_clock, peer, connect):
    """A cancelled `receive` loses no message."""

    async def then(connection):
        await trio.sleep(2)
        await connection.send_message("late")

    peer.talk = accepting(peer, then)
    websocket = await connect()
    with trio.move_on_after(1) as scope:
        await websocket.receive()

    assert scope.cancelled_caught
    assert ["late"] == await receive_some(websocket)


async def test_run_ends(peer):
    """The task ends with the connection, and its stream is closed."""
    peer.talk = accepting(peer, lambda connection: connection.aclose())

    async with trio.open_nursery() as nursery:
        websocket = await nursery.start(run_websocket, URL, peer.network)
        assert [] == await receive_all(websocket)

    with pytest.raises(trio.ClosedResourceError):
        await peer.near.send_all(b"x")


def saying_goodbye(peer, seen):
    """What to talk: a message now and then, and note how the other side ends it."""

    async def then(connection):
        with pytest.raises(trio_websocket.ConnectionClosed):
            while True:
                await connection.send_message("hello")
                await trio.sleep(0.1)
        await trio.sleep(0.5)
        seen.append(connection.closed.code)

    return accepting(peer, then)


async def test_run_is_cancelled(autojump_clock, peer):
    """Cancelling the task says goodbye, and waits for the answer; a receiver is told of the end."""
    received, seen = [], []

    async def receiver(websocket):
        while batch := await receive_some(websocket):
            received.append(batch)
        received.append(websocket.close_code)

    peer.talk = saying_goodbye(peer, seen)
    async with trio.open_nursery() as outer, trio.open_nursery() as inner:
        websocket = await inner.start(run_websocket, URL, peer.network)
        outer.start_soon(receiver, websocket)
        await trio.testing.wait_all_tasks_blocked()
        inner.cancel_scope.cancel()

    assert [["hello"], 1000] == received
    await trio.sleep(1)
    assert [1000] == seen


@pytest.mark.parametrize("more", [0, 3, 10])
async def test_cancelled_wherever_it_is(autojump_clock, peer, more):
    """Wherever it is cancelled, it is gone within a second, and if it had been open, with a goodbye."""
    opened = 0
    for step in range(1, 61):
        seen, reported = [], []
        before, began = trio.lowlevel.current_statistics().tasks_living, trio.current_time()
        async with trio.open_nursery() as peers:
            peer.nursery, peer.near, peer.talk = peers, None, saying_goodbye(peer, seen)
            with trio.CancelScope() as scope, Countdown(step, scope.cancel) as countdown:
                async with trio.open_nursery() as nursery:
                    reported.append(await nursery.start(run_websocket, URL, peer.network))
                    countdown.at += more
                    while await reported[0].receive():
                        pass
            assert scope.cancelled_caught
            assert trio.current_time() - began <= 1
            if peer.near is not None:
                with pytest.raises(trio.ClosedResourceError):
                    await peer.near.send_all(b"x")
            await trio.sleep(1)
            peers.cancel_scope.cancel()
        assert before == trio.lowlevel.current_statistics().tasks_living
        if reported:
            opened += 1
            assert [1000] == seen

    assert 20 < opened < 60


@pytest.mark.parametrize("again", [False, True])
async def test_goodbye_to_a_dead_peer(autojump_clock, peer, again):
    """A goodbye that is not answered takes a second, also if it is cancelled in the midst of it."""
    peer.talk = upgrading(silent)
    async with trio.open_nursery() as peers:
        peer.nursery = peers
        with trio.CancelScope() as scope:
            async with trio.open_nursery() as nursery:
                await nursery.start(run_websocket, URL, peer.network)
                nursery.cancel_scope.cancel()
                if again:
                    scope.deadline = trio.current_time() + 0.5

        assert 1 == trio.current_time()
        with pytest.raises(trio.ClosedResourceError):
            await peer.near.send_all(b"x")
        peers.cancel_scope.cancel()


async def test_goodbye_in_a_flood(autojump_clock, peer):
    """What the other side goes on sending does not hold the goodbye up."""
    peer.talk = upgrading(lambda stream: flood(stream, frame(b"text") * 10))
    async with trio.open_nursery() as peers:
        peer.nursery = peers
        async with trio.open_nursery() as nursery:
            await nursery.start(run_websocket, URL, peer.network)
            await trio.sleep(1)
            nursery.cancel_scope.cancel()

        assert 2 == trio.current_time()
        peers.cancel_scope.cancel()


async def flood(stream, data):
    """Send without end."""
    while True:
        await stream.send_all(data)
        await trio.sleep(0.1)


class Probe(trio.abc.Stream):
    """A stream of the program's own, in front of another."""

    def __init__(self, stream, tell):
        self.stream = stream
        self.tell = tell

    async def send_all(self, data):
        self.tell("send")
        await self.stream.send_all(data)

    async def wait_send_all_might_not_block(self):
        await self.stream.wait_send_all_might_not_block()

    async def receive_some(self, max_bytes=None):
        self.tell("receive")
        return await self.stream.receive_some(max_bytes)

    async def aclose(self):
        self.tell("close")
        await self.stream.aclose()


async def test_protected(autojump_clock, peer):
    """Ctrl-C strikes neither in the reader nor in the goodbye."""
    told = {}

    async def dial(url):
        told["dial"] = trio.lowlevel.currently_ki_protected()
        return Probe(
            await peer.dial(url), lambda what: told.setdefault(what, set()).add(trio.lowlevel.currently_ki_protected())
        )

    peer.talk = saying_goodbye(peer, [])
    async with trio.open_nursery() as nursery:
        await nursery.start(run_websocket, URL, Network(dial=dial))
        nursery.cancel_scope.cancel()

    assert {"dial": False, "send": {True}, "receive": {True}, "close": {True}} == told


async def test_goodbye_that_fails(autojump_clock, peer):
    """A goodbye that cannot be said breaks nothing."""
    saying = False

    def tell(what):
        if saying and what == "send":
            raise ValueError("mine")

    async def dial(url):
        return Probe(await peer.dial(url), tell)

    peer.talk = upgrading(silent)
    async with trio.open_nursery() as peers:
        peer.nursery = peers
        async with trio.open_nursery() as nursery:
            await nursery.start(run_websocket, URL, Network(dial=dial))
            saying = True
            nursery.cancel_scope.cancel()
        peers.cancel_scope.cancel()

    assert 0 == trio.current_time()


async def test_own_stream_is_cancelled(peer):
    """Of what a stream of the program's own raises when it is cancelled, only Cancelled goes on."""

    class Nursing(Probe):
        async def send_all(self, data):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self.fail)
                scope.cancel()
                await trio.sleep_forever()

        async def fail(self):
            try:
                await trio.sleep_forever()
            finally:
                raise ValueError("mine")

    async def dial(url):
        return Nursing(await peer.dial(url), lambda what: None)

    peer.talk = silent
    with trio.CancelScope() as scope:
        await run_websocket(URL, Network(dial=dial))

    assert scope.cancelled_caught


@pytest.mark.parametrize("what", ["send", "receive"])
@pytest.mark.parametrize(("text", "told"), [("mine", ": mine"), (URL, "")])
async def test_own_stream_is_named(autojump_clock, peer, what, text, told):
    """What it raises is told as its own, during the handshake and after, without the address's query."""
    failing = True

    def tell(which):
        if which == what and failing:
            raise ValueError(text)

    async def dial(url):
        return Probe(await peer.dial(url), tell)

    async def then(connection):
        nonlocal failing
        failing = True
        await connection.ping(b"")
        await trio.sleep_forever()

    fault = f"the program's own stream raised ValueError{told}"
    with pytest.raises(NetworkError) as caught:
        await run_websocket(URL, Network(dial=dial))
    assert fault == caught.value.problem

    failing = False
    peer.talk = accepting(peer, then)
    async with trio.open_nursery() as peer.nursery:
        async with trio.open_nursery() as nursery:
            websocket = await nursery.start(run_websocket, URL, Network(dial=dial))
            assert [] == await receive_all(websocket)
        peer.nursery.cancel_scope.cancel()
    assert (1006, fault) == (websocket.close_code, websocket.close_reason)


@pytest.mark.parametrize("what", ["send", "receive", "close"])
@pytest.mark.parametrize("calls", range(6))
@pytest.mark.parametrize("error", [ValueError("mine"), OSError(), trio.ClosedResourceError(), trio.BusyResourceError()])
async def test_own_stream_raises(autojump_clock, peer, what, calls, error):
    """Whatever a stream of the program's own raises, and whenever, it ends the connection, or is a `NetworkError`."""
    left = calls

    def tell(which):
        nonlocal left
        if which == what:
            left -= 1
            if left < 0:
                raise error

    async def dial(url):
        return Probe(await peer.dial(url), tell)

    async def then(connection):
        with suppress(trio_websocket.ConnectionClosed):
            for number in range(3):
                await connection.send_message(str(number))
                await connection.ping(str(number).encode())

    peer.talk = accepting(peer, then)
    async with trio.open_nursery() as peers:
        peer.nursery = peers
        with trio.fail_after(60):
            async with trio.open_nursery() as nursery:
                try:
                    websocket = await nursery.start(run_websocket, URL, Network(dial=dial))
                except NetworkError:
                    pass
                else:
                    with trio.move_on_after(5):
                        await receive_all(websocket)
                nursery.cancel_scope.cancel()
        peers.cancel_scope.cancel()


# Opening.


async def refuse(stream, head, *, hang_up):
    """Answer with something else than a handshake."""
    await stream.receive_some()
    await stream.send_all(head)
    if hang_up:
        await stream.aclose()
    else:
        await trio.sleep_forever()


@pytest.mark.parametrize(
    ("answer", "hang_up", "told"),
    [
        (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno", False, "refused with status 403"),
        (b"HTTP/1.1 403 Forbidden\r\n\r\nno", True, "refused with status 403"),
        (b"HTTP/1.1 301 Moved\r\nLocation: /\r\nContent-Length: 0\r\n\r\n", False, "refused with status 301"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", False, "refused with status 200"),
        (b"HTTP/1.1 503 Unav", True, "refused with status 503"),
        (b"HTTP/1.1 101 Switching Protocols\r\n\r\n", False, "no handshake|during the handshake"),
        (b"SSH-2.0-OpenSSH\r\n\r\n", False, "no handshake|during the handshake"),
        (b"", True, "ended during the handshake"),
        (b"HTTP/1.1 10", True, "ended during the handshake"),
        (b"", False, "longer than 15 s"),
    ],
)
async def test_not_opened(autojump_clock, nursery, peer, answer, hang_up, told):  # noqa: PLR0917 - fixtures
    """A refusal, nonsense, an end and silence are each told, and the stream is closed."""
    peer.talk = lambda stream: refuse(stream, answer, hang_up=hang_up)

    with pytest.raises(NetworkError, match=told) as caught:
        await nursery.start(run_websocket, URL, peer.network)

    assert ("wss://eventsub.test/ws", False) == (caught.value.address, caught.value.sent)
    assert (15 if "15" in told else 0) == trio.current_time()
    with pytest.raises(trio.ClosedResourceError):
        await peer.near.send_all(b"x")
    nursery.cancel_scope.cancel()


async def test_status_in_pieces(autojump_clock, nursery, peer):
    """The status is told even if its line comes byte by byte and is all that comes."""

    async def talk(stream):
        await stream.receive_some()
        for byte in b"HTTP/1.1 429 Too":
            await stream.send_all(bytes([byte]))
        await stream.aclose()

    peer.talk = talk

    with pytest.raises(NetworkError, match="refused with status 429"):
        await nursery.start(run_websocket, URL, peer.network)


async def test_dead_before_our_request(nursery, peer):
    """A connection that takes no bytes at all is given up at once."""

    async def talk(stream):
        await trio.aclose_forcefully(stream)

    async def dial(url):
        stream = await peer.dial(url)
        await trio.testing.wait_all_tasks_blocked()
        return stream

    peer.talk = talk

    with pytest.raises(NetworkError, match="ended during the handshake"):
        await nursery.start(run_websocket, URL, Network(dial=dial))


class Broken(trio.abc.Stream):
    """A stream that breaks when it is read."""

    async def send_all(self, data):
        await trio.lowlevel.checkpoint()

    async def wait_send_all_might_not_block(self):
        await trio.lowlevel.checkpoint()

    async def receive_some(self, max_bytes=None):
        await trio.lowlevel.checkpoint()
        raise trio.BrokenResourceError

    async def aclose(self):
        await trio.lowlevel.checkpoint()


async def test_broken_in_the_handshake(nursery):
    """A connection that breaks, instead of ending, is given up at once as well."""

    async def dial(url):
        await trio.lowlevel.checkpoint()
        return Broken()

    with pytest.raises(NetworkError, match="ended during the handshake"):
        await nursery.start(run_websocket, URL, Network(dial=dial))


async def test_dialling_limit(autojump_clock, nursery):
    """The limit covers the dialling."""

    async def dial(url):
        await trio.sleep_forever()

    with pytest.raises(NetworkError, match="longer than 15 s"):
        await nursery.start(run_websocket, URL, Network(dial=dial))

    assert 15 == trio.current_time()


async def test_dialling_fails(nursery):
    """What the dialler raises comes out."""

    async def dial(url):
        await trio.lowlevel.checkpoint()
        raise OSError(101, "Network is unreachable")

    with pytest.raises(NetworkError, match="Network is unreachable"):
        await nursery.start(run_websocket, URL, Network(dial=dial))


async def test_no_limit_once_open(autojump_clock, peer, connect):
    """The limit is one for opening only."""

    async def then(connection):
        await trio.sleep(3600)
        await connection.send_message("an hour later")

    peer.talk = accepting(peer, then)
    websocket = await connect()

    assert ["an hour later"] == await receive_some(websocket)


@pytest.mark.parametrize("steps", range(8))
async def test_limit_at_the_last_moment(mock_clock, peer, nursery, steps):
    """A handshake that is done in the very moment in which the time is up breaks nothing."""

    async def then(stream):
        for _ in range(steps):
            await trio.lowlevel.checkpoint()
        mock_clock.jump(15)
        await stream.aclose()

    peer.talk = upgrading(then)

    try:
        websocket = await nursery.start(run_websocket, URL, peer.network)
    except NetworkError:
        assert steps < 5
    else:
        assert [] == await receive_all(websocket)


async def test_cancelled_at_every_step(peer):
    """Wherever the opening is cancelled, the stream is closed and nothing is left."""
    peer.talk = accepting(peer, silent)
    for step in range(1, 41):
        opened = False
        before = trio.lowlevel.current_statistics().tasks_living
        async with trio.open_nursery() as peers:
            peer.nursery = peers
            peer.near = None
            with trio.CancelScope() as scope, Countdown(step, scope.cancel):
                async with trio.open_nursery() as nursery:
                    await nursery.start(run_websocket, URL, peer.network)
                    opened = True
                    await trio.sleep_forever()
            if peer.near is not None:
                with pytest.raises(trio.ClosedResourceError):
                    await peer.near.send_all(b"x")
            peers.cancel_scope.cancel()
        assert before == trio.lowlevel.current_statistics().tasks_living
        if opened:
            return
    pytest.fail("it never opened")


# Over sockets.


async def test_over_tcp(serve, nursery):
    """Over a socket of our own: host and path are the address's."""
    peer = Peer(nursery)
    server = await serve()
    server.talk = accepting(peer, lambda connection: connection.aclose(4004, "moved"))

    websocket = await nursery.start(run_websocket, f"ws://127.0.0.1:{server.port}", Network())

    assert [] == await receive_all(websocket)
    assert (4004, "moved") == (websocket.close_code, websocket.close_reason)
    assert "/" == peer.path
    await trio.testing.wait_all_tasks_blocked()
    assert 0 == server.open


async def test_over_tls(serve, nursery, server_tls, client_tls):
    """Over TLS: messages, goodbye, end."""
    peer = Peer(nursery)
    server = await serve(tls=server_tls)

    async def then(connection):
        for number in range(100):
            await connection.send_message(str(number))
        with pytest.raises(trio_websocket.ConnectionClosed):
            await connection.get_message()
        assert 1000 == connection.closed.code

    server.talk = accepting(peer, then)
    websocket = await nursery.start(run_websocket, f"wss://127.0.0.1:{server.port}/ws", Network(tls=client_tls))

    for number in range(100):
        assert [str(number)] == await receive_some(websocket)
    await websocket.aclose()
    await trio.testing.wait_all_tasks_blocked()
    assert 0 == server.open


async def test_tls_fails(serve, nursery, server_tls):
    """A certificate that cannot be verified is told."""
    server = await serve(tls=server_tls)

    with pytest.raises(NetworkError, match="certificate"):
        await nursery.start(
            run_websocket, f"wss://127.0.0.1:{server.port}/ws", Network(tls=ssl.create_default_context())
        )
