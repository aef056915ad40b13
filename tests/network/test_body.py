import gzip
import zlib

import httpx
import pytest
import trio

from tests import mutations
from tests.steps import Turns
from twitchtrio.errors import NetworkError
from twitchtrio.network import Network, open_http

BASE = "https://x.test/"
TEXT = b'{"data": []}'
PACKED = gzip.compress(TEXT, mtime=0)
WORDS = gzip.compress(b"words", mtime=0)


class Body(httpx.AsyncByteStream):
    """A body that comes in parts, with a checkpoint after each."""

    def __init__(self, parts):
        self.parts = parts
        self.sent = 0
        self.closed = False

    async def __aiter__(self):
        for part in self.parts:
            self.sent += 1
            yield part
            await trio.lowlevel.checkpoint()

    async def aclose(self):
        self.closed = True
        await trio.lowlevel.checkpoint()


class Transport(httpx.AsyncBaseTransport):
    """A transport of the program's own, with one answer."""

    def __init__(self, stream, encoding=None, headers=()):
        self.stream = stream
        self.headers = [*headers, *([("Content-Encoding", encoding)] if encoding else [])]

    async def handle_async_request(self, request):
        await trio.lowlevel.checkpoint()
        return httpx.Response(200, headers=self.headers, stream=self.stream)


async def content(body, encoding=None, *, limit=1000):
    """What is read of a body in parts."""
    stream = body if isinstance(body, Body) else Body(body)
    async with open_http(Network(http=Transport(stream, encoding)), base=BASE, body_limit=limit) as http:
        try:
            return (await http.send("GET", BASE, headers=[])).content
        finally:
            assert stream.closed or not stream.sent


def endless(part):
    """Parts without end."""
    while True:
        yield part


# Encodings.


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (TEXT, None),
        (TEXT, ""),
        (TEXT, "identity"),
        (PACKED, "gzip"),
        (PACKED, "x-gzip"),
        (PACKED, " GZip "),
        (PACKED, "identity, gzip"),
        (gzip.compress(TEXT[:5], mtime=0) + gzip.compress(TEXT[5:], mtime=0), "gzip"),
        (gzip.compress(b"", mtime=0) + PACKED + gzip.compress(b"", mtime=0), "gzip"),
        (PACKED + b"\0" * 20, "gzip"),
        (PACKED + b"junk" + PACKED, "gzip"),
        (PACKED + b"\x1f", "gzip"),
    ],
    ids=[
        "plain", "none", "identity", "gzip", "x-gzip", "odd case", "identity and gzip", "two members", "empty members",
        "padding", "junk behind", "half a member behind",
    ],
)  # fmt: skip
@pytest.mark.parametrize("size", [1, 3, 1000])
async def test_encodings(body, encoding, size):
    """Plain bodies and such in gzip are read, however they are cut."""
    assert TEXT == await content([body[at : at + size] for at in range(0, len(body), size)], encoding)


@pytest.mark.parametrize("encoding", [None, "gzip", "br"])
@pytest.mark.parametrize("body", [[], [b""], [b"", b""]])
async def test_no_body(body, encoding):
    """A body may be missing, whatever its encoding should be."""
    assert b"" == await content(body, encoding)


@pytest.mark.parametrize(
    ("body", "encoding", "told"),
    [
        (WORDS[:-1], "gzip", "end too early"),
        (WORDS[:-8], "gzip", "end too early"),
        (PACKED[:-11], "gzip", "end too early"),
        (PACKED[:15], "gzip", "end too early"),
        (PACKED[:1], "gzip", "end too early"),
        (PACKED + PACKED[:12], "gzip", "end too early"),
        (b"{} words", "gzip", "are broken"),
        (b"words", "gzip", "are broken"),
        (WORDS[:-8] + b"\0" * 8, "gzip", "are broken"),
        (PACKED[:-11] + b"\0" * 11, "gzip", "are broken"),
        (WORDS + b"\x1f\x8bjunk-and-more", "gzip", "are broken"),
        (zlib.compress(TEXT), "deflate", "'deflate', which was not asked for"),
        (TEXT[:-1], "br", "'br', which was not asked for"),
        (b"12", "br", "'br', which was not asked for"),
        (b"[" * 900, "br", "'br', which was not asked for"),
        (TEXT + b"{", "zstd", "'zstd', which was not asked for"),
        (gzip.compress(PACKED, mtime=0), "gzip, gzip", "'gzip, gzip', which was not asked for"),
        (b"words", "x" * 5000, "x{197}[.]{3}', which was not asked for"),
        (b"words", "g\x1b[31mzip", r"'g \[31mzip', which was not asked for"),
    ],
)
@pytest.mark.parametrize("size", [1, 1000])
async def test_unreadable(body, encoding, told, size):
    """What is no gzip though it should be, and what is encoded otherwise, is an error."""
    with pytest.raises(NetworkError, match=told) as caught:
        await content([body[at : at + size] for at in range(0, len(body), size)], encoding)

    assert caught.value.sent


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (TEXT, "utf-8"),
        (TEXT, "none"),
        (TEXT, "br"),
        (TEXT, "gzip"),
        (TEXT, "gzip, gzip"),
        (PACKED[:-1], "gzip"),
        (PACKED[:-8], "gzip"),
        (PACKED[:-8] + b"\0" * 8, "gzip"),
        (PACKED[:-8] + b"\0" * 8 + PACKED, "gzip"),
        (PACKED + PACKED[:10], "gzip"),
        (PACKED + b"\x1f\x8bjunk-and-more", "gzip"),
    ],
)
@pytest.mark.parametrize("size", [1, 3, 20, 1000])
async def test_whole_all_the_same(body, encoding, size):
    """A whole JSON document is taken, whatever is said of its encoding, and whatever is wrong behind it."""
    assert TEXT == await content([body[at : at + size] for at in range(0, len(body), size)], encoding)


async def test_whole_in_broken_data_without_end(autojump_clock):
    """Once gzip data are known to be broken, nothing more is waited for."""

    class Slow(Body):
        async def __aiter__(self):
            yield PACKED[:-8] + b"\0" * 8
            await trio.sleep_forever()

    assert TEXT == await content(Slow([]), "gzip")


class Breaking(Body):
    """A body that breaks off, or is too slow."""

    error = httpx.RemoteProtocolError("peer closed connection")

    async def __aiter__(self):
        async for part in super().__aiter__():
            yield part
        raise self.error


@pytest.mark.parametrize("error", [httpx.RemoteProtocolError, httpx.ReadError, httpx.ReadTimeout])
@pytest.mark.parametrize("size", [1, 1000])
async def test_breaking_off_behind_the_end(error, size):
    """A whole JSON document is taken when its connection breaks, however it came."""
    for body, encoding in ((TEXT, None), (b" [1] ", None), (PACKED, "gzip"), (PACKED[:-3], "gzip"), (TEXT, "br")):
        stream = Breaking([body[at : at + size] for at in range(0, len(body), size)])
        stream.error = error("no more")
        assert await content(stream, encoding) in (TEXT, b" [1] ")


@pytest.mark.parametrize("body", [TEXT[:-1], b"", b"12", b"words", TEXT + b"x", b"[" * 900])
async def test_breaking_off(body):
    """What is no whole document is no answer; nor is a whole one if something else is the matter."""
    with pytest.raises(NetworkError, match=r"the connection broke \(RemoteProtocolError\)"):
        await content(Breaking([body]))
    stream = Breaking([TEXT])
    stream.error = RuntimeError("the program's own")
    with pytest.raises(NetworkError, match="RuntimeError"):
        await content(stream)
    with pytest.raises(NetworkError, match="larger than 5 bytes"):
        await content([TEXT], "br", limit=5)


# Limits.


@pytest.mark.parametrize("size", [1, 7, 1000])
async def test_largest(size):
    """A body may have as many bytes as are allowed, as it comes and unpacked."""
    body = b"x" * 1000
    parts = [body[at : at + size] for at in range(0, len(body), size)]

    assert body == await content(parts)
    assert body == await content([gzip.compress(body, mtime=0)], "gzip")
    assert b"" == await content([gzip.compress(b"", mtime=0) * 50], "gzip")


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        ([b"x" * 1001], None),
        ([b"x"] * 1001, None),
        ([gzip.compress(b"x" * 1001, mtime=0)], "gzip"),
        ([gzip.compress(b"x" * 600, mtime=0)] * 2, "gzip"),
        ([gzip.compress(b"", mtime=0) * 51], "gzip"),
        ([gzip.compress(b"x" * 10_000_000, 1, mtime=0)], "gzip"),
        (endless(b"x" * 100), None),
        (endless(b""), None),
        (endless(gzip.compress(b"", mtime=0)), "gzip"),
        (endless(gzip.compress(b"x" * 10_000, mtime=0)), "gzip"),
        (endless(b"{"), "gzip"),
        ([gzip.compress(b"x" * 2000, mtime=0)[:-8] + b"\0" * 8], "gzip"),
    ],
    ids=[
        "one part", "small parts", "gzip", "members", "packed", "bomb", "endless", "nothing", "empties", "bombs",
        "plain", "broken bomb",
    ],
)  # fmt: skip
async def test_too_large(body, encoding):
    """One byte more than that is too much, and no more is read than is known to be too much."""
    stream = Body(body)

    with pytest.raises(NetworkError, match=r"No answer from https://x\.test/: the answer is larger than 1000 bytes\."):
        await content(stream, encoding)

    assert stream.sent <= 1002


async def test_endless_without_a_checkpoint():
    """A body that never lets others run does not hang the program."""

    class Selfish(Body):
        async def __aiter__(self):
            parts = iter(self.parts)
            while True:
                yield next(parts)

    with pytest.raises(NetworkError, match="larger than 1000 bytes"):
        await content(Selfish(endless(b"x")))


@pytest.mark.parametrize(
    ("limit", "told"), [(2**20, "1 MiB"), (3 * 2**20, "3 MiB"), (2**11, "2 KiB"), (999, "999 bytes")]
)
async def test_words(limit, told):
    """The error says what the limit is."""
    with pytest.raises(NetworkError, match=f"larger than {told}"):
        await content([b"x" * (limit + 1)], limit=limit)


async def test_usual_limit():
    """Unless said otherwise, an answer may have 32 MiB."""
    packed = gzip.compress(b"x" * (2**25 + 1))
    async with open_http(Network(http=Transport(Body([packed]), "gzip")), base=BASE) as http:
        with pytest.raises(NetworkError, match="larger than 32 MiB"):
            await http.send("GET", BASE, headers=[])


@pytest.mark.parametrize(("size", "good"), [(16_000, True), (16_400, False)])
async def test_head(size, good):
    """A head may have 16 KiB."""
    transport = Transport(Body([]), headers=[("X", "a" * (size // 2)), ("Y", "a" * (size // 2))])

    async with open_http(Network(http=transport), base=BASE) as http:
        if good:
            assert 200 == (await http.send("GET", BASE, headers=[])).status
        else:
            with pytest.raises(NetworkError, match="the head of the answer is larger than 16 KiB"):
                await http.send("GET", BASE, headers=[])


@pytest.mark.parametrize(
    ("parts", "encoding"),
    [
        ([gzip.compress(b" " * 2**24, mtime=0)], "gzip"),
        ([gzip.compress(b"", mtime=0)] * 5000, "gzip"),
        ([b"x"] * 20_000, None),
    ],
    ids=["bomb", "members", "parts"],
)
async def test_turns(parts, encoding):
    """Other tasks have their turns while a large answer is read."""

    class Quick(Body):
        async def __aiter__(self):
            for part in self.parts:
                yield part

    turns = Turns()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(turns.count)
        await content(Quick(parts), encoding, limit=2**25)
        nursery.cancel_scope.cancel()

    assert 16 <= turns.had


# What a client's hooks do.


@pytest.mark.parametrize("limit", [len(TEXT), len(TEXT) - 1])
async def test_read_by_a_hook(limit):
    """What a hook has read is taken as it read it, within the limit."""

    async def hook(response):
        await response.aread()

    transport = Transport(Body([PACKED]), "gzip")
    client = httpx.AsyncClient(transport=transport, event_hooks={"response": [hook]})

    async with client, open_http(Network(http=client), base=BASE, body_limit=limit) as http:
        if limit == len(TEXT):
            assert TEXT == (await http.send("GET", BASE, headers=[])).content
        else:
            with pytest.raises(NetworkError, match="larger than 11 bytes"):
                await http.send("GET", BASE, headers=[])


async def test_swallowed_by_a_hook():
    """What a hook has read and not kept is told as its doing."""

    async def hook(response):
        async for _ in response.aiter_raw():
            pass

    client = httpx.AsyncClient(transport=Transport(Body([TEXT])), event_hooks={"response": [hook]})

    async with client, open_http(Network(http=client), base=BASE) as http:
        with pytest.raises(NetworkError, match="program's own HTTP client raised ResponseNotRead"):
            await http.send("GET", BASE, headers=[])


@pytest.mark.parametrize("body", [endless(b"x" * 100), [gzip.compress(b"x" * 10**7, mtime=0)]], ids=["endless", "bomb"])
async def test_through_a_client(body):
    """A client's answers are no larger than others, and they are closed."""
    stream = Body(body)
    client = httpx.AsyncClient(transport=Transport(stream, "gzip" if isinstance(body, list) else None))

    async with client, open_http(Network(http=client), base=BASE, body_limit=1000) as http:
        with pytest.raises(NetworkError, match="larger than 1000 bytes"):
            await http.send("GET", BASE, headers=[])

    assert stream.closed


async def test_cancelled():
    """Cancelled at any checkpoint of reading and unpacking, the answer is closed."""
    for steps in range(200):
        stream = Body([gzip.compress(b" " * 2**20, mtime=0)] * 3)
        with trio.CancelScope() as scope:
            async with trio.open_nursery() as nursery:

                async def count(steps=steps, scope=scope):
                    for _ in range(steps):
                        await trio.lowlevel.checkpoint()
                    scope.cancel()

                nursery.start_soon(count)
                assert 3 * 2**20 == len(await content(stream, "gzip", limit=2**25))
                nursery.cancel_scope.cancel()
        if not scope.cancelled_caught:
            return
    pytest.fail("it was never read")


# Anything.


def unpacked(packed):
    """What zlib makes of it, member by member, each in one go."""
    member = zlib.decompressobj(31)
    whole = member.decompress(packed)
    if not member.eof:
        raise EOFError
    return whole + (unpacked(member.unused_data) if member.unused_data.startswith(b"\x1f\x8b") else b"")


@pytest.mark.proof
async def test_fuzz():
    """Of whatever parts a body has, it comes out as Python's own gzip unpacks it, or as an error, within the limit."""
    for _, rng in mutations.cases(500):
        whole = b"".join(gzip.compress(rng.randbytes(rng.choice((0, 3, 50))) * rng.choice((1, 9))) for _ in range(3))
        packed = mutations.mutated(whole, rng, words=(b"\x1f\x8b", b"\0"))
        try:
            expected = unpacked(packed) if packed else b""
        except (EOFError, zlib.error):
            expected = None
        try:
            read = await content(mutations.cut(packed, rng), "gzip")
        except NetworkError:
            read = None

        assert read == (None if max(len(expected or b""), len(packed)) > 1000 else expected)
