"""WebSockets through a proxy."""

import base64

import pytest
import trio
import trio.testing

from tests import mutations
from tests.network.conftest import check_echo, closed_port
from twitchtrio.errors import NetworkError
from twitchtrio.network import Network
from twitchtrio.network._dial import dial


async def test_proxy(monkeypatch, tls_server, proxy, client_tls):
    """The environment's proxy is asked for a tunnel, with its credentials."""
    between = await proxy(tls_server)
    monkeypatch.setenv("ALL_PROXY", f"http://me:pass%20word@127.0.0.1:{between.port}")

    await check_echo(await dial("wss://api.twitch.test/ws", Network(tls=client_tls)))

    (asked,) = between.requests
    assert ("CONNECT", "api.twitch.test:443") == (asked.method, asked.target)
    assert f"Basic {base64.b64encode(b'me:pass word').decode()}" == asked.headers["proxy-authorization"]


async def test_proxy_to_an_ipv6_address(monkeypatch, tls_server, proxy, client_tls):
    """An IPv6 address is bracketed, and the certificate has to be its own."""
    between = await proxy(tls_server)
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{between.port}")

    with pytest.raises(NetworkError, match="TLS with 2001:db8::1 failed"):
        await dial("wss://[2001:db8::1]:8080/ws", Network(tls=client_tls))

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
        await dial("wss://api.twitch.test/ws", Network())

    assert "secret" not in repr(caught.value)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", "broke the connection"),
        (b"HTTP/1.1 200 OK\r\n\r\nmore", "sent more than its answer"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 20_000 + b"\r\n\r\n", "broke the connection"),
        (b"HTTP/1.1 103 E\r\n\r\n" * 100_000, "broke the connection"),
        (b"HTTP/1.1 200 " + b"a" * 1_000_000, "broke the connection"),
        (b"\x15\x03\x01\x00\x02\x02\x28", "broke the connection"),
    ],
    ids=["101", "more", "large head", "endless 103s", "endless line", "TLS"],
)
async def test_odd_proxy(monkeypatch, server, proxy, answer, told):
    """So is one that answers otherwise, of whose answer no more than a head's worth is read."""
    between = await proxy(server)
    between.talk = lambda stream: stream.send_all(answer)
    monkeypatch.setenv("ALL_PROXY", f"http://me:secret@127.0.0.1:{between.port}")

    with pytest.raises(NetworkError, match=f"the proxy 127.0.0.1 .*{told}"):
        await dial("wss://api.twitch.test/ws", Network())


async def test_proxy_with_early_hints(monkeypatch, tls_server, proxy, client_tls):
    """What a proxy says before its answer is passed over."""
    between = await proxy(tls_server)
    between.answer = b"HTTP/1.1 200 OK\r\n\r\n"
    early = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 E\r\nLink: a\r\n\r\n"
    usual = between.talk

    async def talk(stream):
        await stream.send_all(early)
        await usual(stream)

    between.talk = talk
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{between.port}")

    await check_echo(await dial("wss://api.twitch.test/ws", Network(tls=client_tls)))


@pytest.mark.proof
async def test_any_proxy(monkeypatch, server, proxy):
    """Whatever a proxy answers, it is a `NetworkError`, and the connection is closed."""
    between = await proxy(server)
    between.talk = lambda stream: stream.send_all(answer)
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{between.port}")
    words = (
        b"\r\n",
        b"\0",
        b"HTTP/1.1 103 E\r\n\r\n",
        b"Content-Length: 5\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"a" * 17_000,
    )
    whole = (b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n", b"HTTP/1.1 407 No\r\nContent-Length: 2\r\n\r\nno")
    for _, rng in mutations.cases(100):
        answer = mutations.mutated(rng.choice(whole), rng, words)
        with pytest.raises(NetworkError), trio.fail_after(20):
            await dial("wss://api.twitch.test/ws", Network())

    await trio.testing.wait_all_tasks_blocked()
    assert 0 == between.open


@pytest.mark.parametrize(
    "value",
    ["http://127.0.0.1:99999", "http://127.0.0.1:x", "http://[::1", "http://", "http://:80", "http://127.0.0.1:0"],
)
async def test_unusable_proxy(monkeypatch, value):
    """A proxy whose address is none is told."""
    monkeypatch.setenv("ALL_PROXY", value)

    with pytest.raises(NetworkError, match=r"The proxy .* has no address that can be used"):
        await dial("wss://api.twitch.test/ws", Network())


async def test_proxy_is_away(monkeypatch):
    """A proxy that cannot be reached is named."""
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{closed_port()}")

    with pytest.raises(NetworkError, match=r"no connection to the proxy 127\.0\.0\.1 \([^)]*refused[^)]*\)"):
        await dial("wss://api.twitch.test/ws", Network())


async def test_socks(monkeypatch):
    """A proxy of a kind that WebSockets cannot use is said to be one."""
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1080")

    with pytest.raises(NetworkError, match="cannot go through a socks5:// proxy"):
        await dial("wss://api.twitch.test/ws", Network())
