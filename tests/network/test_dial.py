import ssl

import pytest
import trio
import trio.testing

from tests import mutations
from tests.network.conftest import check_echo, closed_port
from twitchtrio.errors import NetworkError
from twitchtrio.network import Network, _tls as tls
from twitchtrio.network._dial import dial


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


ODD = [
    "ws://[::1", "ws://127.0.0.1:99999/", "ws://127.0.0.1:x/", "ws://127.0.0.1:0/", "ws://127.0.0.1:-1/",
    "ws://localhost:/\0", "wss://" + "a" * 64 + "/", "wss://a..b/", "wss://.a/", "wss://\0/", "wss://a\0b/", "wss://%31/",
    "wss://\ud800/", "wss://a/\ud800", "wss://a\\b/", "wss://a b/", " wss://a/", "wss://a/\n", "wss://a/\r\nHost: b",
    "wss:///x", "wss://", "", "/ws", "//a/ws", "a/ws", "http://a/", "file:///etc/passwd", "wss://me:pass@a/",
    "wss://me@a/", "wss://@a/", "wss://a/#b", "x" * 100_000, "wss://a\u202eb/", "wss://[::1]evil/", "wss://[v1.a]/",
    "wss://exa\u2100mple/", "http://a/ws?me:pass@", "ws://a.test/?me:pass@", "ws:me:pass@a/", "wss://me:x/pass@a/",
]  # fmt: skip


async def never(url):
    """A dialler that is not asked."""
    await trio.lowlevel.checkpoint()
    pytest.fail(f"{url} was dialled")


@pytest.mark.parametrize("url", ODD, ids=range(len(ODD)))
@pytest.mark.parametrize("own", [False, True])
async def test_odd_address(url, own):
    """An odd address is refused before it is dialled, and told in few words, without password and query."""
    with pytest.raises(NetworkError, match="this is no address of a WebSocket") as caught:
        await dial(url, Network(dial=never if own else None))

    assert len(str(caught.value)) < 1000
    assert str(caught.value).isprintable()
    assert "pass@" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "ws://evil.test/",
        "ws://169.254.169.254/latest",
        "ws://192.0.2.1/ws",
        "ws://0.0.0.0/",
        "ws://localhost.evil.test/",
        "ws://127.1/",
    ],
)
@pytest.mark.parametrize("own", [False, True])
async def test_without_tls(url, own):
    """Without TLS, only this machine is dialled."""
    with pytest.raises(NetworkError, match="in clear over the network"):
        await dial(url, Network(dial=never if own else None))


@pytest.mark.proof
async def test_any_address(monkeypatch):
    """Whatever an address is, it is dialled with TLS or on this machine, or refused as a `NetworkError`."""
    dialled = []

    async def connect(host, port):
        dialled.append((host, port))
        await trio.lowlevel.checkpoint()
        raise OSError("nobody there")

    monkeypatch.setattr(trio, "open_tcp_stream", connect)
    whole = [
        b"wss://eventsub.test:443/ws?a=b",
        b"ws://127.0.0.1:8080/ws",
        b"wss://[2001:db8::1]/",
        "wss://é.test/ä".encode(),
    ]
    words = (
        b"@",
        b":",
        b"/",
        b"//",
        b"[",
        b"]",
        b"#",
        b"?",
        b"%",
        b"\\",
        b"\r\n",
        b"\0",
        b"..",
        b"99999",
        b"ws:",
        b" ",
        b"a" * 70,
    )
    for _, rng in mutations.cases(2_000):
        url = mutations.mutated(rng.choice(whole), rng, words).decode(
            "utf-8", rng.choice(("replace", "surrogateescape", "ignore"))
        )
        dialled.clear()
        with pytest.raises(NetworkError) as caught:
            await dial(url, Network())
        assert str(caught.value).isprintable()
        assert len(str(caught.value)) < 1000
        for host, port in dialled:
            assert 0 < port < 65536
            assert url.startswith("wss:") or host.startswith("127.") or url[:4].lower() == "wss:"


@pytest.mark.parametrize("path", ["/ws?a=b%20c", "/?", "", "?a", "/%zz"])
async def test_usual_address(path):
    """Addresses as they should be go through as they are."""
    asked = []

    async def mine(url):
        asked.append(url)
        await trio.lowlevel.checkpoint()
        return trio.testing.memory_stream_pair()[0]

    for host in (
        "wss://eventsub.test",
        "wss://eventsub.test:8443",
        "wss://é.test",
        "ws://localhost:8080",
        "WS://[::1]:1",
    ):
        await dial(host + path, Network(dial=mine))

    assert 5 == len(asked)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ValueError("mine"), "the program's own dial= raised ValueError: mine"),
        (RecursionError(), "the program's own dial= raised RecursionError"),
        (StopIteration(), "the program's own dial= raised RuntimeError"),
        (trio.TooSlowError(), "the program's own dial= raised TooSlowError"),
        (ValueError("x" * 1000), r"raised ValueError: x{197}\.$"),
        (ValueError("a\r\n\x1b[0m"), r"raised ValueError: a   \[0m\.$"),
        (ValueError("no way to wss://api.twitch.test/ws?challenge"), r"raised ValueError\.$"),
        (ExceptionGroup("", [ValueError("mine"), OSError()]), "the program's own dial= raised ExceptionGroup"),
        (OSError(5, b"mine"), "no connection to api.twitch.test"),
        (ssl.SSLError("mine"), "TLS with api.twitch.test failed"),
        (NetworkError("mine", address="x"), "No answer from wss://api.twitch.test/ws: mine"),
    ],
)
async def test_own_dialler_raises(error, told):
    """Whatever it raises becomes a `NetworkError`, caused by it."""

    async def mine(url):
        await trio.lowlevel.checkpoint()
        raise error

    with pytest.raises(NetworkError, match=told) as caught:
        await dial("wss://api.twitch.test/ws?challenge", Network(dial=mine))

    assert "challenge" not in str(caught.value)
    assert str(caught.value).isprintable()
    assert not caught.value.sent


@pytest.mark.parametrize("given", [None, "a stream", object()])
async def test_own_dialler_gives_no_stream(given):
    """It has to give a stream."""

    async def mine(url):
        await trio.lowlevel.checkpoint()
        return given

    with pytest.raises(NetworkError, match=r"own dial= raised TypeError: it should return a trio\.abc\.Stream"):
        await dial("wss://api.twitch.test/ws", Network(dial=mine))
    with pytest.raises(NetworkError, match="own dial= raised TypeError"):
        await dial("wss://api.twitch.test/ws", Network(dial=lambda url: given))


async def test_own_dialler_goes_in_circles():
    """An error that came from one that came from it is told as well."""

    async def mine(url):
        await trio.lowlevel.checkpoint()
        error, other = OSError(), OSError()
        error.__cause__, other.__cause__ = other, error
        raise error

    with pytest.raises(NetworkError, match=r"no connection to api\.twitch\.test; check"):
        await dial("wss://api.twitch.test/ws", Network(dial=mine))


async def test_an_error_nobody_thought_of(monkeypatch):
    """One that comes of something else than the network is told by its kind."""

    async def connect(host, port):
        await trio.lowlevel.checkpoint()
        raise LookupError("mine")

    monkeypatch.setattr(trio, "open_tcp_stream", connect)

    with pytest.raises(NetworkError, match=r"no connection to api\.twitch\.test \(LookupError\)"):
        await dial("wss://api.twitch.test/ws", Network())


async def test_own_dialler_is_cancelled():
    """Of a group with Cancelled in it, only that goes on."""

    async def fail():
        try:
            await trio.sleep_forever()
        finally:
            raise ValueError("mine")

    async def mine(url):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(fail)
            scope.cancel()
            await trio.sleep_forever()

    with trio.CancelScope() as scope:
        await dial("wss://api.twitch.test/ws", Network(dial=mine))

    assert scope.cancelled_caught


async def test_own_dialler_can_be_interrupted():
    """Ctrl-C strikes in it, as in all that is the program's own."""

    @trio.lowlevel.enable_ki_protection
    async def protected(url):
        return await dial(url, Network(dial=mine))

    async def mine(url):
        await trio.lowlevel.checkpoint()
        assert not trio.lowlevel.currently_ki_protected()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await protected("wss://api.twitch.test/ws")


async def test_unreadable_certificates(monkeypatch, server, tmp_path):
    """Certificates that cannot be read are told."""
    tls._context.cache_clear()
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))

    with pytest.raises(NetworkError, match="SSL_CERT_FILE"):
        await dial(f"wss://127.0.0.1:{server.port}/", Network())


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
