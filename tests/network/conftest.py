"""Servers on the loopback interface, and certificates for them."""

import socket
import ssl

import pytest
import trio
import trustme

from tests.network.peer import URL, Peer
from twitchtrio.network import Network, open_http, run_websocket

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Request:
    """What a server was sent."""

    def __init__(self, head, body):
        first, *lines = head.decode("latin-1").split("\r\n")
        self.method, self.target, _ = first.split(" ")
        self.fields = [(name.lower(), value) for name, _, value in (line.partition(": ") for line in lines)]
        self.headers = dict(self.fields)
        self.body = body


class Server:
    """A server that answers with what its handler returns: bytes, or nothing to hang up. `talk` may be replaced."""

    def __init__(self, handler):
        self.handler = handler
        self.requests = []
        self.connections = 0
        self.open = 0
        self.most = 0

    async def run(self, tls, *, task_status):  # noqa: ASYNC128  # serve_listeners reports
        (listener,) = await trio.open_tcp_listeners(0, host="127.0.0.1")
        self.port = listener.socket.getsockname()[1]
        if tls is not None:
            listener = trio.SSLListener(listener, tls, https_compatible=True)
        await trio.serve_listeners(self._serve, [listener], task_status=task_status)

    async def _serve(self, stream):
        self.connections += 1
        self.open += 1
        self.most = max(self.most, self.open)
        try:
            async with stream:
                await self.talk(stream)
        except trio.BrokenResourceError:
            pass
        finally:
            self.open -= 1

    async def talk(self, stream):
        while (request := await self.read(stream)) is not None:
            self.requests.append(request)
            answer = await self.handler(request)
            if answer is None:
                return
            await stream.send_all(answer)

    async def read(self, stream):
        data = bytearray()
        while b"\r\n\r\n" not in data:
            if not (more := await stream.receive_some()):
                return None
            data += more
        head, _, body = bytes(data).partition(b"\r\n\r\n")
        request = Request(head, body)
        while len(request.body) < int(request.headers.get("content-length", 0)):
            request.body += await stream.receive_some()
        return request


class Proxy(Server):
    """A proxy that leads every CONNECT to one port of this machine."""

    def __init__(self, port):
        super().__init__(None)
        self.to = port
        self.answer = b"HTTP/1.1 200 Connection established\r\n\r\n"

    async def talk(self, stream):
        self.requests.append(await self.read(stream))
        await stream.send_all(self.answer)
        if self.answer.startswith(b"HTTP/1.1 200"):
            async with await trio.open_tcp_stream("127.0.0.1", self.to) as other, trio.open_nursery() as nursery:
                nursery.start_soon(self._pump, stream, other)
                await self._pump(other, stream)
                nursery.cancel_scope.cancel()

    async def _pump(self, source, sink):
        try:
            async for data in source:
                await sink.send_all(data)
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            pass


async def ok(request):
    """The simplest handler."""
    await trio.lowlevel.checkpoint()
    return OK


async def echo(stream):
    """Send back what comes."""
    async for data in stream:
        await stream.send_all(data)


async def check_echo(stream):
    """The stream leads to the echo; it closes in the end."""
    async with stream:
        await stream.send_all(b"hello")
        assert b"hello" == await stream.receive_some()


def closed_port():
    """A port of this machine where nobody listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    """No proxy but a test's own."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def serve(nursery):
    """Start a server, or several."""

    async def serve(handler=ok, tls=None):
        server = handler if isinstance(handler, Server) else Server(handler)
        await nursery.start(server.run, tls)
        return server

    return serve


@pytest.fixture
def proxy(serve):
    """Start a proxy in front of a server."""

    async def proxy(server):
        return await serve(Proxy(server.port))

    return proxy


@pytest.fixture(scope="session")
def authority():
    """A certificate authority of our own."""
    return trustme.CA()


@pytest.fixture(scope="session")
def server_tls(authority):
    """TLS for a server that is `api.twitch.test` and 127.0.0.1."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("api.twitch.test", "127.0.0.1").configure_cert(context)
    return context


@pytest.fixture(scope="session")
def client_tls(authority):
    """TLS for a client that trusts our authority."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


@pytest.fixture
async def peer(nursery):
    """The other side."""
    return Peer(nursery)


@pytest.fixture
async def connect(nursery, peer):
    """Open a WebSocket to the other side."""

    async def connect():
        return await nursery.start(run_websocket, URL, peer.network)

    return connect


@pytest.fixture
async def http():
    """HTTP over sockets of our own."""
    async with open_http(Network(), base="http://127.0.0.1/") as http:
        yield http


@pytest.fixture
async def server(serve):
    """A server that echoes."""
    server = await serve()
    server.talk = echo
    return server


@pytest.fixture
async def tls_server(serve, server_tls):
    """A server that echoes over TLS."""
    server = await serve(tls=server_tls)
    server.talk = echo
    return server
