"""The answers of HTTP/1.1, as they come over a connection.

Nearly all are plain: a status, header fields and a body with its length before it. Those are read here, by one look at
their head. Whatever is not quite that is left to h11, from its first byte on.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

import h11
import trio

from ._body import Body, too_large
from ._failure import BrokenAnswerError
from ._frames import HEAD_LIMIT
from ._response import Fields, Response

__all__ = ["Head", "plain_head", "read_answer"]

Receive: TypeAlias = Callable[[int], Awaitable[bytes | bytearray]]

_STATUS: Final = re.compile(r"HTTP/1\.1 ([2-5][0-9]{2}) ")
_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_USUAL: Final = bytes((0x09, *range(0x20, 0x7F)))
_END_OF_HEAD: Final = b"\r\n\r\n"
_LENGTH: Final = re.compile(r"[0-9]{1,9}")
_WITHOUT_BODY: Final = frozenset({204, 304})
_AT_A_TIME: Final = 2**16
# Of a line that tells a chunk's length, as httpx has it.
_LINE_LIMIT: Final = 100 * 2**10


class Head(NamedTuple):
    """What begins a plain answer."""

    status: int
    headers: Fields
    start: int
    """Where its body begins."""
    end: int
    """Where it ends."""


def plain_head(data: bytes | bytearray) -> Head | None:
    """The head of a plain answer, whose body may be still to come."""
    end = data.find(_END_OF_HEAD)
    head, start = data[:end], end + len(_END_OF_HEAD)
    lines = head.decode("latin-1").split("\r\n")
    # What is left is the ends of the lines, unless something in them is unusual.
    if end < 0 or head.translate(None, _USUAL) != b"\r\n" * (len(lines) - 1):
        return None
    begin, fields = _STATUS.match(lines[0]), [line.partition(":") for line in lines[1:]]
    pairs = [(_key(name), value.strip()) for name, colon, value in fields if colon]
    headers = Fields(pairs)
    if begin is None or len(pairs) < len(fields) or "" in headers or "transfer-encoding" in headers:
        return None
    status, length = int(begin[1]), headers.get("content-length", "")
    if headers.get("connection", "keep-alive").lower() != "keep-alive":
        return None
    if status in _WITHOUT_BODY:
        return None if length else Head(status, headers, start, start)
    return Head(status, headers, start, start + int(length)) if _LENGTH.fullmatch(length) else None


@lru_cache(maxsize=256)
def _key(name: str) -> str:
    """A field's name in small letters, which are mostly the same few; nothing if it is none."""
    return name.lower() if _NAME.fullmatch(name) else ""


async def read_answer(receive: Receive, method: str, *, limit: int) -> tuple[Response, bool]:
    """Read the answer to a request of `method`; tells also whether the connection can be used again.

    Args:
        receive: Gives up to so many bytes; none at the end.
        method: The request's.
        limit: How many bytes its body may have, both as it comes and unpacked.

    Raises:
        BrokenAnswerError: The connection ended before it did, or it is none.
        UnreadableAnswerError: It cannot be taken.
    """
    data: bytes | bytearray = b""
    try:
        data = await _first(receive)
        head = None if method == "HEAD" else plain_head(data)
        if head is not None and head.end - head.start <= limit:
            if len(data) < head.end:
                data, before = bytearray(data), 0
                with suppress(trio.BrokenResourceError):
                    while before < len(data) < head.end:
                        before = len(data)
                        data += await receive(_AT_A_TIME)
            if len(data) == head.end:
                if "content-encoding" in head.headers:
                    return await _unpacked(head, data, limit)
                return Response(status=head.status, headers=head.headers, content=bytes(data[head.start :])), True
        return await _read_oddly(receive, data, method, limit)
    except trio.BrokenResourceError:
        raise BrokenAnswerError("the connection broke in the middle of the answer") from None
    finally:
        del data


async def _first(receive: Receive) -> bytes | bytearray:
    with suppress(trio.BrokenResourceError):
        if data := await receive(HEAD_LIMIT):
            return data
    raise BrokenAnswerError("the connection ended before an answer came")


async def _unpacked(head: Head, data: bytes | bytearray, limit: int) -> tuple[Response, bool]:  # noqa: ASYNC910  # it has come
    body: Body | None = None
    try:
        body = Body(head.headers["content-encoding"], limit)
        await body.take(bytes(data[head.start :]))
        body.end()
        return Response(status=head.status, headers=head.headers, content=body.content()), not body.odd
    finally:
        del data, body


async def _read_oddly(receive: Receive, data: bytes | bytearray, method: str, limit: int) -> tuple[Response, bool]:
    reader = _Reader(receive, method)
    body: Body | None = None
    try:
        reader.feed(data)
        head = await reader.head()
        headers = Fields(_decoded(head.headers))
        body = Body(headers.get("content-encoding", ""), limit)
        await _read_body(reader, body)
        return Response(status=head.status_code, headers=headers, content=body.content()), reader.done and not body.odd
    finally:
        del data, reader, body


async def _read_body(reader: _Reader, body: Body) -> None:  # noqa: ASYNC910  # its head has been waited for
    """Read a body to its end, or so much of it that it is known to be of no use."""
    part: bytes | None = b""
    try:
        while not (body.odd and body.ended) and (part := await reader.part()) is not None:
            await body.take(part)
        body.end()
    except (BrokenAnswerError, trio.BrokenResourceError):
        if not body.break_off():
            raise
    finally:
        del reader, body, part


class _Reader:
    """Has h11 read an answer."""

    def __init__(self, receive: Receive, method: str) -> None:
        self._receive = receive
        self._left = HEAD_LIMIT
        """How much of the heads may still come, of interim answers and the final one."""
        self._h11 = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LINE_LIMIT)
        # Of a request it needs to know no more.
        self._h11.send(h11.Request(method=method, target="/", headers=[("Host", "x")]))
        self._h11.send(h11.EndOfMessage())

    def feed(self, data: bytes | bytearray) -> None:
        """Take in some bytes; none at the end."""
        self._left -= len(data)
        self._h11.receive_data(bytes(data))

    async def head(self) -> h11.Response:
        """The head of the final answer."""
        while True:
            event = await self._event()
            if isinstance(event, h11.Response):
                return event

    async def part(self) -> bytes | None:
        """The next part of the body; `None` at its end."""
        event = await self._event()
        return event.data if isinstance(event, h11.Data) else None

    @property
    def done(self) -> bool:
        """Whether another answer may follow, and nothing of one is there."""
        return self._h11.states == {h11.CLIENT: h11.DONE, h11.SERVER: h11.DONE} and not self._h11.trailing_data[0]

    async def _event(self) -> object:  # noqa: ASYNC910  # what it tells has come, or is waited for
        try:
            while (event := self._h11.next_event()) is h11.NEED_DATA:
                self.feed(await self._receive(self._most()))
        except h11.RemoteProtocolError:
            raise BrokenAnswerError("what came is no answer of HTTP, or breaks off") from None
        return event  # noqa: ASYNC910  # the same

    def _most(self) -> int:
        if self._h11.their_state is not h11.SEND_RESPONSE:
            return _AT_A_TIME
        if self._left <= 0:
            raise too_large("head of the answer", HEAD_LIMIT)
        return self._left


def _decoded(fields: Iterable[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    raw = [*fields]
    try:
        return [(name.decode(), value.decode()) for name, value in raw]
    except UnicodeDecodeError:
        return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in raw]
