"""Whatever comes from outside, `Http.send` lets out nothing but its own errors, and shows no secret."""

import re
import traceback
import zlib

import h11
import httpcore
import httpx
import pytest
import trio
import trio.testing

from tests import mutations
from tests.network.answers import ANSWERS, WORDS, answer_oddly
from tests.proofs import times
from twitchtrio._hidden import Hidden, Sealed, Secret
from twitchtrio.errors import ConfigurationError, NetworkError
from twitchtrio.network import Network, Response, open_http

TOKEN = "never-to-be-seen-token"
PASSWORD = "never-to-be-seen-password"
BASE = "https://x.test/helix"
HEADERS = [("Authorization", Secret(f"Bearer {TOKEN}")), ("Client-Id", "mine")]
CONTENT = Sealed(f"grant_type=code&client_secret={PASSWORD}".encode())


class Raising(httpx.AsyncBaseTransport):
    """A transport of the program's own that raises."""

    def __init__(self, error):
        self.error = error

    async def handle_async_request(self, request):
        await trio.lowlevel.checkpoint()
        if isinstance(self.error, type):
            raise self.error
        raise self.error from KeyError(request)


async def send(http, url=BASE):
    """A request with secrets."""
    return await http.send("POST", url, headers=HEADERS, content=CONTENT)


async def failure(http, url=BASE):
    """What a request with secrets ends in."""
    with pytest.raises((NetworkError, ConfigurationError)) as caught:
        await send(http, url)
    check(caught.value)
    return caught.value


def check(error):
    """It shows no secret, in no way, and is fit to be printed."""
    assert (None, None) == (error.__cause__, error.__context__)
    shown = "".join(traceback.format_exception(error)) + repr(vars(error))
    assert TOKEN not in shown
    assert PASSWORD not in shown
    assert len(str(error)) < 500
    assert str(error).isprintable()
    check_frames(error)


def check_frames(error):
    """No frame of twitchtrio's that an exception has left holds a secret in clear."""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        if frame.f_globals["__name__"].startswith("twitchtrio."):
            for name, value in frame.f_locals.items():
                where = f"{name} in {frame.f_code.co_qualname}"
                for found in reached(value):
                    assert not isinstance(found, httpx.Request | httpx.Response), where
                    assert not isinstance(found, str | bytes | bytearray) or not secret(found), where


def secret(text):
    """Whether there is one in a text."""
    plain = text.decode("latin-1") if isinstance(text, bytes | bytearray) else text
    return TOKEN in plain or PASSWORD in plain


def reached(value, seen=None):
    """All that a debugger would show of a value: what is in containers, in our own objects, and bound to functions."""
    seen = set() if seen is None else seen
    if id(value) in seen or isinstance(value, Hidden):
        return
    seen.add(id(value))
    yield value
    if isinstance(value, dict):
        inner = [*value, *value.values()]
    elif isinstance(value, list | tuple | set | frozenset):
        inner = list(value)
    elif type(value).__name__ == "partial":
        inner = [value.func, *value.args, *value.keywords.values()]
    elif type(value).__module__.startswith("twitchtrio."):
        inner = list(getattr(value, "__dict__", {}).values())
    else:
        return
    for each in inner:
        yield from reached(each, seen)


class MuteError(Exception):
    """An error that cannot even be shown."""

    def __str__(self):
        raise RuntimeError("no words")


# The program's own.


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ValueError("mine"), "ValueError: mine"),
        (ValueError, "ValueError"),
        (KeyError("mine"), "KeyError: 'mine'"),
        (OSError(5, "mine"), r"OSError: \[Errno 5\] mine"),
        (RecursionError(), "RecursionError"),
        (UnicodeEncodeError("ascii", "ä", 0, 1, "mine"), "UnicodeEncodeError: .*mine"),
        (zlib.error("mine"), "error: mine"),
        (h11.RemoteProtocolError("mine"), "RemoteProtocolError: mine"),
        (httpcore.ReadError("mine"), "ReadError: mine"),
        (httpx.InvalidURL("mine"), "InvalidURL: mine"),
        (httpx.StreamConsumed(), "StreamConsumed: .*"),
        (httpx.CookieConflict("mine"), "CookieConflict: mine"),
        (trio.ClosedResourceError("mine"), "ClosedResourceError: mine"),
        (trio.TooSlowError(), "TooSlowError"),
        (StopAsyncIteration(), "RuntimeError: async generator raised StopAsyncIteration|StopAsyncIteration"),
        (ExceptionGroup("many", [ExceptionGroup("more", [ValueError("mine")]), OSError()]), "ValueError: mine"),
        (MuteError(), "MuteError"),
        (ValueError("mine\r\n\x1b[31m\u202e\x00."), r"ValueError: mine   \[31m"),
        (ValueError("x" * 10_000), "ValueError: x{197}"),
        (ValueError(f"Invalid header value b'Bearer {TOKEN}'"), "ValueError"),
        (ValueError(f"{'x' * 195}{TOKEN}"), "ValueError"),
        (ValueError("".join(f"%{ord(char):02x}" for char in TOKEN)), "ValueError"),
        (ValueError(f"body: {CONTENT.reveal()!r}"), "ValueError"),
    ],
)
async def test_own_transport(error, told):
    """Whatever a transport of the program's own raises is told as its own."""
    async with open_http(Network(http=Raising(error)), base=BASE) as http:
        raised = await failure(http)

    assert re.fullmatch(rf"No answer from {BASE}: the program's own HTTP transport raised (?:{told})\.+", str(raised))
    assert raised.sent


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (httpx.HTTPStatusError("mine", request=None, response=None), "an error for status none"),
        (httpx.HTTPStatusError("mine", request=None, response=httpx.Response(418)), "an error for status 418"),
        (httpx.ReadError("mine"), r"the connection broke \(ReadError\)"),
        (httpx.HTTPError("mine"), r"the connection broke \(HTTPError\)"),
        (httpx.ConnectError("mine"), "no connection to x.test; check the network"),
        (httpx.ProxyError("mine\r\n" + "x" * 1000), r"the proxy refused \(mine  x{191}\.\.\.\)"),
        (httpx.DecodingError("mine"), "could not be decompressed"),
        (httpx.ReadTimeout("mine"), "longer than the program's own HTTP client"),
        (httpx.LocalProtocolError(f"Illegal header value b'Bearer {TOKEN}'"), "cannot be called"),
    ],
)
async def test_errors_of_httpx(error, told):
    """Those of httpx are told in words of our own."""
    async with open_http(Network(http=Raising(error)), base=BASE) as http:
        assert re.search(told, str(await failure(http)))


@pytest.mark.parametrize("error", [NetworkError("mine", address="x"), ConfigurationError("mine")])
async def test_own_transport_with_our_errors(error):
    """Our own errors come out as themselves."""
    async with open_http(Network(http=Raising(error)), base=BASE) as http:
        assert error is await failure(http)


@pytest.mark.parametrize("answer", [None, "200 OK", httpx.Response])
async def test_own_transport_with_no_answer(answer):
    """What is no answer is told as well."""

    class Odd(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request):
            await trio.lowlevel.checkpoint()
            return answer

    async with open_http(Network(http=Odd()), base=BASE) as http:
        assert "the program's own HTTP transport raised" in str(await failure(http))


async def test_own_transport_that_rebuilds_the_answer(serve):
    """A transport that passes on no more than status, headers and body gives answers like any other."""

    class Rebuilding(httpx.AsyncHTTPTransport):
        async def handle_async_request(self, request):
            answer = await super().handle_async_request(request)
            return httpx.Response(answer.status_code, headers=answer.headers, stream=answer.stream)

    server = await serve()
    url = f"http://127.0.0.1:{server.port}/"
    async with Rebuilding() as transport, open_http(Network(http=transport), base=url) as http:
        for _ in range(2):
            assert 200 == (await send(http, url)).status


@pytest.mark.parametrize("status", [None, "200", 200.0, True, -1, 0, 99, 1000, 10**30])
async def test_own_transport_with_an_odd_status(status):
    """So is what is no status."""

    class Odd(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request):
            await trio.lowlevel.checkpoint()
            answer = httpx.Response(200)
            answer.status_code = status
            return answer

    async with open_http(Network(http=Odd()), base=BASE) as http:
        assert "the answer has no status of three digits" in str(await failure(http))


@pytest.mark.parametrize("when", ["request", "response"])
async def test_own_hook(when):
    """So is what a hook of a client raises, before or after the request."""

    async def hook(message):
        await trio.lowlevel.checkpoint()
        raise ValueError("mine") from KeyError(message)

    transport = httpx.MockTransport(lambda request: httpx.Response(200))
    client = httpx.AsyncClient(transport=transport, event_hooks={when: [hook]})

    async with client, open_http(Network(http=client), base=BASE) as http:
        assert str(await failure(http)).endswith("the program's own HTTP client raised ValueError: mine.")


async def test_own_client_that_was_closed():
    """A client that was closed too early says so."""
    async with httpx.AsyncClient() as client:
        pass

    async with open_http(Network(http=client), base=BASE) as http:
        assert "HTTP client raised RuntimeError: Cannot send a request, as the client has been" in str(
            await failure(http)
        )


class Nursing(httpx.AsyncBaseTransport):
    """A transport of the program's own that fails when it is cancelled, beside what was cancelled."""

    def __init__(self, ready=lambda: None):
        self.ready = ready

    async def handle_async_request(self, request):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self.fail, request)
            self.ready()
            await trio.sleep_forever()

    async def fail(self, request):
        try:
            await trio.sleep_forever()
        finally:
            raise ValueError("mine") from KeyError(request)


async def test_own_transport_cancelled():
    """Of a group with Cancelled in it, only that goes on."""
    with trio.CancelScope() as scope:
        async with open_http(Network(http=Nursing(scope.cancel)), base=BASE) as http:
            await send(http)

    assert scope.cancelled_caught


async def test_own_transport_in_time(autojump_clock):
    """Of a group that the limit of 30 s has brought about, the error is told."""
    async with open_http(Network(http=Nursing()), base=BASE) as http:
        assert "raised ValueError: mine" in str(await failure(http))

    assert 30 == trio.current_time()


# What Trio, httpx, and what they are built of, might raise.


UNTHOUGHT = [
    ValueError("mine"),
    RuntimeError(),
    zlib.error(),
    h11.LocalProtocolError("mine"),
    httpcore.ReadError(),
    AssertionError(),
]


@pytest.mark.parametrize("error", UNTHOUGHT)
@pytest.mark.parametrize("way", ["usual", "proxy"])
async def test_errors_of_others(error, monkeypatch, way):
    """An error that nobody has thought of is a broken connection, with its kind and no more."""

    async def raising(*args, **kwargs):
        await trio.lowlevel.checkpoint()
        raise error from KeyError(*args)

    if way == "proxy":
        monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
        monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", raising)
    else:
        monkeypatch.setattr(trio, "open_tcp_stream", raising)

    async with open_http(Network(), base=BASE) as http:
        assert str(await failure(http)) == f"No answer from {BASE}: the connection broke ({type(error).__name__})."


# Addresses.


REFUSED = [
    "https://x.test@evil.example/", "https://x.test:443@evil.example/", "https://x.test\\@evil.example",
    "https://x.test?a=b", "https://x.test#a", "https://x.test/a#b", "https://x.test/a\r\nHost: evil.example",
    "https://x.test/a b", "https://x.test/ä", "https://x.test/a\x7f", "https://x. test/", "https://x.test\t/", "https://",
    "https:///a", "x.test/a", "", "/users", "ftp://x.test/", "https://x.test/\ud800", "https://[::1/",
    "https://x.test:x/", " https://x.test/", "https://\ud800/", "https://x.test:/\n",
]  # fmt: skip
NOWHERE = ["https://x.test:99999/", "https://x.test:0/", "https://x..test/", "https://" + "a" * 64 + ".test/"]


@pytest.mark.parametrize("url", REFUSED)
@pytest.mark.parametrize("kind", ["usual", "transport", "client"])
async def test_addresses(url, kind):
    """What is put behind a host changes neither host nor request: it is refused, and nothing is sent."""
    sent = []
    transport = httpx.MockTransport(sent.append)
    own = {"usual": None, "transport": transport, "client": httpx.AsyncClient(transport=transport)}[kind]

    async with open_http(Network(http=own), base=BASE) as http:
        error = await failure(http, url)

    assert "cannot be called" in str(error)
    assert ConfigurationError is type(error)
    assert [] == sent


@pytest.mark.parametrize("url", NOWHERE)
async def test_nowhere(url):
    """An address that leads nowhere is refused before it is looked up."""
    async with open_http(Network(), base=BASE) as http:
        assert ConfigurationError is type(await failure(http, url))


# Answers.


@pytest.mark.proof
async def test_fuzz(serve):
    """Whatever a server answers, it is an answer within the limits or a `NetworkError`."""
    counts = {True: 0, False: 0}

    server = await serve()
    server.talk = lambda stream: answer_oddly(server, stream, mutations.cut(answer, rng)[:200])
    for _, rng in mutations.cases(150):
        answer = mutations.mutated(rng.choice(ANSWERS), rng, WORDS)
        async with open_http(Network(), base=BASE, body_limit=1000) as http:
            with trio.fail_after(20):
                try:
                    response = await send(http, f"http://127.0.0.1:{server.port}/a?b")
                except NetworkError as exc:
                    check(exc)
                    counts[False] += 1
                else:
                    assert type(response) is Response
                    assert len(response.content) <= 1000
                    assert sum(len(name) + len(value) for name, value in response.headers.items()) <= 16_384
                    counts[True] += 1

    await trio.testing.wait_all_tasks_blocked()
    assert 0 == server.open
    assert min(counts.values()) > times(20)


# Secrets.


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n" + b"x" * 1001, b"nonsense\r\n\r\n", b""]
)
async def test_no_secret_in_frames(serve, answer):
    """Neither do the frames that an error has left hold one, whatever it was."""

    async def once(stream):
        await server.read(stream)
        await stream.send_all(answer)

    server = await serve()
    server.talk = once

    async with open_http(Network(), base=BASE, body_limit=1000) as http:
        await failure(http, f"http://127.0.0.1:{server.port}/")


@pytest.mark.parametrize("kind", ["usual", "transport", "client"])
@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n" + TOKEN.encode(),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n80\r\n" + TOKEN.encode(),
    ],
    ids=["head", "body", "chunk"],
)
async def test_no_secret_in_frames_of_cancelled(serve, kind, sent):
    """Nor do those that Cancelled, or Ctrl-C, has left."""

    async def slow(stream):
        await server.read(stream)
        await stream.send_all(sent)
        await trio.testing.wait_all_tasks_blocked()
        scope.cancel()
        await stream.receive_some()

    server = await serve()
    server.talk = slow
    own = {"usual": None, "transport": httpx.AsyncHTTPTransport(), "client": httpx.AsyncClient()}[kind]

    async with open_http(Network(http=own), base=BASE) as http:
        with trio.CancelScope() as scope:
            with pytest.raises(trio.Cancelled) as caught:
                await send(http, f"http://127.0.0.1:{server.port}/")
            check_frames(caught.value)
            raise caught.value
    if own is not None:
        await own.aclose()

    assert scope.cancelled_caught


def test_the_search_for_secrets():
    """The search itself finds them."""

    def raising(token):
        raise ValueError

    raising.__globals__["__name__"], name = "twitchtrio.test", __name__
    try:
        with pytest.raises(ValueError) as caught:
            raising([{"a": TOKEN}])
        with pytest.raises(AssertionError, match="token in"):
            check_frames(caught.value)
    finally:
        raising.__globals__["__name__"] = name
