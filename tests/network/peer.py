"""The other side of a WebSocket, in memory."""

import trio
import trio.testing
import trio_websocket

from twitchtrio.network import Network

URL = "wss://eventsub.test/ws?keepalive_timeout_seconds=30"


class Peer:
    """The other side, in memory: `talk` is given its end of the byte stream."""

    def __init__(self, nursery):
        self.nursery = nursery
        self.network = Network(dial=self.dial)
        self.talk = trio.abc.AsyncResource.aclose

    async def dial(self, url):
        await trio.lowlevel.checkpoint()
        self.near, self.far = trio.testing.memory_stream_pair()
        self.nursery.start_soon(self.talk, self.far)
        return self.near

    async def accept(self, stream, nursery, **options):
        request = await trio_websocket.wrap_server_stream(nursery, stream, **options)
        self.path = request.path
        self.host = dict(request.headers).get(b"host")
        return await request.accept()


def accepting(peer, then):
    """What to talk: accept, and then this, with the connection."""

    async def talk(stream):
        async with stream, trio.open_nursery() as nursery:
            connection = await peer.accept(stream, nursery)
            await then(connection)
            nursery.cancel_scope.cancel()

    return talk


async def acceptance(stream, more=b""):
    """What accepts the handshake that comes on a stream."""
    head = b""
    while b"\r\n\r\n" not in head:
        head += await stream.receive_some()
    key = next(line.partition(b": ")[2] for line in head.split(b"\r\n") if line.startswith(b"Sec-WebSocket-Key"))
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + trio_websocket._impl.wsproto.utilities.generate_accept_token(key) + b"\r\n" + more
    ) + b"\r\n"


def upgrading(then):
    """What to talk: accept, and then this, with the bytes below."""

    async def talk(stream):
        await stream.send_all(await acceptance(stream))
        await then(stream)

    return talk


def frame(payload, first=0x81):
    """A frame of a server."""
    size = bytes([len(payload)]) if len(payload) < 126 else b"\x7e" + len(payload).to_bytes(2, "big")
    return bytes([first]) + size + payload


async def silent(_):
    """Say nothing."""
    await trio.sleep_forever()


def text_of(message):
    """A message as text: one that was a text from the beginning may come in UTF-8."""
    return message if isinstance(message, str) else message.decode(errors="surrogateescape")


async def receive_some(websocket):
    """The next messages."""
    return list(map(text_of, await websocket.receive()))


async def receive_all(websocket):
    """All messages until the end."""
    messages = []
    while batch := await receive_some(websocket):
        messages += batch
    return messages
