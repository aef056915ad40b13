"""Answers of all kinds, and what to put into them."""

import zlib

import trio

ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 12\r\nRatelimit-Remaining: 799\r\n\r\n"
    b'{"data": []}'
)
CHUNKED = (
    b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX: y\r\n\r\n6\r\n{"data\r\n6\r\n": []}\r\n0\r\nT: t\r\n\r\n'
)
PACKED = zlib.compress(b'{"data": []}', wbits=31)
GZIPPED = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%b" % (len(PACKED), PACKED)
EARLY = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n" + ANSWER
LAST = b"HTTP/1.0 404 Not Found\r\nConnection: close\r\n\r\n" + b"x" * 500
WORDS = (
    b"\r\n", b"\n", b"\0", b": ", b"HTTP/1.1 ", b"HTTP/2 999 ", b"Content-Length: 99999999999\r\n", b"\xff\xfe",
    b"Content-Length: -1\r\n", b"Transfer-Encoding: chunked\r\n", b"Content-Encoding: gzip\r\n",
    b"Content-Encoding: br\r\n", b"Connection: close\r\n", b"ffffffffffffffffff\r\n", b"\x1f\x8b", b"a" * 20_000,
    b"X: y\r\n" * 4_000, b"HTTP/1.1 103 E\r\n\r\n" * 50, ANSWER, b"HTTP/1.1 101 S\r\n\r\n", b"HTTP/1.1 204 N\r\n\r\n",
    b"Location: //[\r\n", b"Set-Cookie: a=b; Expires=99\r\n",
)  # fmt: skip
ANSWERS = (ANSWER, CHUNKED, GZIPPED, EARLY, LAST)


async def answer_oddly(server, stream, pieces):
    """Read a request, answer in these pieces, and close that half; nobody need listen to the end."""
    await server.read(stream)
    try:
        for piece in pieces:
            await stream.send_all(piece)
        await stream.send_eof()
        while await stream.receive_some():
            pass
    except trio.BrokenResourceError:
        pass
