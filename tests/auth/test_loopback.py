"""The web server for one answer."""

from __future__ import annotations

import pytest
import trio

from twitchtrio.auth._loopback import open_loopback
from twitchtrio.errors import AuthError, AuthorizationDeniedError, ConfigurationError

STATE = "the-state"


def get(path, *, port, host=None, method="GET"):
    """A request as a browser sends it."""
    host = host or f"localhost:{port}"
    return f"{method} {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()


async def ask(port, data, *, address="127.0.0.1"):
    """Send bytes and read the whole answer."""
    async with await trio.open_tcp_stream(address, port) as stream:
        await stream.send_all(data)
        answer = b""
        async for chunk in stream:
            answer += chunk
    return answer.decode()


@pytest.fixture
async def server(free_port):
    """A loopback server that waits."""
    async with open_loopback(free_port, state=STATE) as loopback:
        yield loopback


@pytest.fixture
def free_port():
    """A port that nobody uses."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def test_the_answer(server, free_port):
    """The request with the right state is the answer, and the page says what to do next."""
    page = await ask(free_port, get(f"/?code=the-code&scope=x&state={STATE}", port=free_port))

    answer = await server.answer()
    assert "the-code" == answer.code()
    assert "the-code" not in repr(answer)
    assert "the-code" not in page
    assert page.startswith("HTTP/1.1 200 OK\r\n")
    assert "go back to the program" in page
    assert f"http://localhost:{free_port}" == server.address


@pytest.mark.parametrize(
    ("request_of", "status"),
    [
        (lambda port: get("/?code=evil&state=another", port=port), 400),
        (lambda port: get("/?code=evil", port=port), 400),
        (lambda port: get("/?code=evil&state=%C3%A4", port=port), 400),
        (lambda port: get(f"/?code=evil&state={STATE}", port=port, host="evil.example"), 400),
        (lambda port: get(f"/?code=evil&state={STATE}", port=port, host="localhost"), 400),
        (lambda port: get(f"/?code=evil&state={STATE}", port=port, method="POST"), 405),
        (lambda port: get(f"/other?code=evil&state={STATE}", port=port), 404),
        (lambda port: get("/favicon.ico", port=port), 404),
        (lambda port: b"GET / HTTP/1.0\r\n\r\n", 400),
        (lambda port: b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
        (lambda port: b"GET /" + b"a" * 20000, 431),
    ],
    ids=["state", "no state", "strange state", "host", "port", "method", "path", "icon", "old", "garbage", "long"],
)
async def test_anything_else_is_refused_and_waiting_goes_on(server, free_port, request_of, status):
    """Only the one right request counts; the others get an error and change nothing."""
    assert f" {status} " in (await ask(free_port, request_of(free_port))).partition("\r\n")[0]

    await ask(free_port, get(f"/?code=good&state={STATE}", port=free_port))
    assert "good" == (await server.answer()).code()


async def test_the_first_answer_counts(server, free_port):
    """A page that is loaded again does not replace the answer."""
    for code in ("first", "second"):
        await ask(free_port, get(f"/?code={code}&state={STATE}", port=free_port))

    assert "first" == (await server.answer()).code()


async def test_silent_connections_block_nobody(server, free_port):
    """Clients that send nothing, or half a request, are not waited for."""
    streams = [await trio.open_tcp_stream("127.0.0.1", free_port) for _ in range(30)]
    for stream in streams[::2]:
        await stream.send_all(b"GET / HT")

    await ask(free_port, get(f"/?code=good&state={STATE}", port=free_port))

    assert "good" == (await server.answer()).code()
    for stream in streams:
        await trio.aclose_forcefully(stream)


async def test_a_silent_connection_is_cut(monkeypatch, server, free_port):
    """A connection has its time, and then it is closed."""
    monkeypatch.setattr("twitchtrio.auth._loopback._CONNECTION_LIMIT", 0.01)

    assert "" == await ask(free_port, b"GET / HT")


async def test_an_answer_without_body_is_not_sent(server, free_port):
    """HEAD gets its status, and the server lives on."""
    answer = await ask(free_port, get("/", port=free_port, method="HEAD"))
    assert " 405 " in answer.partition("\r\n")[0]

    await ask(free_port, get(f"/?code=good&state={STATE}", port=free_port))
    assert "good" == (await server.answer()).code()


async def test_a_client_that_goes_away_disturbs_nothing(server, free_port):
    """A connection that ends before its request, or breaks, is forgotten."""
    async with await trio.open_tcp_stream("127.0.0.1", free_port) as stream:
        await stream.send_eof()
        assert b"" == await stream.receive_some()

    await ask(free_port, get(f"/?code=good&state={STATE}", port=free_port))
    assert "good" == (await server.answer()).code()


async def test_texts_from_outside_are_escaped(server, free_port):
    """What Twitch, or somebody else, puts into the address is text on the page and nothing else."""
    evil = "%3Cscript%3Ealert(1)%3C%2Fscript%3E%22'"

    page = await ask(free_port, get(f"/?error=server_error&error_description={evil}&state={STATE}", port=free_port))

    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "Content-Security-Policy: default-src 'none'" in page
    assert "Referrer-Policy: no-referrer" in page
    with pytest.raises(AuthError, match="did not sign the user in"):
        (await server.answer()).code()


async def test_a_refusal_is_an_answer(server, free_port):
    """The user's no is a typed error."""
    await ask(free_port, get(f"/?error=access_denied&error_description=no&state={STATE}", port=free_port))

    with pytest.raises(AuthorizationDeniedError):
        (await server.answer()).code()


async def test_both_loopback_addresses(server, free_port):
    """Where this machine has IPv6, `localhost` may lead to either address."""
    try:
        page = await ask(free_port, get("/", port=free_port), address="::1")
    except OSError as exc:
        pytest.skip(f"this machine has no ::1 ({exc})")
    assert " 400 " in page


async def test_a_machine_without_ipv6(monkeypatch, free_port):
    """Without ::1 the server listens on 127.0.0.1 alone."""
    plain = trio.open_tcp_listeners

    async def listeners(port, *, host):
        if host == "::1":
            raise OSError(97, "Address family not supported")
        return await plain(port, host=host)

    monkeypatch.setattr(trio, "open_tcp_listeners", listeners)
    async with open_loopback(free_port, state=STATE):
        assert " 400 " in await ask(free_port, get("/", port=free_port))


async def test_a_port_in_use(server, free_port):
    """The error says how to go on."""
    with pytest.raises(ConfigurationError, match=f"Port {free_port} .* choose another port and register"):
        async with open_loopback(free_port, state=STATE):
            pass


async def test_the_server_closes(free_port):
    """After the block nobody listens; what the block raises comes out as itself."""
    with pytest.raises(ValueError, match="mine"):
        async with open_loopback(free_port, state=STATE):
            raise ValueError("mine")

    with pytest.raises(OSError):
        await trio.open_tcp_stream("127.0.0.1", free_port)
