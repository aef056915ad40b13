"""Answers of httpx, read to their end, and its errors."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import suppress
from itertools import chain
from typing import Final, cast

import h11
import httpx
import trio

from .._foreign import shown
from ._body import Body, too_large
from ._failure import NOT_IN_TIME, NotConnectedError, UnfitRequestError, UnreadableAnswerError, connection_problem
from ._frames import HEAD_LIMIT
from ._response import Response

__all__ = ["in_our_words", "read_answer"]

_GOODBYE: Final = 1.0
# What may come after it is known that the answer is of no use: as much as had been received by then.
_LATE: Final = 2**17
# From an answer's stream to what reads its connection, which neither httpx nor httpcore shows.
_READER: Final = ("_stream", "_httpcore_stream", "_stream", "_connection", "_h11_state")


async def read_answer(answer: httpx.Response, *, limit: int) -> Response:
    """Read an answer whole, and close it; its connection with it, if anything stands behind the answer.

    What a hook of the program's own has read before is taken as it was read.

    Args:
        answer: The answer.
        limit: How many bytes its body may have, both as it comes and unpacked.

    Raises:
        UnreadableAnswerError: It is larger than that, its head is too large, or it cannot be unpacked.
    """
    try:
        _check_head(answer)
        if answer.is_stream_consumed:
            return _response(answer, _checked(answer.content, limit))  # noqa: ASYNC910  # sending has waited
        body = Body(answer.headers.get("Content-Encoding", ""), limit)
        await _read(body, cast("AsyncIterable[bytes]", answer.stream))
        _look_behind(answer, odd=body.odd)
        if body.odd:
            await _close(answer)
        else:
            await answer.aclose()
        return _response(answer, body.content())
    except BaseException:
        await _close(answer)  # noqa: ASYNC102  # it shields itself, and takes a second at most
        raise
    finally:
        del answer  # It may hold the request.


def in_our_words(exc: Exception, host: str | None) -> Exception:
    """An error of httpx as one of ours, any other as it is."""
    match exc:
        case httpx.LocalProtocolError() | httpx.UnsupportedProtocol():
            return UnfitRequestError()
        case httpx.ConnectTimeout():
            return NotConnectedError(NOT_IN_TIME)
        case httpx.ConnectError():
            return NotConnectedError(connection_problem(host, exc))
        case httpx.ProxyError():
            return NotConnectedError(f"the proxy refused ({shown(exc)})")
        case httpx.HTTPStatusError():
            status = getattr(exc.response, "status_code", "none")
            told = f"a hook of the program's own HTTP client raised an error for status {shown(status)}"
        case httpx.TimeoutException():
            told = "it took longer than the program's own HTTP client or transport allows"
        case httpx.DecodingError():
            told = "the answer could not be decompressed"
        case httpx.HTTPError():
            told = f"the connection broke ({type(exc).__name__})"
        case _:
            return exc
    return (NotConnectedError if isinstance(exc, httpx.PoolTimeout) else UnreadableAnswerError)(told)


def _check_head(answer: httpx.Response) -> None:
    fields = answer.headers.raw
    size = sum(map(len, chain.from_iterable(fields))) + len(":\r\n") * len(fields)
    if size + len(answer.extensions.get("reason_phrase", b"")) > HEAD_LIMIT:
        raise too_large("head of the answer", HEAD_LIMIT)


async def _read(body: Body, stream: AsyncIterable[bytes]) -> None:
    """Read a body to its end, or so much of it that it is known to be of no use."""
    parts = aiter(stream)
    try:
        async for part in parts:
            await body.take(part)
            del part
            if body.odd and body.ended:
                await _leave(parts)
                break
    except BaseException as exc:  # noqa: ASYNC103  # what is not raised again is an error of the connection
        whole = isinstance(exc, httpx.TransportError) and body.break_off()
        if not whole:
            body.forget()
        await _close(parts)  # noqa: ASYNC102  # it shields itself, and takes a second at most
        if not whole:
            raise
    body.end()


async def _leave(parts: AsyncIterator[bytes]) -> None:
    """Read no more, but for what is there already: the generators below are to find that out by themselves."""
    late = 0
    with trio.CancelScope() as scope:
        scope.cancel(reason="twitchtrio: the answer is of no use")
        async for part in parts:
            late += len(part) + 1
            if late > _LATE:
                break
    await _close(parts)


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
        raise too_large("answer", limit)
    return content


def _response(answer: httpx.Response, content: bytes) -> Response:
    status: object = answer.status_code
    if not isinstance(status, int) or not 100 <= status <= 999:
        raise UnreadableAnswerError("the answer has no status of three digits")
    return Response(status=status, headers=answer.headers, content=content)


async def _close(resource: object) -> None:  # noqa: ASYNC910  # an iterator may have nothing to close
    aclose = getattr(resource, "aclose", None)
    if aclose is not None:
        with trio.move_on_after(_GOODBYE, shield=True), suppress(Exception):
            await aclose()
