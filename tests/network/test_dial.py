import base64
import socket
import ssl

import pytest
import trio
import trio.testing

from twitchtrio.errors import NetworkError
from twitchtrio.network import Network
from twitchtrio.network._dial import dial


async def echo(stream):
    """Send back what comes."""
    async for data in stream:
        await stream.send_all(data)


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


async def test_plain(server):
    """A `ws://` address gives a stream of TCP."""
    await check_echo(await dial(f"ws://127.0.0.1:{server.port}/ws", Network()))


async def test_tls(tls_server, client_tls):
    """A `wss://` address gives a stream of TLS."""
    await check_echo(await dial(f"wss://127.0.0.1:{tls_server.port}/ws", Network(tls=client_tls)))


async def test_own_dialler(server):
    """A dialler of the program's own is asked with the address and gives what it likes."""
    asked = []

    async def mine(url):
        asked.append(url)
        return await trio.open_tcp_stream("127.0.0.1", server.port)

    await check_echo(await dial("wss://api.twitch.test/ws?a=b", Network(dial=mine)))

    assert ["wss://api.twitch.test/ws?a=b"] == asked


@pytest.mark.parametrize("error", [OSError("no way"), trio.BrokenResourceError()])
async def test_own_dialler_fails(error):
    """What it raises for the network's sake becomes a `NetworkError`, caused by it."""

    async def mine(url):
        await trio.lowlevel.checkpoint()
        raise error

    with pytest.raises(NetworkError, match=r"no connection to api\.twitch\.test") as caught:
        await dial("wss://api.twitch.test/ws?secret", Network(dial=mine))

    assert error is caught.value.__cause__
    assert ("wss://api.twitch.test/ws", False) == (caught.value.address, caught.value.sent)


@pytest.mark.parametrize("url", ["http://127.0.0.1/ws", "ws:///ws", "nonsense"])
async def test_no_address(url):
    """Only WebSocket addresses can be dialled."""
    with pytest.raises(NetworkError, match="no address of a WebSocket"):
        await dial(url, Network())


async def test_refused():
    """Where nobody listens, the reason is told."""
    with pytest.raises(NetworkError, match=r"no connection to 127\.0\.0\.1 \([^)]*refused[^)]*\)"):
        await dial(f"ws://127.0.0.1:{closed_port()}/ws", Network())


async def test_unknown_authority(tls_server):
    """An authority that is not known is told as such."""
    tls = ssl.create_default_context()

    with pytest.raises(NetworkError, match=r"TLS with 127\.0\.0\.1 failed \(.*certificate"):
        await dial(f"wss://127.0.0.1:{tls_server.port}/ws", Network(tls=tls))


async def test_usual_authorities(tls_server):
    """Without settings of the program's own, the usual authorities are trusted, and ours is none of them."""
    with pytest.raises(NetworkError, match=r"TLS with 127\.0\.0\.1 failed \(.*certificate"):
        await dial(f"wss://127.0.0.1:{tls_server.port}/ws", Network())


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
async def test_no_tls_there(server, client_tls, said):
    """A server that hangs up or speaks no TLS is told as well."""

    async def plain(stream):
        if said:
            await stream.send_all(said)
        else:
            await stream.receive_some()

    server.talk = plain

    with pytest.raises(NetworkError, match=r"(TLS with|no connection to) 127\.0\.0\.1"):
        await dial(f"wss://127.0.0.1:{server.port}/ws", Network(tls=client_tls))


async def test_cancelled_in_tls(server, client_tls):
    """Cancelled in the middle of the handshake, the connection is closed."""
    ended = trio.Event()

    async def silent(stream):
        await stream.receive_some()
        scope.cancel()
        async for _ in stream:
            pass
        ended.set()

    server.talk = silent

    with trio.CancelScope() as scope:
        await dial(f"wss://127.0.0.1:{server.port}/ws", Network(tls=client_tls))

    assert scope.cancelled_caught
    await ended.wait()


@pytest.mark.parametrize("scheme", ["ws", "wss"])
async def test_proxy(monkeypatch, server, tls_server, proxy, client_tls, scheme):  # noqa: PLR0917 - fixtures
    """The environment's proxy is asked for a tunnel, with its credentials."""
    between = await proxy(tls_server if scheme == "wss" else server)
    monkeypatch.setenv("ALL_PROXY", f"http://me:pass%20word@127.0.0.1:{between.port}")

    await check_echo(await dial(f"{scheme}://api.twitch.test/ws", Network(tls=client_tls)))

    (asked,) = between.requests
    assert ("CONNECT", f"api.twitch.test:{443 if scheme == 'wss' else 80}") == (asked.method, asked.target)
    assert f"Basic {base64.b64encode(b'me:pass word').decode()}" == asked.headers["proxy-authorization"]


async def test_proxy_to_an_ipv6_address(monkeypatch, server, proxy):
    """An IPv6 address is bracketed."""
    between = await proxy(server)
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{between.port}")

    await check_echo(await dial("ws://[2001:db8::1]:8080/ws", Network()))

    (asked,) = between.requests
    assert "[2001:db8::1]:8080" == asked.target
    assert "proxy-authorization" not in asked.headers


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n", r"refused .* \(407\)"),
        (b"nonsense\r\n\r\n", "broke the connection"),
        (b"HTTP/1.1 2", "broke the connection"),
        (b"", "broke the connection|no status"),
    ],
)
async def test_proxy_refuses(monkeypatch, server, proxy, answer, told):
    """A proxy that refuses, or is none, is named; its password is not."""
    between = await proxy(server)
    between.answer = answer
    monkeypatch.setenv("ALL_PROXY", f"http://me:secret@127.0.0.1:{between.port}")

    with pytest.raises(NetworkError, match=f"the proxy 127.0.0.1 .*{told}") as caught:
        await dial("ws://api.twitch.test/ws", Network())

    assert "secret" not in repr(caught.value)


async def test_proxy_is_away(monkeypatch):
    """A proxy that cannot be reached is named."""
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{closed_port()}")

    with pytest.raises(NetworkError, match=r"no connection to the proxy 127\.0\.0\.1 \([^)]*refused[^)]*\)"):
        await dial("ws://api.twitch.test/ws", Network())


async def test_socks(monkeypatch):
    """A proxy of a kind that WebSockets cannot use is said to be one."""
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1080")

    with pytest.raises(NetworkError, match="cannot go through a socks5:// proxy"):
        await dial("wss://api.twitch.test/ws", Network())
