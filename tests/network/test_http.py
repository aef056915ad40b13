import gzip
import traceback
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
import pytest
import trio
import trio.testing

from twitchtrio._version import __version__
from twitchtrio.errors import ConfigurationError, NetworkError
from twitchtrio.network import Network, _connection as connection, open_http

TOKEN = "never-to-be-seen"
HEADERS = [("Authorization", f"Bearer {TOKEN}"), ("Client-Id", "mine")]


def url(server, path="/helix/users?id=1"):
    """An address on a server of the test's."""
    return f"http://127.0.0.1:{server.port}{path}"


def check_no_secret(error):
    """Neither its text, its traceback nor what it came from tells the token or holds a request of httpx."""
    shown = "".join(traceback.format_exception(error))
    assert TOKEN not in shown + repr(vars(error))
    assert (None, None) == (error.__cause__, error.__context__)


class Silence(httpx.AsyncBaseTransport):
    """A transport of the program's own that never answers."""

    async def handle_async_request(self, request):
        await trio.sleep_forever()


# Sending.


async def test_request(http, serve):
    """Method, target, header fields and body arrive as they were given."""
    server = await serve()

    answer = await http.send("POST", url(server, "/a?b=%20c"), headers=HEADERS, content=b'{"d": 1}')

    (request,) = server.requests
    assert ("POST", "/a?b=%20c", b'{"d": 1}') == (request.method, request.target, request.body)
    assert f"Bearer {TOKEN}" == request.headers["authorization"]
    assert f"127.0.0.1:{server.port}" == request.headers["host"]
    assert request.headers["user-agent"].startswith("twitchtrio/")
    assert "gzip" == request.headers["accept-encoding"]
    assert (200, b"ok", "2") == (answer.status, answer.content, answer.headers["content-LENGTH"])


@pytest.mark.parametrize(("method", "length"), [("GET", None), ("DELETE", None), ("POST", "0"), ("PATCH", "0")])
async def test_no_body(http, serve, method, length):
    """A method that may have a body says so when it has none."""
    server = await serve()

    await http.send(method, url(server), headers=HEADERS)

    assert length == server.requests[0].headers.get("content-length")


async def test_address_without_path(http, serve):
    """An address may end with its host."""
    server = await serve()

    await http.send("GET", url(server, ""), headers=[])

    assert "/" == server.requests[0].target


async def test_secret_is_no_part_of_the_answer():
    """An answer shows neither its header fields nor its content."""

    def handler(request):
        return httpx.Response(200, headers={"Set-Cookie": TOKEN}, text=TOKEN)

    async with open_http(Network(http=httpx.MockTransport(handler)), base="https://x.test/") as http:
        assert "Response(status=200)" == repr(await http.send("GET", "https://x.test/", headers=HEADERS))


# Connections.


async def test_keepalive(http, serve):
    """Calls one after another share a connection."""
    server = await serve()

    for _ in range(5):
        await http.send("GET", url(server), headers=HEADERS)

    assert (5, 1) == (len(server.requests), server.connections)


async def test_many_at_once(http, serve):
    """No more than 50 requests run at once, the others wait for their turn, and all connections are used again."""
    server = await serve()

    for _ in range(2):
        async with trio.open_nursery() as nursery:
            for _ in range(120):
                nursery.start_soon(lambda: http.send("GET", url(server), headers=HEADERS))

    assert 240 == len(server.requests)
    assert server.most <= 50
    assert server.most == server.connections


async def test_two_hosts(http, serve):
    """Calls to two hosts by turns do not take each other's connection."""
    servers = [await serve(), await serve()]

    for _ in range(3):
        for server in servers:
            await http.send("GET", url(server), headers=HEADERS)

    assert [1, 1] == [server.connections for server in servers]


async def test_closed_while_idle(http, serve):
    """A connection that the server closed in between costs no call."""

    async def brief(stream):
        await server.read(stream)
        await stream.send_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    server = await serve()
    server.talk = brief

    for _ in range(3):
        assert 200 == (await http.send("POST", url(server), headers=HEADERS)).status
        await trio.testing.wait_all_tasks_blocked()


async def test_left_behind_by_a_burst(http, serve, mock_clock):
    """Connections that are not needed any more are closed after a minute, one with each further call."""
    server = await serve()
    async with trio.open_nursery() as nursery:
        for _ in range(5):
            nursery.start_soon(lambda: http.send("GET", url(server), headers=HEADERS))
    assert 5 == server.open

    mock_clock.jump(61)
    await http.send("GET", url(server), headers=HEADERS)
    await trio.testing.wait_all_tasks_blocked()

    assert 1 == server.open


async def test_end_of_block(serve):
    """At its end no connection is left, even if it was cancelled, and further calls are refused."""
    server = await serve()

    with trio.CancelScope() as scope:
        async with open_http(Network(), base=url(server)) as http:
            await http.send("GET", url(server), headers=HEADERS)
            scope.cancel()

    await trio.testing.wait_all_tasks_blocked()
    assert 0 == server.open
    with pytest.raises(ConfigurationError, match="has ended"):
        await http.send("GET", url(server), headers=HEADERS)


@pytest.mark.parametrize("sent", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nsome"])
async def test_cancelled(http, serve, sent):
    """Cancelled at any point of the answer, the connection is closed and the next call has one of its own."""

    async def slow(stream):
        await server.read(stream)
        await stream.send_all(sent)
        scope.cancel()
        server.ends.append(await stream.receive_some())

    server = await serve()
    server.ends = []
    usual, server.talk = server.talk, slow

    with trio.CancelScope() as scope:
        await http.send("GET", url(server), headers=HEADERS)

    assert scope.cancelled_caught
    await trio.testing.wait_all_tasks_blocked()
    assert [b""] == server.ends
    server.talk = usual
    assert 200 == (await http.send("GET", url(server), headers=HEADERS)).status


async def test_cancelled_while_waiting(autojump_clock):
    """A call that is cancelled before its turn takes nobody's."""
    done = []

    class Slow(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request):
            await trio.sleep(10)
            done.append(request)
            return httpx.Response(200)

    async with open_http(Network(http=Slow()), base="https://x.test/") as http, trio.open_nursery() as nursery:
        for _ in range(50):
            nursery.start_soon(lambda: http.send("GET", "https://x.test/", headers=HEADERS))
        await trio.testing.wait_all_tasks_blocked()
        with trio.move_on_after(1) as scope:
            await http.send("GET", "https://x.test/", headers=HEADERS)
        nursery.start_soon(lambda: http.send("GET", "https://x.test/", headers=HEADERS))

    assert scope.cancelled_caught
    assert 51 == len(done)
    assert 20 == trio.current_time()


async def test_checkpoint(serve):
    """Sending is a checkpoint, also over a connection that is there already."""
    server = await serve()

    async with open_http(Network(), base=url(server)) as http:
        await http.send("GET", url(server), headers=HEADERS)
        with trio.testing.assert_checkpoints():
            await http.send("GET", url(server), headers=HEADERS)


# Answers.


async def test_gzip(http, serve):
    """A compressed answer is unpacked."""
    body = gzip.compress(b'{"data": []}')

    async def handler(request):
        await trio.lowlevel.checkpoint()
        return b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)

    server = await serve(handler)

    assert b'{"data": []}' == (await http.send("GET", url(server), headers=HEADERS)).content


async def test_big(http, serve):
    """A big answer in chunks is read whole."""
    chunk = b"%x\r\n%b\r\n" % (100_000, b"x" * 100_000)

    async def handler(request):
        await trio.lowlevel.checkpoint()
        return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk * 20 + b"0\r\n\r\n"

    server = await serve(handler)

    for _ in range(2):
        assert 2_000_000 == len((await http.send("GET", url(server), headers=HEADERS)).content)
    assert 1 == server.connections


# Failures.


async def test_answer_limit(autojump_clock, http, serve):
    """After 30 s of silence the call fails; the request may have arrived."""

    async def handler(request):
        await trio.sleep_forever()

    server = await serve(handler)

    with pytest.raises(NetworkError, match="took too long") as caught:
        await http.send("GET", url(server), headers=HEADERS)

    assert (True, 30) == (caught.value.sent, round(caught.value.elapsed))
    assert url(server).partition("?")[0] == caught.value.address
    check_no_secret(caught.value)


async def test_limit_does_not_count_the_queue(autojump_clock):
    """Waiting for one's turn is not waiting for Twitch."""

    class Slow(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request):
            await trio.sleep(20)
            return httpx.Response(200)

    async with open_http(Network(http=Slow()), base="https://x.test/") as http, trio.open_nursery() as nursery:
        for _ in range(150):
            nursery.start_soon(lambda: http.send("GET", "https://x.test/", headers=HEADERS))

    assert 60 == trio.current_time()


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nsome",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nsome",
    ],
    ids=["nothing", "short", "unended", "nonsense", "no gzip"],
)
async def test_broken_answer(http, serve, answer):
    """A connection that ends too early, or an answer that is none: the request may have arrived."""

    async def once(stream):
        await server.read(stream)
        await stream.send_all(answer)

    server = await serve()
    server.talk = once

    with pytest.raises(NetworkError) as caught:
        await http.send("POST", url(server), headers=HEADERS, content=b"{}")

    assert caught.value.sent
    check_no_secret(caught.value)


async def test_refused(http, serve):
    """Where nobody listens, nothing was sent."""
    server = await serve()
    (listener,) = await trio.open_tcp_listeners(0, host="127.0.0.1")
    async with listener:
        server.port = listener.socket.getsockname()[1]

    with pytest.raises(NetworkError, match="refused") as caught:
        await http.send("GET", url(server), headers=HEADERS)

    assert not caught.value.sent
    check_no_secret(caught.value)


async def test_connect_limit(autojump_clock, http, monkeypatch):
    """A connection that does not come about within 10 s is given up, with nothing sent."""

    async def never(*args, **kwargs):
        await trio.sleep_forever()

    monkeypatch.setattr(trio, "open_tcp_stream", never)

    with pytest.raises(NetworkError, match="in time") as caught:
        await http.send("GET", "http://127.0.0.1:1/", headers=HEADERS)

    assert not caught.value.sent
    assert connection.CONNECT_LIMIT == trio.current_time()


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("http://127.0.0.1:{}/a b", []),
        ("http://127.0.0.1:{}/ä", []),
        ("http://127.0.0.1:{}/", [("Authorization", f"Bearer {TOKEN}\r\nX: y")]),
        ("http://127.0.0.1:{}/", [("Authorization", f"Bearer {TOKEN}ä")]),
        ("ftp://127.0.0.1:{}/", []),
        ("127.0.0.1/", []),
    ],
)
async def test_no_request(http, serve, address, headers):
    """What HTTP cannot say is the program's mistake, told without the secret in it."""
    server = await serve()

    with pytest.raises(ConfigurationError, match="cannot be called") as caught:
        await http.send("GET", address.format(server.port), headers=headers)

    check_no_secret(caught.value)
    assert [] == server.requests


# TLS.


async def test_tls(serve, server_tls, client_tls):
    """Calls over TLS share a connection as well."""
    server = await serve(tls=server_tls)
    address = f"https://127.0.0.1:{server.port}/"

    async with open_http(Network(tls=client_tls), base=address) as http:
        for _ in range(3):
            assert 200 == (await http.send("GET", address, headers=HEADERS)).status

    assert 1 == server.connections


async def test_unknown_authority(http, serve, server_tls):
    """An authority that is not known is named as the reason, with what to check."""
    server = await serve(tls=server_tls)

    with pytest.raises(
        NetworkError, match=r"TLS with 127\.0\.0\.1 failed \(.*certificate.*\); check .* clock"
    ) as caught:
        await http.send("GET", f"https://127.0.0.1:{server.port}/", headers=HEADERS)

    assert not caught.value.sent
    check_no_secret(caught.value)


async def test_tls_with_a_plain_server(serve, client_tls):
    """A server that speaks no TLS fails the same way."""

    async def plain(stream):
        await stream.send_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    server = await serve()
    server.talk = plain

    async with open_http(Network(tls=client_tls), base="https://127.0.0.1/") as http:
        with pytest.raises(NetworkError, match=r"TLS with 127\.0\.0\.1 failed") as caught:
            await http.send("GET", f"https://127.0.0.1:{server.port}/", headers=HEADERS)

    assert not caught.value.sent


# Proxies.


async def test_proxy(serve, proxy, server_tls, client_tls, monkeypatch):
    """`HTTPS_PROXY` is used, with its credentials; the proxy sees neither token nor path."""
    server = await serve(tls=server_tls)
    between = await proxy(server)
    monkeypatch.setenv("HTTPS_PROXY", f"http://me:pass%20word@127.0.0.1:{between.port}")

    async with open_http(Network(tls=client_tls), base="https://api.twitch.test/helix") as http:
        answer = await http.send("GET", "https://api.twitch.test/helix/users", headers=HEADERS)

    assert 200 == answer.status
    assert "api.twitch.test:443" == between.requests[0].target
    assert "Basic bWU6cGFzcyB3b3Jk" == between.requests[0].headers["proxy-authorization"]
    assert f"Bearer {TOKEN}" == server.requests[0].headers["authorization"]
    assert server.requests[0].headers["user-agent"].startswith("twitchtrio/")


async def test_cookies_of_a_proxy(serve, proxy, server_tls, client_tls, monkeypatch):
    """Cookies are no more kept behind a proxy than without one."""

    async def handler(request):
        await trio.lowlevel.checkpoint()
        return b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b; Path=/\r\nContent-Length: 0\r\n\r\n"

    server = await serve(handler, tls=server_tls)
    between = await proxy(server)
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{between.port}")

    async with open_http(Network(tls=client_tls), base="https://api.twitch.test/helix") as http:
        for _ in range(2):
            await http.send("GET", "https://api.twitch.test/helix/users", headers=HEADERS)

    assert [None, None] == [request.headers.get("cookie") for request in server.requests]


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("HTTPS_PROXY", "http://127.0.0.1:99999", "no address"),
        ("HTTPS_PROXY", "http://me:secret@127.0.0.1:x", "no address"),
        ("HTTPS_PROXY", "http://[::1", "no address"),
        ("HTTPS_PROXY", "http://", "no address"),
        ("ALL_PROXY", "gopher://me:secret@127.0.0.1:1", "cannot be used"),
        ("HTTP_PROXY", "http://127.0.0.1:x", "cannot be used"),
    ],
)
async def test_unusable_proxy(monkeypatch, name, value, told):
    """A proxy that cannot be used is told at once, without its password."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    if name == "ALL_PROXY":
        monkeypatch.delenv("HTTPS_PROXY")
    monkeypatch.setenv(name, value)

    with pytest.raises(ConfigurationError, match=rf"The proxy .* {told}") as caught:
        async with open_http(Network(), base="https://api.twitch.test/helix"):
            pytest.fail("it was opened")

    assert "secret" not in str(caught.value)


async def test_proxy_refuses(serve, proxy, monkeypatch):
    """A proxy that refuses is named, and nothing was sent."""
    between = await proxy(await serve())
    between.answer = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
    monkeypatch.setenv("ALL_PROXY", f"http://me:secret@127.0.0.1:{between.port}")

    async with open_http(Network(), base="https://api.twitch.test/helix") as http:
        with pytest.raises(NetworkError, match=r"the proxy refused \(407") as caught:
            await http.send("GET", "https://api.twitch.test/helix/users", headers=HEADERS)

    assert not caught.value.sent
    assert "secret" not in str(caught.value)
    check_no_secret(caught.value)


async def test_no_proxy_for_loopback(serve, monkeypatch):
    """A service on this machine is never looked for behind a proxy."""
    server = await serve()
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")

    async with open_http(Network(), base=url(server)) as http:
        assert 200 == (await http.send("GET", url(server), headers=HEADERS)).status


# Who we are.


WAYS = ["usual", "proxy", "transport", "client"]


@pytest.fixture
def reach(proxy, client_tls, monkeypatch):
    """HTTP to a server that has TLS, in one of the ways that there are, and an address there."""

    @asynccontextmanager
    async def reach(server, way):
        if way == "proxy":
            monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{(await proxy(server)).port}")
        address = "https://api.twitch.test/" if way == "proxy" else f"https://127.0.0.1:{server.port}/"
        own = None
        if way == "transport":
            own = httpx.AsyncHTTPTransport(verify=client_tls)
        if way == "client":
            own = httpx.AsyncClient(verify=client_tls, headers={"User-Agent": "mine"})
        async with AsyncExitStack() as stack:
            if own is not None:
                await stack.enter_async_context(own)
            yield await stack.enter_async_context(open_http(Network(tls=client_tls, http=own), base=address)), address

    return reach


@pytest.mark.parametrize("way", WAYS)
async def test_user_agent(serve, server_tls, reach, way):
    """A request names its agent once: us, or the program's own client."""
    server = await serve(tls=server_tls)

    async with reach(server, way) as (http, address):
        for _ in range(2):
            await http.send("GET", address, headers=HEADERS)

    agents = [[value for name, value in request.fields if name == "user-agent"] for request in server.requests]
    assert 2 * [["mine" if way == "client" else f"twitchtrio/{__version__}"]] == agents
    asked = [[value for name, value in request.fields if name == "accept-encoding"] for request in server.requests]
    assert 2 * [["gzip"]] == asked


# A record of TLS has 16 KiB.
@pytest.mark.parametrize("size", [2, 2**14], ids=["in its record", "in the next one"])
@pytest.mark.parametrize("way", WAYS)
async def test_junk_behind_an_answer(serve, server_tls, reach, way, size):
    """What comes at once with an answer, behind its end, is nobody's answer."""

    async def handler(request):
        await trio.lowlevel.checkpoint()
        head = b"HTTP/1.1 200 OK\r\nX: %s\r\nContent-Length: " % request.target.encode()
        body = b"x" * (size - len(head) - len("00000\r\n\r\n"))
        return head + b"%05d\r\n\r\n" % len(body) + body + head.replace(b"X: ", b"X: not for ") + b"0\r\n\r\n"

    server = await serve(handler, tls=server_tls)

    async with reach(server, way) as (http, address):
        answers = [await http.send("GET", f"{address}{number}", headers=HEADERS) for number in range(3)]

    assert ["/0", "/1", "/2"] == [answer.headers["X"] for answer in answers]
    assert 3 == server.connections


PAIR = b'{"access_token": "a", "refresh_token": "b"}'
BAD_SUM = gzip.compress(PAIR, mtime=0)[:-8] + b"\0" * 8
CHUNK = b"%x\r\n%s\r\n" % (len(PAIR), PAIR)


@pytest.mark.parametrize(
    "answer",
    [
        b"Content-Encoding: utf-8\r\nContent-Length: %d\r\n\r\n%s" % (len(PAIR), PAIR),
        b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s" % (len(PAIR), PAIR),
        b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s" % (len(BAD_SUM), BAD_SUM),
        b"Content-Length: %d\r\n\r\n%s" % (len(PAIR) + 1, PAIR),
        b"Transfer-Encoding: chunked\r\n\r\n" + CHUNK,
        b"Transfer-Encoding: chunked\r\n\r\n" + CHUNK + b"no size\r\n",
    ],
    ids=["encoding", "no gzip", "checksum", "length", "last chunk", "no chunk"],
)
@pytest.mark.parametrize("way", WAYS)
async def test_whole_in_an_odd_frame(serve, server_tls, reach, way, answer):
    """What is whole is taken, and its connection is never used again, even where it could be."""

    async def talk(stream):
        while await server.read(stream) is not None:
            await stream.send_all(b"HTTP/1.1 200 OK\r\n" + answer)
            if b"Content-Encoding" not in answer:
                return

    server = await serve(tls=server_tls)
    server.talk = talk

    async with reach(server, way) as (http, address):
        for _ in range(3):
            assert PAIR == (await http.send("POST", address, headers=HEADERS)).content

    assert 3 == server.connections


# The program's own client or transport.


async def test_own_client():
    """Its hooks run, its header fields and cookies are added, redirects are left alone, and it stays open."""
    seen = []

    async def hook(message):
        seen.append(type(message))
        await trio.lowlevel.checkpoint()

    def handler(request):
        assert ("yes", "a=b", "Bearer never-to-be-seen") == (
            request.headers["x-mine"],
            request.headers["cookie"],
            request.headers["authorization"],
        )
        return httpx.Response(302, headers={"Location": "https://elsewhere.test/"})

    async with httpx.AsyncClient(
        transport=httpx.MockTransport(handler),
        headers={"X-Mine": "yes"},
        cookies={"a": "b"},
        follow_redirects=True,
        event_hooks={"request": [hook], "response": [hook]},
    ) as client:
        async with open_http(Network(http=client), base="https://x.test/") as http:
            answer = await http.send("GET", "https://x.test/", headers=HEADERS)
        assert not client.is_closed

    assert 302 == answer.status
    assert [httpx.Request, httpx.Response] == seen


async def test_own_client_with_a_hook_that_raises():
    """A hook that turns statuses into errors is told as the reason, without the request."""

    async def hook(response):
        await trio.lowlevel.checkpoint()
        response.raise_for_status()

    client = httpx.AsyncClient(
        transport=httpx.MockTransport(lambda request: httpx.Response(401)), event_hooks={"response": [hook]}
    )

    async with client, open_http(Network(http=client), base="https://x.test/") as http:
        with pytest.raises(NetworkError, match=r"hook .* status 401") as caught:
            await http.send("GET", "https://x.test/?secret", headers=HEADERS)

    check_no_secret(caught.value)


async def test_own_client_with_a_broken_hook():
    """Any other error of a hook is told as the program's own."""

    async def hook(request):
        await trio.lowlevel.checkpoint()
        raise LookupError("mine")

    client = httpx.AsyncClient(event_hooks={"request": [hook]})

    async with client, open_http(Network(http=client), base="https://x.test/") as http:
        with pytest.raises(NetworkError, match=r"the program's own HTTP client raised LookupError: mine\.") as caught:
            await http.send("GET", "https://x.test/", headers=HEADERS)

    check_no_secret(caught.value)


async def test_own_clients_limit(serve, autojump_clock):
    """Its own time limits hold."""

    async def handler(request):
        await trio.sleep_forever()

    server = await serve(handler)

    async with httpx.AsyncClient(timeout=2) as client, open_http(Network(http=client), base=url(server)) as http:
        with pytest.raises(NetworkError, match="own HTTP client") as caught:
            await http.send("GET", url(server), headers=HEADERS)

    assert caught.value.sent
    assert 2 == trio.current_time()


def test_sync_client():
    """A client that would block the loop is refused at once."""
    with httpx.Client() as client, pytest.raises(ConfigurationError, match="takes an httpx"):
        Network(http=client)


async def test_own_transport():
    """It is given whole requests, and its answers are read."""

    def handler(request):
        return httpx.Response(200, headers={"X": request.headers["user-agent"]}, content=request.content * 2)

    async with open_http(Network(http=httpx.MockTransport(handler)), base="https://x.test/") as http:
        answer = await http.send("POST", "https://x.test/a?b=c", headers=HEADERS, content=b"ab")

    assert b"abab" == answer.content
    assert answer.headers["X"].startswith("twitchtrio/")


async def test_own_transport_cancelled_while_reading():
    """Cancelled while its answer comes in, the answer is closed."""
    closed = []

    class Body(httpx.AsyncByteStream):
        async def __aiter__(self):
            yield b"some"
            scope.cancel()
            await trio.sleep_forever()

        async def aclose(self):
            closed.append(self)
            await trio.lowlevel.checkpoint()

    transport = httpx.MockTransport(lambda request: httpx.Response(200, stream=Body()))

    async with open_http(Network(http=transport), base="https://x.test/") as http:
        with trio.CancelScope() as scope:
            await http.send("GET", "https://x.test/", headers=HEADERS)

    assert scope.cancelled_caught
    assert 1 == len(closed)


async def test_own_transport_that_is_silent(autojump_clock):
    """The limit of 30 s holds for it too."""
    async with open_http(Network(http=Silence()), base="https://x.test/") as http:
        with pytest.raises(NetworkError, match="took too long"):
            await http.send("GET", "https://x.test/", headers=HEADERS)

    assert 30 == trio.current_time()
