"""Answers, read and unpacked, and no more of them than is allowed.

Of encodings, only gzip is asked for, and understood. An answer in another one cannot be read, nor can one whose gzip
data are broken or end too early, nor one that breaks off; unless it is a whole JSON document all the same, which tells
by itself where it ends: it may be the only copy of a new pair of tokens. What a hook of the program's own has read
before is taken as it was read.
"""

from __future__ import annotations

import ssl
import zlib
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from contextlib import suppress
from itertools import chain
from typing import Final, cast

import h11
import httpx
import msgspec
import trio

from .._foreign import shown
from ._failure import UnreadableAnswerError
from ._gzip import Gunzip
from ._response import Response, response_of

__all__ = ["BODY_LIMIT", "SHORT_BODY_LIMIT", "read_answer"]

BODY_LIMIT: Final = 2**25
SHORT_BODY_LIMIT: Final = 2**20
"""For services that give no lists, as OAuth."""
_HEAD_LIMIT: Final = 2**14
_GOODBYE: Final = 1.0
_GZIP: Final = (["gzip"], ["x-gzip"])
# Between turns for other tasks, so many bytes of work; each step is some by itself.
_TURN: Final = 2**18
_STEP: Final = 2**10
_BOM: Final = b"\xef\xbb\xbf"
_BLANK: Final = _BOM + b" \t\r\n"
# Broken gzip data of so many bytes are worth another look.
_SHORT: Final = 2**14
# What may come after it is known that the answer is of no use: as much as had been received by then.
_LATE: Final = 2**17
# From an answer's stream to what reads its connection, which neither httpx nor httpcore shows.
_READER: Final = ("_stream", "_httpcore_stream", "_stream", "_connection", "_h11_state")


async def read_answer(answer: httpx.Response, *, limit: int) -> Response:
    """Read an answer whole, and close it; its connection with it, if anything stands behind the answer.

    Args:
        answer: The answer.
        limit: How many bytes its body may have, both as it comes and unpacked.

    Raises:
        UnreadableAnswerError: It is larger than that, its head is too large, or it cannot be unpacked.
    """
    try:
        _check_head(answer)
        if answer.is_stream_consumed:
            return response_of(answer, _checked(answer.content, limit))  # noqa: ASYNC910  # sending has waited
        body = _Body(answer.headers.get("Content-Encoding", ""), limit)
        await body.read(cast("AsyncIterable[bytes]", answer.stream))
        _look_behind(answer, odd=body.odd)
        if body.odd:
            await _close(answer)
        else:
            await answer.aclose()
        return response_of(answer, body.content())
    except BaseException:
        await _close(answer)  # noqa: ASYNC102  # it shields itself, and takes a second at most
        raise
    finally:
        del answer  # It may hold the request.


def _check_head(answer: httpx.Response) -> None:
    fields = answer.headers.raw
    size = sum(map(len, chain.from_iterable(fields))) + len(":\r\n") * len(fields)
    if size + len(answer.extensions.get("reason_phrase", b"")) > _HEAD_LIMIT:
        raise _too_large("head of the answer", _HEAD_LIMIT)


def _look_behind(answer: httpx.Response, *, odd: bool) -> None:
    """See that what stands behind an answer, wherever an odd one ends, is nobody else's answer."""
    reader: object = answer.stream
    for name in _READER:
        reader = getattr(reader, name, reader)
    if isinstance(reader, h11.Connection) and (odd or reader.trailing_data[0] or _decrypts(answer)):
        reader.send_failed()  # So it is closed with the answer.


def _decrypts(answer: httpx.Response) -> bool:
    """Whether TLS has received more, be it the end, or nobody can tell."""
    stream = answer.extensions.get("network_stream")
    if stream is None:
        return True
    tls = stream.get_extra_info("ssl_object")
    if tls is None:
        return False
    try:
        tls.read(1)
    except ssl.SSLError as exc:
        return not isinstance(exc, ssl.SSLWantReadError)
    return True


def _checked(content: bytes, limit: int) -> bytes:
    if len(content) > limit:
        raise _too_large("answer", limit)
    return content


class _Body:
    """A body as it comes in.

    It has what the variables of a frame, which exceptions show, must not have, and forgets it where one leaves.

    Attributes:
        odd: Whether something is wrong with how it came, be it of use or not.
    """

    def __init__(self, encoding: str, limit: int) -> None:
        self.odd = False
        self._limit = limit
        self._size = 0
        self._parts = 0
        self._work = 0
        self._raw = bytearray()
        encodings = _encodings(encoding) if encoding else []
        self._gunzip = Gunzip(limit) if encodings in _GZIP else None
        self._fault: UnreadableAnswerError | None = None
        self._flaw: UnreadableAnswerError | None = None
        if encodings and self._gunzip is None:
            told = shown(encoding)
            self._have_flaw(f"the answer came encoded as {told!r}, which was not asked for")

    async def read(self, stream: AsyncIterable[bytes]) -> None:
        """Read all of it, or so much that it is known to be of no use."""
        parts = aiter(stream)
        try:
            async for part in parts:
                for work in self._take(part):
                    self._work += work + _STEP
                    if self._work >= _TURN:
                        self._work = 0
                        # The generators below are not to be left in the midst; their next read sees to cancellation.
                        await trio.lowlevel.cancel_shielded_checkpoint()
                del part
                if self.odd and self._ended:
                    await self._leave(parts)
                    break
        except BaseException as exc:  # noqa: ASYNC103  # what is not raised again is an error of the connection
            whole = isinstance(exc, httpx.TransportError) and self._whole
            if not whole:
                self._raw, self._gunzip = bytearray(), None
            await _close(parts)  # noqa: ASYNC102  # it shields itself, and takes a second at most
            if not whole:
                raise
            self._have_flaw("the answer breaks off")
        if self._gunzip is not None and self._size and not self.odd and not self._gunzip.whole:
            self._have_flaw("the answer's gzip data end too early")

    async def _leave(self, parts: AsyncIterator[bytes]) -> None:
        """Read no more, but for what is there already: the generators below are to find that out by themselves."""
        late = 0
        with trio.CancelScope() as scope:
            scope.cancel(reason=f"twitchtrio: {self._fault or self._flaw}")
            async for part in parts:
                late += len(part) + 1
                if late > _LATE:
                    break
        await _close(parts)

    def content(self) -> bytes:
        """What was read, unpacked.

        Raises:
            UnreadableAnswerError: It is of no use.
        """
        if self._fault is not None:
            raise self._fault
        if self._flaw is not None and self._size and not self._whole:
            raise self._flaw
        return bytes(self._raw if self._gunzip is None else self._gunzip.content)

    def _have_flaw(self, problem: str) -> None:
        self.odd, self._flaw = True, UnreadableAnswerError(problem)

    def _have_too_much(self) -> None:
        self.odd, self._fault = True, _too_large("answer", self._limit)

    @property
    def _whole(self) -> bool:
        text = self._raw if self._gunzip is None else self._gunzip.content
        return self._fault is None and _is_document(text)

    @property
    def _ended(self) -> bool:
        """Whether nothing that still comes can change what it is."""
        return self._fault is not None or (self._flaw is not None and self._gunzip is not None)

    def _take(self, part: bytes) -> Iterable[int]:
        """Take in a part; gives how many bytes of work each step was."""
        self._size += len(part)
        self._parts += 1
        if self._size > self._limit or self._parts > self._limit:
            self._have_too_much()
            return ()
        self._raw += part
        return (len(part),) if self._gunzip is None else self._unpack(self._gunzip, part)

    def _unpack(self, gunzip: Gunzip, part: bytes) -> Iterator[int]:
        try:
            yield from gunzip.feed(part)
        except zlib.error:
            self._have_flaw("the answer's gzip data are broken")
            if self._raw.lstrip(_BLANK).startswith((b"{", b"[")):
                self._gunzip = None  # They are none.
            elif len(self._raw) <= _SHORT:
                self._gunzip = gunzip = Gunzip(self._limit)
                yield from self._unpack_slowly(gunzip)
        if len(gunzip.content) > self._limit:
            self._have_too_much()

    def _unpack_slowly(self, gunzip: Gunzip) -> Iterator[int]:
        """Unpack byte by byte what is broken, since of a step in which it finds that, zlib gives nothing."""
        with suppress(zlib.error):
            for at in range(len(self._raw)):
                yield from gunzip.feed(bytes(self._raw[at : at + 1]))


async def _close(resource: object) -> None:  # noqa: ASYNC910  # an iterator may have nothing to close
    aclose = getattr(resource, "aclose", None)
    if aclose is not None:
        with trio.move_on_after(_GOODBYE, shield=True), suppress(Exception):
            await aclose()


def _is_document(text: bytearray) -> bool:
    """Whether it is a whole JSON document; a number would be one that may go on."""
    try:
        msgspec.json.decode(text.removeprefix(_BOM), type=msgspec.Raw)
    except (ValueError, RecursionError):
        return False
    return text.lstrip(_BLANK).startswith((b"{", b"["))


def _encodings(told: str) -> list[str]:
    return [each for each in told.lower().replace(" ", "").split(",") if each not in {"", "identity"}]


def _too_large(what: str, limit: int) -> UnreadableAnswerError:
    for unit, name in ((2**20, "MiB"), (2**10, "KiB")):
        if limit >= unit and limit % unit == 0:
            return UnreadableAnswerError(f"the {what} is larger than {limit // unit} {name}")
    return UnreadableAnswerError(f"the {what} is larger than {limit} bytes")
